internal import Causality
public import Domain

// What head office and the branches read.
//
// A report is made once, as a value, and shown in many ways: on the terminal, as a page, as JSON, as
// CSV, as a sheet. So nothing of what it says may depend on how it is shown: numbers are numbers with
// their unit in the column, and every one of them carries the records that it was made from. Whoever
// doubts a figure opens its list, and the list has exactly as many records as the figure says.
//
// Three things make a figure of a federation different from one of a single database. A field may be
// undecided, and then the figure is a range: from the least to the most that may come to hold. A site
// may be silent, and then its part is old: it is shown grey, and never left out, because a total that
// lacks a site looks exactly like one that has it. And a record may lie where this replica does not see
// it: a branch reports on itself, and says so.

/// A report as of one day: columns, rows, totals, and what to know before believing them.
public struct Report: Sendable {
    public let kind: ReportKind
    /// The local day that the report is about.
    public let day: LocalDay
    public let nowMilliseconds: UInt64
    /// What was asked for besides the day, as a site or a number of days.
    public let parameters: [Parameter]
    /// The sites whose records went in, and how old the part of each is.
    public let sources: [Source]
    public let columns: [Column]
    /// The numbers that a reader looks for first.
    public var figures: [Figure] = []
    public var rows: [Row] = []
    /// One cell for each column; `nil` where nothing is summed.
    public var totals: [Cell]?
    public var checks: [Check] = []
    public var remarks: [Phrase] = []
    /// How many rows of each group are printed on one page; the others are in every other form.
    public var rowsOnPage: Int?

    public struct Parameter: Sendable {
        /// As on the command line, without dashes.
        public let name: String
        public let label: Phrase
        public let value: String
    }

    /// One site's part.
    public struct Source: Sendable {
        public let site: String
        public let name: String
        /// Up to when everything that the site has written is here; `nil` when nothing ever was.
        public let heardMilliseconds: UInt64?
        public let freshness: Freshness
    }

    /// How old what is known of a site is, by the thresholds of the trade.
    public enum Freshness: String, Sendable {
        case fresh
        /// Not heard of for more than 24 hours.
        case late
        /// Not heard of for more than 72 hours, or never: its numbers are printed in grey.
        case silent
    }

    /// How the cells of a column are to be read.
    public enum ColumnKind: Hashable, Sendable {
        case text
        case date
        /// Fen, shown in this unit; where a cell names another currency, hundredths of that.
        case money(MoneyUnit)
        /// Hundredths of a square metre.
        case area
        case count
        /// Basis points.
        case percent
        /// A number with so many decimal places.
        case decimal(Int)

        public var isNumber: Bool { self != .text && self != .date }
    }

    public struct Column: Sendable {
        /// As in JSON and after `--list`.
        public let name: String
        public let label: Phrase
        public let kind: ColumnKind
        /// Whether it gives way on a narrow screen.
        public let isFlexible: Bool

        init(_ name: String, _ label: Phrase, _ kind: ColumnKind, flexible: Bool = false) {
            self.name = name
            self.label = label
            self.kind = kind
            isFlexible = flexible
        }
    }

    public struct Cell: Sendable {
        public let content: Content
        /// The records that the cell was made from; empty where these are the row's.
        public let records: [RowReference]
        public let mark: Mark
        /// How it is to be read where that is not as its column says.
        public let kind: ColumnKind?

        public init(
            _ content: Content, _ records: [RowReference] = [], _ mark: Mark = .plain,
            kind: ColumnKind? = nil
        ) {
            self.content = content
            self.records = records
            self.mark = mark
            self.kind = kind
        }

        static let none = Cell(.none)

        /// Whether what it says hangs on something that nobody has decided.
        public var isUndecided: Bool {
            switch content {
            case .none, .text: false
            case .words(let words): words.count > 1
            case .days(let days): days.count > 1
            case .moment: false
            case .number(let range), .money(let range, _): !range.isSettled
            case .amounts(let amounts): amounts.contains { !$0.amount.isSettled }
            }
        }
    }

    public enum Content: Hashable, Sendable {
        case none
        case text(Phrase)
        /// One word, or the different ones that it may come to be.
        case words([Phrase])
        /// One day, or the different ones that it may come to be.
        case days([LocalDay])
        case moment(LocalMinute)
        /// A count, an area, a percentage or a decimal, as the column says.
        case number(Range64)
        /// Hundredths of a currency.
        case money(Range64, currency: String)
        /// One amount for each currency: different money is not added up.
        case amounts([Overview.Money])
    }

    /// What deserves a second look. Never told by colour alone.
    public enum Mark: String, Sendable {
        case plain
        case attention
        case bad
    }

    public struct Row: Sendable {
        /// As after `--list`; unique in the report.
        public let name: String
        /// The part of the report that it stands in; `nil` in reports of one part.
        public let group: Group?
        /// Whose records it is about; `nil` for none or several.
        public let site: String?
        public let cells: [Cell]
        /// The records behind the row.
        public let records: [RowReference]
        /// Whether it stands here whatever is decided.
        public let isCertain: Bool

        init(
            _ name: String, group: Group? = nil, site: String? = nil, _ cells: [Cell],
            _ records: [RowReference] = [], isCertain: Bool = true
        ) {
            self.name = name
            self.group = group
            self.site = site
            self.cells = cells
            self.records = records
            self.isCertain = isCertain
        }
    }

    public struct Group: Hashable, Sendable {
        public let name: String
        public let label: Phrase
    }

    public struct Figure: Sendable {
        public let name: String
        public let label: Phrase
        public let kind: ColumnKind
        public let cell: Cell
    }

    /// Something that the figures must agree on, or a criterion that they are measured by.
    public struct Check: Sendable {
        public enum Verdict: String, Sendable {
            case holds
            /// It hangs on something that is undecided or not known.
            case open
            case fails
        }

        public let name: String
        public let statement: Phrase
        public let verdict: Verdict
        public let records: [RowReference]
    }

    init(_ kind: ReportKind, _ ground: ReportGround, _ columns: [Column]) {
        self.kind = kind
        day = ground.day
        nowMilliseconds = ground.nowMilliseconds
        parameters = ground.parameters
        sources = ground.sites
        self.columns = columns
        if !ground.isHub { remarks.append(Catalogue.Report.branchOnly) }
    }

    /// The oldest of what went in; `nil` when nothing was ever heard of one of the sites.
    public var asOfMilliseconds: UInt64? {
        let heard = sources.map(\.heardMilliseconds)
        return heard.contains(nil) ? nil : heard.compactMap { $0 }.min()
    }

    public func source(_ site: String?) -> Source? { sources.first { $0.site == site } }

    /// The groups in the order of their rows; one `nil` for a report of one part.
    public var groups: [Group?] {
        var seen: Set<Group?> = []
        return rows.map(\.group).filter { seen.insert($0).inserted }
    }
}

extension Report {
    mutating func figure(
        _ name: String, _ label: Phrase, _ kind: ColumnKind = .count, _ cell: Cell
    ) {
        figures.append(Figure(name: name, label: label, kind: kind, cell: cell))
    }

    /// A figure that counts rows.
    mutating func count(_ name: String, _ label: Phrase, _ rows: [Row]) {
        let range = Range64.count(rows.map { ($0.isCertain, true) })
        figure(name, label, .count, Cell(.number(range), rows.flatMap(\.records)))
    }
}
