import Causality
import Domain
import Storage
import Testing
import Workflows

@Suite("Erasing personal fields")
struct EraseWorkTests {
    private let network: Network

    init() throws { network = try Network("anji") }

    private func tenancy(_ assignments: String...) throws -> String {
        let company = try network.add("company", at: "anji", "legal_name=演示·甲公司")
        let key = try network.add("tenancy", at: "anji", "site=anji", "company=\(company)")
        for assignment in assignments { try network.edit(key, at: "anji", assignment) }
        return key.text
    }

    @Test func `a field that never held a value is not said to be erased`() throws {
        let key = try tenancy()
        let work = EraseWork(network["anji"])
        let problem = #expect(throws: Problem.self) {
            try work.plan(key, fields: ["phone"], reason: "本人要求")
        }
        #expect(problem?.code == .nothingToErase)
    }

    @Test func `of several fields only those that hold something are erased`() throws {
        let key = try tenancy("phone=12012345678")
        let plan = try EraseWork(network["anji"]).plan(
            key, fields: ["contact", "phone"], reason: "本人要求")
        #expect(plan.fields.map(\.name) == ["phone"])
    }

    @Test func `who was deleted can be forgotten too`() throws {
        let key = try tenancy("phone=12012345678", "contact=兰")
        let id = try #require(RecordKey(key))
        try network["anji"].edit(author: "anji") { try $0.delete("tenancy", id) }
        let work = EraseWork(network["anji"])
        let told = #expect(throws: Problem.self) {
            try work.plan(key, fields: ["phone"], reason: "12012345678")
        }
        #expect(told?.code == .reasonTells)
        let plan = try work.plan(key, fields: ["phone", "contact"], reason: "本人要求")
        #expect(plan.fields.map(\.name) == ["phone", "contact"])
        try work.carryOut(plan, author: "anji", reason: "本人要求")
        let again = #expect(throws: Problem.self) {
            try work.plan(key, fields: ["phone"], reason: "本人要求")
        }
        #expect(again?.code == .nothingToErase)
        let none = #expect(throws: Problem.self) {
            try work.plan("T-NEVER", fields: ["phone"], reason: "本人要求")
        }
        #expect(none?.code == .noRecord)
    }

    @Test func `a value that was emptied is still there to erase, once`() throws {
        let key = try tenancy("phone=12012345678", "phone=")
        let work = EraseWork(network["anji"])
        let plan = try work.plan(key, fields: ["phone"], reason: "本人要求")
        #expect(plan.fields.map(\.name) == ["phone"])
        try work.carryOut(plan, author: "anji", reason: "本人要求")
        let problem = #expect(throws: Problem.self) {
            try work.plan(key, fields: ["phone"], reason: "本人要求")
        }
        #expect(problem?.code == .nothingToErase)
    }

    @Test func `the history tells who erased a field, and why`() throws {
        let key = try tenancy("phone=12012345678")
        let work = EraseWork(network["anji"])
        let plan = try work.plan(key, fields: ["phone"], reason: "本人要求")
        try work.carryOut(plan, author: "李娜", reason: "本人要求")
        let record = try RecordDesk(network["anji"]).existing(key)
        let newest = try #require(History(network["anji"]).writes(record, cell: "phone").first)
        #expect(newest.state == .erasure)
        #expect(newest.author == "李娜")
        #expect(newest.reason == "本人要求")
        let others = try History(network["anji"]).writes(record, cell: "rent_fen")
        #expect(others.allSatisfy { $0.state == .whole })
    }

    @Test func `another card of the company that says the same is told of, and keeps it`() throws {
        let one = try network.add(
            "company", at: "anji", "legal_name=演示·甲公司", "contact=兰 12012345678")
        let other = try network.add(
            "company", at: "anji", "legal_name=演示·甲（安吉）", "contact=兰 12012345678")
        let work = EraseWork(network["anji"])
        let plan = { try work.plan(one.text, fields: ["contact"], reason: "本人要求") }
        #expect(try work.elsewhere(plan()).isEmpty, "two companies")
        try network.edit(one, at: "anji", "aliases=\(other)")
        let found = try work.elsewhere(plan())
        let card = try #require(found.first)
        #expect(found.map(\.key) == [other] && card.fields.map(\.name) == ["contact"])
        try work.carryOut(try plan(), author: "anji", reason: "本人要求")
        try work.carryOut(card, author: "anji", reason: "本人要求")
        try network.edit(one, at: "anji", "contact=青")
        #expect(try work.elsewhere(plan()).isEmpty)
    }
}
