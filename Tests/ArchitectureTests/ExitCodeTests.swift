import Foundation
import Testing

/// The READMEs tell every exit code, and none that there is not.
@Suite struct ExitCodeTests {
    private static func text(_ path: String) throws -> String {
        try String(contentsOfFile: ProjectTree.root + "/" + path, encoding: .utf8)
    }

    /// The numbers of the rows of a table whose first column has nothing but numbers.
    static func told(_ text: String) -> [Int] {
        text.split(separator: "\n").flatMap { line -> [Int] in
            let cells = line.split(separator: "|", omittingEmptySubsequences: false)
            guard line.hasPrefix("| "), cells.count == 4 else { return [] }
            let numbers = cells[1].split { ", 、".contains($0) }.map { Int($0) }
            return numbers.contains(nil) ? [] : numbers.compactMap(\.self)
        }
    }

    /// The numbers that the program gives.
    static func given(_ source: String) -> [Int] {
        source.matches(of: /case \w+ = (\d+)\n/).compactMap { Int($0.1) }
    }

    @Test(arguments: ["README.md", "README.zh-CN.md"])
    func `the table of exit codes is that of the program`(name: String) throws {
        let given = ExitCodeTests.given(
            try ExitCodeTests.text("Sources/Workflows/Output/Problems/ExitCode.swift"))
        #expect(given.count > 10)
        #expect(ExitCodeTests.told(try ExitCodeTests.text(name)) == given)
    }

    @Test func `a code that is left out, or too many, is seen`() {
        let table = "| code | means |\n|---|---|\n| 0 | done |\n| 75, 76 | later; other |\n"
        #expect(ExitCodeTests.told(table) == [0, 75, 76])
        #expect(ExitCodeTests.told("| 2026 | 7 | x |") == [])
        #expect(ExitCodeTests.given("    case ok = 0\n    case later = 75\n") == [0, 75])
    }
}
