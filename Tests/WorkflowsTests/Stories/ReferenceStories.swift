import Causality
import Domain
import Storage
import Testing

@testable import Workflows

/// X27: what is in use and refers to a company or a fund that is not.
struct ReferenceStories {
    private let network: Network
    private let company: RecordKey
    private let added: Dot

    init() throws {
        network = try Network("beijing", "anji")
        company = try network.add("company", at: "beijing", "legal_name=演示·澜图")
        let hub = network["beijing"]
        let card = try #require(try hub.record("company", company))
        added = try #require(try History(hub).writes(card).first?.dot)
        try network.meet()
    }

    /// What is asked at both, under one id, and alike by a first look at everything.
    private func asked() throws -> [Finding] {
        let found = try ["beijing", "anji"].map { site in
            let check = RuleCheck(network[site])
            #expect(
                try check.findings().map(\.id).sorted() == check.allFindings().map(\.id).sorted())
            return try ConflictInbox(network[site]).items().filter { $0.kind == "reference" }
        }
        #expect(found[0].map(\.id) == found[1].map(\.id))
        return found[0].compactMap { item in
            if case .rule(let finding) = item.content { finding } else { nil }
        }
    }

    @discardableResult
    private func undo(_ dot: Dot) throws -> Dot {
        let outcome = try network["beijing"].undo(dot, author: "t", reason: nil)
        guard case .done(let made, _) = outcome else {
            Issue.record("not undone: \(outcome)")
            return dot
        }
        return try #require(made.first)
    }

    private func tenancy() throws -> RecordKey {
        try network.add("tenancy", at: "anji", "site=anji", "company=\(company)")
    }

    @Test func `retired at the hub while a branch signs with it: both are asked`() throws {
        _ = try tenancy()
        try network.edit(company, at: "beijing", "retired=登记有误")
        try network.meet()
        #expect(try asked().map { $0.options.map(\.code) } == [["restore", "retire"]])
    }

    @Test func `its addition undone at the hub while a branch signs with it: both are asked`()
        throws
    {
        let tenancy = try tenancy()
        let undo = try undo(added)
        try network.meet()
        let finding = try #require(try asked().first)
        #expect(finding.rows.map(\.key) == [tenancy])
        #expect(finding.options.map(\.code) == ["retire"])

        // Brought back, nothing is asked any more; taken away again, the record can be retired.
        let back = try self.undo(undo)
        try network.meet()
        #expect(try asked().isEmpty)
        try self.undo(back)
        try network.meet()
        let again = try #require(try asked().first)
        _ = try ConflictInbox(network["anji"]).resolve(again, option: 1, author: "t", reason: "t")
        try network.meet()
        #expect(try asked().isEmpty)
    }

    @Test func `a card that is gone but was linked to one that is there is in use`() throws {
        _ = try tenancy()
        let other = try network.add(
            "company", at: "beijing", "legal_name=演示·澜图（安吉）", "aliases=\(company)")
        try undo(added)
        try network.meet()
        #expect(try asked().isEmpty)
        try network.edit(other, at: "beijing", "aliases=")
        try network.meet()
        #expect(try asked().count == 1)
    }

    @Test func `what has come to its end is history`() throws {
        let tenancy = try tenancy()
        try network["anji"].edit(author: "t") {
            try $0.set("tenancy", tenancy, ["stage": .text("closed")])
        }
        try undo(added)
        try network.meet()
        #expect(try asked().isEmpty)
    }
}
