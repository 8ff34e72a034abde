internal import ArgumentParser
internal import Causality
internal import Domain
internal import Glibc
internal import Logging
internal import NIOCore
internal import ServiceLifecycle
internal import Storage
internal import Sync
internal import Synchronization
internal import Web
internal import Workflows

/// The daemon. Every way it can end leads through here, with a message and an exit code.
@main
struct Mosod {
    static func main() {
        SignalThread.block()
        let arguments = parse()
        // Detached: the first thread, and with it the main actor, only waits for signals.
        Task.detached {
            do {
                try await run(arguments)
                end(0)
            } catch {
                leave(Problem.explaining(error))
            }
        }
        SignalThread.wait()
    }

    /// Ends the program. Other threads are still there, so nothing of theirs is torn down first: what
    /// counts is on disk, and the log is not buffered.
    private static func end(_ code: Int32) -> Never { _exit(code) }

    /// The command line; help and a mistake in it end the program here.
    private static func parse() -> Arguments {
        if let problem = Problem.unreadable(arguments: CommandLine.arguments) { leave(problem) }
        let words = Set(CommandLine.arguments.dropFirst())
        if !words.isDisjoint(with: ["--help", "-h", "help"]) {
            leave(DaemonHelp.lines(Arguments.language, width: DaemonHelp.width), STDOUT_FILENO, 0)
        }
        if words.contains("--version") { leave(["mosod \(MosoVersion.text)"], STDOUT_FILENO, 0) }
        do {
            return try Arguments.parse()
        } catch {
            let problem = ParserWords(name: "mosod", commands: [], flags: DaemonHelp.names)
                .problem(Arguments.message(for: error))
            leave(problem)
        }
    }

    private static func leave(_ problem: Problem) -> Never {
        leave(problem.lines(in: Arguments.language), STDERR_FILENO, problem.exit.rawValue)
    }

    /// Unbuffered: nothing of it may be lost on the way out.
    private static func leave(_ lines: [String], _ descriptor: Int32, _ code: Int32) -> Never {
        let text = Array(lines.map { $0 + "\n" }.joined().utf8)
        _ = write(descriptor, text, text.count)
        end(code)
    }

    private static func run(_ arguments: Arguments) async throws {
        let settings = try arguments.settings()
        guard let directory = settings.data else { throw Problem.noDirectory }
        LineLog.settings.withLock { $0 = settings.log }
        LoggingSystem.bootstrap { _ in LineLog() }
        let logger = Logger(label: "mosod")

        let lock = try DaemonLock(directory: directory)
        let store = try ReplicaStore {
            try Replica.open(
                directory: directory, schema: NetworkSchema.replica,
                environment: Machine.environment())
        }
        if let fault = PrivateFiles.faults(in: directory).first {
            throw Problem.filesOpen(fault.path, fault.what, mend: fault.mend)
        }
        let daemon = try await Daemon(
            store: store, directory: directory, settings: settings, logger: logger)
        try await sayWho(daemon)

        let (addresses, opened) = AsyncStream.makeStream(of: (WebOptions.Door, String).self)
        let group = try Services(daemon: daemon, withSync: !arguments.noSync) { door, address in
            opened.yield((door, address))
        }.group()
        SignalThread.handle { number in handle(number, daemon, group, arguments) }
        if arguments.untilStdinEnds { StandardInput.raiseAtEnd(SIGTERM) }
        async let announced: Void = announce(addresses, daemon, directory)
        do {
            try await group.run()
        } catch {
            opened.finish()
            throw Problem.explaining(error, listening: settings.listening)
        }
        opened.finish()
        await announced
        SignalThread.handle(nil)
        logger.notice("stopped")
        lock.name("")
    }

    private static func sayWho(_ daemon: Daemon) async throws {
        let change = try await daemon.store.withReplica { (replica: Replica) in replica.epochChange
        }
        daemon.logger.notice(
            "replica opened",
            metadata: [
                "site": "\(daemon.identity.origin.site)", "hub": "\(daemon.identity.hub)",
                "epoch": "\(daemon.identity.origin.epoch)",
            ])
        if let change { Daemon.tell(change, daemon.logger) }
    }

    /// Once the ports are open: a line for people and scripts, and word to systemd.
    private static func announce(
        _ addresses: AsyncStream<(WebOptions.Door, String)>, _ daemon: Daemon, _ directory: String
    ) async {
        var open: [String] = []
        for await (door, address) in addresses {
            switch door {
            case .loopback:
                daemon.logger.notice("listening", metadata: ["url": "http://\(address)/"])
                DaemonLock.name(pages: "http://\(address)", in: directory)
                warnIfNobodyMayComeIn(daemon)
            case .peers:
                daemon.logger.notice(
                    "listening for peers", metadata: ["url": "https://\(address)"])
            }
            open.append(address)
            guard open.count == daemon.settings.listening.count else { continue }
            SystemdNotify.ready("listening on \(open.sorted().joined(separator: ", "))")
        }
    }

    private static func warnIfNobodyMayComeIn(_ daemon: Daemon) {
        guard let people = try? daemon.entrance.people.read(), people.isEmpty else { return }
        daemon.logger.notice(
            "nobody may use the pages yet",
            metadata: ["try": "moso people invite NAME --role director"])
    }

    private static func handle(
        _ number: Int32, _ daemon: Daemon, _ group: ServiceGroup, _ arguments: Arguments
    ) {
        if number == SIGHUP {
            Reload(daemon: daemon, arguments: arguments).run()
            return
        }
        // The second time somebody asks, they mean it. What is committed is safe.
        if daemon.changes.isClosed { end(128 + number) }
        daemon.logger.notice(
            "stopping", metadata: ["signal": "\(number == SIGINT ? "INT" : "TERM")"])
        SystemdNotify.stopping()
        daemon.stopWaiting()
        Task { await group.triggerGracefulShutdown() }
    }
}
