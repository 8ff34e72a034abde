import Causality
import Domain
import Storage
import Testing
import Workflows

struct DecisionTests {
    @Test func `an old id leads to the conflict that a new side has made of it`() throws {
        let (network, term) = try contested()
        let first = try #require(try ConflictInbox(network["beijing"]).items().first)
        try network.edit(term, at: "anji", "rent_fen=1300")
        try network.meet()
        let now = try #require(try ConflictInbox(network["beijing"]).items().first)
        #expect(now.id != first.id)
        #expect(try ConflictInbox(network["beijing"]).find(first.shortID).id == now.id)
    }

    @Test func `two different decisions made apart are a conflict of resolutions`() throws {
        let (network, _) = try contested()
        guard
            case .cell(let first) = try #require(
                try ConflictInbox(network["anji"]).items().first
            ).content
        else { return }
        let started = try ConflictInbox(network["anji"]).base(first)?.dot
        for (site, fen) in [("anji", 90_000), ("beijing", 110_000)] as [(String, Int64)] {
            let inbox = ConflictInbox(network[site])
            guard case .cell(let cell) = try #require(try inbox.items().first).content else {
                return
            }
            let value = Value.group([.null, .integer(fen)])
            _ = try inbox.resolve(cell, to: value, author: site, reason: "paper of \(site)")
        }
        try network.meet()
        for replica in network.all {
            let items = try ConflictInbox(replica).items()
            #expect(items.map(\.kind) == ["resolution"])
            guard case .cell(let cell) = try #require(items.first).content else { return }
            // Not one of the two values that were decided between.
            #expect(try ConflictInbox(replica).base(cell)?.dot == started)
            #expect(
                try DecisionLog(replica).decisions().map(\.author).sorted() == ["anji", "beijing"])
        }
    }

    @Test func `kept at one site and deleted for good at another is a conflict of resolutions`()
        throws
    {
        let (network, term) = try contested()
        let beijing = network["beijing"]
        _ = try beijing.edit(author: "t") { try $0.delete("tenancy_term", term) }
        try network.edit(term, at: "anji", "note=unseen")
        try network.meet()
        for (site, keep) in [("anji", true), ("beijing", false)] {
            let inbox = ConflictInbox(network[site])
            let item = try #require(try inbox.items().first { $0.kind == "edit-vs-retire" })
            guard case .cell(let cell) = item.content else { return }
            _ = try inbox.resolveExistence(cell, keep: keep, author: site, reason: nil)
        }
        try network.meet()
        for replica in network.all {
            let kinds = try ConflictInbox(replica).items().map(\.kind)
            #expect(kinds.contains("resolution") && !kinds.contains("edit-vs-retire"))
        }
    }

    @Test func `a decision taken back is open again at both sites, and a decision of the log`()
        throws
    {
        let (network, term) = try contested()
        let inbox = ConflictInbox(network["beijing"])
        guard case .cell(let cell) = try #require(try inbox.items().first).content else { return }
        let made = try inbox.resolve(
            cell, to: .group([.null, .integer(90_000)]), author: "周凯", reason: "合同")
        try network.meet()
        #expect(try ConflictInbox(network["anji"]).items().isEmpty)
        let name = TransactionName.short(made[0])
        let done = try UndoDesk(network["anji"]).undo(
            name, force: false, author: "赵敏", reason: "wrong contract")
        try network.meet()
        for replica in network.all {
            let item = try #require(try ConflictInbox(replica).items().first)
            guard case .cell(let open) = item.content else { return }
            #expect(Set(open.siblings.map(\.value)) == Set(cell.siblings.map(\.value)))
            #expect(open.key == term && item.kind == "field")
            let log = try DecisionLog(replica).decisions()
            #expect(log.first?.dot == made[0])
            #expect(log.first?.conflict == cell.id)
            #expect(log.last?.reason == "wrong contract")
            guard case .undid(let dot) = log.last?.content else {
                Issue.record("the undo is not in the log")
                return
            }
            #expect(dot == made[0])
        }
        #expect(done.cells.map(\.values.count) == [2])
    }

    @Test func `an undo that was forced over a later edit names those whose values it brings back`()
        throws
    {
        let (network, term) = try contested()
        let inbox = ConflictInbox(network["beijing"])
        guard case .cell(let cell) = try #require(try inbox.items().first).content else { return }
        let before = try inbox.sides(cell).map { [$0.site.name, "\($0.value)"] }
        let made = try inbox.resolve(
            cell, to: .group([.null, .integer(90_000)]), author: "周凯", reason: nil)
        for rent in [950, 960] { try network.edit(term, at: "beijing", "rent_fen=\(rent)") }
        _ = try UndoDesk(network["beijing"]).undo(
            TransactionName.short(made[0]), force: true, author: "赵敏", reason: nil)
        try network.meet()
        for replica in network.all {
            let inbox = ConflictInbox(replica)
            guard case .cell(let open) = try #require(try inbox.items().first).content else {
                return
            }
            let sides = try inbox.sides(open)
            #expect(sides.map { [$0.site.name, "\($0.value)"] } == before)
            #expect(sides.allSatisfy { $0.broughtBack?.author == "赵敏" })
        }
    }

    @Test func `a resolved conflict opens again only by a write that the resolution had not seen`()
        throws
    {
        let (network, term) = try contested()
        let inbox = ConflictInbox(network["beijing"])
        guard case .cell(let cell) = try #require(try inbox.items().first).content else { return }
        _ = try inbox.resolve(
            cell, to: .group([.null, .integer(90_000)]), author: "b", reason: nil)
        try network.meet()
        try network.edit(term, at: "anji", "rent_fen=1000")
        try network.meet()
        for replica in network.all { #expect(try ConflictInbox(replica).items().isEmpty) }
    }

    /// A term whose rent Anji and Beijing set differently without having seen each other.
    private func contested() throws -> (Network, RecordKey) {
        let network = try Network("beijing", "anji")
        let company = try network.add("company", at: "anji", "legal_name=演示·澜图")
        let tenancy = try network.add("tenancy", at: "anji", "company=\(company)")
        let term = try network.add(
            "tenancy_term", at: "anji", "tenancy=\(tenancy)", "company=\(company)",
            "from_day=2023-08-14", "to_day=2024-02-14", "kind=market")
        try network.meet()
        try network.edit(term, at: "anji", "rent_fen=900")
        try network.edit(term, at: "beijing", "rent_fen=1100")
        try network.meet()
        return (network, term)
    }
}
