internal import ArgumentParser
internal import Causality
internal import Domain
internal import Storage
internal import Wire
internal import Workflows

struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration("init", Catalogue.Help.initialise)
    @OptionGroup var options: GlobalOptions
    @Option(help: Catalogue.Flag.initSite.help("SITE")) var site: String?
    @Option(help: Catalogue.Flag.initHub.help("SITE")) var hub: String?
    @Option(help: Catalogue.Flag.initName.help("TEXT")) var name: String?
    @Option(help: Catalogue.Flag.initFrom.help("CODE")) var from: String?
    @Flag(help: Catalogue.Flag.initAgain.help) var again = false
    @Flag(name: [.customShort("n"), .long], help: Catalogue.Flag.dryRun.help) var dryRun = false

    func run() async throws {
        let session = try Session(options)
        if again { return try await startAgain(session) }
        let named = try hub.map(Self.siteID)
        let invitation = try invitation(session)
        guard let site = try invitation?.site ?? site.map(Self.siteID) else {
            throw Problem.usage(Catalogue.Usage.argumentMissing("--site"), help: "moso init --help")
        }
        let path = session.dataDirectory
        var details = JSON.Object()
        details["directory"] = .string(path)
        details["hub"] = .string((named ?? site).name)
        details["dry_run"] = .bool(dryRun)
        if dryRun {
            guard !SnapshotFiles.isSwapUnfinished(in: path) else {
                throw StorageError.againUnfinished(directory: path)
            }
            session.printer.say(Catalogue.Init.would(site: site.name, name: name, path: path))
            session.printer.say(Catalogue.Word.nothingWritten)
        } else if let invitation {
            let intake = try SnapshotIntake(session, by: invitation)
            let outcome = try await intake.run(hub: named)
            try welcome(session, site)
            intake.tell(outcome)
            details["hub"] = .string((outcome.hub ?? site).name)
            details["records"] = .count(outcome.rows)
            details["transactions"] = .count(outcome.transactions)
            details["bytes"] = .count(outcome.bytes)
        } else {
            try create(session, site: site, hub: named ?? site)
            try welcome(session, site)
            session.printer.remark(Catalogue.Init.nextSteps, indent: 2)
        }
        session.document("init", site: site, .object(details))
    }

    private static func siteID(_ typed: String) throws -> SiteID {
        guard let site = SiteID(typed) else { throw Problem.siteName(typed) }
        return site
    }

    /// What `--from` says, if it is given and fits the rest.
    private func invitation(_ session: Session) throws -> Invitation? {
        guard let from else { return nil }
        guard name == nil else {
            throw Problem.usage(Catalogue.Snapshot.noName, help: "moso init --help")
        }
        if !dryRun { try Joining.checkSomebodyAnswers(session) }
        let typed = from == "-" ? Joining.codeFromInput(session) : from
        guard let invitation = Invitation(typed: typed) else {
            throw Problem.invitation(Catalogue.Enrol.mistyped)
        }
        if let here = try site.map(Self.siteID), here != invitation.site {
            throw Problem.invitation(
                Catalogue.Enrol.forAnother(invitation.site.name, here: here.name))
        }
        return invitation
    }

    private func startAgain(_ session: Session) async throws {
        guard from == nil, site == nil, hub == nil, name == nil, !dryRun else {
            throw Problem.usage(Catalogue.Snapshot.againNeeds, help: "moso init --help")
        }
        let intake = try SnapshotIntake(again: session)
        let outcome = try await intake.runAgain()
        intake.tell(outcome)
        session.document(
            "init", site: SiteID(outcome.site),
            [
                "directory": .string(session.dataDirectory), "hub": .string(outcome.hub),
                "dry_run": .bool(false), "records": .count(outcome.rows),
                "resealed": .count(outcome.sealed),
                "left_out": .array(outcome.leftOut.map { .string($0) }),
                "brought_back": .array(outcome.broughtBack.map { .string($0) }),
                "withheld": .array(outcome.withheld.map { .string($0) }),
                "kept_beside": .array(outcome.beside.map { .string($0) }),
                "kept": .string(outcome.kept),
            ])
    }

    /// What a replica has from its first day on besides records.
    private func welcome(_ session: Session, _ site: SiteID) throws {
        _ = try KeyFile(directory: session.dataDirectory).readMaking(Machine.randomBytes)
        session.printer.say(
            Catalogue.Init.created(site: site.name, name: name, path: session.dataDirectory),
            mark: .done)
    }

    private func create(_ session: Session, site: SiteID, hub: SiteID) throws {
        let replica = try Replica.create(
            directory: session.dataDirectory, site: site, hub: hub, schema: NetworkSchema.replica,
            environment: Machine.environment())
        guard let name else { return }
        let desk = RecordDesk(replica)
        let kind = try desk.kind("site")
        let values = try desk.values(kind, ["code=\(site)", "name_zh=\(name)", "state=open"])
        _ = try desk.add(kind, values, author: session.author, reason: nil)
    }
}
