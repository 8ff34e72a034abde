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
            ConflictsWatch.self, ConflictsRules.self,
        ], alias: "冲突")
}

struct ConflictsShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        "show", Catalogue.Help.conflictsShow, alias: "查看")
    @OptionGroup var options: GlobalOptions
    @Argument(help: Catalogue.Flag.conflict.help("ID")) var conflict: String

    func run() throws {
        let session = try Session(options)
        let replica = try session.open()
        let items = try ConflictInbox(replica).itemsInOutline()
        guard let found = try open(session, replica, items) else { return }
        let item = try ConflictInbox(replica).exact(found)
        let printer = try ConflictPrinter(session, replica)
        let briefing = try ConflictBriefing(
            item, printer.inbox, among: items, seen: printer.inbox.seenLike(item),
            rules: try RuleBook(session).enabled, nowMilliseconds: session.now)
        try session.document("conflict", replica, try printer.json(briefing))
        if !item.answers(to: conflict) {
            let undo = try ConflictInbox(replica).undo(of: conflict)
            session.printer.remark(
                undo.map {
                    Catalogue.Conflicts.reopenedBy($0, old: conflict, now: item.shortID)
                } ?? Catalogue.Conflicts.supersededBy(item.shortID, old: conflict),
                mark: .attention)
        }
        if !options.json {
            try ConflictShowPrinter(printer: printer, briefing: briefing).show()
        }
    }

    /// The open conflict meant; `nil` after telling how one that was decided ended.
    private func open(
        _ session: Session, _ replica: Replica, _ items: [InboxItem]
    ) throws -> InboxItem? {
        let inbox = ConflictInbox(replica)
        let found = Result { try inbox.find(conflict, among: items) }
        if case .success(let item) = found, item.answers(to: conflict) { return item }
        if case .failure(InboxProblem.ambiguous) = found { return try found.get() }
        if let fork = try inbox.closedFork(conflict) {
            let printer = try ConflictPrinter(session, replica)
            session.document("conflict", replica, printer.json(closed: fork))
            if !options.json { try printer.show(closed: fork) }
            return nil
        }
        let settled = try inbox.settled(conflict)
        // What was decided is told as such, though the same record may have another conflict now.
        let successor = try? found.get()
        guard var settled, settled.standing != nil || successor == nil else {
            return try found.get()
        }
        settled.successor = successor
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
