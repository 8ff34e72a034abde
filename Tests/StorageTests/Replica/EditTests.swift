import Causality
import Storage
import Testing
import Wire

/// What a local edit seals, and what it refuses.
struct EditTests {
    private let sites = Sites()
    private let anji: Replica
    private let hub: Replica

    init() throws {
        anji = try sites.make("anji")
        hub = try sites.make("beijing")
        try anji.edit(author: "test") { draft in
            try draft.insert("lease", key("L-1"), ["site": .text("anji"), "rent": .integer(900)])
        }
        try carry(from: anji, to: hub)
    }

    private func set(_ replica: Replica, _ rent: Int64, seen: RowVersion? = nil) throws -> [Dot] {
        sites.clock.advance(1_000)
        return try replica.edit(author: "test") {
            try $0.set("lease", key("L-1"), ["rent": .integer(rent)], seen: seen)
        }
    }

    /// Two concurrent rents, known to both sites.
    private func makeConflict() throws {
        _ = try set(anji, 800)
        _ = try set(hub, 1_100)
        try carry(from: anji, to: hub)
        try carry(from: hub, to: anji)
    }

    @Test func `a value that is shown already is no change`() throws {
        #expect(try set(anji, 900).isEmpty)
    }

    @Test func `a blind edit never closes a conflict unseen`() throws {
        try makeConflict()
        _ = try set(anji, 850)
        let values = try anji.openConflicts().flatMap { $0.siblings.map(\.value) }
        #expect(Set(values) == [.integer(850), .integer(1_100)])
    }

    @Test func `a blind edit of what two wrote alike changes what both wrote`() throws {
        _ = try set(anji, 800)
        _ = try set(hub, 800)
        try carry(from: anji, to: hub)
        try carry(from: hub, to: anji)
        _ = try set(anji, 850)
        #expect(try anji.openConflicts().isEmpty)
        try carry(from: anji, to: hub)
        let cells = try #require(try hub.record("lease", key("L-1"))).cells
        #expect(cells.first { $0.name == "rent" }?.siblings.map(\.value) == [.integer(850)])
    }

    @Test func `an edit that names the version it was based on replaces just that`() throws {
        try makeConflict()
        let seen = try #require(try anji.record("lease", key("L-1"))).version
        _ = try set(anji, 950, seen: seen)
        #expect(try anji.openConflicts().isEmpty)
        try carry(from: anji, to: hub)
        #expect(try hub.openConflicts().isEmpty)
    }

    @Test func `an edit from an older picture leaves what came since beside it`() throws {
        let seen = try #require(try anji.record("lease", key("L-1"))).version
        _ = try set(anji, 800)
        _ = try set(anji, 850, seen: seen)
        let values = try anji.openConflicts().flatMap { $0.siblings.map(\.value) }
        #expect(Set(values) == [.integer(800), .integer(850)])
    }

    @Test func `a version that names what is not here is refused, and nothing is written`() throws {
        // The same site knew a write that this replica, an older copy, does not.
        let far = try anji.edit(author: "test") {
            try $0.set("lease", key("L-1"), ["rent": .integer(5)])
        }
        let version = try #require(try anji.record("lease", key("L-1"))).version
        for token in [
            version.token.replacing("\(far[0])", with: "\(far[0].stream):999999999"),
            version.token.replacing("\(far[0])", with: "hub.7/site/hub:1"),
        ] {
            let forged = try #require(RowVersion(token: token))
            #expect(forged != version)
            #expect(throws: StorageError.self) { try self.set(self.anji, 6, seen: forged) }
            #expect(throws: StorageError.self) {
                try self.anji.edit(author: "test") {
                    try $0.delete("lease", key("L-1"), seen: forged)
                }
            }
        }
        #expect(try anji.lease("L-1", "rent") == .integer(5))
        try carry(from: anji, to: hub)
        #expect(Dot("anji.1/common:18446744073709551615") == nil)
    }

    @Test func `a version survives as text`() throws {
        try makeConflict()
        let version = try #require(try anji.record("lease", key("L-1"))).version
        #expect(RowVersion(token: version.token) == version)
        #expect(RowVersion(token: version.token + "x") == nil)
    }

    @Test func `equal concurrent values are no conflict`() throws {
        _ = try set(anji, 800)
        _ = try set(hub, 800)
        try carry(from: anji, to: hub)
        #expect(try hub.openConflicts().isEmpty)
    }

    @Test func `a row is added once`() throws {
        #expect(throws: StorageError.self) {
            try anji.edit(author: "test") { try $0.insert("lease", key("L-1"), [:]) }
        }
        #expect(throws: StorageError.self) {
            try anji.edit(author: "test") { draft in
                try draft.insert("lease", key("L-2"), [:])
                try draft.insert("lease", key("L-2"), [:])
            }
        }
        #expect(try anji.record("lease", key("L-2")) == nil)
    }

    @Test func `nothing is kept of an edit that fails halfway`() throws {
        struct Stop: Error {}
        let before = try anji.stateDigest(of: .site(site("anji")))
        #expect(throws: Stop.self) {
            try anji.edit(author: "test") { draft in
                try draft.insert("lease", key("L-2"), ["site": .text("anji")])
                try draft.set("lease", key("L-1"), ["rent": .integer(1)])
                throw Stop()
            }
        }
        #expect(try anji.stateDigest(of: .site(site("anji"))) == before)
        #expect(try set(anji, 800) == [Dot("anji.1/site/anji:2")], "no number was used up")
    }

    @Test func `names and types are those of the schema`() throws {
        let bad: [(String, [String: Value])] = [
            ("lease", ["rent": .text("much")]), ("lease", ["label": .integer(1)]),
            ("lease", ["colour": .text("red")]), ("ghost", [:]),
        ]
        for (table, values) in bad {
            #expect(throws: StorageError.self, "\(table) \(values)") {
                try anji.edit(author: "test") { try $0.insert(table, key("X-1"), values) }
            }
        }
    }

    @Test func `limits of the wire hold for local edits too`() throws {
        #expect(throws: StorageError.self) {
            try anji.edit(author: String(repeating: "a", count: WireLimits.authorBytesMax + 1)) {
                try $0.set("lease", key("L-1"), ["rent": .integer(1)])
            }
        }
        #expect(throws: StorageError.self) {
            try anji.edit(author: "a") { draft in
                for number in 0...WireLimits.operationsPerTransactionMax {
                    try draft.insert("lease", key("B-\(number)"), ["site": .text("anji")])
                }
            }
        }
        #expect(try anji.record("lease", key("B-0")) == nil)
    }

    @Test func `a deleted row can be added again and no conflict remains`() throws {
        try anji.edit(author: "test") { try $0.delete("lease", key("L-1")) }
        #expect(try anji.record("lease", key("L-1")) == nil)
        try anji.edit(author: "test") {
            try $0.insert("lease", key("L-1"), ["site": .text("anji"), "rent": .integer(5)])
        }
        try carry(from: anji, to: hub)
        #expect(try hub.lease("L-1", "rent") == .integer(5))
        #expect(try hub.openConflicts().isEmpty)
        #expect(try hub.verify().findings.isEmpty)
    }

    @Test func `a delete against a concurrent edit brings the row back whole, as a conflict`()
        throws
    {
        try anji.edit(author: "test") { try $0.delete("lease", key("L-1")) }
        _ = try set(hub, 1_100)
        try carry(from: anji, to: hub)
        try carry(from: hub, to: anji)
        for replica in [anji, hub] {
            #expect(try replica.lease("L-1", "rent") == .integer(1_100))
            #expect(try replica.lease("L-1", "site") == .text("anji"), "not a torso")
            #expect(try replica.openConflicts().map(\.cell) == ["*"])
        }
        #expect(try anji.openConflicts().map(\.id) == hub.openConflicts().map(\.id))
    }

    @Test func `what a delete took is no side of the conflict about another one`() throws {
        let tianjin = try sites.make("tianjin")
        for (replica, rent) in [(anji, 1), (hub, 2), (tianjin, 3)] as [(Replica, Int64)] {
            try replica.edit(author: "test") {
                try $0.insert(
                    "lease", key("L-7"), ["site": .text("anji"), "rent": .integer(rent)])
            }
        }
        for replica in [anji, hub] {
            try replica.edit(author: "test") { try $0.delete("lease", key("L-7")) }
        }
        try carry(from: anji, to: hub)
        try carry(from: tianjin, to: hub)
        let existence = try #require(try hub.openConflicts().first { $0.cell == "*" })
        #expect(existence.marks.count == 2)
        #expect(existence.siblings.map(\.dot.stream.origin.site) == [site("tianjin")])
    }

    @Test func `added and deleted in one go is nothing`() throws {
        let dots = try anji.edit(author: "test") { draft in
            try draft.insert("lease", key("L-2"), ["site": .text("anji")])
            try draft.delete("lease", key("L-2"))
        }
        #expect(dots.isEmpty)
    }

    @Test func `counters add up whatever the order`() throws {
        try anji.edit(author: "a") { try $0.add("lease", key("L-1"), "visits", 3) }
        try hub.edit(author: "b") { try $0.add("lease", key("L-1"), "visits", 4) }
        try carry(from: anji, to: hub)
        try carry(from: hub, to: anji)
        #expect(try anji.lease("L-1", "visits") == .integer(7))
        #expect(try hub.lease("L-1", "visits") == .integer(7))
        #expect(try hub.openConflicts().isEmpty)
    }
}
