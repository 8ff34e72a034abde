internal import ArgumentParser
internal import Causality
internal import Domain
internal import Storage
internal import Wire
internal import Workflows

struct ConflictsResolve: ParsableCommand {
    static let configuration = CommandConfiguration("resolve", Catalogue.Help.conflictsResolve)
    @OptionGroup var options: GlobalOptions
    @Argument(help: Catalogue.Flag.conflict.help("ID")) var conflict: String
    @Option(help: Catalogue.Flag.take.help("SIDE")) var take: String?
    @Option(help: Catalogue.Flag.set.help("VALUE")) var set: String?
    @Option(help: Catalogue.Flag.option.help("N")) var option: Int?
    @Option(help: Catalogue.Flag.reason.help("TEXT")) var reason: String?
    @Option(help: Catalogue.Flag.token.help("TOKEN")) var token: String?
    @Flag(name: [.customShort("n"), .long], help: Catalogue.Flag.dryRun.help) var dryRun = false

    /// What was chosen, and how it is written.
    private struct Choice {
        let field: Phrase
        let value: String
        let write: (_ author: String, _ reason: String?) throws -> [Dot]
    }

    func run() throws {
        let session = try Session(options)
        let replica = try session.open()
        let inbox = ConflictInbox(replica)
        let item = try inbox.find(conflict)
        try checkFlags(item)
        // An old id leads to the new one; but who types it has not seen the new side.
        if !item.answers(to: conflict) || token.map({ $0 != item.id.description }) ?? false {
            throw Problem.conflictChanged(
                id: conflict, now: item.shortID,
                undo: item.answers(to: conflict) ? nil : try inbox.undo(of: conflict))
        }
        let choice = try choice(session, inbox, item)
        let why =
            dryRun
            ? nil
            : try session.reason(reason, command: "moso conflicts resolve \(item.shortID) …")
        let marks = session.printer.marks
        var made: [Dot] = []
        if dryRun {
            session.printer.say(
                Catalogue.Resolution.would(
                    conflict: item.shortID, field: choice.field, value: choice.value, marks: marks))
            session.printer.say(Catalogue.Word.nothingWritten)
        } else {
            made = try choice.write(session.author, why)
            session.printer.say(
                Catalogue.Resolution.done(
                    conflict: item.shortID, field: choice.field, value: choice.value, from: nil,
                    marks: marks), mark: .done)
            if let name = made.first.map(TransactionName.short) {
                session.printer.remark(
                    Catalogue.Resolution.asDecision(name, undo: "moso conflicts undo \(name)"),
                    indent: 2)
            }
            session.printer.remark(
                Catalogue.Resolution.remaining(try inbox.items().count), indent: 2)
        }
        session.document(
            "resolution", replica,
            [
                "conflict": .string(item.id.description), "short_id": .string(item.shortID),
                "value": .string(choice.value), "dry_run": .bool(dryRun),
                "decision": .optional(made.first.map(TransactionName.short)),
                "ops": .array(made.map { .string($0.description) }),
            ])
    }

    /// One way of deciding, and one that this conflict knows.
    private func checkFlags(_ item: InboxItem) throws {
        let given = [
            take.map { _ in "--take" }, set.map { _ in "--set" }, option.map { _ in "--option" },
        ].compactMap { $0 }
        let help = "moso conflicts show \(item.shortID)"
        if given.count > 1 { throw Problem.usage(Catalogue.Usage.onlyOne(of: given), help: help) }
        guard let flag = given.first else { return }
        let takes: [String]
        switch item.content {
        case .rule: takes = ["--option"]
        case .cell(let cell) where cell.cell == ConflictID.existence: takes = ["--take"]
        case .cell: takes = ["--take", "--set"]
        case .fork: return
        }
        if !takes.contains(flag) {
            throw Problem.usage(
                Catalogue.Usage.otherWay(flag, takes: takes, conflict: item.shortID), help: help)
        }
    }

    private func choice(
        _ session: Session, _ inbox: ConflictInbox, _ item: InboxItem
    ) throws -> Choice {
        switch item.content {
        case .cell(let cell) where cell.cell == ConflictID.existence:
            return try existence(inbox, item, cell)
        case .cell(let cell):
            let value = try chosen(inbox, item, cell)
            let text = CellText(session, table: cell.table)
            return Choice(
                field: Phrase(verbatim: text.label(cell.cell)), value: text.value(cell.cell, value)
            ) { author, why in
                try inbox.resolve(cell, to: value, author: author, reason: why)
            }
        case .fork:
            throw Problem.usage(
                Catalogue.Fork.nothingToChoose(id: item.shortID),
                help: "moso conflicts show \(item.shortID)")
        case .rule(let finding) where finding.options.isEmpty:
            throw Problem.usage(
                Catalogue.Quota.nothingToChoose(id: item.shortID),
                help: "moso conflicts show \(item.shortID)")
        case .rule(let finding):
            guard let option, finding.options.indices.contains(option - 1) else {
                throw Problem.usage(
                    finding.options.isEmpty
                        ? Catalogue.Usage.noOption
                        : Catalogue.Usage.optionNeeded(finding.options.count),
                    help: "moso conflicts show \(item.shortID)")
            }
            return Choice(
                field: Phrase(finding.rule.label),
                value: session.label(finding.options[option - 1].label)
            ) { author, why in
                try inbox.resolve(finding, option: option, author: author, reason: why)
            }
        }
    }

    private func existence(
        _ inbox: ConflictInbox, _ item: InboxItem, _ cell: CellConflict
    ) throws -> Choice {
        guard let take else {
            throw Problem.usage(
                Catalogue.Usage.keepOrDelete, help: "moso conflicts show \(item.shortID)")
        }
        guard ["keep", "delete"].contains(take) else {
            throw Problem.noSide(take, conflict: item.shortID, sides: ["keep", "delete"])
        }
        let says = take == "keep" ? Catalogue.Resolution.kept : Catalogue.Resolution.letGo
        return Choice(field: Catalogue.Conflicts.existence, value: says.here) { author, why in
            try inbox.resolveExistence(
                cell, keep: take == "keep", author: author, reason: why)
        }
    }

    private func chosen(
        _ inbox: ConflictInbox, _ item: InboxItem, _ cell: CellConflict
    ) throws -> Value {
        if let set { return try typed(set, inbox, cell) }
        guard let take else {
            throw Problem.usage(
                Catalogue.Usage.takeOrSet, help: "moso conflicts show \(item.shortID)")
        }
        let sides = try inbox.sides(cell)
        let base = try inbox.base(cell).flatMap { $0.isTrimmed ? nil : $0 }
        if take == "base", let base { return base.value }
        let found = sides.filter { $0.answers(to: take) }
        guard found.count == 1 else {
            let known = sides.map { "\($0.letter) (\($0.site))" }
            throw Problem.noSide(
                take, conflict: item.shortID, sides: known + (base == nil ? [] : ["base"]))
        }
        return found[0].value
    }

    /// A value typed for a cell: for a group, `field=value` parts separated by commas.
    private func typed(
        _ text: String, _ inbox: ConflictInbox, _ cell: CellConflict
    ) throws -> Value {
        let desk = RecordDesk(inbox.replica)
        let kind = try desk.kind(cell.table)
        guard let group = kind.groups.first(where: { $0.name == cell.cell }) else {
            return try desk.values(kind, ["\(cell.cell)=\(text)"])[cell.cell] ?? .null
        }
        guard text.contains("=") else {
            throw Problem.usage(
                Catalogue.Usage.setGroup(group.members), help: "moso record fields \(kind.name)")
        }
        let values = try desk.values(kind, text.split(separator: ",").map(String.init))
        guard let shown = try inbox.replica.record(cell.table, cell.key) else { return .null }
        return .group(group.members.map { values[$0] ?? desk.value(shown, $0) ?? .null })
    }
}
