internal import ArgumentParser
internal import Causality
internal import Domain
internal import Storage
internal import Workflows

/// `moso quota`: what may be used in all, and each site's share of it.
struct QuotaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        "quota", Catalogue.Help.quota,
        [
            List.self, Show.self, Grant.self, Withdraw.self, Lend.self, Return.self, Spend.self,
            Release.self, Ask.self, Witness.self, Dismiss.self,
        ])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration("list", Catalogue.Help.quotaList)
        @OptionGroup var options: GlobalOptions

        func run() throws {
            let session = try Session(options)
            let replica = try session.open()
            let printer = QuotaPrinter(session, replica)
            let pools = try QuotaBooks(replica).pools()
            session.document("quota.list", replica, .array(pools.map(printer.json)))
            printer.list(pools)
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration("show", Catalogue.Help.quotaShow)
        @OptionGroup var options: GlobalOptions
        @Argument(help: Catalogue.Flag.pool.help("POOL")) var pool: String

        func run() throws {
            let session = try Session(options)
            let replica = try session.open()
            let printer = QuotaPrinter(session, replica)
            let pool = try QuotaBooks(replica).existing(pool)
            session.document("quota", replica, printer.json(pool))
            try printer.show(pool)
        }
    }
}

/// What every command that writes a move takes.
struct QuotaMoveOptions: ParsableArguments {
    @OptionGroup var options: GlobalOptions
    @Option(help: Catalogue.Flag.reason.help("TEXT")) var reason: String?
    @Flag(name: [.customShort("n"), .long], help: Catalogue.Flag.dryRun.help) var dryRun = false

    var why: String? { reason == "-" ? nil : reason }

    /// Runs what a command does and says what came of it; `tell` names the move that was made.
    func run(
        _ act: (QuotaDesk, Session) throws -> [QuotaPool], tell: (QuotaPool) -> Phrase
    ) throws {
        let session = try Session(options)
        let replica = try session.open(sealing: !dryRun)
        let desk = QuotaDesk(replica, author: session.author, isRehearsal: dryRun)
        let pools = try act(desk, session)
        let printer = QuotaPrinter(session, replica)
        session.document("quota.move", replica, .array(pools.map(printer.json)))
        for pool in pools {
            let left = pool.unit.phrase(pool.available)
            session.printer.say(
                dryRun
                    ? Catalogue.Quota.would(tell(pool), left: left)
                    : Catalogue.Quota.done(tell(pool), left: left), mark: dryRun ? nil : .done)
        }
        if dryRun { return session.printer.say(Catalogue.Word.nothingWritten) }
        try session.sayWaiting(replica)
    }

    /// A reason that must be given, asked for on a terminal.
    func reasonNeeded(_ session: Session, command: String) throws -> String {
        guard let why = try session.reason(reason, command: command, mayBeNone: false) else {
            throw Problem.reasonMissing(command: command, mayBeNone: false)
        }
        return why
    }
}

extension QuotaPool {
    /// The amount of the move made last here, with its unit.
    func last(_ kind: QuotaMoveKind) -> Phrase {
        let mine = entries.filter { $0.by == me && $0.kind == kind }
        return unit.phrase(mine.max { $0.name.dot.seq < $1.name.dot.seq }?.amount ?? 0)
    }
}
