internal import ArgumentParser
internal import Causality
internal import Domain
internal import Storage
internal import Workflows

struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Set this directory up as a site.")

    @OptionGroup var options: GlobalOptions

    @Option(help: "This site's name, such as anji.")
    var site: String

    @Option(help: "The name of the site that holds everything. Leave it out at the hub itself.")
    var hub: String?

    @Option(help: "What people call the site.")
    var name: String?

    func run() throws {
        let session = Session(options)
        guard let site = SiteID(site) else { throw RecordProblem.noSite(self.site) }
        guard let hub = hub.map({ SiteID($0) }) ?? site else {
            throw RecordProblem.noSite(self.hub ?? "")
        }
        let replica = try Replica.create(
            directory: session.dataDirectory, site: site, hub: hub, schema: NetworkSchema.replica,
            environment: Machine.environment())
        if let name {
            let desk = RecordDesk(replica)
            let values = try desk.values(
                try desk.kind("site"), ["code=\(site)", "name_zh=\(name)", "state=open"])
            _ = try desk.add(
                try desk.kind("site"), values, author: session.author, reason: nil)
        }
        if options.json {
            session.print(
                "init", site: site,
                ["directory": .string(replica.directory), "hub": .string(hub.name)])
        } else {
            session.print(
                Phrase(
                    zh: "✓ \(replica.directory) 已是分站 \(site)（总部 \(hub)）的副本。下一步：moso record add、moso peers add URL",
                    en: "✓ \(replica.directory) is now the replica of \(site) (hub \(hub)). Next: moso record add, moso peers add URL"
                ))
        }
    }
}
