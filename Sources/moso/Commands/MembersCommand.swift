internal import ArgumentParser
internal import Causality
internal import Domain
internal import Storage
internal import Workflows

/// `moso members`: who counts for what everybody has acknowledged, and how far each is.
struct MembersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        "members", Catalogue.Help.members,
        [List.self, Lapse.self, Suspend.self, Return.self, Retire.self])

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
            ])
        session.printer.say(
            Catalogue.Members.taken(kind, site: site), mark: dryRun ? nil : .done)
        if dryRun { return session.printer.say(Catalogue.Word.nothingWritten) }
        try session.sayWaiting(replica)
    }
}
