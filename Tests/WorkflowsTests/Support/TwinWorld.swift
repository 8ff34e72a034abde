import Causality
import Domain
import Foundation
import Storage
import Sync
import Synchronization
import Wire

/// One of two runs of one history that differ in what Hangzhou may not see: records of the hub's capital, of its talks
/// with a city, and of Anji. It keeps every byte that comes to Hangzhou, from the hub and from Anji.
///
/// Whatever both runs have in common is the same to the last bit: each act has a second and a source of chance of its
/// own, however much is written in it.
final class TwinWorld {
    /// How the sealed values of the other run differ.
    enum Difference: Sendable {
        /// Other texts and numbers, of the same lengths.
        case values
        /// Texts of other lengths, and records that the first run does not have.
        case anything
    }

    private final class Machine: Sendable {
        let clock = Atomic<UInt64>(1_691_737_200_000)
        let lane = Atomic<UInt64>(0)
        let drawn = Atomic<UInt64>(0)

        func bytes(_ count: Int) -> [UInt8] {
            let number = drawn.wrappingAdd(1, ordering: .relaxed).newValue
            var random = TwinRandom(
                seed: lane.load(ordering: .relaxed) << 20 &+ number)
            return (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        }
    }

    private let root: String
    private let machine = Machine()
    private let isOther: Bool
    private let difference: Difference
    private(set) var replicas: [String: Replica] = [:]
    /// What came to Hangzhou: bodies, errors, snapshots, in their order.
    private(set) var received: [[UInt8]] = []
    /// How many sealed records and changes there have been.
    private(set) var sealedWrites = 0
    private var probes: UInt32 = 0

    static let names = ["beijing", "anji", "hangzhou"]
    private let policy = ScopePolicy { Entitlement.holds($0, hub: $1, $2) }
    /// Hangzhou asks for everything, and would take it.
    private let greedy = ScopePolicy { _, _, _ in true }

    init(isOther: Bool, _ difference: Difference) throws {
        self.isOther = isOther
        self.difference = difference
        root = FileManager.default.temporaryDirectory.path + "/moso-twin-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
        for name in Self.names {
            begin()
            let environment = ReplicaEnvironment(
                wallMilliseconds: { [machine] in machine.clock.load(ordering: .relaxed) },
                randomBytes: { [machine] in machine.bytes($0) }, machineID: "twin",
                holds: { Entitlement.holds($0, hub: $1, $2) })
            replicas[name] = try Replica.create(
                directory: root + "/" + name, site: Self.site(name), hub: Self.site("beijing"),
                schema: NetworkSchema.replica, environment: environment)
        }
        for branch in ["anji", "hangzhou"] {
            begin()
            try trust("beijing", at: branch)
            try trust(branch, at: "beijing")
        }
    }

    /// Not in `deinit`: a test that fails leaves its files to be looked at.
    func remove() throws {
        replicas = [:]
        try FileManager.default.removeItem(atPath: root)
    }

    static func site(_ name: String) -> SiteID {
        guard let site = SiteID(name) else { preconditionFailure("\(name) is no site") }
        return site
    }

    subscript(_ name: String) -> Replica {
        guard let replica = replicas[name] else { preconditionFailure("no site \(name)") }
        return replica
    }

    private func key(of name: String) throws -> SigningKey {
        try KeyFile(directory: root + "/" + name).readMaking {
            [UInt8](repeating: UInt8(name.utf8.count), count: $0)
        }
    }

    private func trust(_ other: String, at name: String) throws {
        try self[name].trust(
            try key(of: other).publicKey, of: Self.site(other), ownKey: try key(of: name).publicKey)
    }

    /// A history lasts some days, so that sites countersign what they have of each other.
    private static let step: UInt64 = 3 * 3_600_000

    /// The next act: a time of its own, and a source of chance of its own.
    private func begin() {
        let lane = machine.lane.wrappingAdd(1, ordering: .relaxed).newValue
        machine.clock.store(1_691_737_200_000 + lane * Self.step, ordering: .relaxed)
        machine.drawn.store(0, ordering: .relaxed)
    }

    // MARK: Acts

    /// Does one act that follows from `random` alone, the same in both runs but for what is sealed.
    func act(_ random: inout TwinRandom) throws {
        begin()
        let (kind, a, b) = (random.next() % 16, random.next(), random.next())
        switch kind {
        case 0...2: try common(Self.names[Int(a % 3)], b)
        case 3...6: try sealed(a, b)
        case 7: try sealed(a, b, deletes: true)
        case 8, 9: try exchange("anji", "beijing")
        case 10...12: try exchange("hangzhou", "beijing")
        case 13: try exchange("hangzhou", "anji")
        case 14: try probe(at: a % 2 == 0 ? "beijing" : "anji", b)
        default: try member(a)
        }
    }

    private func common(_ name: String, _ b: UInt64) throws {
        // The code of a company of whose investor the hub knows, in one of the two runs.
        let code = b % 5 == 0 ? Value.text("91330523XU0010005G") : .null
        try write(
            name, "company", "C-\(b % 5)",
            ["legal_name": .text("演示·\(b % 97)"), "credit_code": code], deletes: false)
    }

    /// Writes what Hangzhou may not see.
    private func sealed(_ a: UInt64, _ b: UInt64, deletes: Bool = false) throws {
        let times = isOther && difference == .anything ? Int(b % 3) : 1
        for time in 0..<times {
            machine.clock.add(1, ordering: .relaxed)
            let number = b % 4 + UInt64(time) * 7
            sealedWrites += 1
            switch a % 5 {
            case 4:
                let code = isOther ? "91330523XU0010013B" : "91330523XU0010005G"
                try write(
                    "beijing", "lp", "LP-\(number)",
                    ["name": text(b), "credit_code": .text(code)], deletes: deletes)
            case 0:
                try write(
                    "beijing", "fund", "K-\(number)",
                    ["name": text(b), "size_fen": amount(b), "currency": .text("CNY")],
                    deletes: deletes)
            case 1:
                try write(
                    "beijing", "city_offer", "GO-\(number)",
                    ["city": .text("330100"), "clause_text": text(b), "fund_size_fen": amount(b)],
                    deletes: deletes)
            case 2:
                try write(
                    "anji", "person", "PE-\(number)",
                    ["site": .text("anji"), "phone": text(b), "title": text(b)], deletes: deletes)
            default:
                // Both ends write it, so that there are conflicts.
                try write(
                    b % 2 == 0 ? "anji" : "beijing", "tenancy", "T-\(number)",
                    ["site": .text("anji"), "rent_fen": amount(b), "note": text(b)],
                    deletes: deletes)
            }
        }
    }

    private func text(_ b: UInt64) -> Value {
        guard isOther else { return .text("青桐\(1_000 + b % 1_000)") }
        let more = difference == .anything ? String(repeating: "长", count: Int(b % 40)) : ""
        // Two that are equal in the one run are equal in the other: a write of what stands there already is none.
        return .text("白鹭\(3_000 + b % 1_000)" + more)
    }

    private func amount(_ b: UInt64) -> Value {
        let least: Int64 = isOther ? 40_000_000 : 20_000_000
        return .integer(
            (least + Int64(b % 1_000)) * (isOther && difference == .anything ? 1_000_000 : 1))
    }

    private func write(
        _ name: String, _ table: String, _ key: String, _ values: [String: Value], deletes: Bool
    ) throws {
        guard let key = RecordKey(key) else { preconditionFailure("\(key) is a key") }
        let replica = self[name]
        let isThere = try replica.record(table, key) != nil
        guard isThere || !deletes else { return }
        try replica.edit(author: "李娜", reason: nil) { draft in
            if deletes {
                try draft.delete(table, key)
            } else if isThere {
                let fixed: Set = ["site", "city"]
                try draft.set(table, key, values.filter { !fixed.contains($0.key) })
            } else {
                try draft.insert(table, key, values)
            }
        }
    }

    private func member(_ a: UInt64) throws {
        switch a % 4 {
        case 0: try keep(snapshot: self["beijing"])
        case 1:
            received.append(
                Array("\(try digest(at: "beijing")) \(try digest(at: "anji"))".utf8))
        default:
            // These write in several scopes within one millisecond, in as many as there are: that shows in
            // the counter of the hub's timestamps, as docs/security.md says.
            guard difference == .values else { return }
            try self["beijing"].beginMembers()
            _ = try self["beijing"].trim(olderThan: 5_000)
        }
    }

    private func digest(at name: String) throws -> UInt64 {
        try Watch.digest(self[name], with: Self.site("hangzhou"), policy: policy)
    }

    /// Hangzhou fetches what it may start anew from.
    private func keep(snapshot maker: Replica) throws {
        let scopes: Set<ScopeID> = [.common, .roster, .site(Self.site("hangzhou"))]
        final class Chunks { var bytes: [UInt8] = [] }
        let chunks = Chunks()
        let made = try maker.makeSnapshot(of: scopes, by: try key(of: "beijing")) {
            chunks.bytes += $1
        }
        received += made.map(\.bytes) + [chunks.bytes]
    }

    // MARK: Exchanges

    /// Six rounds, one sync after the other, each in a time of its own. How many of them it takes to be even is
    /// how much two sites exchange, which is not hidden.
    func exchange(_ caller: String, _ responder: String) throws {
        begin()
        let isWatched = caller == "hangzhou"
        let policy = isWatched ? greedy : policy
        var session = SyncCaller(policy: policy, peer: Self.site(responder))
        for _ in 0..<6 {
            machine.clock.add(10, ordering: .relaxed)
            let request = try session.request(self[caller])
            let reply = try answer(request, responder, keep: isWatched)
            if try session.takeIn(PeerReply(status: 200, body: reply), self[caller]) != .again {
                session = SyncCaller(policy: policy, peer: Self.site(responder))
            }
        }
        // As the daemons do, and all of one moment; between two rounds it would bring another one.
        for _ in 0..<2 {
            try self[responder].countersign(with: Self.site(caller))
            try self[caller].countersign(with: Self.site(responder))
        }
    }

    private func answer(_ request: [UInt8], _ responder: String, keep: Bool) throws -> [UInt8] {
        var answering = SyncResponder(policy: policy)
        do {
            try request.withUnsafeBytes { try answering.feed($0) }
            let reply = try answering.answer(self[responder]).reply
            if keep { received.append(reply) }
            return reply
        } catch let problem as SyncProblem {
            if keep { received.append(Array("\(problem)".utf8)) }
            return []
        }
    }

    /// Hangzhou asks what a well-behaved site would not: it claims to hold sealed streams, asks for their
    /// signatures and for where they part, and writes what names their numbers.
    private func probe(at name: String, _ b: UInt64) throws {
        let hangzhou = self["hangzhou"]
        let sealed = [
            Causality.Stream(origin: self["beijing"].origin, scope: .capital),
            Causality.Stream(origin: self["beijing"].origin, scope: .city("330100")),
            Causality.Stream(origin: self["anji"].origin, scope: .site(Self.site("anji"))),
        ]
        let number = b % 12 + 1
        var encoder = FrameEncoder()
        encoder.append(
            Hello(
                identity: hangzhou.origin, recipient: Self.site(name), hub: Self.site("beijing"),
                schemaVersion: hangzhou.schema.version,
                vector: .full(sealed.map { StreamClaim(stream: $0, seq: number, head: b) })))
        for stream in sealed {
            encoder.append(
                StreamLocator(stream: stream, points: [.init(seq: number, head: b)]))
            // An epoch for each, since what is put aside holds up what is behind it.
            probes += 1
            let forged = try probing(stream, number)
            encoder.append(bytes: forged.record.bytes, expandedCount: nil)
            encoder.append(signatures: [forged.head])
        }
        encoder.append(unsigned: sealed.map { UnsignedEnd(stream: $0, signed: 0, seq: number) })
        _ = try answer(encoder.finish(more: false), name, keep: true)
    }

    /// A common transaction of Hangzhou that says to have seen so much of a sealed stream.
    private func probing(
        _ stream: Causality.Stream, _ number: UInt64
    ) throws -> (record: LogRecord, head: SignedHead) {
        let own = Causality.Stream(
            origin: Origin(site: Self.site("hangzhou"), epoch: 1_000 + probes), scope: .common)
        let bytes = TransactionEncoder.encode(
            Transaction(
                dot: Dot(stream: own, seq: 1), previousHash: Digest256.none.bytes,
                stamp: HybridTimestamp(
                    milliseconds: machine.clock.load(ordering: .relaxed), counter: 0),
                context: VersionVector([(stream, number)]), schemaVersion: 1, author: "probe",
                operations: []), previousContext: VersionVector())
        let head = SignedHead(
            stream: own, seq: 1, hash: Digest256(of: bytes), by: try key(of: "hangzhou"))
        return (LogRecord(bytes: bytes), head)
    }
}

/// SplitMix64, so that a failing pair is repeated from its seed.
struct TwinRandom: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}
