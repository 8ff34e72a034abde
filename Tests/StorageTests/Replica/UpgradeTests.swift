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
}
