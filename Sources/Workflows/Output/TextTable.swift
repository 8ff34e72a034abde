/// Rows in straight columns, whatever scripts their cells are in.
///
///     var table = TextTable([.init("编号"), .init("企业", isFlexible: true), .init("待发", .right)])
///     table.add(["L-2041", "智谱云创科技有限公司", "14"])
///     table.lines(width: 80)
///
/// Columns stand two spaces apart. A table wider than the terminal gives up columns of its widest
/// flexible column first, one by one; columns that are not flexible (ids, numbers, dates) are never
/// clipped, as half an id is worse than a line that wraps.
public struct TextTable: Sendable {
    public enum Alignment: Sendable {
        case left
        case right
    }

    public struct Column: Sendable {
        public let title: String
        public let alignment: Alignment
        public let isFlexible: Bool

        public init(_ title: String, _ alignment: Alignment = .left, isFlexible: Bool = false) {
            self.title = title
            self.alignment = alignment
            self.isFlexible = isFlexible
        }
    }

    public struct Cell: Sendable, ExpressibleByStringInterpolation {
        public let text: String
        public let style: Style

        public init(_ text: String, _ style: Style = .plain) {
            self.text = text
            self.style = style
        }

        public init(stringLiteral text: String) { self.init(text) }
    }

    public let columns: [Column]
    /// Without a header the table is a list of names and values.
    public let hasHeader: Bool
    public private(set) var rows: [[Cell]] = []

    public init(_ columns: [Column], hasHeader: Bool = true) {
        precondition(!columns.isEmpty, "a table has at least one column")
        self.columns = columns
        self.hasHeader = hasHeader
    }

    public mutating func add(_ cells: [Cell]) {
        precondition(cells.count == columns.count, "a row has a cell for each column")
        rows.append(cells)
    }

    public mutating func add(_ cells: [String]) {
        add(cells.map { Cell($0) })
    }

    public var isEmpty: Bool { rows.isEmpty }

    /// `--plain`: one row a line, tabs between cells, no header, no alignment, no clipping.
    public var plainLines: [String] {
        rows.map { row in row.map(\.text.escapedForPlain).joined(separator: "\t") }
    }
}
