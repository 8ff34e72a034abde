internal import Causality
internal import Domain
internal import Storage
internal import Wire

/// H19: what waits for a decision, the oldest first, and who may make it.
struct ConflictReport {
    private let ground: ReportGround
    private let items: [InboxItem]

    init(_ ground: ReportGround, _ items: [InboxItem]) {
        self.ground = ground
        self.items = items
    }

    private typealias Text = Catalogue.Report

    private static let columns = [
        Report.Column("id", Catalogue.Heading.id, .text),
        Report.Column("what", Catalogue.Heading.what, .text, flexible: true),
        Report.Column("record", Catalogue.Heading.record, .text),
        Report.Column("site", Text.scope, .text),
        Report.Column("since", Text.openSince, .date),
        Report.Column("age", Text.ageDays, .count),
    ]

    func report() throws -> Report {
        var report = Report(.conflicts, ground, ConflictReport.columns)
        report.rowsOnPage = 30
        let since = OpenSince(try ground.replica.seenConflicts())
        let rows = items.map { item in
            (since: since.milliseconds(of: item) ?? ground.nowMilliseconds, item: item)
        }
        .sorted { ($0.since, $0.item.id) < ($1.since, $1.item.id) }
        report.rows = rows.filter { pair in
            ground.request.site.map { pair.item.scope == ScopeID("site/\($0)") } ?? true
        }.map { line($0.item, $0.since) }
        report.count("open", Text.conflictsWaiting, report.rows)
        return report
    }

    private func line(_ item: InboxItem, _ since: UInt64) -> Report.Row {
        let what: Phrase
        let records = item.records
        switch item.content {
        case .cell(let cell):
            let kind = NetworkSchema.kind(cell.table)
            let field = kind?.field(cell.cell)?.label
            let name = kind.map { Phrase($0.label) } ?? Phrase(verbatim: cell.table)
            what = Phrase.list([name, field.map { Phrase($0) } ?? Phrase(verbatim: cell.cell)])
        case .rule(let finding):
            what = Phrase(finding.detail)
        case .fork(let fork): what = Phrase(verbatim: "\(fork.stream)")
        }
        let day = LocalDay.from(
            epochMilliseconds: Int64(clamping: since),
            offsetSeconds: LocalZone.shanghai.secondsFromUTC)
        let age = max(0, day.days(until: ground.day))
        return Report.Row(
            item.shortID, site: item.scope.owner?.name,
            [
                Report.Cell(.text(verbatim: item.shortID)), Report.Cell(.text(what)),
                Report.Cell(.text(verbatim: records.first?.key.text)),
                item.scope.owner.map { ground.site($0.name) }
                    ?? Report.Cell(.text(verbatim: item.scope.name)),
                Report.Cell(.day(day)), Report.Cell(.count(age), [], age > 7 ? .attention : .plain),
            ], records)
    }
}

extension InboxItem {
    /// The records that it is about; none for a copied database.
    var records: [RowReference] {
        switch content {
        case .cell(let cell): [RowReference(cell.table, cell.key)]
        case .rule(let finding): finding.rows
        case .fork: []
        }
    }
}
