import Causality
import Storage
import Testing

/// A site that has an older schema than others, and catches up with them.
struct UpgradeTests {
    private let sites = Sites()

    /// A company with a name; in the second version with a note too, and with visits beside it.
    private static func schema(_ version: UInt32) -> ReplicaSchema {
        var columns: [ColumnSchema] = [.init(name: "name", storage: .text, policy: .ask)]
        if version > 1 { columns.append(.init(name: "note", storage: .text, policy: .ask)) }
        let company = TableSchema(name: "company", columns: columns, scope: .fixed(.common))
        let visit = TableSchema(
            name: "visit", columns: [.init(name: "who", storage: .text, policy: .latest)],
            scope: .fixed(.common))
        return ReplicaSchema(version: version, tables: version > 1 ? [company, visit] : [company])
    }

    /// Anji has the old schema when it receives what Beijing wrote with the new one.
    private func anjiBehind() throws -> (anji: Replica, beijing: Replica) {
        let beijing = try sites.make("beijing", schema: Self.schema(2))
        let anji = try sites.make("anji", schema: Self.schema(1))
        try beijing.edit(author: "王") { draft in
            try draft.insert("company", key("C-1"), ["name": .text("竹云"), "note": .text("late")])
            try draft.insert("visit", key("V-1"), ["who": .text("李")])
        }
        try carry(from: beijing, to: anji)
        return (anji, beijing)
    }

    private func row(_ replica: Replica) throws -> [[Value]] {
        try replica.select("SELECT name, note FROM company")
    }

    @Test func `fields and tables that a site did not know appear when it is upgraded`() throws {
        _ = try anjiBehind()
        let anji = try sites.open("anji", schema: Self.schema(2))
        #expect(try row(anji) == [[.text("竹云"), .text("late")]])
        #expect(try anji.select("SELECT who FROM visit") == [[.text("李")]])
        #expect(try anji.verify().findings.isEmpty)
    }

    @Test func `writes of a field unknown here are siblings after the upgrade`() throws {
        let (behind, beijing) = try anjiBehind()
        let huzhou = try sites.make("huzhou", schema: Self.schema(2))
        try carry(from: beijing, to: huzhou)
        for (replica, text) in [(beijing, "of Beijing"), (huzhou, "of Huzhou")] {
            try replica.edit(author: "test") {
                try $0.set("company", key("C-1"), ["note": .text(text)])
            }
            try carry(from: replica, to: behind)
        }
        let anji = try sites.open("anji", schema: Self.schema(2))
        try carry(from: huzhou, to: beijing)
        #expect(try anji.openConflicts().map(\.id) == beijing.openConflicts().map(\.id))
        #expect(try anji.openConflicts().count == 1)
    }

    @Test func `what the old site wrote meanwhile is as it was`() throws {
        let (behind, beijing) = try anjiBehind()
        try behind.edit(author: "test") {
            try $0.set("company", key("C-1"), ["name": .text("竹云科技")])
        }
        let anji = try sites.open("anji", schema: Self.schema(2))
        try carry(from: anji, to: beijing)
        #expect(try row(anji) == [[.text("竹云科技"), .text("late")]])
        #expect(try row(beijing) == row(anji))
    }

    // MARK: A policy that the newer version changes

    /// A company whose name is judged by this policy.
    private static func judged(_ version: UInt32, by policy: MergePolicy) -> ReplicaSchema {
        ReplicaSchema(
            version: version,
            tables: [
                TableSchema(
                    name: "company",
                    columns: [
                        .init(name: "name", storage: .text, policy: policy),
                        .init(name: "owner", storage: .text, policy: .latest),
                    ], scope: .fixed(.common), ownerColumn: "owner")
            ])
    }

    /// Both have written the name of one company of Anji's, Beijing last, and know of it.
    private func apart(_ schema: ReplicaSchema) throws -> (anji: Replica, beijing: Replica) {
        let beijing = try sites.make("beijing", schema: schema)
        let anji = try sites.make("anji", schema: schema)
        try beijing.edit(author: "王") {
            try $0.insert(
                "company", key("C-1"), ["name": .text("竹云"), "owner": .text("anji")])
        }
        try carry(from: beijing, to: anji)
        for (replica, text) in [(anji, "of Anji"), (beijing, "of Beijing")] {
            sites.clock.advance(1_000)
            try replica.edit(author: "test") {
                try $0.set("company", key("C-1"), ["name": .text(text)])
            }
        }
        try carry(from: beijing, to: anji)
        try carry(from: anji, to: beijing)
        return (anji, beijing)
    }

    private func name(_ replica: Replica) throws -> [[Value]] {
        try replica.select("SELECT name FROM company")
    }

    @Test func `where nobody was asked and now somebody is, the row shows what is asked about`()
        throws
    {
        let before = try apart(Self.judged(1, by: .latest))
        #expect(try name(before.anji) == [[.text("of Beijing")]])
        #expect(try before.anji.openConflicts().isEmpty)
        let anji = try sites.open("anji", schema: Self.judged(2, by: .ask))
        // Until it is decided the owner's value is worked with.
        #expect(try name(anji) == [[.text("of Anji")]])
        #expect(try anji.openConflicts().map(\.cell) == ["name"])
        #expect(try anji.seenConflicts().map(\.id) == anji.openConflicts().map(\.id))
        #expect(try anji.verify().findings.isEmpty)
        // The other one goes on by the old version, and they differ until it is upgraded too.
        #expect(try name(before.beijing) == [[.text("of Beijing")]])
        #expect(try before.beijing.stateDigest(of: .common) != anji.stateDigest(of: .common))
        let beijing = try sites.open("beijing", schema: Self.judged(2, by: .ask))
        #expect(try beijing.stateDigest(of: .common) == anji.stateDigest(of: .common))
        #expect(try name(beijing) == name(anji))
        #expect(try beijing.openConflicts().map(\.id) == anji.openConflicts().map(\.id))
    }

    @Test func `a conflict that shows the same before and after is noted all the same`() throws {
        _ = try apart(Self.judged(1, by: .earliest))
        let anji = try sites.open("anji", schema: Self.judged(2, by: .immutable))
        #expect(try name(anji) == [[.text("of Anji")]])
        #expect(try anji.openConflicts().map(\.cell) == ["name"])
        #expect(try anji.seenConflicts().map(\.id) == anji.openConflicts().map(\.id))
    }

    @Test func `where somebody was asked and now nobody is, the policy has chosen`() throws {
        let before = try apart(Self.judged(1, by: .ask))
        let asked = try before.anji.openConflicts()
        #expect(asked.map(\.cell) == ["name"])
        #expect(try name(before.anji) == [[.text("of Anji")]])
        let anji = try sites.open("anji", schema: Self.judged(2, by: .latest))
        #expect(try name(anji) == [[.text("of Beijing")]])
        #expect(try anji.openConflicts().isEmpty)
        // Its id on a slip of paper still leads to the cell.
        #expect(try anji.seenConflicts().map(\.id) == asked.map(\.id))
        #expect(try anji.verify().findings.isEmpty)
    }

    @Test func `a site that starts by a snapshot of an older one shows what its own version says`()
        throws
    {
        let before = try apart(Self.judged(1, by: .latest))
        let snapshot = try TakenSnapshot(before.beijing, of: [.common])
        let new = try sites.start("huzhou", from: snapshot, schema: Self.judged(2, by: .ask))
        #expect(try name(new) == [[.text("of Anji")]])
        #expect(try new.seenConflicts().map(\.id) == new.openConflicts().map(\.id))
        #expect(try new.openConflicts().count == 1)
        #expect(try new.verify().findings.isEmpty)
    }

    @Test func `siblings whose transactions have been trimmed are judged anew too`() throws {
        let (anji, beijing) = try apart(Self.judged(1, by: .latest))
        func meet() throws { for _ in 0..<3 { try exchange(anji, beijing) } }
        try meet()
        try beijing.beginMembers()
        try meet()
        sites.clock.advance(10 * 86_400_000)
        _ = try beijing.trim(olderThan: 5 * 86_400_000)
        #expect(try beijing.verify().trimmed > 0)
        let new = try sites.open("beijing", schema: Self.judged(2, by: .ask))
        #expect(try name(new) == [[.text("of Anji")]])
        #expect(try new.seenConflicts().map(\.id) == new.openConflicts().map(\.id))
        #expect(try new.openConflicts().count == 1)
        #expect(try new.verify().findings.isEmpty)
    }
}
