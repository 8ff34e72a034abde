internal import ArgumentParser
internal import Causality
internal import Domain
internal import Storage
internal import Workflows

/// `moso members`: who counts for what everybody has acknowledged, and how far each is.
struct MembersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        "members", Catalogue.Help.members,
        [
            List.self, Lapse.self, Suspend.self, Return.self, Retire.self, Grants.self, Grant.self,
            Withdraw.self, BringBack.self, SaveUnsent.self, TakeIn.self,
        ])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration("list", Catalogue.Help.membersList)
        @OptionGroup var options: GlobalOptions

        func run() throws {
            let session = try Session(options)
            let replica = try session.open()
            let members = try Members(replica)
            session.document(
                "members.list", replica, .array(members.views.map(MemberPrinter.json)))
            MemberPrinter(session, replica).list(members)
        }
    }

    struct Lapse: ParsableCommand {
        static let configuration = CommandConfiguration("lapse", Catalogue.Help.membersLapse)
        @OptionGroup var step: MemberStepOptions
        func run() throws { try step.take(.lapse) }
    }

    struct Suspend: ParsableCommand {
        static let configuration = CommandConfiguration("suspend", Catalogue.Help.membersSuspend)
        @OptionGroup var step: MemberStepOptions
        func run() throws { try step.take(.suspend) }
    }

    struct Return: ParsableCommand {
        static let configuration = CommandConfiguration("return", Catalogue.Help.membersReturn)
        @OptionGroup var step: MemberStepOptions
        func run() throws { try step.take(.comeBack) }
    }

    struct Retire: ParsableCommand {
        static let configuration = CommandConfiguration("retire", Catalogue.Help.membersRetire)
        @OptionGroup var step: MemberStepOptions
        func run() throws { try step.take(.retire) }
    }
}

/// What every command that takes a step takes.
struct MemberStepOptions: ParsableArguments {
    @OptionGroup var options: GlobalOptions
    @Argument(help: Catalogue.Flag.memberSite.help("SITE")) var site: String
    @Option(help: Catalogue.Flag.reason.help("TEXT")) var reason: String?
    @Flag(name: [.customShort("n"), .long], help: Catalogue.Flag.dryRun.help) var dryRun = false

    /// Thrown to take back what a rehearsal wrote.
    private struct Rehearsed: Error {}

    func take(_ kind: MemberStep.Kind) throws {
        let session = try Session(options)
        guard let id = SiteID(site) else { throw Problem.siteName(site) }
        let replica = try session.open(sealing: !dryRun)
        guard id != replica.meta.hub else { throw Problem.memberIsHub(site) }
        let why = try session.reason(
            reason, command: "moso members \(kind.rawValue) \(site)", mayBeNone: false)
        guard let why else {
            throw Problem.reasonMissing(
                command: "moso members \(kind.rawValue) \(site)", mayBeNone: false)
        }
        // Before the step: afterwards nobody counts how far the site is.
        let handover = kind == .retire ? try Handover(of: id, replica) : nil
        var dots: [Dot] = []
        do {
            try replica.write {
                dots = try replica.takeStep(kind, id, author: session.author, reason: why)
                if dryRun { throw Rehearsed() }
            }
        } catch is Rehearsed {}
        session.document(
            "members.step", replica,
            [
                "site": .string(site), "step": .string(kind.rawValue), "dry_run": .bool(dryRun),
                "scopes": .array(dots.map { .string($0.stream.scope.name) }),
                "ops": .array(dryRun ? [] : dots.map { .string($0.description) }),
                "handover": handover.map(json) ?? .null,
            ])
        session.printer.say(
            Catalogue.Members.taken(kind, site: site), mark: dryRun ? nil : .done)
        if let handover { tell(handover, session) }
        if dryRun { return session.printer.say(Catalogue.Word.nothingWritten) }
        try session.sayWaiting(replica)
    }

    private func tell(_ handover: Handover, _ session: Session) {
        typealias Text = Catalogue.Handover
        let heard = handover.heardMilliseconds.map { session.stamp($0) }
        session.printer.remark(Text.title)
        guard !handover.held.isEmpty else { return session.printer.remark(Text.nothing, indent: 2) }
        var table = TextTable([
            session.column(Text.kind), session.column(Text.own, .right),
            session.column(Text.common, .right),
        ])
        for held in handover.held {
            table.add([session.label(held.kind.label), "\(held.own)", "\(held.common)"])
        }
        session.printer.table(table, indent: 2)
        session.printer.remark(Text.heard(heard), indent: 2)
        if let lacks = handover.lacks, lacks > 0 {
            session.printer.remark(Text.lacks(lacks), indent: 2)
        }
        if handover.notTakenIn > 0 {
            session.printer.remark(Text.stays(handover.notTakenIn), indent: 2)
        }
    }

    private func json(_ handover: Handover) -> JSON {
        [
            "held": .array(
                handover.held.map {
                    [
                        "kind": .string($0.kind.name), "own": .integer($0.own),
                        "common": .integer($0.common),
                    ]
                }), "lacks": handover.lacks.map { .integer(Int64($0)) } ?? .null,
            "not_taken_in": .integer(Int64(handover.notTakenIn)),
            "last_heard": handover.heardMilliseconds.map { .time(Int64($0)) } ?? .null,
        ]
    }
}
