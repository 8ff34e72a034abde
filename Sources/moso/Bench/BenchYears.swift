internal import Causality
internal import Domain
internal import Storage
internal import Sync
internal import Synchronization
internal import Transport
internal import Workflows

// A network that has grown old. Sites write month by month by a clock that is passed in, each in a replica of its
// own: visits that are theirs, as many changes of earlier visits, and once a year five of the companies that all
// share, so that each company has been changed by many sites, some of them in the same month without having heard of
// each other. Every month every site and the hub exchange what the other lacks, bodies as they travel, without
// network and keys. After each year the hub is measured as people meet it: durable edits of anybody's records, by turns with plain SQLite's, what
// the file holds for a row besides its values, what taking in the last month cost. In the end a real daemon opens the file,
// and the first site calls it.
//
// Transactions have five rows, as at a desk. A million rows in ten years by two hundred sites are four hundred
// thousand transactions.

/// How a hub ages.
struct BenchYears {
    /// The hub after one year more.
    struct Year {
        let number: Int
        let records: Int
        let transactions: Int
        /// Bytes of the database.
        let size: Double
        /// Bytes a record that are neither values nor log nor index: clocks, and the engine's own tables.
        let metadata: Double
        /// Milliseconds for a thousand transactions of the last month, commits included.
        let takingIn: Double
        /// Milliseconds of each of the edits.
        let edits: [Double]
        /// The same of as many durable updates of a row by plain SQLite, made by turns with them on the same disk.
        let plain: [Double]
    }

    /// What the file of the last year means to programs.
    struct Programs {
        /// Milliseconds until `moso status` writes its first byte.
        let start: Double
        /// Milliseconds of exchanges with nothing to do, and the bytes of one.
        let quiet: [Double]
        let sent: Int
        let received: Int
        /// The most memory that the daemon had, in bytes.
        let memory: Double
    }

    static let editsEachYear = 1_000
    private static let rowsEach = 5
    private static let companies = 500

    let programs: BenchPrograms
    let rows: Int
    let sites: Int
    let years: Int

    func run(_ mosod: String?) async throws -> (years: [Year], programs: Programs?) {
        let network = try AgeingNetwork(self)
        var found: [Year] = []
        for number in 1...years {
            var last: (seconds: Double, transactions: Int) = (0, 0)
            for month in 0..<12 {
                last = try network.month((number - 1) * 12 + month)
            }
            found.append(try network.year(number, last))
        }
        try network.settle()
        guard let mosod else { return (found, nil) }
        return (found, try await callIn(mosod))
    }

    private func callIn(_ mosod: String) async throws -> Programs {
        let (hub, first) = ("\(programs.folder)/beijing", "\(programs.folder)/site-1")
        let start = try (0..<9).map { _ in try programs.firstOutput(hub) }.median * 1_000
        let keys = try programs.enrol(first, at: hub)
        let daemon = try await BenchHub(mosod, hub, programs.environment)
        defer { daemon.stop() }
        let engine = try daemon.engine(keys, BenchPrograms.store(first), on: CurlLoop())
        var quiet: [Double] = []
        var last: SyncReport?
        let clock = ContinuousClock()
        for _ in 0..<50 {
            let began = clock.now
            let report = try await engine.run(peer: SiteID("beijing"))
            guard report.failure == nil else {
                throw BenchError(Catalogue.Bench.exchangeFailed("\(report)"))
            }
            quiet.append((clock.now - began) / .milliseconds(1))
            last = report
        }
        // The first ones made each other's acquaintance.
        return Programs(
            start: start, quiet: Array(quiet.dropFirst(10)), sent: last?.bytesSent ?? 0,
            received: last?.bytesReceived ?? 0, memory: try daemon.mostMemory())
    }

    // MARK: The network

    /// The replicas of all sites and of the hub, and the time that it is for them.
    private final class AgeingNetwork {
        private let plan: BenchYears
        private let hub: Replica
        private let sites: [AgeingSite]
        private let time: HandOfClock
        private let began: UInt64
        private var random = SplitMix64(seed: 20_260_101)
        private var companies: [RecordKey] = []
        private var transactions = 0

        init(_ plan: BenchYears) throws {
            self.plan = plan
            let month = UInt64(365 * 86_400_000 / 12)
            began = Machine.wallMilliseconds() - month * UInt64(12 * plan.years)
            let time = HandOfClock(began)
            hub = try AgeingNetwork.make("beijing", plan, time)
            sites = try (1...plan.sites).map {
                AgeingSite($0, try AgeingNetwork.make("site-\($0)", plan, time))
            }
            self.time = time
            try hub.write {
                for part in 0..<BenchYears.companies / 100 {
                    _ = try hub.edit(author: "bench") { draft in
                        for number in 0..<100 {
                            let key = AgeingNetwork.key("C-\(part)-\(number)")
                            companies.append(key)
                            try draft.insert(
                                "company", key,
                                ["legal_name": .text("演示·企业 \(part)-\(number)"), "note": .text("")])
                        }
                    }
                }
            }
        }

        private static func make(
            _ name: String, _ plan: BenchYears, _ time: HandOfClock
        ) throws -> Replica {
            guard let site = SiteID(name), let hub = SiteID("beijing") else {
                preconditionFailure("the benchmark's sites have names")
            }
            var environment = Machine.environment()
            environment.wallMilliseconds = { time.milliseconds }
            return try Replica.create(
                directory: "\(plan.programs.folder)/\(name)", site: site, hub: hub,
                schema: NetworkSchema.replica, environment: environment)
        }

        static func key(_ text: String) -> RecordKey {
            guard let key = RecordKey(text) else { preconditionFailure("a short name is a key") }
            return key
        }

        /// A month of work at every site, then every site's exchange. What the hub took for it, and for how many
        /// transactions.
        func month(_ month: Int) throws -> (seconds: Double, transactions: Int) {
            let months = 12 * plan.years
            let length = UInt64(365 * 86_400_000 / 12)
            time.set(began + length * UInt64(month))
            for site in sites {
                let done = { [plan] (month: Int) in plan.rows / plan.sites * month / months }
                try site.write(
                    visits: done(month + 1) - done(month), by: BenchYears.rowsEach, &random)
                if month % 12 == site.number % 12, month > 0 {
                    try site.change((0..<5).map { _ in random.pick(companies) }, &random)
                }
                time.advance(60_000)
            }
            var taken: (seconds: Double, transactions: Int) = (0, 0)
            for site in sites {
                let theirs = try site.records(beyond: hub.vector { site.shares($0) })
                let ours = try AgeingSite.records(
                    of: hub, beyond: try site.replica.vector { site.shares($0) }
                ) { site.shares($0) }
                taken.seconds += try seconds {
                    try AgeingSite.apply(theirs, to: hub, from: site.replica.meta.site)
                }
                try AgeingSite.apply(ours, to: site.replica, from: hub.meta.site)
                taken.transactions += theirs.count
            }
            transactions += taken.transactions
            return taken
        }

        /// Measures the hub after a year.
        func year(_ number: Int, _ last: (seconds: Double, transactions: Int)) throws -> Year {
            let plain = try PlainSQLite(path: "\(plan.programs.folder)/plain-\(number).db")
            try plain.run(
                "CREATE TABLE row(id TEXT PRIMARY KEY, note TEXT) STRICT; INSERT INTO row VALUES('1', '')"
            )
            var (edits, plainEdits): ([Double], [Double]) = ([], [])
            for at in 0..<BenchYears.editsEachYear {
                let site = random.pick(sites)
                guard let key = site.visits.isEmpty ? nil : random.pick(site.visits) else {
                    continue
                }
                edits.append(
                    try seconds {
                        _ = try hub.edit(author: "bench") { draft in
                            try draft.set("visit", key, ["note": .text("year \(number), \(at)")])
                        }
                    } * 1_000)
                plainEdits.append(
                    try seconds {
                        try plain.run(
                            "UPDATE row SET note = 'year \(number), \(at)' WHERE id = '1'")
                    } * 1_000)
            }
            let records = sites.reduce(BenchYears.companies) { $0 + $1.visits.count }
            let file = try BenchFile(hub.databasePath)
            let size = try file.size()
            let own = try file.payload(where: "name GLOB 'moso_*' AND name NOT GLOB 'moso_log*'")
            let clocks = try ["visit", "company"].reduce(0.0) { sum, table in
                try sum + file.number("SELECT sum(length(moso_clock)) FROM \(table)")
            }
            return Year(
                number: number, records: records, transactions: transactions, size: size,
                metadata: (own + clocks) / Double(records),
                takingIn: last.seconds * 1_000_000 / Double(Swift.max(1, last.transactions)),
                edits: edits, plain: plainEdits)
        }

        /// The hub's edits go to their sites, and it is looked whether everybody holds what was written.
        func settle() throws {
            for site in sites {
                let ours = try AgeingSite.records(
                    of: hub, beyond: try site.replica.vector { site.shares($0) }
                ) { site.shares($0) }
                try AgeingSite.apply(ours, to: site.replica, from: hub.meta.site)
            }
            let question = "SELECT id, note, people FROM visit WHERE site = ?1 ORDER BY id"
            var there = 0
            for site in sites {
                let name = Value.text(site.replica.meta.site.name)
                let found = try hub.select(question, [name])
                guard try site.replica.select(question, [name]) == found else {
                    throw BenchError(
                        Catalogue.Bench.otherRows(
                            site.replica.databasePath, after: Catalogue.Bench.ageing))
                }
                there += found.count
            }
            let written = sites.reduce(0) { $0 + $1.visits.count }
            guard there == written else {
                throw BenchError(Catalogue.Bench.visits(there, of: written))
            }
        }
    }
}

/// A clock that is set by hand.
private final class HandOfClock: Sendable {
    private let time: Atomic<UInt64>

    init(_ milliseconds: UInt64) { time = Atomic(milliseconds) }

    var milliseconds: UInt64 { time.load(ordering: .relaxed) }
    func set(_ milliseconds: UInt64) { time.store(milliseconds, ordering: .relaxed) }
    func advance(_ milliseconds: UInt64) { time.add(milliseconds, ordering: .relaxed) }
}

/// One of the sites.
private final class AgeingSite {
    let number: Int
    let replica: Replica
    private(set) var visits: [RecordKey] = []

    init(_ number: Int, _ replica: Replica) {
        self.number = number
        self.replica = replica
    }

    /// What the hub and this site both hold.
    func shares(_ scope: ScopeID) -> Bool {
        Entitlement.holds(replica.meta.site, hub: replica.meta.hub, scope)
    }

    /// Adds so many visits, and changes as many earlier ones.
    func write(visits count: Int, by rowsEach: Int, _ random: inout SplitMix64) throws {
        let site = replica.meta.site.name
        try replica.write {
            for part in Array(0..<count).parts(of: rowsEach) {
                _ = try replica.edit(author: "bench") { draft in
                    for at in part {
                        let key = RecordKey("VI-\(number)-\(visits.count)")
                        guard let key else { preconditionFailure("a short name is a key") }
                        visits.append(key)
                        try draft.insert(
                            "visit", key,
                            [
                                "site": .text(site), "arrived_at": .text("2023-08-11T15:00"),
                                "kind": .text("government"),
                                "organisation": .text("演示·来访单位 \(random.below(1_000_000))"),
                                "people": .integer(Int64(at + 1)),
                                "note": .text(
                                    "team asked for corner desks, \(random.below(9_999))"),
                            ])
                    }
                }
            }
            for part in Array(0..<count).parts(of: rowsEach) {
                _ = try replica.edit(author: "bench") { draft in
                    for _ in part {
                        let text = "follow up with counsel, \(random.below(1_000_000))"
                        try draft.set("visit", random.pick(visits), ["note": .text(text)])
                    }
                }
            }
        }
    }

    func change(_ companies: [RecordKey], _ random: inout SplitMix64) throws {
        _ = try replica.edit(author: "bench") { draft in
            for key in Set(companies) {
                try draft.set(
                    "company", key, ["note": .text("site \(number), \(random.below(9_999))")])
            }
        }
    }

    /// What is here and not covered by `vector`.
    func records(beyond vector: VersionVector) throws -> [LogRecord] {
        try AgeingSite.records(of: replica, beyond: vector) { shares($0) }
    }

    static func records(
        of replica: Replica, beyond vector: VersionVector, _ includes: (ScopeID) -> Bool
    ) throws -> [LogRecord] {
        var records: [LogRecord] = []
        _ = try replica.extract(beyond: vector, includes) { record in
            records.append(record)
            return true
        }
        return records
    }

    static func apply(_ records: [LogRecord], to replica: Replica, from site: SiteID) throws {
        for result in try replica.apply(records, from: site, { _ in true }) {
            guard case .applied = result.outcome else {
                throw BenchError(Catalogue.Bench.notApplied("\(result)"))
            }
        }
    }
}
