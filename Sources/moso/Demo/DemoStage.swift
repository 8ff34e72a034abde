internal import Glibc
internal import Workflows

/// Where the demo plays: a folder with a replica for each site, their daemons, and the means to run
/// moso's own commands at a site.
final class DemoStage {
    let sites: [DemoSite]
    let narrator: Narrator
    let programs: DemoPrograms
    let home: String
    private let isKept: Bool
    private(set) var ports: [String: Int] = [:]
    /// Where the hub listens for the other sites.
    private(set) var peerPort = 0
    private var daemons: [String: SiteDaemon] = [:]

    init(
        sites: [DemoSite], narrator: Narrator, programs: DemoPrograms, keep: String?
    ) throws {
        self.sites = sites
        self.narrator = narrator
        self.programs = programs
        isKept = keep != nil
        home = try keep.map(DemoFolder.make) ?? DemoFolder.makeTemporary()
    }

    func folder(_ site: DemoSite) -> String { "\(home)/\(site.name)" }

    /// The address of a site's pages.
    func address(_ site: DemoSite) -> String { "http://127.0.0.1:\(ports[site.name] ?? 0)" }

    /// A link that lets who works at a site into its pages, once.
    func link(to site: DemoSite, for role: Role) throws -> String {
        let words = ["people", "invite", site.author, "--role", role.rawValue]
        guard let link = try answer(site, words)?["url"]?.string else {
            throw DemoProblem.commandFailed(words, code: 1)
        }
        return link
    }

    /// Where the hub is for the other sites.
    var peerAddress: String { "127.0.0.1:\(peerPort)" }

    /// Ports for the pages of all sites and for the hub's peers; busy ones are passed over.
    func takePorts(from first: Int) throws {
        let found = Loopback.freePorts(sites.count + 1, from: first)
        guard found.count == sites.count + 1 else { throw DemoProblem.noPorts(from: first) }
        for (site, port) in zip(sites, found) { ports[site.name] = port }
        peerPort = found[sites.count]
        if found != Array(first...first + sites.count) {
            narrator.say(Catalogue.Demo.portsBusy(instead: found))
        }
    }

    // MARK: Commands

    /// Runs a command and shows it with everything it says.
    ///
    /// - Parameter input: what is pasted into it.
    func show(
        _ site: DemoSite, _ words: [String], input: String = "", allowing codes: Set<Int32> = [0]
    ) throws {
        narrator.command(at: site.name, words)
        let outcome = try run(site, words, input: input, withMessages: true)
        narrator.output(outcome.text)
        guard codes.contains(outcome.code) else {
            throw DemoProblem.commandFailed(words, code: outcome.code)
        }
    }

    /// Runs a command without a word.
    func quietly(_ site: DemoSite, _ words: [String]) throws {
        let outcome = try run(site, words, withMessages: true)
        guard outcome.code == 0 else {
            narrator.output(outcome.text)
            throw DemoProblem.commandFailed(words, code: outcome.code)
        }
    }

    /// The `data` of what a command answers under `--json`; `nil` when it fails.
    func answer(_ site: DemoSite, _ words: [String]) throws -> JSON? {
        let outcome = try run(site, words + ["--json"], withMessages: false)
        guard [0, 3].contains(outcome.code) else { return nil }
        return try JSON(outcome.text)["data"]
    }

    /// Waits until something holds, for at most a minute.
    func wait(for fact: Phrase, until holds: () throws -> Bool) throws {
        let end = ContinuousClock.now + .seconds(60)
        while try !holds() {
            guard ContinuousClock.now < end else { throw DemoProblem.never(fact) }
            try pause(milliseconds: 100)
        }
    }

    /// A moment in which the demo can be ended and notices when a daemon has ended by itself.
    func pause(milliseconds: UInt32) throws {
        usleep(milliseconds * 1_000)
        try checkpoint()
        for (name, daemon) in daemons where daemon.process.exitCode() != nil {
            throw DemoProblem.daemonEnded(name)
        }
    }

    private func checkpoint() throws {
        if let number = StopSignal.number { throw DemoProblem.stopped(by: number) }
        if !narrator.isHeard { throw DemoProblem.stopped(by: SIGPIPE) }
    }

    private func run(
        _ site: DemoSite, _ words: [String], input: String = "", withMessages: Bool
    ) throws -> (code: Int32, text: String) {
        try checkpoint()
        guard let pipe = Pipe(), let paste = Pipe() else {
            throw DemoProblem.notStarted(programs.moso)
        }
        defer { close(pipe.reading) }
        let nothing = open("/dev/null", O_RDWR | O_CLOEXEC)
        defer { close(nothing) }
        let child = ChildProcess(
            programs.moso, words + ["--data", folder(site)], environment: programs.environment,
            input: paste.reading, output: pipe.writing,
            errors: withMessages ? pipe.writing : nothing)
        close(pipe.writing)
        // Less than a pipe holds, so that it never waits; whoever does not read it may leave it.
        _ = write(paste.writing, input, input.utf8.count)
        close(paste.reading)
        close(paste.writing)
        guard let child else { throw DemoProblem.notStarted(programs.moso) }
        let text = readAll(pipe.reading) { if StopSignal.number != nil { child.send(SIGTERM) } }
        let code = child.waitForExit()
        try checkpoint()
        return (code, text)
    }

    private func readAll(_ file: Int32, meanwhile look: () -> Void) -> String {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            look()
            var wait = pollfd(fd: file, events: Int16(POLLIN), revents: 0)
            guard poll(&wait, 1, 100) > 0 else { continue }
            let count = read(file, &chunk, chunk.count)
            if count == 0 || count < 0 && errno != EINTR { break }
            bytes += chunk[..<max(0, count)]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    // MARK: Daemons

    /// Starts a site's daemon and waits until it answers.
    func start(_ site: DemoSite, isConnected: Bool = true) throws {
        guard let port = ports[site.name], let lifeline = Pipe() else {
            throw DemoProblem.notStarted(programs.mosod)
        }
        let log = open(
            folder(site) + ".log", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        defer {
            close(log)
            close(lifeline.reading)
        }
        var words = ["--data", folder(site), "--listen", "127.0.0.1:\(port)", "--until-stdin-ends"]
        if site.name == DemoSite.hub.name { words += ["--listen-peers", peerAddress] }
        guard
            let process = ChildProcess(
                programs.mosod, words + (isConnected ? [] : ["--no-sync"]),
                environment: programs.environment, input: lifeline.reading, output: log,
                errors: log, isApart: true)
        else {
            close(lifeline.writing)
            throw DemoProblem.notStarted(programs.mosod)
        }
        daemons[site.name] = SiteDaemon(process: process, lifeline: lifeline.writing)
        try wait(for: Catalogue.Demo.answers(site.name)) { Loopback.isHealthy(port) }
    }

    /// Stops a site's daemon in order; one that has not ended after fifteen seconds is killed, which
    /// its log survives as well.
    func stop(_ site: DemoSite) {
        guard let daemon = daemons.removeValue(forKey: site.name) else { return }
        daemon.process.send(SIGTERM)
        close(daemon.lifeline)
        for _ in 0..<300 where daemon.process.exitCode() == nil { usleep(50_000) }
        daemon.process.send(SIGKILL)
        _ = daemon.process.waitForExit()
    }

    /// The last lines that the daemons wrote.
    func tellLogs() {
        for site in sites {
            guard let bytes = File.read(folder(site) + ".log", most: 1 << 20) else { continue }
            let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").suffix(12)
            OutputChannel.messages.write("--- \(site.name):\n")
            for line in lines { OutputChannel.messages.write("    \(line)\n") }
        }
        OutputChannel.messages.flush()
    }

    /// Ends what is left of the demo.
    func clear() {
        for daemon in daemons.values { daemon.process.send(SIGTERM) }
        for site in sites { stop(site) }
        if !isKept { DemoFolder.remove(home) }
    }
}
