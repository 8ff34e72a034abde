import Causality
import Storage
import Sync
import Testing
import Wire

/// Where bodies have been trimmed the rows are all there is: the reason why snapshots exist.
struct TrimmedSnapshotTests {
    private static let day: UInt64 = 86_400_000
    private static let scopes = [
        ScopeID.common, .site(site("anji")), .site(site("beijing")),
    ]

    /// Two sites at random work, in step and with a list of members, then a part of the log trimmed at
    /// the hub, then more work.
    private func history(_ seed: UInt64, _ sites: Sites) throws -> [Replica] {
        var random = SeededGenerator(seed: seed)
        let all = try ["beijing", "anji"].map { try sites.make($0) }
        func work(_ count: Int) throws {
            for _ in 0..<count {
                sites.clock.advance(UInt64.random(in: 1...2_000, using: &random))
                try RandomWork.edit(all[Int.random(in: 0..<2, using: &random)], &random)
                if Int.random(in: 0..<6, using: &random) == 0 { try exchange(all[1], all[0]) }
            }
            for _ in 0..<3 { try exchange(all[1], all[0]) }
        }
        try work(60)
        try all[0].beginMembers()
        for _ in 0..<3 { try exchange(all[1], all[0]) }
        sites.clock.advance(10 * Self.day)
        #expect(try all[0].trim(olderThan: 5 * Self.day).trimmed > 0, "seed \(seed)")
        try work(30)
        return all
    }

    private func ladders(_ replica: Replica) throws -> [ScopeID: [MemberLadder.Entry]] {
        try replica.memberLadders().mapValues(\.entries)
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func `a site that starts from a trimmed log goes on like one that has the whole`(
        seed: UInt64
    ) throws {
        let sites = Sites()
        let all = try history(seed, sites)
        let (hub, whole) = (all[0], all[1])
        let new = try sites.start("hangzhou", from: TakenSnapshot(hub, of: Set(Self.scopes)))
        let (mine, wanted) = (
            try new.everything(Self.scopes), try hub.everything(Self.scopes)
        )
        #expect(mine.difference(from: wanted) == [], "seed \(seed)")
        #expect(try new.horizon() == hub.horizon(), "seed \(seed)")
        #expect(try ladders(new) == ladders(hub), "seed \(seed)")
        #expect(try new.verify().findings.isEmpty, "seed \(seed)")
        #expect(
            try new.everything(Self.scopes).digests == whole.everything(Self.scopes).digests,
            "seed \(seed)")

        var random = SeededGenerator(seed: seed &+ 500)
        for _ in 0..<3 { try exchange(new, hub) }
        for _ in 0..<30 {
            sites.clock.advance(UInt64.random(in: 1...2_000, using: &random))
            let replica = [hub, whole, new][Int.random(in: 0..<3, using: &random)]
            try RandomWork.edit(replica, &random)
        }
        for _ in 0..<3 {
            try exchange(new, hub)
            try exchange(whole, hub)
        }
        let digests = try [hub, whole, new].map { try $0.everything(Self.scopes).digests }
        #expect(digests[0] == digests[1] && digests[0] == digests[2], "seed \(seed)")
        let open = try [hub, whole, new].map { try $0.openConflicts().map(\.id) }
        #expect(open[0] == open[1] && open[0] == open[2], "seed \(seed)")
        #expect(try new.verify().findings.isEmpty, "seed \(seed)")
    }
}
