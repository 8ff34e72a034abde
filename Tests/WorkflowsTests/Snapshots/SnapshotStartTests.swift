import Causality
import Domain
import Foundation
import Storage
import Sync
import Synchronization
import Testing
import Wire
import Workflows

/// Starting from a snapshot, where the first try was not the last.
@Suite final class SnapshotStartTests {
    private let root = FileManager.default.temporaryDirectory.path + "/moso-start-\(UUID())"
    private var place: String { root + "/new" }

    init() throws {
        try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
    }

    deinit {
        do { try FileManager.default.removeItem(atPath: root) } catch { Issue.record(error) }
    }

    private func site(_ name: String) throws -> SiteID { try #require(SiteID(name)) }

    private func link(for names: String...) throws -> HubLink {
        let beijing = try site("beijing")
        let hub = try Replica.create(
            directory: root + "/hub", site: beijing, hub: beijing, schema: NetworkSchema.replica,
            environment: Machine.environment())
        let desk = RecordDesk(hub)
        let kind = try desk.kind("company")
        _ = try desk.add(
            kind, try desk.values(kind, ["legal_name=Zhu"]), author: "hub", reason: nil)
        return try HubLink(hub, for: names)
    }

    private func start(
        _ name: String, hub: String? = nil, over link: some PeerLink,
        told: @escaping @Sendable (SnapshotStart.Stage) -> Void = { _ in }
    ) async throws {
        let start = SnapshotStart(
            site: try site(name), hub: try hub.map(site), directory: place, contact: nil,
            key: HubLink.key.publicKey)
        _ = try await start.run(over: link, pause: { _ in }, random: { 0 }, told: told)
    }

    /// What is said of the waits, in both languages.
    private final class Told: Sendable {
        private let said = Mutex<[Phrase]>([])
        var phrases: [Phrase] { said.withLock { $0 } }

        func take(_ stage: SnapshotStart.Stage) {
            guard case .waiting(let waiting) = stage else { return }
            said.withLock { $0.append(Catalogue.Snapshot.waiting(waiting, for: "http://hub")) }
        }
    }

    @Test func `every wait is told, with its cause, its number and the longest time`() async throws
    {
        let told = Told()
        let wall = Wall(
            reply: PeerReply(
                status: 507,
                body: Array(#"{"type":"urn:moso:problem:disk-full","detail":"no room"}"#.utf8)))
        await #expect(throws: SnapshotTrouble.self) {
            try await start("hangzhou", over: wall, told: told.take)
        }
        #expect(told.phrases.count == 8)
        let first = try #require(told.phrases.first)
        #expect(first.en.contains("the peer's disk is full") && first.zh.contains("对方磁盘已满"))
        // 1 + 2 + 4 … 128 seconds.
        #expect(first.en.contains("try 1 of 9") && first.en.contains("4 min"), "\(first.en)")
        #expect(told.phrases.last?.zh.contains("第 8 次，共 9 次") == true)
    }

    @Test(arguments: [
        PeerReply(
            status: 200, headers: ["content-type": "text/html; charset=gbk"],
            body: Array("<p>".utf8)),
        PeerReply(status: 200, body: Array("\n <!DOCTYPE html><title>WiFi</title>".utf8)),
        PeerReply(status: 302, headers: ["content-type": "text/html"]),
        PeerReply(status: 511),
    ])
    func `a sign-in page is called one, at once`(reply: PeerReply) async throws {
        let told = Told()
        do {
            try await start("hangzhou", over: Wall(reply: reply), told: told.take)
            Issue.record("it started from a web page")
        } catch SnapshotTrouble.webPage {
            let said = Problem.snapshot(SnapshotTrouble.webPage, from: "http://hub")
            #expect(said.lines(in: .en, width: 200).joined().contains("sign-in page"))
            #expect(said.lines(in: .zh, width: 200).joined().contains("上网登录页"))
        }
        #expect(told.phrases.isEmpty)
    }

    private func epoch() throws -> UInt32 {
        try Replica.open(
            directory: place, schema: NetworkSchema.replica, environment: Machine.environment()
        ).origin.epoch
    }

    private func manifests() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: place + "/snapshot.part")
            .filter { $0.hasSuffix(".manifest") }
    }

    @Test func `after a mistyped name whose fetch broke off the right one starts`() async throws {
        var link = try link(for: "hangzhu", "hangzhou")
        link.hasChunks = false
        await #expect(throws: SnapshotTrouble.self) { try await start("hangzhu", over: link) }
        #expect(try manifests().count == 3)
        link.hasChunks = true
        try await start("hangzhou", over: link)
        #expect(try epoch() == 1)
    }

    @Test func `manifests that do not pass the check are not kept`() async throws {
        let link = try link(for: "hangzhou")
        await #expect(throws: StorageError.self) {
            try await start("hangzhou", hub: "shanghai", over: link)
        }
        #expect(try manifests().isEmpty)
        try await start("hangzhou", hub: "beijing", over: link)
    }

    @Test func `kept manifests of another hub do not keep the right one away`() async throws {
        var link = try link(for: "hangzhou")
        link.hasChunks = false
        await #expect(throws: SnapshotTrouble.self) { try await start("hangzhou", over: link) }
        await #expect(throws: StorageError.self) {
            try await start("hangzhou", hub: "shanghai", over: link)
        }
        #expect(try manifests().isEmpty)
    }

    @Test func `the epoch is above what the hub knows now and its snapshot does not`() async throws
    {
        var link = try link(for: "hangzhou")
        link.epoch = 3
        link.hasChunks = false
        await #expect(throws: SnapshotTrouble.self) { try await start("hangzhou", over: link) }
        // Meanwhile somebody else has been this site.
        link.epoch = 5
        link.hasChunks = true
        try await start("hangzhou", over: link)
        #expect(try epoch() == 6)
    }

    @Test func `a staging folder that is a link is refused and left alone`() async throws {
        let link = try link(for: "hangzhou")
        let victim = root + "/victim"
        for folder in [victim, place] {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
        }
        try Data([1]).write(to: URL(filePath: victim + "/precious"))
        try FileManager.default.createSymbolicLink(
            atPath: place + "/snapshot.part", withDestinationPath: victim)
        await #expect(throws: SnapshotTrouble.self) { try await start("hangzhou", over: link) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: victim) == ["precious"])
    }
}
