/// Rows in straight columns, whatever scripts their cells are in.
///
///     var table = TextTable([.init("编号"), .init("企业", isFlexible: true), .init("待发", .right)])
///     table.add(["L-2041", "智谱云创科技有限公司", "14"])
///     table.lines(width: 80)
///
/// Columns stand two spaces apart. A table that is wider than the terminal gives way in this order:
///
/// 1. flexible columns (names, texts) are clipped, the widest first;
/// 2. cells that have a short form show that: a key its unambiguous beginning;
/// 3. headers are clipped to what stands below them;
/// 4. optional columns are left out, the last first, and whoever prints the table says so;
/// 5. flexible columns are clipped further;
/// 6. if it is still too wide, every row becomes a block of lines, `title  value`.
///
/// Dates, amounts and numbers are whole in all of these: half of one is worse than none.
public struct TextTable: Sendable {
    public enum Alignment: Sendable {
        case left
        case right
    }

    public struct Column: Sendable {
        public let title: String
        public let alignment: Alignment
        public let isFlexible: Bool
        /// Whether the table still says something without it.
        public let isOptional: Bool

        public init(
            _ title: String, _ alignment: Alignment = .left, isFlexible: Bool = false,
            isOptional: Bool = false
        ) {
            self.title = title
            self.alignment = alignment
            self.isFlexible = isFlexible
            self.isOptional = isOptional
        }
    }

    public struct Cell: Sendable, ExpressibleByStringInterpolation {
        public let text: String
        public let style: Style
        /// What stands for the text where there is little room.
        public let short: String?
        /// Whether it is never clipped, although its column may be.
        public let isFirm: Bool

        public init(
            _ text: String, _ style: Style = .plain, short: String? = nil, isFirm: Bool = false
        ) {
            self.text = text
            self.style = style
            self.short = short
            self.isFirm = isFirm
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
