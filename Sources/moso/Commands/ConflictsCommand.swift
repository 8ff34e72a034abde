internal import ArgumentParser
internal import Causality
internal import Domain
internal import Storage
internal import Wire
internal import Workflows

struct ConflictsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        "conflicts", Catalogue.Help.conflicts,
        [
            ConflictsList.self, ConflictsShow.self, ConflictsResolve.self, Undo.self, Log.self,
        ])
}

struct ConflictsList: ParsableCommand {
    static let configuration = CommandConfiguration("list", Catalogue.Help.conflictsList)
    @OptionGroup var options: GlobalOptions
    @Option(help: Catalogue.Flag.conflictKind.help("SORT")) var kind: String?
    @Option(help: Catalogue.Flag.conflictRecord.help("ID")) var record: String?
    @Option(help: Catalogue.Flag.field.help("FIELD")) var field: String?
    @Option(help: Catalogue.Flag.rule.help("RULE")) var rule: String?
    @Option(help: Catalogue.Flag.site.help("SITE")) var site: String?
    @Option(help: Catalogue.Flag.olderThan.help("SPAN")) var olderThan: String?
    @Flag(help: Catalogue.Flag.check.help) var check = false

    func run() throws {
        let session = try Session(options)
        let age = try olderThan.map { try session.span($0, flag: "--older-than") } ?? 0
        let replica = try session.open()
        let filter = try ConflictFilter(self, replica)
        let printer = try ConflictPrinter(session, replica)
        let all = try ConflictInbox(replica).items()
        let items = all.filter { filter.admits($0) && printer.openMilliseconds($0) >= age }
        try session.document("conflict.list", replica, .array(try items.map(printer.json)))
        if let first = items.first {
            session.printer.table(try printer.table(items))
            session.printer.remark(Catalogue.Conflicts.count(items.count, first: first.shortID))
        } else {
            session.printer.remark(
                all.isEmpty ? Catalogue.Conflicts.noneOpen : Catalogue.Conflicts.noneMatching)
        }
        if check, !items.isEmpty {
            throw ArgumentParser.ExitCode(Workflows.ExitCode.attention.rawValue)
        }
    }
}

struct ConflictsShow: ParsableCommand {
    static let configuration = CommandConfiguration("show", Catalogue.Help.conflictsShow)
    @OptionGroup var options: GlobalOptions
    @Argument(help: Catalogue.Flag.conflict.help("ID")) var conflict: String

    func run() throws {
        let session = try Session(options)
        let replica = try session.open()
        guard let item = try open(session, replica) else { return }
        let printer = try ConflictPrinter(session, replica)
        try session.document("conflict", replica, try printer.json(item))
        if !item.answers(to: conflict) {
            let undo = try ConflictInbox(replica).undo(of: conflict)
            session.printer.remark(
                undo.map {
                    Catalogue.Conflicts.reopenedBy($0, old: conflict, now: item.shortID)
                } ?? Catalogue.Conflicts.supersededBy(item.shortID, old: conflict),
                mark: .attention)
        }
        if !options.json { try printer.show(item) }
    }

    /// The open conflict meant; `nil` after telling how one that was decided ended.
    private func open(_ session: Session, _ replica: Replica) throws -> InboxItem? {
        let inbox = ConflictInbox(replica)
        let found = Result { try inbox.find(conflict) }
        if case .success(let item) = found, item.answers(to: conflict) { return item }
        if case .failure(InboxProblem.ambiguous) = found { return try found.get() }
        let settled = try inbox.settled(conflict)
        // What was decided is told as such, though the same record may have another conflict now.
        guard let settled, settled.standing != nil || (try? found.get()) == nil else {
            return try found.get()
        }
        let printer = SettledPrinter(session: session, replica: replica, settled: settled)
        try session.document("conflict", replica, try printer.json())
        if !options.json { try printer.show() }
        return nil
    }
}

extension ConflictInbox {
    /// The name of the undo that took back how the conflict with this id was decided; `nil` when it
    /// has another id for another reason.
    func undo(of text: String) throws -> String? {
        try settled(text)?.undo.map { TransactionName.short($0.dot) }
    }
}

extension InboxItem {
    /// The field's or the group's name; `nil` for a rule.
    var cellName: String? { if case .cell(let cell) = content { cell.cell } else { nil } }

    /// `X01`; `nil` for a field.
    var ruleName: String? {
        if case .rule(let found) = content { found.rule.rawValue } else { nil }
    }

    func concerns(_ key: RecordKey) -> Bool {
        switch content {
        case .cell(let cell): cell.key == key
        case .rule(let finding): finding.rows.contains { $0.key == key }
        case .fork: false
        }
    }
}
