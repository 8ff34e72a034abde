/// The table of threats in docs/security.md, and whether the tests that it names are there.
enum Threats {
    struct Row {
        let number: String
        /// The names between back quotes in the last column; empty where there is no test yet.
        let tests: [String]
        let isOpen: Bool
    }

    /// The numbers that must have a row.
    static let all = (Array(1...25) + Array(31...39)).map { "T" + ($0 < 10 ? "0" : "") + "\($0)" }

    static func rows(in text: String) -> [Row] {
        text.split(separator: "\n").compactMap { line in
            let cells = line.split(separator: "|").map { $0.drop { $0 == " " } }
            guard line.hasPrefix("| T"), cells.count >= 4,
                let number = cells[0].split(separator: " ").first,
                number.count == 3, number.dropFirst().allSatisfy(\.isNumber)
            else { return nil }
            // Every second piece between back quotes is code.
            let pieces = cells[cells.count - 1].split(
                separator: "`", omittingEmptySubsequences: false)
            let names = pieces.enumerated().filter { !$0.offset.isMultiple(of: 2) }.map {
                String($0.element)
            }
            return Row(
                number: String(number), tests: names,
                isOpen: cells[cells.count - 1].hasPrefix("not yet"))
        }
    }

    /// What is wrong with the table.
    ///
    /// - Parameter files: of the folder of tests.
    static func faults(in text: String, files: [ProjectTree.File]) -> [String] {
        let rows = rows(in: text)
        let missing = all.filter { number in !rows.contains { $0.number == number } }
            .map { "\($0) has no row" }
        return missing
            + rows.flatMap { row in
                row.tests.isEmpty && !row.isOpen
                    ? ["\(row.number) names no test"]
                    : row.tests.compactMap { fault(row, $0, files) }
            }
    }

    private static func fault(_ row: Row, _ name: String, _ files: [ProjectTree.File]) -> String? {
        let paths =
            name.hasSuffix(".py")
            ? ["Tests/acceptance/\(name)", "Tests/Faults/\(name)"] : ["/\(name).swift"]
        guard let file = files.first(where: { file in paths.contains { file.path.hasSuffix($0) } })
        else {
            return "\(row.number): there is no \(name)"
        }
        return file.text.holds(row.number) ? nil : "\(row.number): \(name) has no test of that name"
    }
}
