import Causality
import Storage
import Sync
import Testing
import Wire

/// What becomes of the transactions a peer sends, sound or not.
struct ApplyTests {
    private let sites = Sites()
    private let anji = ScopeID.site(site("anji"))

    private func hub() throws -> Replica { try sites.make("beijing") }

    @Test func `a transaction is applied once, and its bytes again do no harm`() throws {
        let hub = try hub()
        var peer = Forge("anji", scope: anji)
        let record = peer.next([.insertLease("L-1", site: "anji")])
        #expect(try hub.take([record]) == [.applied])
        let before = try hub.stateDigest(of: anji)
        #expect(try hub.take([record, record]) == [.duplicate, .duplicate])
        #expect(try hub.stateDigest(of: anji) == before)
    }

    @Test func `one that comes before its predecessor waits for it, whatever the order`() throws {
        var peer = Forge("anji", scope: anji)
        let records = [
            peer.next([.insertLease("L-1", site: "anji")]),
            peer.next([.insertLease("L-2", site: "anji")]),
            peer.next([.insertLease("L-3", site: "anji")]),
        ]
        let hub = try hub()
        let first = Dot(stream: peer.stream, seq: 1)
        let second = Dot(stream: peer.stream, seq: 2)
        #expect(
            try hub.take([records[2], records[1]])
                == [.held(lacks: [second]), .held(lacks: [first])])
        #expect(try hub.heldTransactions().map(\.dot.seq) == [2, 3] as [UInt64])
        #expect(try hub.record("lease", key("L-3")) == nil, "held is not applied")
        #expect(try hub.take([records[0]]) == [.applied])
        #expect(try hub.heldTransactions().isEmpty)
        #expect(try hub.record("lease", key("L-3")) != nil)
    }

    @Test func `one that builds on another stream waits for that stream`() throws {
        var first = Forge("anji", scope: anji)
        let insert = first.next([.insertLease("L-1", site: "anji")])
        var second = Forge("anji", scope: anji, epoch: 2)
        let edit = second.next(
            [.setLease("L-1", "rent", .integer(5), replacing: [first.dot])],
            seen: VersionVector([(first.stream, UInt64(1))]))
        let hub = try hub()
        #expect(try hub.take([edit]) == [.held(lacks: [first.dot])])
        #expect(try hub.take([insert]) == [.applied])
        #expect(try hub.lease("L-1", "rent") == .integer(5))
    }

    @Test func `held transactions survive the closing of the replica`() throws {
        var peer = Forge("anji", scope: anji)
        let first = peer.next([.insertLease("L-1", site: "anji")])
        let second = peer.next([.insertLease("L-2", site: "anji")])
        _ = try hub().take([second])
        let again = try sites.open("beijing")
        #expect(try again.heldTransactions().count == 1)
        #expect(try again.take([first]) == [.applied])
        #expect(try again.record("lease", key("L-2")) != nil)
    }

    @Test func `a broken one is put aside, what follows it waits, and others go on`() throws {
        let hub = try hub()
        var peer = Forge("anji", scope: anji)
        let good = peer.next([.insertLease("L-1", site: "anji")])
        let bad = peer.next([.setLease("L-1", "rent", .text("much"), replacing: [peer.dot])])
        let later = peer.next([.insertLease("L-2", site: "anji")])
        var other = Forge("hangzhou", scope: .site(site("hangzhou")))
        let others = other.next([.insertLease("L-9", site: "hangzhou")])
        let outcomes = try hub.take([good, bad, later, others])
        #expect(outcomes[0] == .applied)
        #expect(outcomes[1].quarantine?.contains("wrong type for lease.rent") == true)
        #expect(outcomes[2] == .held(lacks: [Dot(stream: peer.stream, seq: 2)]))
        #expect(outcomes[3] == .applied)
        #expect(try hub.lease("L-1", "rent") == .null, "nothing of the broken one is shown")
    }

    @Test func `a transaction arrives whole or not at all`() throws {
        let hub = try hub()
        var peer = Forge("anji", scope: anji)
        let half = peer.next([
            .insertLease("L-1", site: "anji"),
            .insertLease("L-2", site: "anji", [CellValue(cell: "rent", value: .text("much"))]),
        ])
        #expect(try hub.take([half])[0].quarantine != nil)
        #expect(try hub.record("lease", key("L-1")) == nil)
        #expect(try hub.verify().findings.isEmpty)
    }

    @Test func `what follows a transaction that is not here waits for it by its hash`() throws {
        var peer = Forge("anji", scope: anji)
        let first = peer.next([.insertLease("L-1", site: "anji")])
        let second = peer.next([.insertLease("L-2", site: "anji")]) { $0.previousHash[0] ^= 1 }
        let outcomes = try hub().take([first, second])
        guard case .held(let lacks) = outcomes[1] else {
            Issue.record("\(outcomes[1])")
            return
        }
        #expect(lacks.count == 1 && lacks[0].seq == 1 && lacks[0].stream.origin.branch != nil)
    }

    @Test func `a chain that does not begin is refused`() throws {
        var peer = Forge("anji", scope: anji)
        let first = peer.next([.insertLease("L-1", site: "anji")]) { $0.previousHash[0] ^= 1 }
        #expect(try hub().take([first])[0].quarantine?.contains("hash chain") == true)
    }

    @Test func `timestamps of a stream rise`() throws {
        var peer = Forge("anji", scope: anji)
        let first = peer.next([.insertLease("L-1", site: "anji")])
        let second = peer.next([.insertLease("L-2", site: "anji")]) { $0.stamp = .zero }
        #expect(try hub().take([first, second])[1].quarantine?.contains("timestamp") == true)
    }

    @Test func `a write replaces only what its author had seen`() throws {
        let hub = try hub()
        var other = Forge("hangzhou", scope: anji)
        let insert = other.next([.insertLease("L-1", site: "anji")])
        var peer = Forge("anji", scope: anji)
        // It names a dot of hangzhou's, but its context does not hold it.
        let blind = peer.next([.setLease("L-1", "rent", .integer(5), replacing: [other.dot])])
        let outcomes = try hub.take([insert, blind])
        #expect(outcomes[0] == .applied)
        #expect(outcomes[1].quarantine?.contains("cannot have seen") == true)
        // The verdict is a matter of the transaction alone, so it is the same before the other.
        let second = try sites.make("tianjin")
        #expect(try second.take([blind])[0].quarantine?.contains("cannot have seen") == true)
    }

    @Test func `a delete names only what its author had seen`() throws {
        var other = Forge("hangzhou", scope: anji)
        let insert = other.next([.insertLease("L-1", site: "anji")])
        var peer = Forge("anji", scope: anji)
        let blind = peer.next([
            Operation(table: "lease", key: key("L-1"), change: .delete(replaces: [other.dot]))
        ])
        #expect(
            try hub().take([insert, blind])[1].quarantine?.contains("cannot have seen") == true)
    }

    @Test(arguments: [
        [
            Operation.setLease("L-1", "rent", .integer(1), replacing: []),
            .setLease("L-1", "rent", .integer(2), replacing: []),
        ],
        [.insertLease("L-1", site: "anji"), .insertLease("L-1", site: "anji")],
        [
            .insertLease("L-1", site: "anji"), .setLease("L-1", "rent", .integer(2), replacing: []),
        ],
        [
            .setLease("L-1", "rent", .integer(2), replacing: []),
            Operation(table: "lease", key: key("L-1"), change: .delete(replaces: [])),
        ],
        [
            Operation(
                table: "ghost", key: key("L-1"),
                change: .add([.init(cell: "n", value: .integer(1))])),
            Operation(
                table: "ghost", key: key("L-1"),
                change: .add([.init(cell: "n", value: .integer(1))])),
        ],
    ])
    func `a transaction writes no cell twice`(operations: [Causality.Operation]) throws {
        var peer = Forge("anji", scope: anji)
        let record = peer.next(operations)
        let outcome = try hub().take([record])[0]
        #expect(outcome.quarantine?.contains("twice") == true, "\(outcome)")
    }

    @Test func `several operations on different cells of one row are one change`() throws {
        let hub = try hub()
        var peer = Forge("anji", scope: anji)
        let insert = peer.next([.insertLease("L-1", site: "anji")])
        let first = peer.dot
        let edit = peer.next([
            .setLease("L-1", "rent", .integer(7), replacing: [first]),
            .setLease("L-1", "label", .text("A"), replacing: [first]),
            Operation(
                table: "lease", key: key("L-1"),
                change: .add([CellValue(cell: "visits", value: .integer(3))])),
        ])
        #expect(try hub.take([insert, edit]) == [.applied, .applied])
        #expect(try hub.lease("L-1", "rent") == .integer(7))
        #expect(try hub.lease("L-1", "visits") == .integer(3))
        #expect(try hub.verify().findings.isEmpty)
    }

    @Test func `a group comes as all of its members`() throws {
        var peer = Forge("anji", scope: anji)
        let record = peer.next([
            .insertLease(
                "L-1", site: "anji", [CellValue(cell: "from_day", value: .text("2023-01-01"))])
        ])
        #expect(try hub().take([record])[0].quarantine?.contains("member of a group") == true)
    }

    @Test func `a scope that the sender may not write is refused`() throws {
        let hub = try hub()
        var peer = Forge("anji", scope: anji)
        let record = peer.next([.insertLease("L-1", site: "anji")])
        let outcome = try hub.apply([record], from: site("hangzhou")) { $0 == .common }[0].outcome
        #expect(outcome.quarantine?.contains("scope") == true)
    }

    @Test(arguments: [[], [0], [1, 0], [UInt8](repeating: 255, count: 64)])
    func `bytes that are no transaction are put aside without a name`(bytes: [UInt8]) throws {
        let hub = try hub()
        let result = try hub.apply([LogRecord(bytes: bytes)], from: site("anji")) { _ in true }[0]
        #expect(result.dot == nil)
        #expect(result.outcome.quarantine != nil)
        #expect(try hub.vector { _ in true }.isEmpty)
    }

    @Test func `a peer that floods is kept in bounds, and everybody else goes on`() throws {
        let hub = try hub()
        var flood = Forge("anji", scope: anji)
        _ = flood.next([.insertLease("L-0", site: "anji")])
        var waiting: [LogRecord] = []
        for number in 1...WaitingLimits.countMax + 50 {
            waiting.append(flood.next([.insertLease("L-\(number)", site: "anji")]))
        }
        let results = try hub.take(waiting)
        #expect(results.allSatisfy { if case .held = $0 { true } else { false } })
        #expect(try hub.heldTransactions().count == WaitingLimits.countMax)
        let garbage = (0..<WaitingLimits.countMax + 50).map { number in
            LogRecord(bytes: [0, UInt8(number & 255), UInt8(number >> 8)])
        }
        #expect(try hub.take(garbage).allSatisfy { $0.quarantine != nil })
        #expect(try hub.quarantinedTransactions().count == WaitingLimits.countMax)
        let other = ScopeID.site(site("hangzhou"))
        var honest = Forge("hangzhou", scope: other)
        let record = honest.next([.insertLease("H-1", site: "hangzhou")])
        let late = honest.next([.insertLease("H-2", site: "hangzhou")])
        let outcomes = try hub.apply([late, record], from: site("hangzhou")) { _ in true }
        #expect(outcomes.map(\.outcome).last == .applied)
        #expect(
            try hub.record("lease", key("H-2")) != nil, "another peer's may wait and be released")
    }

    @Test func `a frame that expands to more than it says is refused`() throws {
        let frame = ZstdCompressor(level: 1).compress([UInt8](repeating: 0, count: 100_000))
        let record = LogRecord(bytes: frame, expandedCount: 1_000)
        #expect(try hub().take([record])[0].quarantine != nil)
    }
}
