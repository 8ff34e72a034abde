/// The promises of a README, and whether the tests that would fail if one were untrue are there.
enum Promises {
    struct Row: Equatable {
        let number: String
        /// Each as `file: a piece of the fact that it checks`.
        let tests: [String]
    }

    static func rows(in text: String) -> [Row] {
        text.split(separator: "\n").compactMap { line in
            let cells = line.split(separator: "|", omittingEmptySubsequences: false)
                .map { $0.drop { $0 == " " } }
            guard line.hasPrefix("| P"), cells.count == 6,
                let number = cells[1].split(separator: " ").first,
                number.dropFirst().allSatisfy(\.isNumber)
            else { return nil }
            // Every second piece between back quotes is code.
            let pieces = cells[4].split(separator: "`", omittingEmptySubsequences: false)
            let tests = pieces.enumerated().filter { !$0.offset.isMultiple(of: 2) }.map {
                String($0.element)
            }
            return Row(number: String(number), tests: tests)
        }
    }

    /// What is wrong with a table.
    ///
    /// - Parameter files: of the folder of tests.
    static func faults(in text: String, files: [ProjectTree.File]) -> [String] {
        let rows = rows(in: text)
        guard !rows.isEmpty else { return ["there are no promises"] }
        let twice = Dictionary(grouping: rows, by: \.number).filter { $0.value.count > 1 }.keys
            .sorted().map { "\($0) stands there twice" }
        return twice
            + rows.flatMap { row in
                row.tests.isEmpty
                    ? ["\(row.number) names no test"]
                    : row.tests.compactMap { fault(row, $0, files) }
            }
    }

    private static func fault(
        _ row: Row, _ test: String, _ files: [ProjectTree.File]
    ) -> String? {
        let parts = test.split(separator: ":", maxSplits: 1).map { $0.drop { $0 == " " } }
        guard parts.count == 2 else { return "\(row.number): \(test) names no fact" }
        let named = files.filter { $0.path.hasSuffix("/\(parts[0])") }
        guard !named.isEmpty else { return "\(row.number): there is no \(parts[0])" }
        return named.contains { $0.text.contains(parts[1]) }
            ? nil : "\(row.number): \(parts[0]) checks nothing like '\(parts[1])'"
    }
}
