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
    private let names: [SiteID: String]

    /// - Parameter names: what people call the sites.
    init(_ replica: Replica, names: [SiteID: String]) {
        self.replica = replica
        self.names = names
        desk = RecordDesk(replica)
    }

    func line(_ item: InboxItem) throws -> OverviewPage.ConflictLine {
        switch item.content {
        case .cell(let conflict): try line(item, conflict)
        case .rule(let finding): try line(item, finding)
        case .fork(let fork):
            .init(
                shortID: item.shortID, kind: Catalogue.Fork.kind,
                subject: Catalogue.Fork.record(
                    stream: fork.stream.description, seq: fork.seq), scope: try scope(item))
        }
    }

    private func line(
        _ item: InboxItem, _ conflict: CellConflict
    ) throws -> OverviewPage.ConflictLine {
        let name = try name(conflict.table, conflict.key)
        if conflict.cell == ConflictID.existence {
            return .init(
                shortID: item.shortID, kind: Phrase(zh: "存废", en: "existence"), subject: name,
                scope: try scope(item))
        }
        let field = field(conflict)
        return .init(
            shortID: item.shortID, kind: Phrase(zh: "字段", en: "field"),
            subject: Phrase(zh: "\(name.zh)：\(field.zh)", en: "\(name.en): \(field.en)"),
            scope: try scope(item))
    }

    /// What people call the field, or the fields of the group.
    private func field(_ conflict: CellConflict) -> Phrase {
        let kind = NetworkSchema.kind(conflict.table)
        let members = kind?.groups.first { $0.name == conflict.cell }?.members ?? [conflict.cell]
        let labels = members.map { kind?.field($0)?.label ?? Label($0, $0) }
        return Phrase(
            zh: labels.map(\.zh).joined(separator: " / "),
            en: labels.map(\.en).joined(separator: " / "))
    }

    /// The site that holds it beside the hub, or that all do.
    private func scope(_ item: InboxItem) throws -> Phrase {
        guard let site = names.keys.first(where: { item.scope == .site($0) }) else {
            return item.scope == .common
                ? Phrase(zh: "所有站点", en: "all sites") : Phrase(verbatim: item.scope.name)
        }
        return Phrase(verbatim: names[site] ?? site.name)
    }

    private func line(_ item: InboxItem, _ finding: Finding) throws -> OverviewPage.ConflictLine {
        let names = Phrase.list(try finding.rows.map { try name($0.table, $0.key) })
        let label = finding.rule.label
        return .init(
            shortID: item.shortID,
            kind: Phrase(zh: "规则 \(finding.rule.rawValue)", en: "rule \(finding.rule.rawValue)"),
            subject: Phrase(zh: "\(label.zh)：\(names.zh)", en: "\(label.en): \(names.en)"),
            scope: try scope(item))
    }

    /// The kind of record and what it is called.
    private func name(_ table: String, _ key: RecordKey) throws -> Phrase {
        let kind = NetworkSchema.kind(table)?.label ?? Label(table, table)
        let record = try replica.record(table, key)
        let title = { (language: Language) in
            try record.map { try desk.title($0, in: language) } ?? key.text
        }
        return Phrase(zh: "\(kind.zh) \(try title(.zh))", en: "\(kind.en) \(try title(.en))")
    }
}
