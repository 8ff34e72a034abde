internal import ArgumentParser
internal import Causality
internal import Domain
internal import Storage
internal import Wire
internal import Workflows

extension ConflictsCommand {
    /// Decisions, and the ledger of everything that was written twice.
    struct Log: ParsableCommand {
        static let configuration = CommandConfiguration("log", Catalogue.Help.conflictsLog)
        @OptionGroup var options: GlobalOptions
        @Option(help: Catalogue.Flag.since.help("TIME")) var since: String?
        @Flag(help: Catalogue.Flag.automatic.help) var auto = false
        @Option(help: Catalogue.Flag.by.help("NAME")) var by: String?
        @Option(help: Catalogue.Flag.decidedBy.help("RULE")) var byRule: String?
        @Option(help: Catalogue.Flag.exportTo.help("FILE")) var export: String?

        func run() throws {
            let session = try Session(options)
            let replica = try session.open()
            if let export {
                return try AuditExport(session: session, replica: replica).append(to: export)
            }
            let from = try session.since(since)
            let decisions = try DecisionLog(replica).decisions(since: from ?? 0).filter { one in
                (by == nil || one.author == by)
                    && (byRule == nil || RuleNote.parse(one.reason)?.rule == byRule)
            }
            var pairs: [LedgerPair] = []
            try replica.forEachLedgerPair { pair in
                if pair.stamp.milliseconds >= from ?? 0 { pairs.append(pair) }
            }
            pairs.sort { $0.precedes($1) }
            let settled = auto ? try replica.settledCells() : []
            let printer = LogPrinter(session, replica)
            let isPartial = try !replica.horizon().isEmpty
            session.document(
                "conflict.log", replica,
                printer.json(decisions, pairs, settled, isPartial: isPartial))
            if session.printer.mode == .plain {
                return try printer.printRows(decisions, pairs, settled)
            }
            try printer.print(decisions, isPartial: isPartial)
            try printer.print(pairs, isPartial: isPartial)
            if auto { try printer.print(settled) }
        }
    }

    /// Takes a decision back: the conflict is open again.
    struct Undo: ParsableCommand {
        static let configuration = CommandConfiguration("undo", Catalogue.Help.conflictsUndo)
        @OptionGroup var options: GlobalOptions
        @Argument(help: Catalogue.Flag.decision.help("ID")) var decision: String
        @Option(help: Catalogue.Flag.reason.help("TEXT")) var reason: String?
        @Flag(help: Catalogue.Flag.force.help) var force = false
        @Flag(name: [.customShort("n"), .long], help: Catalogue.Flag.dryRun.help) var dryRun = false

        func run() throws {
            try UndoCommand.undo(
                decision, force: force, reason: reason, dryRun: dryRun, options,
                command: "moso conflicts undo")
        }
    }
}

/// `moso undo`: takes back what a transaction did.
struct UndoCommand: ParsableCommand {
    static let configuration = CommandConfiguration("undo", Catalogue.Help.undo, alias: "撤销")
    @OptionGroup var options: GlobalOptions
    @Argument(help: Catalogue.Flag.transaction.help("ID")) var transaction: String
    @Option(help: Catalogue.Flag.reason.help("TEXT")) var reason: String?
    @Flag(help: Catalogue.Flag.force.help) var force = false
    @Flag(name: [.customShort("n"), .long], help: Catalogue.Flag.dryRun.help) var dryRun = false

    func run() throws {
        try UndoCommand.undo(
            transaction, force: force, reason: reason, dryRun: dryRun, options,
            command: "moso undo")
    }

    static func undo(
        _ name: String, force: Bool, reason: String?, dryRun: Bool, _ options: GlobalOptions,
        command: String
    ) throws {
        let session = try Session(options)
        let replica = try session.open(sealing: !dryRun)
        let printer = LogPrinter(session, replica)
        let opened = dryRun ? nil : try OpenedConflicts(session, replica)
        do {
            let undo = {
                try UndoDesk(replica).undo(
                    name, force: force, author: session.author,
                    reason: reason == "-" ? nil : reason)
            }
            let done = try dryRun ? Rehearsal.of(replica, undo) : undo()
            let items = opened?.items() ?? []
            let json = printer.json(done, dryRun: dryRun)
            session.document("undo", replica, opened?.document(json, items) ?? json)
            try printer.print(done, dryRun: dryRun) { opened?.sayAgain(items) }
        } catch UndoProblem.editedSince(let dot, let obstacles) {
            throw Problem.undoStale(
                TransactionName.short(dot), cells: try obstacles.map { try printer.phrase($0) },
                obstacles, command: command)
        } catch UndoProblem.undoneBefore(let dot, let undo) {
            throw Problem.undoneBefore(TransactionName.short(dot), by: TransactionName.short(undo))
        } catch UndoProblem.entry(let dot) {
            throw Problem.undoEntry(TransactionName.short(dot))
        } catch UndoProblem.nothingToUndo(let dot) {
            throw Problem.undoNothing(TransactionName.short(dot))
        } catch UndoProblem.noTransaction(let text) {
            throw Problem.noTransaction(text)
        } catch UndoProblem.ambiguous(let text, let candidates) {
            throw Problem.ambiguous(text, ids: candidates)
        }
    }
}
