internal import ArgumentParser
internal import Causality
internal import Glibc
internal import Storage
internal import Wire
internal import Workflows

extension MembersCommand {
    /// `moso members grants`: who may hold what beside what follows from names.
    struct Grants: ParsableCommand {
        static let configuration = CommandConfiguration("grants", Catalogue.Help.membersGrants)
        @OptionGroup var options: GlobalOptions

        private typealias Text = Catalogue.Grants

        func run() throws {
            let session = try Session(options)
            let replica = try session.open(sealing: false)
            let records = try replica.grantRecords().map { (record: $0, by: try by($0, replica)) }
            session.document("members.grants", replica, .array(records.map(json)))
            guard !records.isEmpty else { return session.printer.remark(Text.none) }
            var table = TextTable([
                session.column(Catalogue.Heading.site), session.column(Text.scope),
                session.column(Text.word), session.column(Catalogue.Heading.when),
                session.column(Catalogue.Heading.by),
                session.column(Catalogue.Heading.reason, flexible: true),
            ])
            for (record, author) in records {
                table.add([
                    record.grant.site.name, record.grant.scope.name,
                    session.text(record.grant.word == .given ? Text.given : Text.withdrawn),
                    session.stamp(record.stamp.milliseconds), author,
                    session.told(reason: record.reason),
                ])
            }
            session.printer.table(table)
        }

        private func by(_ record: GrantRecord, _ replica: Replica) throws -> String {
            try replica.transaction(record.dot)?.author ?? ""
        }

        private func json(_ entry: (record: GrantRecord, by: String)) -> JSON {
            let grant = entry.record.grant
            return [
                "site": .string(grant.site.name), "scope": .string(grant.scope.name),
                "granted": .bool(grant.word == .given),
                "at": .time(Int64(clamping: entry.record.stamp.milliseconds)),
                "by": .string(entry.by), "reason": .optional(entry.record.reason),
            ]
        }
    }

    struct Grant: ParsableCommand {
        static let configuration = CommandConfiguration("grant", Catalogue.Help.membersGrant)
        @OptionGroup var turn: GrantOptions
        func run() throws { try turn.take(isGiven: true) }
    }

    struct Withdraw: ParsableCommand {
        static let configuration = CommandConfiguration("withdraw", Catalogue.Help.membersWithdraw)
        @OptionGroup var turn: GrantOptions
        func run() throws { try turn.take(isGiven: false) }
    }

    /// `moso members bring-back`: unsent work, after another grant.
    struct BringBack: ParsableCommand {
        static let configuration = CommandConfiguration(
            "bring-back", Catalogue.Help.membersBringBack)
        @OptionGroup var options: GlobalOptions
        @Argument(help: Catalogue.Flag.unsentFile.help("FILE")) var file: String?

        func run() throws {
            let session = try Session(options)
            let replica = try session.open()
            let works =
                file.map { [UnsentWork(path: $0)] } ?? UnsentWork.files(in: replica.directory)
            if works.isEmpty { session.printer.remark(Catalogue.Grants.noFiles) }
            var told: [JSON] = []
            for work in works {
                let report = try replica.bringBack(work)
                told.append([
                    "file": .string(work.path), "resealed": .count(report.sealed),
                    "left_out": .array(report.leftOut.map { .string($0) }),
                    "brought_back": .array(report.broughtBack.map { .string($0) }),
                    "withheld": .array(report.withheld.map { .string($0) }),
                    "kept_beside": .array(report.beside.map { .string($0) }),
                ])
                tell(report, work, session)
                // It is in the log by now. What could not be sealed again stays in the file.
                if report.leftOut.isEmpty { unlink(work.path) }
            }
            session.document("members.bring_back", replica, .array(told))
            if !works.isEmpty { try session.sayWaiting(replica) }
        }

        private func tell(_ report: ResealReport, _ work: UnsentWork, _ session: Session) {
            typealias Text = Catalogue.Snapshot
            session.printer.say(Catalogue.Grants.broughtBack(report.sealed, work.path), mark: .done)
            if let first = report.leftOut.first {
                session.printer.say(
                    Text.leftOut(report.leftOut.count, first: first), mark: .attention)
            }
            for cell in report.withheld {
                session.printer.remark(Text.withheld(cell), mark: .attention, indent: 2)
            }
            for cell in report.beside {
                session.printer.remark(Text.beside(cell), mark: .attention, indent: 2)
            }
        }
    }
}

/// What granting and withdrawing take.
struct GrantOptions: ParsableArguments {
    @OptionGroup var options: GlobalOptions
    @Argument(help: Catalogue.Flag.memberSite.help("SITE")) var site: String
    @Argument(help: Catalogue.Flag.grantScope.help("SCOPE")) var scope: String
    @Option(help: Catalogue.Flag.reason.help("TEXT")) var reason: String?
    @Flag(name: [.customShort("n"), .long], help: Catalogue.Flag.dryRun.help) var dryRun = false

    /// Thrown to take back what a rehearsal wrote.
    private struct Rehearsed: Error {}

    func take(isGiven: Bool) throws {
        typealias Text = Catalogue.Grants
        let session = try Session(options)
        guard let id = SiteID(site) else { throw Problem.siteName(site) }
        guard let wanted = ScopeID(scope) else { throw Problem.scopeName(scope) }
        let replica = try session.open(sealing: !dryRun)
        let command = "moso members \(isGiven ? "grant" : "withdraw") \(site) \(scope)"
        guard let why = try session.reason(reason, command: command, mayBeNone: false) else {
            throw Problem.reasonMissing(command: command, mayBeNone: false)
        }
        var isNew = false
        do {
            try replica.write {
                isNew = try replica.grant(
                    wanted, to: id, isGiven: isGiven, author: session.author, reason: why)
                if dryRun { throw Rehearsed() }
            }
        } catch is Rehearsed {}
        session.document(
            "members.grant", replica,
            [
                "site": .string(site), "scope": .string(scope), "granted": .bool(isGiven),
                "changed": .bool(isNew), "dry_run": .bool(dryRun),
            ])
        guard isNew else {
            return session.printer.say(Text.isSoAlready(scope, site, isGiven: isGiven))
        }
        session.printer.say(
            isGiven ? Text.granted(scope, site) : Text.withdrawn(scope, site),
            mark: dryRun ? nil : .done)
        if !isGiven { session.printer.remark(Text.notForgotten, indent: 2) }
        if dryRun { return session.printer.say(Catalogue.Word.nothingWritten) }
        try session.sayWaiting(replica)
    }
}
