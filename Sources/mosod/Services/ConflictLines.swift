internal import Causality
internal import Domain
internal import Storage
internal import Web
internal import Wire
internal import Workflows

/// Open conflicts as lines of the overview page, with the names by which people know the records.
struct ConflictLines {
    private let replica: Replica
    private let desk: RecordDesk

    init(_ replica: Replica) {
        self.replica = replica
        desk = RecordDesk(replica)
    }

    func line(_ item: InboxItem) throws -> OverviewPage.ConflictLine {
        switch item.content {
        case .cell(let conflict): try line(item, conflict)
        case .rule(let finding): try line(item, finding)
        }
    }

    private func line(
        _ item: InboxItem, _ conflict: CellConflict
    ) throws -> OverviewPage.ConflictLine {
        let name = try name(conflict.table, conflict.key)
        if conflict.cell == ConflictID.existence {
            return .init(
                shortID: item.shortID, kind: Phrase(zh: "存废", en: "existence"), subject: name,
                scope: item.scope.name)
        }
        let field = NetworkSchema.kind(conflict.table)?.field(conflict.cell)?.label
        let zh = field?.zh ?? conflict.cell
        let en = field?.en ?? conflict.cell
        return .init(
            shortID: item.shortID, kind: Phrase(zh: "字段", en: "field"),
            subject: Phrase(zh: "\(name.zh)：\(zh)", en: "\(name.en): \(en)"),
            scope: item.scope.name)
    }

    private func line(_ item: InboxItem, _ finding: Finding) throws -> OverviewPage.ConflictLine {
        let names = Phrase.list(try finding.rows.map { try name($0.table, $0.key) })
        let label = finding.rule.label
        return .init(
            shortID: item.shortID,
            kind: Phrase(zh: "规则 \(finding.rule.rawValue)", en: "rule \(finding.rule.rawValue)"),
            subject: Phrase(zh: "\(label.zh)：\(names.zh)", en: "\(label.en): \(names.en)"),
            scope: item.scope.name)
    }

    /// The kind of record and what it is called.
    private func name(_ table: String, _ key: RecordKey) throws -> Phrase {
        let kind = NetworkSchema.kind(table)?.label ?? Label(table, table)
        let title = try replica.record(table, key).map { try desk.title($0) } ?? key.text
        return Phrase(zh: "\(kind.zh) \(title)", en: "\(kind.en) \(title)")
    }
}
