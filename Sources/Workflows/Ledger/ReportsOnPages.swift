internal import Causality
internal import Domain
internal import Storage

extension LedgerDesk {
    /// A report, for whoever may see every record that went into it.
    ///
    /// - Parameters:
    ///   - name: its id, its number or its title.
    ///   - isListing: whether every record behind a figure is named in it.
    public func report(
        _ name: String, site: String?, isListing: Bool = false
    ) throws -> Report {
        let kind = try ReportDesk.kind(named: name)
        // What is asked and offered as rent is told by one report, and what repairs cost by another.
        guard viewer.role.may(.see, .reports),
            kind != .market || viewer.role.maySee("market_offer_fen", of: "tenancy"),
            kind != .repairs || viewer.role.maySee("amount_fen", of: "record_note")
        else { throw Problem.roleMayNot(viewer.role) }
        let report = try ReportDesk(
            replica, milliseconds: viewer.nowMilliseconds, shelf: shelf
        ).make(kind, ReportRequest(site: site, isListing: isListing))
        guard report.tables.allSatisfy({ viewer.role.may(.see, kind: $0) }) else {
            throw Problem.roleMayNot(viewer.role)
        }
        return report
    }

    /// The records behind a figure of a report.
    public func list(_ figure: String, of name: String, site: String?) throws -> FigureList {
        let report = try report(name, site: site, isListing: true)
        guard let records = report.records(of: figure) else {
            throw Problem.noReportList(
                figure, report: report.kind.rawValue, didYouMean: nil, known: report.listNames)
        }
        return FigureList(
            title: report.label(of: figure) ?? report.kind.title, records: try names(records))
    }

    /// Records as people call them.
    func names(_ records: [RowReference]) throws -> [RecordName] {
        try ReportList(replica, records, language).lines.map { line in
            RecordName(
                kind: line.record.table,
                kindLabel: Phrase(
                    NetworkSchema.kind(line.record.table)?.label
                        ?? Label(verbatim: line.record.table)),
                key: line.record.key.text,
                title: line.title.isEmpty ? line.record.key.text : line.title)
        }
    }
}

/// The records behind a figure, and what it is called.
public struct FigureList: Sendable {
    public let title: Phrase
    public let records: [RecordName]

    public init(title: Phrase, records: [RecordName]) {
        self.title = title
        self.records = records
    }
}

extension Report {
    /// The kinds of record that went into it.
    fileprivate var tables: Set<String> {
        let cells = rows.flatMap(\.cells) + (totals ?? []) + figures.map(\.cell)
        let records = rows.flatMap(\.records) + cells.flatMap(\.records) + checks.flatMap(\.records)
        return Set(records.map(\.table))
    }
}
