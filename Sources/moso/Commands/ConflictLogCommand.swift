internal import ArgumentParser
internal import Causality
internal import Domain
internal import Storage
internal import Wire
internal import Workflows

extension ConflictsCommand {
    /// Decisions, and the ledger of everything that was written twice.
    struct Log: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Decisions and undos, and the ledger of writes that did not know each other.")
        @OptionGroup var options: GlobalOptions
        @Option(help: "Only from then on: 7d, 12h, today, 2026-11-01.") var since: String?
        @Flag(help: "What a policy decided and a person may overrule.") var auto = false

        func run() throws {
            let session = Session(options)
            let replica = try session.open()
            try replica.sealForeignEdits()
            let from = try since.map { text in
                guard let time = TimeText.since(text, now: Int64(session.now)) else {
                    throw Problem.time(text)
                }
                return UInt64(max(time, 0))
            }
            let decisions = try DecisionLog(replica).decisions(since: from ?? 0)
            var pairs: [LedgerPair] = []
            try replica.forEachLedgerPair { pair in
                if pair.stamp.milliseconds >= from ?? 0 { pairs.append(pair) }
            }
            pairs.sort { $0.precedes($1) }
            let settled = auto ? try replica.settledCells() : []
            let printer = LogPrinter(session, replica)
            if options.json {
                session.print(
                    "conflict.log", site: replica.meta.site,
                    printer.json(decisions, pairs, settled))
            } else {
                try printer.print(decisions)
                try printer.print(pairs)
                if auto { try printer.print(settled) }
            }
        }
    }

    /// Takes a decision back: the conflict is open again.
    struct Undo: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take a decision back. The undo syncs, and can itself be undone.")
        @OptionGroup var options: GlobalOptions
        @Argument(help: "The decision, such as R-19F2X0, or a transaction.") var decision: String
        @Option(help: "Why.") var reason: String?
        @Flag(help: "Also where somebody has written since.") var force = false

        func run() throws {
            try UndoCommand.undo(
                decision, force: force, reason: reason, options, command: "moso conflicts undo")
        }
    }
}

/// `moso undo`: takes back what a transaction did.
struct UndoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "undo", abstract: "Take back what a transaction did, by another transaction.")
    @OptionGroup var options: GlobalOptions
    @Argument(help: "A transaction: R-19F2X0, or anji.1/site/anji:42.") var transaction: String
    @Option(help: "Why.") var reason: String?
    @Flag(help: "Also where somebody has written since.") var force = false

    func run() throws {
        try UndoCommand.undo(
            transaction, force: force, reason: reason, options, command: "moso undo")
    }

    static func undo(
        _ name: String, force: Bool, reason: String?, _ options: GlobalOptions, command: String
    ) throws {
        let session = Session(options)
        let replica = try session.open()
        try replica.sealForeignEdits()
        let printer = LogPrinter(session, replica)
        do {
            let done = try UndoDesk(replica).undo(
                name, force: force, author: session.author, reason: reason)
            if options.json {
                session.print("undo", site: replica.meta.site, printer.json(done))
            } else {
                try printer.print(done)
            }
        } catch UndoProblem.editedSince(let dot, let obstacles) {
            throw Problem.undoStale(
                TransactionName.short(dot), cells: try obstacles.map(printer.phrase),
                command: command)
        } catch UndoProblem.nothingToUndo(let dot) {
            throw Problem.undoNothing(TransactionName.short(dot))
        } catch UndoProblem.noTransaction(let text) {
            throw Problem.noTransaction(text)
        } catch UndoProblem.ambiguous(let text, let candidates) {
            throw Problem.ambiguous(text, candidates: candidates)
        }
    }
}
