internal import ArgumentParser
internal import Glibc
internal import Workflows

/// Three sites on this machine. Everything the demo starts ends with it.
struct DemoCommand: ParsableCommand {
    enum Script: String, ExpressibleByArgument, CaseIterable { case quick, full }

    static let configuration = CommandConfiguration("demo", Catalogue.Help.demo)

    @OptionGroup var options: GlobalOptions
    @Option(help: Catalogue.Flag.demoSites.help("N")) var sites = 3
    @Option(help: Catalogue.Flag.demoPort.help("PORT")) var port = 7420
    @Option(help: Catalogue.Flag.demoKeep.help("DIR")) var keep: String?
    @Option(help: Catalogue.Flag.demoScript.help) var script = Script.full
    @Option(help: Catalogue.Flag.demoLedger.help("FILE")) var ledger: String?
    @Flag(name: .customLong("no-open"), help: Catalogue.Flag.demoNoOpen.help) var noOpen = false

    private func check() throws(Problem) {
        for (flag, value, most) in [
            ("--sites", sites, 2...DemoSite.all.count), ("--port", port, 1...65_535),
        ] where !most.contains(value) {
            throw .usage(
                Catalogue.Usage.notWithin(flag, from: most.lowerBound, to: most.upperBound),
                help: "moso demo --help")
        }
    }

    func run() throws {
        try check()
        let session = try Session(options)
        let narrator = Narrator(language: session.language)
        let programs = try DemoPrograms.find(session.language)
        if let ledger, access(ledger, R_OK) != 0 {
            throw Problem.fileUnreadable(ledger, why: Catalogue.Cause.system(errno))
        }
        StopSignal.listen()
        let stage = try DemoStage(
            sites: Array(DemoSite.all.prefix(sites)), narrator: narrator, programs: programs,
            keep: keep)
        do {
            try play(stage, session)
            stage.clear()
        } catch {
            if StopSignal.number == nil { stage.tellLogs() }
            stage.clear()
            throw error
        }
    }

    private func play(_ stage: DemoStage, _ session: Session) throws {
        stage.narrator.say(Catalogue.Demo.opening(in: stage.home))
        let story = DemoStory(
            stage: stage, ledger: try ledger ?? ownLedger(in: stage.home), firstPort: port)
        try story.tell()
        let took = Int64(Machine.wallMilliseconds()) - Int64(session.now)
        stage.narrator.write("")
        stage.narrator.say(Catalogue.Demo.finished(took: TimeText.elapsed(milliseconds: took)))
        let links = try [(DemoSite.hub, Role.director), (.anji, .manager)].map {
            try stage.link(to: $0, for: $1)
        }
        stage.narrator.say(Catalogue.Demo.page(links[0]))
        stage.narrator.say(Catalogue.Demo.branchPage(links[1]))
        if keep != nil { stage.narrator.say(Catalogue.Demo.kept(in: stage.home)) }
        if script == .full { try stayOpen(stage, story, opening: links[0]) }
    }

    private func ownLedger(in folder: String) throws -> String {
        let path = folder + "/ledger-anji.csv"
        guard File.write(path, Array(DemoLedger.text.utf8)) else {
            throw Problem.fileUnwritable(path, why: Catalogue.Cause.system(errno))
        }
        return path
    }

    /// Until somebody ends it; from here on Ctrl-C is the way to end, not a failure.
    private func stayOpen(
        _ stage: DemoStage, _ story: DemoStory, opening link: String
    ) throws {
        stage.narrator.say(Catalogue.Demo.tryThese)
        for line in story.suggestions { stage.narrator.write("       " + line) }
        if !noOpen {
            Browser.open(link, environment: stage.programs.environment)
        }
        while StopSignal.number == nil {
            do { try stage.pause(milliseconds: 250) } catch {
                if StopSignal.number == nil { throw error }
            }
        }
        if StopSignal.number != SIGINT {
            throw DemoProblem.stopped(by: StopSignal.number ?? SIGTERM)
        }
        stage.narrator.write("")
    }
}
