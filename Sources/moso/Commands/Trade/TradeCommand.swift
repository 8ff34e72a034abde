internal import ArgumentParser
internal import Causality
internal import Domain
internal import Storage
internal import Workflows

/// A command that does one thing of the trade: one action, two lines of answer.
protocol TradeCommand: ParsableCommand {
    var options: GlobalOptions { get }
    var write: WriteOptions { get }

    func act(_ desk: TradeDesk) throws -> TradeOutcome
}

/// The flags of every command that writes.
struct WriteOptions: ParsableArguments {
    @Flag(name: [.customShort("n"), .long], help: Catalogue.Flag.dryRun.help) var dryRun = false
}

extension TradeCommand {
    func run() throws {
        let session = try Session(options)
        let replica = try session.open(sealing: !write.dryRun)
        let desk = TradeDesk(replica, author: session.author, milliseconds: session.now)
        if write.dryRun {
            let outcome = try Rehearsal.of(replica) { try act(desk) }
            session.printer.say(Catalogue.Trade.wouldDo(outcome.done))
            session.printer.say(Catalogue.Word.nothingWritten)
            return session.document(
                "trade", replica, ["done": .string(session.text(outcome.done)), "dry_run": true])
        }
        let opened = try OpenedConflicts(session, replica)
        let outcome = try act(desk)
        let items = opened.items()
        let name = outcome.dots.first.map { TransactionName.short($0) }
        let document: JSON = [
            "done": .string(session.text(outcome.done)),
            "next": .optional(outcome.next.map(session.text)), "undo": .optional(name),
            "records": .array(
                outcome.rows.map {
                    ["kind": .string($0.table), "id": .string($0.key.text)]
                }),
        ]
        session.document("trade", replica, opened.document(document, items))
        session.printer.say(outcome.done, mark: .done)
        if let next = outcome.next { session.printer.remark(next, indent: 2) }
        if let name { session.printer.detail(Catalogue.Trade.undo(name)) }
        opened.say(items)
        try session.sayWaiting(replica)
    }
}

extension TradeDesk {
    /// A day of a flag that may be left out.
    func day(_ typed: String?, flag: String) throws -> LocalDay? {
        try typed.map { try day($0, flag: flag) }
    }
}

extension Session {
    /// What lists look at: the replica and the desk of today.
    func trade() throws -> TradeDesk {
        TradeDesk(try open(), author: author, milliseconds: now)
    }
}
