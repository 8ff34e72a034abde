import Testing

/// docs/security.md names a test for each threat, or says that there is none yet.
@Suite struct ThreatTests {
    @Test func `every threat has its row, and every test that a row names is there by its number`()
        throws
    {
        let page = try #require(
            try ProjectTree.files(ending: ["docs/security.md"]).first {
                $0.path == "docs/security.md"
            })
        let faults = Threats.faults(in: page.text, files: try ProjectTree.files(under: "Tests/"))
        #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
    }

    // MARK: The rule can fail

    private let files = [
        ProjectTree.File(path: "Tests/acceptance/a.py", text: "check(\"T01 it holds\")"),
        ProjectTree.File(path: "Tests/X/BTests.swift", text: "func `T02: it holds`()"),
    ]

    private func faults(_ row: String) -> [String] {
        Threats.faults(in: row, files: files).filter { !$0.hasSuffix("has no row") }
    }

    @Test func `a sound row is sound, and an open one says so`() {
        #expect(faults("| T01 | x | y | `a.py`: once |").isEmpty)
        #expect(faults("| T02 | x | y | `BTests` |").isEmpty)
        #expect(faults("| T03 | x | y | not yet |").isEmpty)
        #expect(Threats.faults(in: "", files: files).count == Threats.all.count)
    }

    @Test(arguments: [
        "| T02 | x | y | `a.py` |", "| T01 | x | y | `CTests` |", "| T01 | x | y | by hand |",
        "| T01 | x | y | `a.py`, `BTests` |",
    ])
    func `a test that is not there is found`(row: String) { #expect(faults(row).count == 1) }
}
