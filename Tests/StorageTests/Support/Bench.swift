import Causality
import Glibc
import Storage
import Sync
import Synchronization

/// SplitMix64, so that a failing run is repeated from its seed.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}

/// A directory that is removed when it goes.
final class Scratch {
    let path: String

    init() {
        var template = Array("\(Scratch.root)/moso-test-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { fatalError("mkdtemp: \(errno)") }
        path = String(cString: made)
    }

    static var root: String { getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp" }

    deinit { Scratch.remove(path) }

    private static func remove(_ path: String) {
        guard let directory = opendir(path) else { return }
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." {
                let inner = path + "/" + name
                if unlink(inner) != 0 { remove(inner) }
            }
        }
        closedir(directory)
        rmdir(path)
    }
}

/// A wall clock that is moved by hand.
final class HandClock: Sendable {
    private let now: Atomic<UInt64>
    init(_ start: UInt64 = 1_691_737_200_000) { now = Atomic(start) }
    func advance(_ milliseconds: UInt64) { now.add(milliseconds, ordering: .relaxed) }
    func goBack(_ milliseconds: UInt64) { now.subtract(milliseconds, ordering: .relaxed) }
    var milliseconds: UInt64 { now.load(ordering: .relaxed) }
}

/// A small schema with every policy.
enum TestSchema {
    static let replica = ReplicaSchema(
        version: 1,
        tables: [
            TableSchema(
                name: "lease",
                columns: [
                    .init(name: "site", storage: .text, policy: .immutable),
                    .init(name: "rent", storage: .integer, policy: .ask),
                    .init(name: "label", storage: .text, policy: .latest),
                    .init(name: "first_seen", storage: .text, policy: .earliest),
                    .init(name: "decided", storage: .text, policy: .owner),
                    .init(name: "top", storage: .integer, policy: .highest),
                    .init(name: "low", storage: .integer, policy: .lowest),
                    .init(
                        name: "stage", storage: .text,
                        policy: .furthest(
                            StateOrder(steps: [
                                "draft": ["signed"], "signed": ["closed", "extended"],
                                "closed": [], "extended": [],
                            ]))),
                    .init(name: "tags", storage: .text, policy: .union),
                    .init(name: "visits", storage: .integer, policy: .sum),
                    .init(name: "from_day", storage: .text, policy: .ask),
                    .init(name: "to_day", storage: .text, policy: .ask),
                ],
                groups: [(name: "period", members: ["from_day", "to_day"])],
                scope: .siteOf(column: "site")),
            TableSchema(
                name: "company",
                columns: [
                    .init(name: "name", storage: .text, policy: .listed(.latest)),
                    .init(name: "sectors", storage: .text, policy: .union),
                ], scope: .fixed(.common)),
            TableSchema(
                name: "entry",
                columns: [
                    .init(name: "site", storage: .text, policy: .immutable),
                    .init(name: "amount", storage: .integer, policy: .immutable),
                ], scope: .siteOf(column: "site"), entryPrefix: "J"),
        ])
}

/// Makes replicas for one test.
final class Sites {
    let clock = HandClock()
    private let scratch = Scratch()
    let hub = site("beijing")

    static func site(_ name: String) -> SiteID {
        guard let site = SiteID(name) else { fatalError("\(name) is no site name") }
        return site
    }

    var environment: ReplicaEnvironment {
        ReplicaEnvironment(
            wallMilliseconds: { [clock] in clock.milliseconds },
            randomBytes: { Array(repeating: 7, count: $0) }, machineID: "test-machine")
    }

    func path(_ name: String) -> String { scratch.path + "/" + name }

    func make(_ name: String, schema: ReplicaSchema = TestSchema.replica) throws -> Replica {
        try Replica.create(
            directory: path(name), site: Sites.site(name), hub: hub, schema: schema,
            environment: environment)
    }

    func open(_ name: String, schema: ReplicaSchema = TestSchema.replica) throws -> Replica {
        try Replica.open(directory: path(name), schema: schema, environment: environment)
    }
}

func site(_ name: String) -> SiteID { Sites.site(name) }

func key(_ text: String) -> RecordKey {
    guard let key = RecordKey(text) else { fatalError("\(text) is no key") }
    return key
}

/// A transaction of one of our own replicas that another did not take.
struct NotTaken: Error { let why: String }

/// Carries everything that `to` lacks from `from`, in one batch.
@discardableResult
func carry(from: Replica, to: Replica) throws -> Int {
    var records: [LogRecordBytes] = []
    _ = try from.extract(beyond: try to.vector { _ in true }, { _ in true }) { record in
        records.append(record)
        return true
    }
    for result in try to.apply(records, from: from.meta.site, { _ in true }) {
        if case .quarantined(let why) = result.outcome { throw NotTaken(why: why) }
    }
    return records.count
}
