import Causality
import Testing
import Wire

/// What follows from the roster's entries depends on their set alone.
struct RosterTests {
    private static func key(_ number: UInt8) throws -> PublicKey {
        try #require(PublicKey(bytes: [UInt8](repeating: number, count: 32)))
    }

    private static func site(_ name: String) throws -> SiteID { try #require(SiteID(name)) }

    private static func entry(
        _ kind: RosterEntry.Kind, _ number: UInt8, of name: String, at: UInt64, epoch: UInt32 = 1
    ) throws -> Roster.Entry {
        let origin = Origin(site: try site("beijing"), epoch: epoch)
        return Roster.Entry(
            RosterEntry(kind, try key(number), of: try site(name)),
            dot: Dot(stream: Stream(origin: origin, scope: .roster), seq: at),
            stamp: HybridTimestamp(milliseconds: at, counter: 0), reason: nil)
    }

    @Test func `an entry is read back from its operation, and nothing else is one`() throws {
        for kind in RosterEntry.Kind.allCases where kind != .next && kind != .recovered {
            let entry = RosterEntry(kind, try Self.key(0xa7), of: try Self.site("anji"))
            #expect(RosterEntry(entry.operation) == entry)
            #expect(entry.text == "\(kind.rawValue) " + String(repeating: "a7", count: 32))
        }
        let site = try Self.site("anji")
        let good = RosterEntry(.key, try Self.key(1), of: site).text
        for text in ["", "key", good + "0", good + " ", "keys" + good.dropFirst(3), " " + good] {
            #expect(RosterEntry(text, about: site) == nil, "\(text)")
        }
        var operation = RosterEntry(.key, try Self.key(1), of: site).operation
        operation.change = .delete(replaces: [])
        #expect(RosterEntry(operation) == nil)
    }

    @Test func `a next key is one by the signatures with both, and by nothing less`() throws {
        let site = try Self.site("anji")
        let keys = try (1...3).map {
            try #require(SigningKey(seed: [UInt8](repeating: UInt8($0), count: 32)))
        }
        let change = KeyChange(of: site, from: keys[0], to: keys[1])
        #expect(KeyChange(change.operation, in: .site(site)) == change)
        #expect(KeyChange(change.operation, in: .common) == nil)
        let entry = RosterEntry(change)
        #expect(RosterEntry(entry.operation) == entry && entry.key == keys[1].publicKey)
        #expect(RosterEntry(entry.text, about: try Self.site("wuxi")) == nil, "it is Anji's")
        let words = change.text.split(separator: " ").map(String.init)
        for at in words.indices {
            var other = words
            other[at] = String(other[at].reversed())
            #expect(KeyChange(other.joined(separator: " "), of: site) == nil, "word \(at)")
        }
        let forged = KeyChange(of: site, from: keys[2], to: keys[1]).text.split(separator: " ")
        let mixed = words[0...3] + forged[4...5].map(String.init)
        #expect(KeyChange(mixed.joined(separator: " "), of: site) == nil)
        let stands = { (change: KeyChange) in
            let given = RosterEntry(.key, keys[0].publicKey, of: site)
            let entries = [given, RosterEntry(change)].enumerated().map { at, entry in
                Roster.Entry(
                    entry,
                    dot: Dot(
                        stream: Stream(
                            origin: Origin(site: site, epoch: 1), scope: .roster),
                        seq: UInt64(at + 1)),
                    stamp: HybridTimestamp(milliseconds: UInt64(at + 1), counter: 0), reason: nil)
            }
            return Roster(entries).key(of: site)
        }
        #expect(stands(change) == keys[1].publicKey)
        #expect(
            stands(KeyChange(of: site, from: keys[2], to: keys[1])) == keys[0].publicKey,
            "who holds another key changes nothing")
    }

    @Test func `a revoked key stays so, whatever is said of it before or afterwards`() throws {
        let roster = Roster([
            try Self.entry(.revoked, 1, of: "anji", at: 2),
            try Self.entry(.key, 1, of: "anji", at: 1), try Self.entry(.key, 1, of: "anji", at: 3),
            try Self.entry(.key, 2, of: "anji", at: 4),
        ])
        #expect(try roster.key(of: Self.site("anji")) == Self.key(2))
        #expect(roster.keys.map { $0.ended?.stamp.milliseconds } == [2, nil])
    }

    @Test func `of a key that was given twice either entry tells that it was given`() throws {
        let gifts = [
            try Self.entry(.key, 2, of: "anji", at: 4),
            try Self.entry(.key, 2, of: "anji", at: 6, epoch: 2),
        ]
        let roster = Roster([try Self.entry(.key, 1, of: "anji", at: 1)] + gifts)
        let cut = HybridTimestamp(milliseconds: 3, counter: 0)
        for gift in gifts {
            let seen = VersionVector([(gift.dot.stream, gift.dot.seq)])
            let (anji, wuxi) = (try Self.site("anji"), try Self.site("wuxi"))
            #expect(roster.gives(anji, after: cut, seen: seen))
            #expect(try !roster.gives(anji, after: cut, but: Self.key(2), seen: seen))
            #expect(!roster.gives(wuxi, after: cut, seen: seen))
            #expect(!roster.gives(anji, after: gift.stamp, seen: seen))
            #expect(!roster.gives(anji, after: cut, seen: VersionVector()))
        }
    }

    @Test func `of two keys that two copies of a hub gave the last one stands`() throws {
        let roster = Roster([
            try Self.entry(.key, 1, of: "anji", at: 5, epoch: 2),
            try Self.entry(.key, 2, of: "anji", at: 4),
            try Self.entry(.key, 2, of: "wuxi", at: 6),
        ])
        #expect(try roster.key(of: Self.site("anji")) == Self.key(1))
        // A key belongs to whom it was given first.
        #expect(try roster.key(of: Self.site("wuxi")) == nil && roster.keys.count == 2)
    }

    @Test func `the order in which entries come decides nothing`() throws {
        var random = SplitMix64(seed: 4)
        for round in 0..<500 {
            let entries = try (0..<(1 + random.next() % 12)).map { number in
                try Self.entry(
                    random.next() % 3 == 0 ? .revoked : .key, UInt8(1 + random.next() % 4),
                    of: ["anji", "wuxi", "suzhou"][Int(random.next() % 3)],
                    at: 1 + random.next() % 6, epoch: UInt32(1 + number))
            }
            let roster = Roster(entries)
            #expect(Roster(entries.shuffled(using: &random)).keys == roster.keys, "round \(round)")
            for site in Set(entries.map(\.entry.site)) {
                #expect(
                    roster.keys.count { $0.site == site && $0.ended == nil } <= 1, "round \(round)")
            }
            for entry in entries where entry.entry.kind == .revoked {
                #expect(
                    roster.keys.first { $0.key == entry.entry.key }?.ended != nil, "round \(round)")
            }
        }
    }
}
