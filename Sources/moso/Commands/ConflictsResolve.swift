internal import ArgumentParser
internal import Causality
internal import Domain
internal import Storage
internal import Wire
internal import Workflows

struct ConflictsResolve: ParsableCommand {
    static let configuration = CommandConfiguration(
        "resolve", Catalogue.Help.conflictsResolve, alias: "裁决")
    @OptionGroup var options: GlobalOptions
    @Argument(help: Catalogue.Flag.conflict.help("ID")) var conflict: String?
    // Lists, because of two answers the last would else be taken without a word.
    @Option(name: .customLong("take"), help: Catalogue.Flag.take.help("SIDE"))
    var takes: [String] = []
    @Option(name: .customLong("set"), help: Catalogue.Flag.set.help("VALUE"))
    var values: [String] = []
    @Option(name: .customLong("option"), help: Catalogue.Flag.option.help("N"))
    var numbers: [Int] = []
    @Option(help: Catalogue.Flag.mergeInto.help("ID")) var mergeInto: String?
    @Option(help: Catalogue.Flag.reason.help("TEXT")) var reason: String?
    @Option(help: Catalogue.Flag.token.help("TOKEN")) var token: String?
    @Flag(help: Catalogue.Flag.propose.help) var propose = false
    @Option(help: Catalogue.Flag.snooze.help("SPAN")) var snooze: String?
    @Option(help: Catalogue.Flag.assign.help("NAME")) var assign: String?
    @Flag(help: Catalogue.Flag.interactive.help) var interactive = false
    @Option(name: .customLong("where"), help: Catalogue.Flag.bulkWhere.help("EXPR"))
    var conditions: [String] = []
    @Option(help: Catalogue.Flag.byRule.help("RULE")) var byRule: String?
    @Option(help: Catalogue.Flag.bulkLimit.help("N")) var limit: Int?
    @Option(help: Catalogue.Flag.confirm.help("N")) var confirm: Int?
    @Option(help: Catalogue.Flag.minAge.help("SPAN")) var minAge: String?
    @OptionGroup var selection: ConflictSelection
    @Flag(name: [.customShort("n"), .long], help: Catalogue.Flag.dryRun.help) var dryRun = false

    var take: String? { takes.first }
    var set: String? { values.first }
    var option: Int? { numbers.first }

    var choiceFlags: ChoiceFlags {
        ChoiceFlags(
            take: take, set: set, option: option, mergeInto: mergeInto,
            fields: mergeInto == nil ? [] : selection.field)
    }

    func run() throws {
        let answers = [
            takes.map { "--take \($0)" }, values.map { "--set \($0)" },
            numbers.map { "--option \($0)" }, conditions.map { "--where '\($0)'" },
        ]
        if let twice = answers.first(where: { $0.count > 1 }) {
            throw Problem.usage(
                Catalogue.Usage.onlyOne(of: twice),
                help: conflict.map { "moso conflicts show \($0)" }
                    ?? "moso conflicts resolve --help")
        }
        let session = try Session(options)
        let replica = try session.open(sealing: !dryRun)
        let printer = try ConflictPrinter(session, replica)
        if interactive { return try InteractiveReview(printer, selection).run() }
        guard let conflict else { return try BulkDecision(self, printer).run() }
        if let flag = flagsOfMany.first {
            throw Problem.usage(
                Catalogue.Usage.onlyOne(of: [conflict, flag]),
                help: "moso conflicts show \(conflict)")
        }
        let item = try printer.inbox.find(conflict)
        // An old id leads to the new one; but who types it has not seen the new side.
        if !item.answers(to: conflict) || token.map({ $0 != item.id.description }) ?? false {
            throw Problem.conflictChanged(
                id: conflict, now: item.shortID,
                undo: item.answers(to: conflict) ? nil : try printer.inbox.undo(of: conflict))
        }
        if propose || snooze != nil || assign != nil {
            return try ConflictNoting(self, printer).note(item)
        }
        try decide(item, printer)
    }

    /// What was given that says which of many: where one is named it would be passed over.
    private var flagsOfMany: [String] {
        var flags = selection.given
        // Of two records that are one, `--field` says whose value.
        if mergeInto != nil { flags.removeAll { $0.hasPrefix("--field ") } }
        flags +=
            conditions.map { "--where '\($0)'" }
            + [byRule].compactMap(\.self).map { "--by-rule \($0)" }
        flags += [limit.map { "--limit \($0)" }, confirm.map { "--confirm \($0)" }].compactMap(
            \.self)
        return flags + [minAge].compactMap(\.self).map { "--min-age \($0)" }
    }

    private func decide(_ item: InboxItem, _ printer: ConflictPrinter) throws {
        let session = printer.session
        let chooser = ConflictChooser(printer: printer)
        let choice = try chooser.choice(item, choiceFlags)
        try chooser.permit(item)
        let marks = session.printer.marks
        var made: [Dot] = []
        if dryRun {
            session.printer.say(
                Catalogue.Resolution.would(
                    conflict: item.shortID, field: choice.field, value: choice.value, marks: marks))
            session.printer.say(Catalogue.Word.nothingWritten)
        } else {
            let why = try session.reason(
                reason, command: "moso conflicts resolve \(item.shortID) …")
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
                Catalogue.Resolution.remaining(try printer.inbox.items().count), indent: 2)
        }
        session.document(
            "resolution", printer.replica,
            [
                "conflict": .string(item.id.description), "short_id": .string(item.shortID),
                "value": .string(choice.value), "dry_run": .bool(dryRun),
                "decision": .optional(made.first.map(TransactionName.short)),
                "ops": .array(made.map { .string($0.description) }),
            ])
    }
}

/// Notes on a conflict that decide nothing: a proposal, whose it is, until when it rests.
struct ConflictNoting {
    private let command: ConflictsResolve
    private let printer: ConflictPrinter

    init(_ command: ConflictsResolve, _ printer: ConflictPrinter) {
        self.command = command
        self.printer = printer
    }

    func note(_ item: InboxItem) throws {
        let session = printer.session
        var entries: [ReviewNotes.Entry] = []
        var told: [Phrase] = []
        if command.propose {
            // Only what the one who decides could choose.
            _ = try ConflictChooser(printer: printer).choice(item, command.choiceFlags)
            entries.append(.proposal(command.choiceFlags.typed))
            told.append(Catalogue.Noting.proposed(command.choiceFlags.typed, for: item.shortID))
        } else if !command.choiceFlags.given.isEmpty {
            throw Problem.usage(
                Catalogue.Usage.onlyOne(
                    of: command.choiceFlags.given
                        + [command.snooze == nil ? "--assign" : "--snooze"]),
                help: "moso conflicts resolve --help")
        }
        if let span = command.snooze {
            let day = try until(span)
            entries.append(.snooze(day))
            told.append(
                day.map { Catalogue.Noting.snoozed(item.shortID, until: $0.description) }
                    ?? Catalogue.Noting.awake(item.shortID))
        }
        if let name = command.assign {
            entries.append(.assignee(name))
            told.append(
                name.isEmpty
                    ? Catalogue.Noting.unassigned(item.shortID)
                    : Catalogue.Noting.assigned(item.shortID, to: name))
        }
        let reason = command.reason == "-" ? nil : command.reason
        if !command.dryRun {
            _ = try ReviewNotes.write(
                entries, about: item, printer.replica, author: session.author, reason: reason)
        }
        for phrase in told { session.printer.say(phrase, mark: command.dryRun ? nil : .done) }
        if command.dryRun { session.printer.say(Catalogue.Word.nothingWritten) }
        session.document(
            "conflict.note", printer.replica,
            [
                "conflict": .string(item.id.description), "short_id": .string(item.shortID),
                "dry_run": .bool(command.dryRun),
                "proposal": .optional(command.propose ? command.choiceFlags.typed : nil),
                "assignee": .optional(command.assign),
            ])
    }

    /// The day on which it is to be looked at again; `nil` for at once.
    private func until(_ span: String) throws -> LocalDay? {
        let milliseconds = try printer.session.span(span, flag: "--snooze")
        guard milliseconds > 0 else { return nil }
        let days = (milliseconds + 86_399_999) / 86_400_000
        return printer.today.adding(days: Int(min(days, 3_650)))
    }
}
