internal import ArgumentParser
internal import Causality
internal import Domain
internal import Storage
internal import Workflows

struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration("init", Catalogue.Help.initialise)
    @OptionGroup var options: GlobalOptions
    @Option(help: Catalogue.Flag.initSite.help("SITE")) var site: String
    @Option(help: Catalogue.Flag.initHub.help("SITE")) var hub: String?
    @Option(help: Catalogue.Flag.initName.help("TEXT")) var name: String?
    @Flag(name: [.customShort("n"), .long], help: Catalogue.Flag.dryRun.help) var dryRun = false

    func run() throws {
        let session = try Session(options)
        guard let site = SiteID(site) else { throw Problem.siteName(self.site) }
        guard let hub = hub.map({ SiteID($0) }) ?? site else { throw Problem.siteName(hub ?? "") }
        let path = session.dataDirectory
        if dryRun {
            session.printer.say(Catalogue.Init.would(site: site.name, name: name, path: path))
            session.printer.say(Catalogue.Word.nothingWritten)
        } else {
            try create(session, site: site, hub: hub)
            session.printer.say(
                Catalogue.Init.created(site: site.name, name: name, path: path), mark: .done)
            session.printer.remark(Catalogue.Init.nextSteps, indent: 2)
        }
        session.document(
            "init", site: site,
            [
                "directory": .string(path), "hub": .string(hub.name), "dry_run": .bool(dryRun),
            ])
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
