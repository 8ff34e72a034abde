import Causality
import Domain
import Foundation
import Storage
import Sync
import Testing
import Wire
import Workflows

/// Backups of a replica, and what comes back from them.
@Suite final class BackupTests {
    private let root = FileManager.default.temporaryDirectory.path + "/moso-backup-\(UUID())"
    private var place: String { root + "/anji" }
    private var shelf: BackupShelf { BackupShelf(data: place) }

    init() throws {
        try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
        _ = try BackupTests.create(place, "anji")
    }

    deinit {
        do { try FileManager.default.removeItem(atPath: root) } catch { Issue.record(error) }
    }

    private static func create(_ path: String, _ site: String) throws -> Replica {
        try Replica.create(
            directory: path, site: try #require(SiteID(site)), hub: try #require(SiteID("beijing")),
            schema: NetworkSchema.replica, environment: Machine.environment())
    }

    private func anji() throws -> Replica {
        try Replica.open(
            directory: place, schema: NetworkSchema.replica, environment: Machine.environment())
    }

    @discardableResult
    private func seat(_ label: String) throws -> RecordKey {
        let replica = try anji()
        let desk = RecordDesk(replica)
        let kind = try desk.kind("seat")
        return try desk.add(
            kind, try desk.values(kind, ["label=\(label)", "kind=fixed"]), author: "test",
            reason: nil)
    }

    private func has(_ key: RecordKey) throws -> Bool {
        try anji().record("seat", key) != nil
    }

    private func backUp(at milliseconds: UInt64 = 1_790_000_000_000) throws -> MadeBackup {
        try shelf.make(of: anji(), at: milliseconds, to: nil, keep: nil)
    }

    private func restore(_ file: String, rehearsal: Bool = false) async throws
        -> Restoration.Outcome?
    {
        try await Restoration(of: file, in: place)
            .run(isRehearsal: rehearsal, at: 1_790_000_100_000, pause: { _ in })
    }

    @Test func `what others say of a history is no reason against a backup`() throws {
        try seat("A-1")
        let replica = try anji()
        let hub = try #require(SiteID("beijing"))
        let stream = Causality.Stream(origin: replica.origin, scope: .site(replica.meta.site))
        let word = SeenHeads(
            of: replica.meta.site,
            [SeenHeads.Head(dot: Dot(stream: stream, seq: 1), hash: Digest256(of: [9]))])
        let said = Transaction(
            dot: Dot(
                stream: Causality.Stream(
                    origin: Origin(site: hub, epoch: 1), scope: .site(replica.meta.site)), seq: 1),
            previousHash: Digest256.none.bytes,
            stamp: HybridTimestamp(milliseconds: 1_790_000_000_000, counter: 0),
            context: VersionVector(), schemaVersion: 1, author: "moso", operations: [word.operation]
        )
        let record = LogRecord(
            bytes: TransactionEncoder.encode(said, previousContext: VersionVector()))
        #expect(try replica.apply([record], from: hub) { _ in true }.map(\.outcome) == [.applied])
        #expect(try replica.verify().findings.map(\.kind) == [.otherHistory])
        #expect(try backUp().facts.records == 1)
    }

    @Test func `what was written after the backup is there after it has come back`() async throws {
        let early = try seat("A-1")
        let made = try backUp()
        let late = try seat("A-2")
        let before = try anji().vector { _ in true }
        let outcome = try #require(try await restore(made.path))
        #expect(outcome.caughtUp?.applied == 1 && outcome.facts.records == 1)
        #expect(try has(early) && has(late))
        let replica = try anji()
        #expect(replica.meta.epoch == outcome.epoch && replica.meta.epoch > 1)
        #expect(replica.epochChange == nil, "the identity came into place with it")
        #expect(try before.isCovered(by: replica.vector { _ in true }), "under their own names")
        #expect(try replica.verify().findings.isEmpty)
        // The replica from before is whole, under its other name.
        let kept = try #require(outcome.kept)
        #expect(try BackupShelf.facts(of: kept).records == 2)
    }

    @Test func `a rehearsal says what would be and touches nothing`() async throws {
        try seat("A-1")
        let made = try backUp()
        try seat("A-2")
        let outcome = try #require(try await restore(made.path, rehearsal: true))
        guard case .holds(let since) = outcome.present else {
            Issue.record("no present replica")
            return
        }
        #expect(since.own == 1 && since.sent == 0 && since.others == 0)
        #expect(outcome.caughtUp?.applied == 1 && outcome.caughtUp?.ownLeft == 0)
        #expect(try anji().meta.epoch == 1)
        #expect(SnapshotFiles.names(in: place).allSatisfy { !$0.hasPrefix("replaced-") })
    }

    @Test func `where nothing is left of the replica the backup comes back alone`() async throws {
        let key = try seat("A-1")
        let made = try backUp()
        let moved = root + "/away.db"
        try FileManager.default.moveItem(atPath: made.path, toPath: moved)
        try FileManager.default.removeItem(atPath: place)
        let outcome = try #require(try await restore(moved))
        guard case .nothing = outcome.present else {
            Issue.record("something was there")
            return
        }
        #expect(outcome.kept == nil)
        #expect(try has(key))
    }

    @Test func `a replica that cannot be opened is put aside as it is`() async throws {
        let key = try seat("A-1")
        let made = try backUp()
        let garbage = Data(repeating: 0x5a, count: 70_000)
        try garbage.write(to: URL(fileURLWithPath: place + "/replica.db"))
        let outcome = try #require(try await restore(made.path))
        guard case .unreadable = outcome.present else {
            Issue.record("it was opened")
            return
        }
        #expect(try has(key))
        let kept = try #require(outcome.kept)
        #expect(FileManager.default.contents(atPath: kept) == garbage)
    }

    @Test func `a backup of another site, and one with a flipped byte, replace nothing`()
        async throws
    {
        let key = try seat("A-1")
        let other = root + "/hangzhou.db"
        try BackupTests.create(root + "/hangzhou", "hangzhou").backUp(to: other)
        await #expect(throws: BackupTrouble.self) { try await self.restore(other) }
        let made = try backUp()
        // One byte of the log's bytes: SQLite has no reason to notice.
        var bytes = try #require(FileManager.default.contents(atPath: made.path))
        let label = try #require(bytes.range(of: Data("A-1".utf8)))
        bytes[label.lowerBound] = UInt8(ascii: "B")
        try bytes.write(to: URL(fileURLWithPath: made.path))
        await #expect(throws: (any Error).self) { try await self.restore(made.path) }
        #expect(try has(key) && anji().meta.epoch == 1)
    }

    @Test func `only the newest of the folder stay, and other files of it are left alone`() throws {
        try seat("A-1")
        let stranger = shelf.directory + "/anji-notes.db"
        for at in 0..<4 as Range<UInt64> {
            _ = try shelf.make(
                of: anji(), at: 1_790_000_000_000 + at * 1_000, to: nil, keep: at == 3 ? 2 : nil)
            try Data().write(to: URL(fileURLWithPath: stranger))
        }
        let site = try #require(SiteID("anji"))
        #expect(
            shelf.files(of: site).map { String($0.path.suffix(24)) }
                == [
                    "anji-20260921T141322Z.db", "anji-20260921T141323Z.db",
                ].map { String($0.suffix(24)) })
        #expect(FileManager.default.fileExists(atPath: stranger))
    }

    @Test func `a log that lies there without its database is not taken for the backup's`()
        async throws
    {
        let key = try seat("A-1")
        let made = try backUp()
        let moved = root + "/away.db"
        try FileManager.default.moveItem(atPath: made.path, toPath: moved)
        // As a kill leaves it: commits that are in the write-ahead log alone.
        let open = try anji()
        try seat("A-2")
        try FileManager.default.removeItem(atPath: place + "/replica.db")
        #expect(FileManager.default.fileExists(atPath: place + "/replica.db-wal"))
        let log = FileManager.default.contents(atPath: place + "/replica.db-wal")
        _ = try await restore(moved)
        #expect(try anji().verify().findings.isEmpty)
        #expect(try has(key))
        #expect(FileManager.default.contents(atPath: place + "/replaced-wal") == log)
        withExtendedLifetime(open) {}
    }

    @Test func `the new epoch is above the present one, and no file put aside is written over`()
        async throws
    {
        try seat("A-1")
        let made = try backUp()
        var epochs: Set<UInt32> = [1]
        for round in 2...4 {
            try seat("A-\(round)")
            let outcome = try #require(try await restore(made.path))
            #expect(outcome.epoch > (epochs.max() ?? 0))
            epochs.insert(outcome.epoch)
        }
        let aside = SnapshotFiles.names(in: place).filter { $0.hasPrefix("replaced-") }
        #expect(aside.count == 3)
        #expect(try anji().record("seat", try seat("A-5")) != nil)
    }

    @Test func `a size is told in the unit that shows it`() {
        #expect(Catalogue.Backup.size(5_000).en == "5 KiB")
        #expect(Catalogue.Backup.size(18_200_000).en == "17.3 MiB")
    }

    @Test func `a replacement that was cut short is finished first`() async throws {
        let key = try seat("A-1")
        let made = try backUp()
        let staged = place + "/snapshot.part/new"
        _ = try Replica.restore(
            backup: made.path, in: staged, schema: NetworkSchema.replica,
            environment: Machine.environment())
        try FileManager.default.moveItem(
            atPath: place + "/replica.db", toPath: place + "/replaced-1.db")
        #expect(throws: StorageError.self) { try self.anji() }
        #expect(try await restore(made.path) == nil)
        #expect(try has(key))
    }

    // MARK: Ended by force

    /// A file with what a copy of every record would hold.
    private func leave(_ path: String) throws {
        try Data("every record".utf8).write(to: URL(fileURLWithPath: path))
    }

    @Test func `the next backup clears away what one that was killed has left`() throws {
        try seat("A-1")
        let first = try backUp()
        let stem = shelf.directory + "/anji-20261101T000000Z.db"
        for tail in [".part", ".part.part", ".new"] { try leave(stem + tail) }
        for tail in [".trial-4711", ".part.trial"] {
            _ = try Replica.restore(
                backup: first.path, in: stem + tail, schema: NetworkSchema.replica,
                environment: Machine.environment())
        }
        // Whatever else somebody keeps there is theirs.
        let theirs = [shelf.directory + "/notes.db.part", stem + ".gz", stem + ".trial-1a"]
        for path in theirs { try leave(path) }
        let made = try backUp(at: 1_790_000_009_000)
        #expect(made.cleared.count == 5)
        #expect(
            SnapshotFiles.names(in: shelf.directory).sorted()
                == ([first.path, made.path] + theirs).map {
                    String($0.split(separator: "/").last ?? "")
                }
                .sorted())
    }

    @Test func `what was being written elsewhere is found again and cleared`() throws {
        try seat("A-1")
        let goal = root + "/usb.db"
        let site = try anji().meta.site
        do {
            guard let work = try BackupWork(in: place, of: site, waits: false) else {
                Issue.record("somebody else is at it")
                return
            }
            try work.note(goal)
            try leave(goal + ".part")
            if try BackupWork(in: place, of: site, waits: false) != nil {
                Issue.record("two at a time")
            }
            #expect(BackupWork.leftovers(in: place, of: site) == [goal + ".part"])
        }
        #expect(try backUp().cleared == [goal + ".part"])
        #expect(!FileManager.default.fileExists(atPath: goal + ".part"))
    }

    @Test func `a backup elsewhere leaves what lies beside it alone, and so does the next`() throws
    {
        try seat("A-1")
        let goal = root + "/b.db"
        _ = try shelf.make(of: anji(), at: 1_790_000_000_000, to: goal, keep: nil)
        let folder = goal + ".parts"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let theirs = [folder + "/a", goal + ".partners.csv", goal + ".part"]
        for path in theirs { try leave(path) }
        #expect(try backUp().cleared.isEmpty)
        for path in theirs { #expect(FileManager.default.fileExists(atPath: path)) }
    }

    @Test func `two backups in one second have a name each, in their order`() throws {
        try seat("A-1")
        let first = try backUp()
        let second = try backUp(at: 1_790_000_000_900)
        #expect(first.path < second.path)
        #expect(shelf.files(of: try anji().meta.site).map(\.path) == [first.path, second.path])
    }

    @Test(arguments: [".part", ".part.part", ".part.trial"])
    func `a backup does not begin where a name that it needs is taken`(tail: String) throws {
        try seat("A-1")
        let goal = root + "/c.db"
        try leave(goal + tail)
        let taken = #expect(throws: BackupTrouble.self) {
            _ = try self.shelf.make(of: self.anji(), at: 1_790_000_000_000, to: goal, keep: nil)
        }
        guard case .exists(let path)? = taken else {
            Issue.record("\(String(describing: taken))")
            return
        }
        #expect(path == goal + tail)
        #expect(
            FileManager.default.contents(atPath: goal + tail) == Data("every record".utf8))
        #expect(!FileManager.default.fileExists(atPath: goal))
        #expect(try backUp().cleared.isEmpty, "it is not taken for ours afterwards")
    }

    @Test func `what lies on a disk that is away is cleared when the disk is back`() throws {
        try seat("A-1")
        let (disk, away) = (root + "/usb", root + "/usb-away")
        try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: true)
        let site = try anji().meta.site
        for goal in [disk + "/a.db", root + "/b.db"] {
            guard let work = try BackupWork(in: place, of: site, waits: false) else {
                Issue.record("somebody else is at it")
                return
            }
            try work.note(goal)
            try leave(goal + ".part")
        }
        try FileManager.default.moveItem(atPath: disk, toPath: away)
        #expect(try backUp().cleared == [root + "/b.db.part"])
        #expect(try backUp(at: 1_790_000_009_000).cleared.isEmpty)
        try FileManager.default.moveItem(atPath: away, toPath: disk)
        #expect(BackupWork.leftovers(in: place, of: site) == [disk + "/a.db.part"])
        #expect(try backUp(at: 1_790_000_010_000).cleared == [disk + "/a.db.part"])
    }

    @Test func `rotation by a clock that is behind removes neither the new one nor later ones`()
        throws
    {
        try seat("A-1")
        let later = try backUp()
        let made = try shelf.make(of: anji(), at: 1_735_700_000_000, to: nil, keep: 1)
        #expect(made.removed.isEmpty)
        for path in [made.path, later.path] {
            #expect(FileManager.default.fileExists(atPath: path))
        }
        let next = try shelf.make(of: anji(), at: 1_735_700_009_000, to: nil, keep: 1)
        #expect(next.removed == [made.path])
    }

    @Test func `an erasure clears it away too, and waits for one that is being made`() throws {
        let replica = try anji()
        let desk = RecordDesk(replica)
        let kind = try desk.kind("company")
        let values = try desk.values(
            kind, ["legal_name=演示·青桐", "contact=赵敏"])
        let key = try desk.add(kind, values, author: "test", reason: nil)
        let made = try backUp()
        try leave(made.path + ".part")
        do {
            guard let work = try BackupWork(in: place, of: replica.meta.site, waits: false) else {
                Issue.record("somebody else is at it")
                return
            }
            try replica.erase(
                "company", key, fields: ["contact"], author: "test", reason: "on demand")
            #expect(try replica.awaitsScrub() != nil, "a copy is on its way")
            try work.clear()
        }
        try seat("A-1")
        #expect(try anji().awaitsScrub() == nil)
        #expect(!FileManager.default.fileExists(atPath: made.path + ".part"))
    }

    @Test func `a backup gets its name only when it has passed`() throws {
        try seat("A-1")
        // One byte of the row is turned behind everybody's back: the copy is no sound one.
        let file = place + "/replica.db"
        _ = try anji()
        var bytes = try #require(FileManager.default.contents(atPath: file))
        let label = try #require(bytes.range(of: Data("A-1".utf8), options: .backwards))
        bytes[label.lowerBound] = UInt8(ascii: "B")
        try bytes.write(to: URL(fileURLWithPath: file))
        #expect(throws: (any Error).self) { try self.backUp() }
        #expect(SnapshotFiles.names(in: shelf.directory).isEmpty)
    }
}
