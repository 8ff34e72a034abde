internal import ArgumentParser
internal import Causality
internal import Domain
internal import Storage
internal import Wire
internal import Workflows

/// Which conflicts a command is about: the same flags wherever several are meant.
struct ConflictSelection: ParsableArguments {
    @Option(help: Catalogue.Flag.conflictKind.help("SORT")) var kind: String?
    @Option(help: Catalogue.Flag.conflictRecord.help("ID")) var record: String?
    @Option(help: Catalogue.Flag.conflictField.help("FIELD")) var field: [String] = []
    @Option(help: Catalogue.Flag.rule.help("RULE")) var rule: String?
    @Option(help: Catalogue.Flag.site.help("SITE")) var site: String?
    @Option(help: Catalogue.Flag.olderThan.help("SPAN")) var olderThan: String?
    @Option(help: Catalogue.Flag.like.help("ID")) var like: String?
    @Option(help: Catalogue.Flag.assignee.help("NAME")) var assignee: String?
    @Flag(help: Catalogue.Flag.mine.help) var mine = false
    @Flag(help: Catalogue.Flag.snoozed.help) var snoozed = false

    /// Those of them that ask for what only an open conflict has.
    var ofOpenOnly: [String] {
        [olderThan.map { "--older-than \($0)" }, like.map { "--like \($0)" }].compactMap(\.self)
            + (mine ? ["--mine"] : []) + (snoozed ? ["--snoozed"] : [])
    }

    /// The flags as they were given.
    var given: [String] {
        let words = [
            ("kind", kind), ("record", record), ("rule", rule), ("site", site),
            ("older-than", olderThan), ("like", like), ("assignee", assignee),
        ]
        return words.compactMap { name, value in value.map { "--\(name) \($0)" } }
            + field.map { "--field \($0)" } + (mine ? ["--mine"] : [])
            + (snoozed ? ["--snoozed"] : [])
    }
}

/// A selection as a test of conflicts. A word that nothing is called by is refused: it would find
/// nothing for ever, and a check by cron would take that for good news.
struct ConflictFilter {
    private let kind: String?
    private let key: RecordKey?
    private let cells: Set<String>?
    private let rule: String?
    private let site: String?
    private let age: Int64
    private let pattern: InboxItem.Pattern?
    /// Only those that this site may decide.
    private let decider: SiteID?
    private let assignee: String?
    private let snoozed: Bool
    private let printer: ConflictPrinter

    init(_ wanted: ConflictSelection, _ printer: ConflictPrinter) throws {
        let desk = printer.desk
        self.printer = printer
        kind = try wanted.kind.map { try ConflictFilter.one(of: InboxItem.kinds, $0, "--kind") }
        rule = try wanted.rule.map {
            try ConflictFilter.one(of: RuleID.allCases.map(\.rawValue), $0, "--rule")
        }
        cells =
            wanted.field.isEmpty
            ? nil
            : try wanted.field.map { try ConflictFilter.cells(of: $0, printer) }
                .reduce(into: []) { $0.formUnion($1) }
        site = try wanted.site.map { try desk.knownSite($0) }
        key = try wanted.record.map { try desk.existing($0).key }
        age = try wanted.olderThan.map { try printer.session.span($0, flag: "--older-than") } ?? 0
        pattern = try wanted.like.map {
            try printer.inbox.find($0, among: printer.inbox.items(tellingResolutions: false))
                .pattern
        }
        decider = wanted.mine ? printer.replica.meta.site : nil
        assignee = wanted.assignee
        snoozed = wanted.snoozed
    }

    /// Whether it is admitted and, unless the snoozed ones are asked for, not put off.
    func admitsNow(_ item: InboxItem) throws -> Bool {
        try admits(item) && (snoozed || !printer.isSnoozed(item))
    }

    func admits(_ item: InboxItem) throws -> Bool {
        try (kind == nil || item.kind == kind) && (key.map(item.concerns) ?? true)
            && (rule == nil || item.ruleName == rule)
            && (cells.map { $0.contains(item.cellName ?? "") } ?? true)
            && (site.map { item.scope.name == "site/\($0)" } ?? true)
            && (age == 0 || printer.openMilliseconds(item) >= age)
            && (assignee == nil || printer.notes[item.id]?.assignee == assignee)
            && (!snoozed || printer.isSnoozed(item))
            && (pattern.map { item.pattern == $0 } ?? true)
            && (decider.map { printer.inbox.decider(item).admits($0) } ?? true)
    }

    /// The same of one that is over; a record that is gone has no site.
    func admits(_ settled: SettledConflict) throws -> Bool {
        try (kind == nil || settled.kind == kind) && (key.map { settled.key == $0 } ?? true)
            && (rule == nil || settled.rule == rule)
            && (cells.map { settled.rule == nil && $0.contains(settled.cell) } ?? true)
            && (site.map { site in
                try printer.replica.record(settled.table, settled.key)?.scope.name == "site/\(site)"
            } ?? true)
            && (assignee == nil || printer.notes[settled.id]?.assignee == assignee)
    }

    func admits(_ closed: Fork) -> Bool {
        (kind == nil || kind == "fork") && key == nil && rule == nil && cells == nil
            && (site.map { closed.stream.scope.name == "site/\($0)" } ?? true)
            && (assignee == nil || printer.notes[closed.id]?.assignee == assignee)
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
    private static func cells(of word: String, _ printer: ConflictPrinter) throws -> Set<String> {
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
        // There are hundreds of them; what may be meant is a field about which something is open.
        let open = try printer.inbox.items(tellingResolutions: false).compactMap(\.cellName)
        throw Problem.filter(
            word, flag: "--field",
            choices: Nearness.nearest(to: word, among: names).map { [$0] } ?? Set(open).sorted(),
            see: "moso record fields")
    }
}
