import Foundation
import Testing

/// The READMEs name for each promise the test that would fail if it were untrue.
@Suite struct PromiseTests {
    private func readme(_ name: String) throws -> String {
        try #require(
            try ProjectTree.files(ending: [name]).first { $0.path == name }
        ).text
    }

    @Test(arguments: ["README.md", "README.zh-CN.md"])
    func `every promise names a test that is there and checks that fact`(name: String) throws {
        let faults = Promises.faults(
            in: try readme(name), files: try ProjectTree.files(under: "Tests/"))
        #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
    }

    @Test func `both languages promise the same, by the same tests`() throws {
        #expect(
            Promises.rows(in: try readme("README.md"))
                == Promises.rows(in: try readme("README.zh-CN.md")))
    }

    @Test func `every script that a promise names is run`() throws {
        let names = Promises.rows(in: try readme("README.md")).flatMap(\.tests)
            .compactMap { $0.split(separator: ":").first }.filter { $0.hasSuffix(".py") }
        let paths = try ProjectTree.files(under: "Tests/", ending: [".py"]).map(\.path)
        for name in names {
            let run = paths.first { path in
                ["Tests/acceptance/", "Tests/Faults/"].contains { path == $0 + name }
            }
            let path = try #require(run, "\(name)")
            #expect(
                FileManager.default.isExecutableFile(atPath: ProjectTree.root + "/" + path),
                "\(path)")
        }
    }

    // MARK: The rule can fail

    private func faults(_ row: String) -> [String] {
        Promises.faults(
            in: row, files: [.init(path: "Tests/Faults/a.py", text: "check(\"nothing is lost\")")])
    }

    @Test func `a sound row is sound`() {
        #expect(faults("| P1 | it holds | mostly | `a.py: nothing is lost` |").isEmpty)
    }

    @Test(arguments: [
        "", "| P1 | x | y | none |", "| P1 | x | y | `a.py` |", "| P1 | x | y | `b.py: lost` |",
        "| P1 | x | y | `a.py: something else` |",
        "| P1 | x | y | `a.py: lost` |\n| P1 | x | y | `a.py: lost` |",
    ])
    func `a row without a test that checks its fact is found`(text: String) {
        #expect(faults(text).count == 1)
    }
}
