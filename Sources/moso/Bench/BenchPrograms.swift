internal import Causality
internal import Domain
internal import Glibc
internal import Storage
internal import Sync
internal import Transport
internal import Wire
internal import Workflows

/// What is measured on whole programs rather than on the engine.
struct BenchPrograms {
    let folder: String
    let environment: [String]
    /// `nil` when there is no daemon to measure.
    let mosod: String?

    init(folder: String, language: Language) {
        self.folder = folder
        let found = try? DemoPrograms.find(language)
        mosod = found?.mosod
        environment = found?.environment ?? ["MOSO_LANG=\(language.rawValue)"]
    }

    private func makeReplica(_ name: String) throws -> String {
        guard let site = SiteID(name), let hub = SiteID("beijing") else {
            preconditionFailure("the benchmark's sites have names")
        }
        let path = "\(folder)/\(name)"
        _ = try Replica.create(
            directory: path, site: site, hub: hub, schema: NetworkSchema.replica,
            environment: Machine.environment())
        return path
    }

    // MARK: Start

    /// Milliseconds until `moso status` writes its first byte; the median of several starts.
    func start() throws -> Double {
        let replica = try makeReplica("anji")
        _ = try firstOutput(replica)
        return try (0..<9).map { _ in try firstOutput(replica) }.median * 1_000
    }

    private func firstOutput(_ replica: String) throws -> Double {
        guard let pipe = Pipe() else { throw BenchError(Catalogue.Bench.noPipe) }
        defer { close(pipe.reading) }
        var byte: UInt8 = 0
        var child: ChildProcess?
        var count = 0
        let time = seconds {
            child = ChildProcess(
                DemoPrograms.executable(), ["status", "--data", replica],
                environment: environment, input: 0, output: pipe.writing, errors: 2)
            close(pipe.writing)
            count = read(pipe.reading, &byte, 1)
        }
        guard count == 1, child?.waitForExit() == 0 else {
            throw BenchError(Catalogue.Bench.noStatus)
        }
        return time
    }

    // MARK: Nothing to sync

    /// A caller and a hub that hold the same, over loopback, with the daemon as the hub.
    func quiet(_ mosod: String) async throws -> [BenchFigure: Double] {
        let hub = try makeReplica("beijing")
        let caller = try makeReplica("hangzhou")
        let ports = Loopback.freePorts(2, from: 7_450)
        guard ports.count == 2, let pipe = Pipe() else {
            throw BenchError(Catalogue.Bench.noPort)
        }
        let keys = try enrol(caller, at: hub)
        // The daemon stops when its standard input ends, and so with this program at the latest.
        let nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC)
        guard
            let daemon = ChildProcess(
                mosod,
                [
                    "--data", hub, "--listen", "127.0.0.1:\(ports[0])", "--listen-peers",
                    "127.0.0.1:\(ports[1])", "--no-sync", "--until-stdin-ends",
                ],
                environment: environment, input: pipe.reading, output: nowhere, errors: nowhere)
        else { throw BenchError(Catalogue.Bench.notStarted(mosod)) }
        close(pipe.reading)
        close(nowhere)
        defer {
            close(pipe.writing)
            _ = daemon.waitForExit()
        }
        for _ in 0..<500 where !Loopback.isHealthy(ports[0]) {
            try await Task.sleep(for: .milliseconds(20))
        }
        return try await exchanges(caller, keys, ports[1], daemon.id)
    }

    /// Makes caller and hub known to each other; the caller's keys for the hub.
    private func enrol(_ caller: String, at hub: String) throws -> LinkKeys {
        let keys = try [caller, hub].map {
            try KeyFile(directory: $0).readMaking(Machine.randomBytes)
        }
        for (here, there) in [(caller, hub), (hub, caller)] {
            let replica = try Replica.open(
                directory: here, schema: NetworkSchema.replica, environment: Machine.environment())
            guard let name = there.split(separator: "/").last, let site = SiteID(String(name))
            else {
                preconditionFailure(
                    "a replica of the benchmark lies in a folder of its site's name")
            }
            let (own, other) = here == caller ? (keys[0], keys[1]) : (keys[1], keys[0])
            try replica.trust(other.publicKey, of: site, ownKey: own.publicKey)
        }
        return LinkKeys(own: keys[0], peer: keys[1].publicKey, wallSeconds: Machine.wallSeconds)
    }

    private func exchanges(
        _ caller: String, _ keys: LinkKeys, _ port: Int, _ daemon: pid_t
    ) async throws -> [BenchFigure: Double] {
        let store = try ReplicaStore {
            try Replica.open(
                directory: caller, schema: NetworkSchema.replica,
                environment: Machine.environment())
        }
        let link = CurlLink(
            to: try PeerAddress(parsing: "https://127.0.0.1:\(port)"), keys: keys,
            on: try CurlLoop())
        let policy = ScopePolicy { Entitlement.holds($0, hub: $1, $2) }
        let engine = SyncEngine(link: link, door: store, policy: policy)
        let first = try await engine.run(peer: nil)
        guard first.failure == nil, let peer = first.peer?.site else {
            throw BenchError(Catalogue.Bench.exchangeFailed("\(first)"))
        }
        let count = 200
        let before = try cpuMilliseconds(daemon)
        var last = first
        for _ in 0..<count { last = try await engine.run(peer: peer) }
        guard last.failure == nil else {
            throw BenchError(Catalogue.Bench.exchangeFailed("\(last)"))
        }
        return [
            .quietRounds: Double(last.rounds), .quietSent: Double(last.bytesSent),
            .quietReceived: Double(last.bytesReceived),
            .quietCPU: try (cpuMilliseconds(daemon) - before) / Double(count),
        ]
    }

    /// CPU time a process has used: fields 14 and 15 of its stat, counted behind the name, which
    /// may hold blanks.
    private func cpuMilliseconds(_ process: pid_t) throws -> Double {
        let bytes = File.read("/proc/\(process)/stat", most: 4_096) ?? []
        let text = String(decoding: bytes, as: UTF8.self)
        let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
        guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12])
        else { throw BenchError(Catalogue.Bench.daemonGone) }
        return (user + system) * 1_000 / Double(sysconf(Int32(_SC_CLK_TCK)))
    }
}
