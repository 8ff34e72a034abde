import Causality
import Domain
import Foundation
import Storage
import Sync
import Synchronization
import Testing
import Wire
import Workflows

/// A site that starts again, where something is in the way.
@Suite final class SnapshotAgainTests {
    private let root = FileManager.default.temporaryDirectory.path + "/moso-again-\(UUID())"
    private var place: String { root + "/anji" }
    private let clock = Clock()

    private final class Clock: Sendable {
        let now = Atomic<UInt64>(Machine.wallMilliseconds())
    }

    init() throws {
        try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
    }

    deinit {
        do { try FileManager.default.removeItem(atPath: root) } catch { Issue.record(error) }
    }

    private func openHub() throws -> Replica {
        try SnapshotAgainTests.openHub(root + "/hub", clock)
    }

    private func store() throws -> ReplicaStore {
        let (path, clock) = (root + "/hub", clock)
        return try ReplicaStore { try SnapshotAgainTests.openHub(path, clock) }
    }

    private static func openHub(_ path: String, _ clock: Clock) throws -> Replica {
        let environment = ReplicaEnvironment(
            wallMilliseconds: { clock.now.load(ordering: .relaxed) },
            randomBytes: Machine.randomBytes, machineID: "hub")
        let beijing = try #require(SiteID("beijing"))
        guard FileManager.default.fileExists(atPath: path) else {
            return try Replica.create(
                directory: path, site: beijing, hub: beijing, schema: NetworkSchema.replica,
                environment: environment)
        }
        return try Replica.open(
            directory: path, schema: NetworkSchema.replica, environment: environment)
    }

    private func openAnji() throws -> Replica {
        try Replica.open(
            directory: place, schema: NetworkSchema.replica, environment: Machine.environment())
    }

    private func company(_ name: String, at replica: Replica) throws -> RecordKey {
        let desk = RecordDesk(replica)
        let kind = try desk.kind("company")
        return try desk.add(
            kind, try desk.values(kind, ["legal_name=\(name)"]), author: "test", reason: nil)
    }

    /// Anji, from a snapshot of the hub with one company, at `path`.
    private func start(at path: String, over link: HubLink) async throws {
        let start = SnapshotStart(
            site: try #require(SiteID("anji")), hub: nil, directory: path, contact: nil,
            key: HubLink.key.publicKey)
        _ = try await start.run(over: link, pause: { _ in }, random: { 0 }, told: { _ in })
    }

    private func again(over link: some PeerLink) async throws -> SnapshotAgain.Outcome {
        try await SnapshotAgain(
            directory: place, key: HubLink.key.publicKey
        ).run(over: link, pause: { _ in }, random: { 0 }, told: { _ in })
    }

    private func isThere(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: place + "/" + name)
    }

    @Test func `where the hub has trimmed meanwhile nothing changes, and a newer cut helps`()
        async throws
    {
        let key = try company("Zhu", at: openHub())
        try await start(at: place, over: try HubLink(openHub(), for: ["anji"]))
        _ = try company("Unsent", at: openAnji())
        let old = try HubLink(openHub(), for: ["anji"])
        let hub = try openHub()
        for name in ["Zhu 2", "Zhu 3"] {
            try hub.edit(author: "hub") { try $0.set("company", key, ["legal_name": .text(name)]) }
        }
        clock.now.add(10 * 86_400_000, ordering: .relaxed)
        #expect(try hub.trim(olderThan: 86_400_000).trimmed > 0)

        let store = try store()
        do {
            _ = try await again(over: LiveHub(store: store, snapshots: old))
            Issue.record("it started again without what has been trimmed")
        } catch SnapshotTrouble.trimmedMeanwhile {}
        #expect(try openAnji().origin.epoch == 1)
        #expect(try openAnji().select("SELECT id FROM company").count == 2)
        #expect(!isThere("snapshot.part") && !isThere("replaced-1.db"))

        let new = LiveHub(store: store, snapshots: try HubLink(openHub(), for: ["anji"]))
        let outcome = try await again(over: new)
        #expect(outcome.sealed == 1 && outcome.leftBehind == nil)
        #expect(try openAnji().origin.epoch == 2)
        let names = try openAnji().select("SELECT legal_name FROM company ORDER BY 1")
        #expect(names.map { $0.first?.text } == ["Unsent", "Zhu 3"])
    }

    @Test func `while somebody has the old replica open it stays`() async throws {
        _ = try company("Zhu", at: openHub())
        let link = try HubLink(openHub(), for: ["anji"])
        try await start(at: place, over: link)
        let user = try openAnji()
        _ = try company("Unsent", at: user)
        let store = try store()
        do {
            _ = try await again(over: LiveHub(store: store, snapshots: link))
            Issue.record("a replica that is open was replaced")
        } catch SnapshotTrouble.inUse {}
        #expect(isThere("replica.db") && !isThere("replaced-1.db"))
        #expect(try user.select("SELECT id FROM company").count == 2)
    }

    @Test func `a swap that a crash has cut in two is finished by the next try`() async throws {
        _ = try company("Zhu", at: openHub())
        let link = try HubLink(openHub(), for: ["anji"])
        try await start(at: place, over: link)
        try await start(at: root + "/new", over: link)
        let files = FileManager.default
        let staged = place + "/snapshot.part/new"
        try files.createDirectory(atPath: staged, withIntermediateDirectories: true)
        try files.moveItem(atPath: place + "/replica.db", toPath: place + "/replaced-1.db")
        for name in ["replica.db", "replica.id"] {
            try files.moveItem(atPath: root + "/new/" + name, toPath: staged + "/" + name)
        }
        let identity = files.contents(atPath: staged + "/replica.id")
        #expect(SnapshotFiles.isSwapUnfinished(in: place))
        await #expect(throws: SnapshotTrouble.self) {
            try await again(over: Wall(reply: PeerReply(status: 404)))
        }
        #expect(!SnapshotFiles.isSwapUnfinished(in: place) && isThere("replaced-1.db"))
        #expect(files.contents(atPath: place + "/replica.id") == identity)
        #expect(try openAnji().select("SELECT id FROM company").count == 1)
    }

    @Test func `where there is no replica nothing is left behind`() async throws {
        do {
            _ = try await again(over: Wall(reply: PeerReply(status: 404)))
            Issue.record("it started again from nothing")
        } catch StorageError.missing {}
        #expect(!FileManager.default.fileExists(atPath: place))
    }
}
