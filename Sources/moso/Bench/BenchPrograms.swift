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
    private(set) var folder: String
    let environment: [String]
    /// `nil` when there is no daemon to measure.
    let mosod: String?

    init(folder: String, language: Language) {
        self.folder = folder
        let found = try? DemoPrograms.find(language)
        mosod = found?.mosod
        environment = found?.environment ?? ["MOSO_LANG=\(language.rawValue)"]
    }

    /// The same in a folder of its own.
    func within(_ name: String) -> BenchPrograms {
        var other = self
        other.folder += "/\(name)"
        return other
    }

    func makeReplica(_ name: String) throws -> String {
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

    /// Seconds until `moso status` of a replica writes its first byte.
    func firstOutput(_ replica: String) throws -> Double {
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
        let keys = try enrol(caller, at: hub)
        let daemon = try await BenchHub(mosod, hub, environment)
        defer { daemon.stop() }
        return try await exchanges(caller, keys, daemon)
    }

    /// Makes caller and hub known to each other; the caller's keys for the hub.
    func enrol(_ caller: String, at hub: String) throws -> LinkKeys {
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
        _ caller: String, _ keys: LinkKeys, _ daemon: BenchHub
    ) async throws -> [BenchFigure: Double] {
        let engine = try daemon.engine(keys, BenchPrograms.store(caller), on: CurlLoop())
        let first = try await engine.run(peer: nil)
        guard first.failure == nil, let peer = first.peer?.site else {
            throw BenchError(Catalogue.Bench.exchangeFailed("\(first)"))
        }
        let count = 200
        let before = try daemon.cpuMilliseconds()
        var last = first
        for _ in 0..<count { last = try await engine.run(peer: peer) }
        guard last.failure == nil else {
            throw BenchError(Catalogue.Bench.exchangeFailed("\(last)"))
        }
        return [
            .quietRounds: Double(last.rounds), .quietSent: Double(last.bytesSent),
            .quietReceived: Double(last.bytesReceived),
            .quietCPU: try (daemon.cpuMilliseconds() - before) / Double(count),
        ]
    }

    /// A replica of the benchmark, on a thread of its own.
    static func store(_ directory: String) throws -> ReplicaStore {
        try ReplicaStore {
            try Replica.open(
                directory: directory, schema: NetworkSchema.replica,
                environment: Machine.environment())
        }
    }
}
