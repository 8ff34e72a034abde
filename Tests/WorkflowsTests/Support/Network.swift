import Causality
import Domain
import Foundation
import Glibc
import Storage
import Sync
import Synchronization
import Testing
import Wire
import Workflows

/// Sites of one network in one process: real replicas under a temporary directory, a wall clock that
/// is moved by hand, and exchanges that happen when the test says so.
final class Network {
    private let root: String
    private let machine = Machine()
    private(set) var replicas: [String: Replica] = [:]

    private final class Machine: Sendable {
        let clock = Atomic<UInt64>(1_691_737_200_000)
        let chance = Atomic<UInt64>(1)
        /// How far the clock of a site is ahead, in milliseconds.
        let ahead = Mutex<[String: UInt64]>([:])

        func bytes(_ count: Int) -> [UInt8] {
            let seed = chance.wrappingAdd(1, ordering: .relaxed).newValue
            return (0..<count).map { UInt8(truncatingIfNeeded: seed &* 37 &+ UInt64($0)) }
        }
    }

    convenience init(_ names: String...) throws { try self.init(names) }

    /// Whether each site judges by itself who may write what, as the programs do; else whatever comes is
    /// taken.
    private let isStrict: Bool

    init(_ names: [String], isStrict: Bool = false) throws {
        self.isStrict = isStrict
        root = FileManager.default.temporaryDirectory.path + "/moso-network-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: root, withIntermediateDirectories: true)
        for name in names { replicas[name] = try make(name) }
    }

    deinit {
        replicas = [:]
        do { try FileManager.default.removeItem(atPath: root) } catch { Issue.record(error) }
    }

    private func make(_ name: String) throws -> Replica {
        let site = try #require(SiteID(name))
        let hub = try #require(SiteID("beijing"))
        return try Replica.create(
            directory: root + "/" + name, site: site, hub: hub, schema: NetworkSchema.replica,
            environment: environment(name))
    }

    private func environment(_ name: String) -> ReplicaEnvironment {
        ReplicaEnvironment(
            wallMilliseconds: { [machine] in
                let ahead = machine.ahead.withLock { $0[name] ?? 0 }
                return machine.clock.load(ordering: .relaxed) + ahead
            },
            randomBytes: { [machine] in machine.bytes($0) }, machineID: "test",
            holds: { [isStrict] in !isStrict || Entitlement.holds($0, hub: $1, $2) })
    }

    private func open(_ name: String) throws -> Replica {
        try Replica.open(
            directory: root + "/" + name, schema: NetworkSchema.replica,
            environment: environment(name))
    }

    /// The clock of a site is ahead of everybody else's from now on.
    func setClock(of name: String, daysAhead: UInt64) {
        machine.ahead.withLock { $0[name] = daysAhead * 86_400_000 }
    }

    /// Another machine of a site, which writes in an epoch of its own.
    func secondMachine(of name: String, as other: String) throws {
        try copy(name, as: other)
        try loseIdentity(of: other)
    }

    /// The identity file is lost: the site goes on in a new epoch.
    func loseIdentity(of name: String) throws {
        replicas[name] = nil
        try FileManager.default.removeItem(atPath: root + "/\(name)/replica.id")
        replicas[name] = try open(name)
    }

    /// Somebody copies the folder of a site, and both copies are used: the new one by another name.
    func copy(_ name: String, as other: String) throws {
        replicas[name] = nil
        try FileManager.default.copyItem(atPath: root + "/" + name, toPath: root + "/" + other)
        for name in [name, other] { replicas[name] = try open(name) }
    }

    /// A second copy whose identity file says that it is the only one, as a snapshot of a whole machine makes
    /// it: both use the same numbers.
    func twin(of name: String, as other: String) throws {
        replicas[name] = nil
        try FileManager.default.copyItem(atPath: root + "/" + name, toPath: root + "/" + other)
        var info = stat()
        #expect(stat(root + "/\(other)/replica.db", &info) == 0)
        let path = root + "/\(other)/replica.id"
        let body = try String(contentsOfFile: path, encoding: .utf8)
            .split(separator: "\n", omittingEmptySubsequences: false).prefix(6)
            .map { $0.hasPrefix("file ") ? "file \(info.st_dev):\(info.st_ino)\n" : $0 + "\n" }
            .joined()
        let page = body + "check \(Digest256(of: Array(body.utf8)).description.prefix(16))\n"
        try Data(page.padding(toLength: 512, withPad: " ", startingAt: 0).utf8)
            .write(to: URL(fileURLWithPath: path))
        for name in [name, other] { replicas[name] = try open(name) }
    }

    subscript(_ name: String) -> Replica {
        guard let replica = replicas[name] else { preconditionFailure("no site \(name)") }
        return replica
    }

    var all: [Replica] { replicas.keys.sorted().compactMap { replicas[$0] } }

    func wait(hours: UInt64) { machine.clock.add(hours * 3_600_000, ordering: .relaxed) }

    /// Each site gets from each other what it is entitled to and lacks.
    ///
    /// - Parameter backwards: whether news arrive in the other order.
    func meet(backwards: Bool = false) throws { try meet(backwards ? all.reversed() : all) }

    func meet(among names: String...) throws { try meet(among: names) }

    func meet(among names: [String]) throws { try meet(names.map { self[$0] }) }

    private func meet(_ replicas: [Replica]) throws {
        for _ in 0..<2 {
            for from in replicas {
                for to in replicas where to !== from {
                    let includes = { (scope: ScopeID) in
                        [from, to].allSatisfy {
                            Entitlement.holds($0.meta.site, hub: $0.meta.hub, scope)
                        }
                    }
                    var records: [LogRecord] = []
                    _ = try from.extract(beyond: try to.vector { _ in true }, includes) { record in
                        records.append(record)
                        return true
                    }
                    _ = try to.apply(records, from: from.meta.site, includes)
                    try to.remember(peer: from.origin, vector: try from.vector(includes))
                }
            }
        }
    }

    /// One site gets from another what it is entitled to: the first `most` transactions that it
    /// lacks, or from the very first on.
    func carry(from name: String, to other: String, most: Int, again: Bool) throws {
        let (from, to) = (self[name], self[other])
        let includes = { (scope: ScopeID) in
            [from, to].allSatisfy { Entitlement.holds($0.meta.site, hub: $0.meta.hub, scope) }
        }
        var records: [LogRecord] = []
        let known = again ? VersionVector() : try to.vector { _ in true }
        _ = try from.extract(beyond: known, includes) { record in
            if records.count < most { records.append(record) }
            return records.count < most
        }
        _ = try to.apply(records, from: from.meta.site, includes)
    }

    /// Adds a record as staff would.
    @discardableResult
    func add(_ kind: String, at site: String, _ assignments: String...) throws -> RecordKey {
        try add(kind, at: site, assignments)
    }

    @discardableResult
    func add(_ kind: String, at site: String, _ assignments: [String]) throws -> RecordKey {
        let desk = RecordDesk(self[site])
        let declared = try desk.kind(kind)
        return try desk.add(
            declared, try desk.values(declared, assignments, missing: .allowed), author: site,
            reason: nil)
    }

    @discardableResult
    func edit(_ key: RecordKey, at site: String, _ assignments: String...) throws -> [Dot] {
        let desk = RecordDesk(self[site])
        let record = try #require(try desk.find(key.text))
        let kind = try desk.kind(record.table)
        return try desk.edit(
            record, try desk.values(kind, assignments, missing: .allowed), author: site,
            reason: nil, seen: nil)
    }

    func shown(_ key: RecordKey, _ field: String, at site: String) throws -> Value? {
        let desk = RecordDesk(self[site])
        return try desk.find(key.text).flatMap { desk.value($0, field) }
    }
}
