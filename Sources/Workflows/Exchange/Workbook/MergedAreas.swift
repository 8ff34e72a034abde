/// The areas of a sheet whose cells are merged, as far as they reach downwards.
///
/// What a file says of them is not believed. An area that leaves the sheet is refused, and one that
/// overlaps another of its column, as no spreadsheet program allows. So each cell is filled once at most,
/// and only in rows that hold something of their own: however many areas a file lists and however far they
/// reach, the work is bounded by the rows and columns that are read.
struct MergedAreas {
    static let rowsMax = 1_048_576
    static let columnsMax = 16_384

    /// The rows of each area, by its first column.
    private var areas: [Int: [ClosedRange<Int>]] = [:]
    private let part: String

    /// - Parameter part: the name to complain about.
    init(part: String) { self.part = part }

    /// - Parameter place: such as `A1:C3`.
    mutating func add(_ place: String) throws(WorkbookFault) {
        let corners = place.split(separator: ":", omittingEmptySubsequences: false)
        guard corners.count <= 2, let one = corners.first.flatMap(MergedAreas.cell),
            let other = corners.last.flatMap(MergedAreas.cell)
        else { throw .broken(part: part) }
        guard one.row != other.row else { return }
        areas[min(one.column, other.column), default: []].append(
            min(one.row, other.row)...max(one.row, other.row))
    }

    /// Gives the first text of each area to the rows below it that hold none there.
    ///
    /// - Parameter rows: by their numbers in the sheet.
    func fillDown(_ rows: inout [Int: [String]]) throws(WorkbookFault) {
        let numbers = rows.keys.sorted()
        let positions = Dictionary(uniqueKeysWithValues: zip(numbers, numbers.indices))
        for (column, areas) in areas {
            var last = 0
            for area in areas.sorted(by: { $0.lowerBound < $1.lowerBound }) {
                guard area.lowerBound > last else { throw .broken(part: part) }
                last = area.upperBound
                guard let first = positions[area.lowerBound],
                    let text = rows[area.lowerBound]?.filled(column)
                else { continue }
                for number in numbers[(first + 1)...] {
                    guard number <= area.upperBound else { break }
                    rows[number]?.fill(column, with: text)
                }
            }
        }
    }

    /// `A1` is column 0 of row 1.
    private static func cell(_ place: Substring) -> (column: Int, row: Int)? {
        let digits = place.drop { $0.isASCII && $0.isUppercase }
        guard let column = SheetReader.column(String(place)), let row = Int(digits),
            (1...rowsMax).contains(row)
        else { return nil }
        return (column, row)
    }
}

extension [String] {
    fileprivate func filled(_ column: Int) -> String? {
        indices.contains(column) && !self[column].isEmpty ? self[column] : nil
    }

    fileprivate mutating func fill(_ column: Int, with text: String) {
        while count <= column { append("") }
        if self[column].isEmpty { self[column] = text }
    }
}
