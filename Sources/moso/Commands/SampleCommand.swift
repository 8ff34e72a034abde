internal import ArgumentParser
internal import Causality
internal import Domain
internal import Glibc
internal import Storage
internal import Workflows

/// `moso sample`: the sample world, into replicas of its own or into an empty one.
struct SampleCommand: ParsableCommand {
    static let configuration = CommandConfiguration("sample", Catalogue.Help.sample)
    @OptionGroup var options: GlobalOptions
    @Option(help: Catalogue.Flag.sampleInto.help("DIR")) var into: String?
    @Option(help: Catalogue.Flag.sampleScale.help("N")) var scale: SampleWorld.Scale = .whole
    @Option(help: Catalogue.Flag.sampleSeed.help("N")) var seed = SampleWorld.usualSeed
    @Flag(help: Catalogue.Flag.sampleStories.help) var stories = false
    @Flag(name: [.customShort("n"), .long], help: Catalogue.Flag.dryRun.help) var dryRun = false

    func run() throws {
        let session = try Session(options)
        let world = SampleWorld(seed: seed, scale: scale)
        if let into {
            try makeAll(session, world, in: into)
        } else {
            guard !stories else {
                throw Problem.usage(Catalogue.Sample.storiesNeedInto, help: "moso sample --help")
            }
            try fill(session, world)
        }
    }

    private func makeAll(_ session: Session, _ world: SampleWorld, in folder: String) throws {
        guard !dryRun else {
            let count = SampleSite.all.reduce(0) { $0 + world.records(of: $1).count }
            return tell(
                session, world, nil, sites: SampleSite.all.count, records: count, path: folder)
        }
        let path = try DemoFolder.make(folder)
        let made = try SampleFederation(world, in: path)
        let told = try stories ? SampleStories(world, in: made) : nil
        if let told { try write(told, to: "\(path)/\(SampleCommand.expected)") }
        tell(session, world, nil, sites: made.replicas.count, records: made.recordCount, path: path)
        session.printer.say(
            Catalogue.Sample.made(
                sites: made.replicas.count, records: made.recordCount, path: folder), mark: .done)
        session.printer.remark(
            Catalogue.Sample.nextSteps(hub: "\(folder)/\(SampleSite.hub.id)"), indent: 2)
        guard let told else { return }
        session.printer.say(
            Catalogue.Sample.stories(
                conflicts: told.expected.count, path: "\(folder)/\(SampleCommand.expected)"),
            mark: .done)
    }

    /// What the queue must hold once the sites have met.
    private static let expected = "expected-conflicts.json"

    private func write(_ stories: SampleStories, to path: String) throws {
        guard File.write(path, Array((stories.json.text + "\n").utf8)) else {
            throw Problem.fileUnwritable(path, why: Catalogue.Cause.system(errno))
        }
    }

    private func fill(_ session: Session, _ world: SampleWorld) throws {
        let replica = try session.open(sealing: !dryRun)
        let own = replica.meta.site
        guard let site = SampleSite.all.first(where: { $0.id == own }) else {
            throw Problem.sampleSite(own.name, known: SampleSite.all.map(\.id.name))
        }
        let records = world.records(of: site)
        if !dryRun { try SampleFilling(replica).write(records, author: session.author) }
        tell(session, world, own, sites: 1, records: records.count, path: session.dataDirectory)
        guard !dryRun else { return }
        session.printer.say(
            Catalogue.Sample.filled(site: own.name, records: records.count), mark: .done)
    }

    private func tell(
        _ session: Session, _ world: SampleWorld, _ site: SiteID?, sites: Int, records: Int,
        path: String
    ) {
        session.document(
            "sample", site: site,
            [
                "dry_run": .bool(dryRun), "sites": .count(sites), "records": .count(records),
                "directory": .string(path), "scale": .string(scale.rawValue),
                "seed": .string("\(seed)"), "version": .string(SampleWorld.version),
                "digest": .string(world.digest),
            ])
        guard dryRun else { return }
        session.printer.say(Catalogue.Sample.would(sites: sites, records: records))
        session.printer.say(Catalogue.Word.nothingWritten)
    }
}
