import Testing

@Suite struct ArrowTests {
    @Test func `every import is in the table`() throws {
        let files = try ProjectTree.files(under: "Sources/", ending: [".swift"])
        #expect(files.count > 50, "the sources were not found at \(ProjectTree.root)")
        let wrong = files.flatMap(Arrows.violations)
        #expect(wrong.isEmpty, "\(wrong.joined(separator: "\n"))")
    }

    @Test func `every target of the table exists and every folder is in it`() throws {
        let folders = Set(
            try ProjectTree.files(under: "Sources/", ending: [".swift"]).compactMap(\.target))
        #expect(folders == Set(Arrows.allowed.keys))
    }

    @Test func `the table itself points down only`() {
        let level = [
            "Causality": 1, "Domain": 2, "Wire": 2, "Sync": 3, "Storage": 4, "Transport": 4,
            "Workflows": 5, "Web": 6, "moso": 7, "mosod": 7,
        ]
        for (target, modules) in Arrows.allowed {
            for module in modules {
                guard let from = level[target], let to = level[module] else { continue }
                #expect(to < from, "\(target) to \(module)")
            }
        }
        #expect(!Arrows.permits("moso", "Web"), "the command line never links a server")
    }

    @Test(arguments: ["Causality", "Domain", "Wire", "Sync", "Storage"])
    func `Foundation stays out of the engine`(target: String) {
        #expect(!Arrows.permits(target, "Foundation"))
        #expect(!Arrows.permits(target, "FoundationEssentials"))
    }

    @Test func `every exception has its reason`() {
        #expect(Arrows.exceptions.allSatisfy { $0.why.count > 10 })
    }

    @Test(arguments: [
        ("import Foundation", "Foundation"), ("@testable import Storage", "Storage"),
        ("public import Web", "Web"), ("  internal import CCurl // why", "CCurl"),
        ("@preconcurrency import struct Foundation.Date", "Foundation"),
        ("let a = 1; import Web", "Web"), ("import FoundationEssentials", "FoundationEssentials"),
    ])
    func `an import is found in any dress`(line: String, module: String) {
        #expect(Arrows.imports(in: line).map(\.module) == [module])
        let file = ProjectTree.File(path: "Sources/Causality/A/B.swift", text: line)
        #expect(Arrows.violations(in: file).count == 1)
    }

    @Test(arguments: [
        "// import Foundation", "let text = \"import Foundation\"", "func importAll() {}",
        "/* import\nimport Web */", "let s = \"\"\"\nimport Web\n\"\"\"",
    ])
    func `what only looks like an import is none`(text: String) {
        #expect(Arrows.imports(in: text).isEmpty)
    }

    @Test func `an unknown target is refused`() {
        let file = ProjectTree.File(path: "Sources/Helpers/A.swift", text: "let a = 1")
        #expect(Arrows.violations(in: file).count == 1)
    }
}
