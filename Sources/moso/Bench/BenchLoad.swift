internal import Causality
internal import Storage
internal import Sync
internal import Synchronization
internal import Transport
internal import Workflows

// Many sites and one hub. The hub is a real daemon in a process of its own; the sites are real replicas with real
// keys that speak to it over loopback and TLS, all in this process, so that a round is measured and not the start of
// a program. Beside them somebody at the hub edits one record every 50 ms, in the file that the daemon is writing to.
//
//     first     each site's first exchange, one after the other
//     quiet     nothing to do, one after the other
//     steady    each site at its own time within the pace: 50 transactions of 5 records, then an exchange
//     stampede  one transaction each, then all at the same moment; who is turned away comes again
//     batch     one site brings 20,000 records in transactions of a thousand, and again, five times
//     backlog   one site brings as many in transactions of ten, as after weeks without a line
//
// In the end the hub holds as many records as were written.

/// What a load is measured by: how long each of many things took, in milliseconds.
struct BenchLoad {
    enum Part: String, CaseIterable {
        case first, quiet, steady, stampede, batch, backlog
        case steadyEdit = "steady-edit"
        case stampedeEdit = "stampede-edit"
        case batchEdit = "batch-edit"
        case backlogEdit = "backlog-edit"

        /// What the slowest of a hundred may take, in milliseconds; `nil` where nobody has said.
        var aim: Double? {
            switch self {
            case .first, .batch, .backlog: nil
            case .quiet: 100
            case .steady: 300
            case .stampede: 45_000
            case .steadyEdit: 30
            case .stampedeEdit: 100
            case .batchEdit, .backlogEdit: 10
            }
        }
    }

    /// What came of it.
    struct Result: Sendable {
        var times: [Part: [Double]] = [:]
        /// Exchanges that failed.
        var failures = 0
        /// Of the steady part: processor time of the hub for each transaction, in milliseconds, and its share of a core.
        var hubMilliseconds = 0.0
        var hubShare = 0.0
        /// The most memory that the daemon had, in bytes.
        var hubBytes = 0.0
    }

    /// How often a large batch is brought.
    private static let batches = 5

    let programs: BenchPrograms
    let sites: Int
    /// How many seconds lie between two exchanges of a site.
    let pace: Int
    let rounds: Int

    func run(_ mosod: String) async throws -> Result {
        let directory = try programs.makeReplica("beijing")
        let loop = try CurlLoop()
        var callers: [(directory: String, keys: LinkKeys)] = []
        for number in 1...sites {
            let caller = try programs.makeReplica("site-\(number)")
            callers.append((caller, try programs.enrol(caller, at: directory)))
        }
        let hub = try await BenchHub(mosod, directory, programs.environment)
        defer { hub.stop() }
        let all = try callers.enumerated().map { at, caller in
            let store = try BenchPrograms.store(caller.directory)
            return LoadSite(
                number: at + 1, store: store,
                engine: try hub.engine(caller.keys, store, on: loop))
        }
        let desk = try BenchPrograms.store(directory)
        return try await measure(all, hub, HubDesk(store: desk))
    }

    private func measure(
        _ all: [LoadSite], _ hub: BenchHub, _ desk: HubDesk
    ) async throws -> Result {
        var result = Result()
        for part in [Part.first, .quiet] {
            for site in all { result.add(part, [try await site.exchange()]) }
        }
        let before = try hub.cpuMilliseconds()
        let clock = ContinuousClock()
        let began = clock.now
        let (steady, steadyEdits) = try await desk.editing {
            try await together(all) { site in
                var times: [Double?] = []
                for round in 0..<rounds {
                    let due = Double(pace) * (Double(round) + Double(site.number) / Double(sites))
                    try await clock.sleep(until: began + .seconds(due))
                    try await site.write(transactions: 50, rows: 5)
                    times.append(try await site.exchange())
                }
                return times
            }
        }
        result.add(.steady, steady)
        result.add(.steadyEdit, steadyEdits)
        let used = try hub.cpuMilliseconds() - before
        result.hubMilliseconds = used / Double(sites * rounds * 50)
        result.hubShare = used / ((clock.now - began) / .milliseconds(1))
        for site in all { try await site.write(transactions: 1, rows: 5) }
        let (stampede, stampedeEdits) = try await desk.editing {
            try await together(all) { [try await $0.exchange()] }
        }
        result.add(.stampede, stampede)
        result.add(.stampedeEdit, stampedeEdits)
        for (part, edit, rows) in [
            (Part.batch, Part.batchEdit, 1_000), (.backlog, .backlogEdit, 10),
        ] {
            for _ in 0..<BenchLoad.batches {
                try await all[0].write(transactions: 20_000 / rows, rows: rows)
                let (batch, edits) = try await desk.editing(every: .milliseconds(5)) {
                    [try await all[0].exchange()]
                }
                result.add(part, batch)
                result.add(edit, edits)
            }
        }
        result.hubBytes = try hub.mostMemory()
        let written = sites * (rounds * 250 + 5) + BenchLoad.batches * 40_000
        let there = try await desk.visits()
        guard there == written || result.failures > 0 else {
            throw BenchError(Catalogue.Bench.visits(there, of: written))
        }
        return result
    }

    /// What all sites do at once.
    private func together(
        _ all: [LoadSite], _ body: @escaping @Sendable (LoadSite) async throws -> [Double?]
    ) async throws -> [Double?] {
        try await withThrowingTaskGroup(of: [Double?].self) { group in
            for site in all { group.addTask { try await body(site) } }
            var times: [Double?] = []
            for try await part in group { times += part }
            return times
        }
    }
}

extension BenchLoad.Result {
    /// Takes in times; `nil` is an exchange that failed.
    mutating func add(_ part: BenchLoad.Part, _ found: [Double?]) {
        times[part, default: []] += found.compactMap { $0 }
        failures += found.count { $0 == nil }
    }
}

/// One site of a load.
private struct LoadSite: Sendable {
    let number: Int
    let store: ReplicaStore
    let engine: SyncEngine

    /// An exchange with the hub, in milliseconds; `nil` when it failed. Where the hub has no room for one more,
    /// or the line is full, the site comes again as a daemon does, and all of it counts.
    func exchange() async throws -> Double? {
        let clock = ContinuousClock()
        let began = clock.now
        for attempt in 0..<8 {
            let report = try await engine.run(peer: SiteID("beijing"))
            guard let failure = report.failure else {
                return (clock.now - began) / .milliseconds(1)
            }
            guard LoadSite.mayPass(failure) else { return nil }
            let chance = Machine.randomBytes(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            try await clock.sleep(for: Backoff.delay(attempt: attempt, random: chance))
        }
        return nil
    }

    private static func mayPass(_ failure: SyncFailure) -> Bool {
        switch failure {
        case .link(let failure): failure.kind.isWorthRetrying
        case .status(let status, _, _): RetryVerdict.isWorthRetrying(status: status)
        case .reply: false
        }
    }

    /// Durable transactions of so many visits each.
    func write(transactions: Int, rows: Int) async throws {
        for _ in 0..<transactions {
            try await store.withReplica { (replica: Replica) in
                _ = try Visits.add(rows, to: replica)
            }
        }
    }
}

/// Somebody at the hub who edits one record again and again, in the file that the daemon writes to.
private struct HubDesk: Sendable {
    let store: ReplicaStore

    /// Runs `body` and edits beside it. Gives what `body` gives, and the milliseconds of each edit.
    func editing(
        every pause: Duration = .milliseconds(50), _ body: () async throws -> [Double?]
    ) async throws -> (of: [Double?], edits: [Double?]) {
        let key = try await store.withReplica { (replica: Replica) in
            try Visits.add(1, to: replica)
        }
        let isDone = Atomic(false)
        async let edits = edit(key[0], every: pause, until: isDone)
        do {
            let times = try await body()
            isDone.store(true, ordering: .relaxed)
            return (times, try await edits)
        } catch {
            isDone.store(true, ordering: .relaxed)
            _ = try await edits
            throw error
        }
    }

    /// How many visits of others the hub holds.
    func visits() async throws -> Int {
        try await store.withReplica { (replica: Replica) in
            let found = try replica.select("SELECT count(*) FROM visit WHERE site <> 'beijing'")
            return Int(found.first?.first?.integer ?? 0)
        }
    }

    private func edit(
        _ key: RecordKey, every pause: Duration, until isDone: borrowing Atomic<Bool>
    ) async throws -> [Double?] {
        var times: [Double?] = []
        let clock = ContinuousClock()
        while !isDone.load(ordering: .relaxed) || times.isEmpty {
            let text = "edit \(times.count)"
            let began = clock.now
            try await store.withReplica { (replica: Replica) in
                _ = try replica.edit(author: "bench") { draft in
                    try draft.set("visit", key, ["note": .text(text)])
                }
            }
            times.append((clock.now - began) / .milliseconds(1))
            try await Task.sleep(for: pause)
        }
        return times
    }
}
