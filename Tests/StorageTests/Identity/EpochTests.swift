import Causality
import Glibc
import Storage
import Sync
import Testing
import Wire

/// A dot is used once, whatever happens to the files of a replica (P7).
struct EpochTests {
    private let sites = Sites()

    /// A replica with one sealed transaction, closed.
    private func makeAnji(edits: Int = 1) throws {
        let anji = try sites.make("anji")
        for number in 0..<edits { try lease(anji, number) }
    }

    @discardableResult
    private func lease(_ replica: Replica, _ number: Int) throws -> Dot? {
        sites.clock.advance(1)
        return try replica.edit(author: "test") { draft in
            try draft.insert(
                "lease", key("L-\(replica.meta.epoch)-\(number)"), ["site": .text("anji")])
        }.first
    }

    @Test func `a replica that is simply opened again keeps its epoch`() throws {
        try makeAnji()
        let again = try sites.open("anji")
        #expect(again.epochChange == nil)
        #expect(try lease(again, 9)?.seq == 2)
    }

    @Test func `a missing identity file starts a new epoch before the first write`() throws {
        try makeAnji()
        unlink(sites.path("anji") + "/replica.id")
        let again = try sites.open("anji")
        let change = try #require(again.epochChange)
        // Chance, which is 7 in these tests, has a part in the number: the same old copy, put back
        // twice, does not begin one epoch twice.
        #expect(change.why == .missing && change.from == 1 && change.to == 1 + 7 + 1)
        #expect(try lease(again, 9) == Dot("anji.9/site/anji:1"))
    }

    @Test(arguments: [0, 1, 100, 511])
    func `a torn identity file starts a new epoch`(length: Int) throws {
        try makeAnji()
        let path = sites.path("anji") + "/replica.id"
        let whole = try #require(bytes(of: path))
        write(Array(whole.prefix(length)), to: path)
        #expect(try sites.open("anji").epochChange?.why == .missing)
    }

    @Test func `every flipped byte of the identity file is noticed`() throws {
        try makeAnji()
        let path = sites.path("anji") + "/replica.id"
        let whole = try #require(bytes(of: path))
        for at in stride(from: 0, to: whole.count, by: 7) {
            var torn = whole
            torn[at] ^= 1
            write(torn, to: path)
            let change = try sites.open("anji").epochChange
            #expect(change != nil, "byte \(at)")
            // Opening has written a sound one; the next round starts from it.
            #expect(try sites.open("anji").epochChange == nil, "byte \(at)")
        }
    }

    @Test func `after each edit the identity file has exactly the bytes of docs/formats`() throws {
        let anji = try sites.make("anji")
        // Lines that grow and that shrink: scopes by turns, numbers of one digit and of two.
        for number in 0..<24 {
            sites.clock.advance(1)
            let dots = try anji.edit(author: "test") { draft in
                if number % 3 == 2 {
                    try draft.insert("company", key("C-\(number)"), [:])
                } else {
                    try draft.insert("lease", key("L-\(number)"), ["site": .text("anji")])
                }
            }
            let dot = try #require(dots.first)
            let hash = try #require(try anji.hash(of: dot))
            let file = try #require(bytes(of: sites.path("anji") + "/replica.id"))
            let facts = String(decoding: file, as: UTF8.self).split(separator: "\n").prefix(5)
                .map { $0 + "\n" }.joined()
            let body = facts + "sealed \(dot) \(hash)\n"
            let check = Digest256(of: Array(body.utf8)).description.prefix(16)
            let text = body + "check \(check)\n"
            #expect(
                String(decoding: file, as: UTF8.self)
                    == text + String(repeating: " ", count: 512 - text.utf8.count), "\(dot)")
        }
    }

    @Test func `an identity file of another site starts a new epoch`() throws {
        try makeAnji()
        _ = try sites.make("hangzhou")
        copy(["replica.id"], from: sites.path("hangzhou"), to: sites.path("anji"))
        #expect(try sites.open("anji").epochChange?.why == .otherIdentity)
    }

    @Test func `a copied database is another writer than its original`() throws {
        try makeAnji()
        copy(replicaFiles, from: sites.path("anji"), to: sites.path("twin"))
        let twin = try sites.open("twin")
        #expect(twin.epochChange?.why == .otherFile)
        let original = try sites.open("anji")
        #expect(original.epochChange == nil)
        #expect(try lease(twin, 9) != lease(original, 9))
    }

    @Test func `a database on another machine is another writer`() throws {
        try makeAnji()
        var environment = sites.environment
        environment.machineID = "other-machine"
        let moved = try Replica.open(
            directory: sites.path("anji"), schema: TestSchema.replica, environment: environment)
        #expect(moved.epochChange?.why == .otherMachine)
    }

    @Test func `an older copy is noticed though a power cut had left the identity file behind`()
        throws
    {
        try makeAnji()
        copy(replicaFiles, from: sites.path("anji"), to: sites.path("backup"))
        let path = sites.path("anji") + "/replica.id"
        let early = try #require(bytes(of: path))
        do { try lease(try sites.open("anji"), 10) }
        // What the last edit wrote there never reached the disk.
        write(early, to: path)
        do { #expect(try sites.open("anji").epochChange == nil) }
        copy(Array(replicaFiles.dropLast()), from: sites.path("backup"), to: sites.path("anji"))
        #expect(try sites.open("anji").epochChange?.why == .wentBack)
    }

    @Test func `a restored older database re-uses no number`() throws {
        try makeAnji(edits: 2)
        copy(replicaFiles, from: sites.path("anji"), to: sites.path("backup"))
        var used: Set<Dot> = []
        do {
            let anji = try sites.open("anji")
            used = try Set((10..<13).compactMap { try lease(anji, $0) })
        }
        // The database comes from the backup, in place; the identity file stays outside of backups.
        copy(Array(replicaFiles.dropLast()), from: sites.path("backup"), to: sites.path("anji"))
        let restored = try sites.open("anji")
        #expect(restored.epochChange?.why == .wentBack)
        for number in 20..<24 {
            let dot = try #require(try lease(restored, number))
            #expect(!used.contains(dot), "\(dot)")
        }
    }

    @Test func `an epoch that peers may have seen is never taken again`() throws {
        try makeAnji()
        copy(replicaFiles, from: sites.path("anji"), to: sites.path("backup"))
        var seen: Set<UInt32> = []
        for _ in 0..<3 {
            // Restored again and again: the identity file remembers the epochs in between.
            copy(Array(replicaFiles.dropLast()), from: sites.path("backup"), to: sites.path("anji"))
            let restored = try sites.open("anji")
            try lease(restored, 1)
            #expect(seen.insert(restored.meta.epoch).inserted)
        }
    }

    @Test func `an epoch that a peer ends is ended for every process`() throws {
        try makeAnji()
        let (one, other) = (try sites.open("anji"), try sites.open("anji"))
        try lease(other, 1)
        try one.closeEpoch(because: .rolledBack, above: 4)
        #expect(one.epochChange?.why == .rolledBack && one.meta.epoch == 12)
        #expect(try other.identity().origin.epoch == 12)
        #expect(try lease(other, 2) == Dot("anji.12/site/anji:2"), "the first made the epoch known")
        #expect(try lease(one, 3) == Dot("anji.12/site/anji:3"))
        #expect(try sites.open("anji").epochChange == nil, "the identity file has followed")
    }

    @Test func `what another tool wrote gets no number of the epoch that ends`() throws {
        try makeAnji()
        let anji = try sites.open("anji")
        #expect(
            OtherTool(anji.databasePath).run("UPDATE lease SET rent = 9 WHERE id = 'L-1-0'") == nil)
        try anji.closeEpoch(because: .forked, above: 0)
        var dots: [Dot] = []
        try anji.forEachTransaction { dots.append($1.dot) }
        #expect(
            dots.map(\.description) == [
                "anji.1/site/anji:1", "anji.9/site/anji:1", "anji.9/site/anji:2",
            ])
    }

    @Test func `data written under the old epoch stays`() throws {
        try makeAnji()
        unlink(sites.path("anji") + "/replica.id")
        let again = try sites.open("anji")
        #expect(try again.record("lease", key("L-1-0")) != nil)
        #expect(try again.verify().findings.isEmpty)
    }
}
