internal import Causality
internal import Domain
internal import Storage
internal import Wire
internal import Workflows

/// Which conflicts a list is about. A word that nothing is called by is refused: it would find nothing
/// for ever, and a check by cron would take that for good news.
struct ConflictFilter {
    private let kind: String?
    private let key: RecordKey?
    private let cells: Set<String>?
    private let rule: String?
    private let site: String?

    init(_ list: ConflictsList, _ replica: Replica) throws {
        let desk = RecordDesk(replica)
        kind = try list.kind.map { try ConflictFilter.one(of: InboxItem.kinds, $0, "--kind") }
        rule = try list.rule.map {
            try ConflictFilter.one(of: RuleID.allCases.map(\.rawValue), $0, "--rule")
        }
        cells = try list.field.map(ConflictFilter.cells)
        site = try list.site.map { try desk.knownSite($0) }
        key = try list.record.map { try desk.existing($0).key }
    }

    func admits(_ item: InboxItem) -> Bool {
        (kind == nil || item.kind == kind) && (key.map(item.concerns) ?? true)
            && (rule == nil || item.ruleName == rule)
            && (cells.map { $0.contains(item.cellName ?? "") } ?? true)
            && (site.map { item.scope.name == "site/\($0)" } ?? true)
    }

    private static func one(
        of choices: [String], _ word: String, _ flag: String
    ) throws -> String {
        guard choices.contains(word) else {
            throw Problem.filter(word, flag: flag, choices: choices)
        }
        return word
    }

    /// The cells that a field is in, in any kind of record: it may be called by its name or label, or
    /// by its group's name.
    private static func cells(of word: String) throws -> Set<String> {
        if word == ConflictID.existence { return [word] }
        var cells: Set<String> = []
        for kind in NetworkSchema.kinds {
            if kind.groups.contains(where: { $0.name == word }) { cells.insert(word) }
            for field in kind.fields
            where [field.name, field.label.zh, field.label.en].contains(word) {
                let group = kind.groups.first { $0.members.contains(field.name) }
                cells.insert(group?.name ?? field.name)
            }
        }
        guard cells.isEmpty else { return cells }
        let names = Set(NetworkSchema.kinds.flatMap { $0.fields.map(\.name) }).sorted()
        let near = Nearness.nearest(to: word, among: names).map { [$0] }
        throw Problem.filter(word, flag: "--field", choices: near ?? names)
    }
}
