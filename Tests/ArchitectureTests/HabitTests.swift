import Testing

@Suite struct HabitTests {
    @Test func `time and chance are passed in`() throws {
        try expectNone(Habits.hiddenInputs)
    }

    @Test func `only the programs print`() throws { try expectNone(Habits.printing) }

    @Test func `nothing traps on the world and nothing is left unwritten`() throws {
        try expectNone(Habits.traps)
    }

    @Test func `no source file is longer than a person reads`() throws {
        try expectNone(Habits.length)
    }

    @Test func `public types of the engine are documented`() throws {
        try expectNone(Habits.undocumentedTypes)
    }

    private func expectNone(_ rule: (ProjectTree.File) -> [String]) throws {
        let wrong = try ProjectTree.files(under: "Sources/", ending: [".swift"]).flatMap(rule)
        #expect(wrong.isEmpty, "\(wrong.joined(separator: "\n"))")
    }

    // MARK: Each rule can fail

    private func source(_ text: String, in target: String = "Storage") -> ProjectTree.File {
        ProjectTree.File(path: "Sources/\(target)/A/B.swift", text: text)
    }

    @Test(arguments: [
        "let now = Date()", "let t = ContinuousClock.now", "Int.random(in: 1...6)",
        "var g = SystemRandomNumberGenerator()", "\"id \\(UUID())\"", "clock.now.advanced()",
    ])
    func `a hidden input is found`(line: String) {
        #expect(Habits.hiddenInputs(in: source(line)).count == 1)
        #expect(Habits.hiddenInputs(in: source(line, in: "mosod")).isEmpty)
    }

    @Test(arguments: [
        "// Date() would be read here", "value.nowhere", "func toDate() {}", "\"Int.random(\"",
    ])
    func `what only looks like a hidden input is none`(line: String) {
        #expect(Habits.hiddenInputs(in: source(line)).isEmpty)
    }

    @Test func `printing is found, its namesakes are not`() {
        #expect(Habits.printing(in: source("print(1)")).count == 1)
        #expect(Habits.printing(in: source("print(1)", in: "moso")).isEmpty)
        #expect(Habits.printing(in: source("let f = fingerprint(1); writer.print(2)")).isEmpty)
    }

    @Test func `a trap is found`() {
        #expect(Habits.traps(in: source("let a = try! read()")).count == 1)
        #expect(Habits.traps(in: source("fatalError(\"not implemented\")")).count == 1)
        #expect(Habits.traps(in: source("// never try! here\nlet a = try? read()")).isEmpty)
    }

    @Test func `a long file is found`() {
        let lines = [String](repeating: "let a = 1", count: Habits.linesMax + 1)
        #expect(Habits.length(of: source(lines.joined(separator: "\n"))).count == 1)
        #expect(Habits.length(of: source(lines.dropLast().joined(separator: "\n"))).isEmpty)
    }

    @Test func `a public type without a sentence is found`() {
        #expect(Habits.undocumentedTypes(in: source("public struct A {}")).count == 1)
        #expect(Habits.undocumentedTypes(in: source("public final class A {}")).count == 1)
        #expect(Habits.undocumentedTypes(in: source("/// A.\n@frozen\npublic enum A {}")).isEmpty)
        #expect(Habits.undocumentedTypes(in: source("struct A {}")).isEmpty)
    }

    @Test func `masking keeps lines and code in interpolations`() {
        let code = SwiftCode("let a = \"x \\(f(\"y\")) z\" // c\n/* d\n*/ let b = #\"\\(no)\"#")
        #expect(code.lines.count == 3)
        #expect(code.lines[0].contains("f("))
        #expect(!code.lines[0].contains("z") && !code.lines[0].contains("y"))
        #expect(code.lines[2].contains("let b") && !code.lines[2].contains("no"))
    }
}
