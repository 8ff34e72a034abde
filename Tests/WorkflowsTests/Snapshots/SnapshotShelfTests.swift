import Causality
import Domain
import Storage
import Synchronization
import Testing
import Wire
import Workflows

/// What a hub gives out to sites that start.
struct SnapshotShelfTests {
    private static let now: UInt64 = 1_691_737_200_000

    private func shelf(
        of replica: Replica, now: @escaping @Sendable () -> UInt64 = { Self.now }
    ) throws -> SnapshotShelf {
        let directory = replica.directory
        let key = try #require(SigningKey(seed: [UInt8](repeating: 5, count: 32)))
        return SnapshotShelf(
            directory: directory,
            open: {
                try Replica.open(
                    directory: directory, schema: NetworkSchema.replica,
                    environment: ReplicaEnvironment(
                        wallMilliseconds: now,
                        randomBytes: { Array(repeating: 3, count: $0) }, machineID: "test"))
            }, key: { key }, wallMilliseconds: now, told: { Issue.record($0) })
    }

    /// The manifest of the common scope, waited for while it is made.
    private func manifest(_ shelf: SnapshotShelf) async throws -> SnapshotManifest {
        while true {
            let answer = try await shelf.manifest(of: .common, among: [.common], cut: nil)
            if case .manifest(let bytes) = answer {
                return try SnapshotManifest(signed: bytes) { _ in true }
            }
            await Task.yield()
        }
    }

    @Test func `a cut that ends before what was trimmed since is not given out`() async throws {
        let network = try Network("beijing")
        let hub = network["beijing"]
        try network.add("company", at: "beijing", "legal_name=first")
        let shelf = try shelf(of: hub)
        let first = try await manifest(shelf)
        #expect(try await manifest(shelf).cutID == first.cutID)

        try network.add("company", at: "beijing", "legal_name=second")
        #expect(try await manifest(shelf).cutID == first.cutID)
        try hub.beginMembers()
        network.wait(hours: 48)
        #expect(try hub.trim(olderThan: 3_600_000).trimmed > 0)

        let cut = first.cutID
        guard case .gone = try await shelf.manifest(of: .common, among: [.common], cut: cut) else {
            Issue.record("the old cut is still given to who asks for it")
            return
        }
        let second = try await manifest(shelf)
        #expect(second.cutID != cut && second.part.entryCount > first.part.entryCount)
    }

    @Test
    func
        `a cut taken by a clock that was far ahead does not stay new when the clock is right again`()
        async throws
    {
        let network = try Network("beijing")
        try network.add("company", at: "beijing", "legal_name=first")
        let clock = Mutex(Self.now + 400 * 86_400_000)
        let shelf = try shelf(of: network["beijing"]) { clock.withLock { $0 } }
        let ahead = try await manifest(shelf)
        clock.withLock { $0 = Self.now }
        try network.add("company", at: "beijing", "legal_name=second")
        let right = try await manifest(shelf)
        #expect(right.cutID != ahead.cutID && right.takenMilliseconds == Self.now)
    }
}
