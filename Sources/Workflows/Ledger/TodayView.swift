internal import Causality
internal import Domain
internal import Storage

// The start page of a branch: what is to be done today, and nothing else.
//
// It says what the morning's report says, of what the viewer may see, and three things that the report cannot know:
// how much of this site's own work is not sent yet, what this viewer could decide, and what was written here last, so
// that a slip is taken back where it is noticed.

/// What is to be done today.
public struct TodayView: Sendable {
    public struct Line: Sendable {
        public let when: String
        public let what: String
        public let detail: String
        public let site: String
        /// What it is about; `nil` for a site.
        public let record: (kind: String, key: String)?
        public let mark: Report.Mark

        public init(
            when: String, what: String, detail: String, site: String = "",
            record: (kind: String, key: String)? = nil, mark: Report.Mark = .plain
        ) {
            self.when = when
            self.what = what
            self.detail = detail
            self.site = site
            self.record = record
            self.mark = mark
        }
    }

    /// Things of one sort.
    public struct Part: Sendable {
        public let name: String
        public let label: Phrase
        public let count: Int
        /// The first of them.
        public let lines: [Line]

        public init(name: String, label: Phrase, count: Int, lines: [Line]) {
            self.name = name
            self.label = label
            self.count = count
            self.lines = lines
        }
    }

    /// `2026-11-26`
    public let day: String
    public var parts: [Part] = []
    /// How many conflicts wait that this viewer may see, and that they may decide at this site.
    public var toDecide = 0
    public var mine = 0
    public var unsent = 0
    /// When the newest backup was made; `nil` for none in the usual folder.
    public var backupMilliseconds: Int64?
    public var recent: [OutboxLine] = []
    /// What this viewer can add with one press.
    public var additions: [KindLine] = []

    public init(day: String) { self.day = day }
}

extension LedgerDesk {
    private static let linesShown = 8
    private static let recentShown = 8
    /// What people add most.
    private static let additions = ["tenancy", "company", "visit", "waitlist_entry", "work_order"]

    /// The start page.
    public func today() throws -> TodayView {
        let report = try ReportDesk(
            replica, milliseconds: viewer.nowMilliseconds, shelf: shelf
        ).make(.today)
        var view = TodayView(day: "\(report.day)")
        view.parts = parts(report)
        let review = ReviewDesk(replica, viewer, shelf: shelf)
        let open = try review.open().items
        view.toDecide = open.count
        view.mine = open.count {
            review.isDecidedHere($0) && $0.mayBeDecided(by: viewer.role)
        }
        view.unsent = try Outbox(replica, for: viewer.role).count
        view.backupMilliseconds = BackupShelf(data: replica.directory)
            .newest(of: replica.meta.site, at: viewer.nowMilliseconds).newest.map {
                Int64(clamping: $0.made)
            }
        view.recent = try recent(LedgerDesk.recentShown)
        view.additions = LedgerDesk.additions.compactMap { NetworkSchema.kind($0) }
            .filter { viewer.role.may(.write, Area(of: $0)) && LedgerDesk.isTyped($0) }
            .map { KindLine(name: $0.name, label: Phrase($0.label), count: 0, area: Area(of: $0)) }
        return view
    }

    /// The parts of the morning's report that have something in them for this viewer.
    private func parts(_ report: Report) -> [TodayView.Part] {
        let words = ReportWords(language)
        return report.groups.compactMap { $0 }.compactMap { group in
            let rows = report.rows.filter { row in
                row.group == group
                    && row.records.allSatisfy { viewer.role.may(.see, kind: $0.table) }
            }
            guard !rows.isEmpty else { return nil }
            let lines = rows.prefix(LedgerDesk.linesShown).map { row -> TodayView.Line in
                let text = { (name: String) -> String in
                    guard let at = report.columns.firstIndex(where: { $0.name == name }),
                        row.cells.indices.contains(at)
                    else { return "" }
                    return words.text(row.cells[at], report.columns[at].kind)
                }
                return TodayView.Line(
                    when: text("when"), what: text("what"), detail: text("detail"),
                    site: text("site"),
                    record: row.records.first.map { ($0.table, $0.key.text) },
                    mark: row.cells.first?.mark ?? .plain)
            }
            return TodayView.Part(
                name: group.name, label: group.label, count: rows.count, lines: Array(lines))
        }
    }
}
