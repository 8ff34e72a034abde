import Causality
import Domain
import Foundation
import Storage
import Testing
import Workflows

/// Stories about one company at two sites (K04, K20, K21): what comes twice becomes one, and what was
/// erased stays so.
struct CardStories {
    private static let code = "91330523XU0010005G"
    private let network: Network

    init() throws { network = try Network("beijing", "anji") }

    private func nothingIsOpen() throws {
        for replica in network.all { #expect(try ConflictInbox(replica).items().isEmpty) }
    }

    @Test func `K04 one verified code is one card, whose names and sectors are both sites'`() throws
    {
        let atHub = try network.add(
            "company", at: "beijing", "legal_name=演示·澜图", "credit_code=\(Self.code)",
            "sectors=AIGC")
        network.wait(hours: 1)
        let atAnji = try network.add(
            "company", at: "anji", "legal_name=演示澜图（安吉）有限公司", "credit_code=\(Self.code)",
            "sectors=机器人")
        #expect(atHub == atAnji)
        try network.meet()
        for replica in network.all {
            let cards = try replica.select("SELECT id FROM company", [])
            #expect(cards.count == 1)
            let card = try #require(try replica.record("company", atHub))
            let desk = RecordDesk(replica)
            #expect(desk.value(card, "legal_name") == .text("演示澜图（安吉）有限公司"))
            #expect(desk.value(card, "sectors") == SetText.value(of: ["AIGC", "机器人"]))
            // The other name is not gone: the rule chose, and history tells.
            let names = try History(replica).writes(card, cell: "legal_name").map(\.value)
            #expect(
                Set(names) == [.text("演示·澜图"), .text("演示澜图（安吉）有限公司")])
        }
        try nothingIsOpen()
    }

    /// One code at two sites under two names, in the order of the two; both sites have heard of both.
    private func twoNames() throws -> RecordKey {
        let key = try network.add(
            "company", at: "beijing", "legal_name=演示·澜图", "credit_code=\(Self.code)",
            "former_names=澜图工作室")
        network.wait(hours: 1)
        try network.add(
            "company", at: "anji", "legal_name=Lantu, Anji", "credit_code=\(Self.code)")
        try network.meet()
        return key
    }

    private func formerNames(_ key: RecordKey, at site: String) throws -> [String] {
        let desk = RecordDesk(network[site])
        let card = try #require(try desk.find(key.text))
        let told = try RecordJSON(network[site]).json(card)["fields"]?["former_names"]
        let value = desk.value(card, "former_names") ?? .null
        #expect(told == RecordJSON.json(value))
        return SetText.elements(of: value)
    }

    @Test func `K04 the name that does not show is a former name, without a write`() throws {
        let key = try twoNames()
        for site in ["beijing", "anji"] {
            #expect(try formerNames(key, at: site) == ["演示·澜图", "澜图工作室"].sorted())
            let card = try #require(try network[site].record("company", key))
            #expect(RecordDesk(network[site]).value(card, "legal_name") == .text("Lantu, Anji"))
            // The column is as it was typed.
            let stored = try network[site].select("SELECT former_names FROM company")
            #expect(stored == [[.text("澜图工作室")]])
        }
        try nothingIsOpen()
    }

    @Test
    func
        `K04 who then writes the name keeps the others as former ones, and an undo gives them back`()
        throws
    {
        let key = try twoNames()
        let made = try network.edit(key, at: "beijing", "legal_name=演示·澜图")
        try network.meet()
        for site in ["beijing", "anji"] {
            #expect(try formerNames(key, at: site) == ["Lantu， Anji", "澜图工作室"].sorted())
        }
        // A renaming of a card with one name is no merge of two.
        let other = try network.add("company", at: "anji", "legal_name=演示·竹")
        try network.edit(other, at: "anji", "legal_name=演示·竹韵")
        #expect(try formerNames(other, at: "anji").isEmpty)
        try network.edit(key, at: "anji", "former_names=澜图工作室")
        #expect(try formerNames(key, at: "anji") == ["澜图工作室"], "a typing error is taken out")
        for dot in made { _ = try network["beijing"].undo(dot, author: "t", reason: nil) }
        #expect(try formerNames(key, at: "beijing") == ["演示·澜图", "澜图工作室"].sorted())
    }

    @Test func `K20 what the hub erased stays erased, whatever a branch wrote offline`() throws {
        let company = try network.add("company", at: "anji", "legal_name=演示·甲公司")
        let tenancy = try network.add(
            "tenancy", at: "anji", "site=anji", "company=\(company)", "phone=12012345678")
        try network.meet()
        let work = EraseWork(network["beijing"])
        let plan = try work.plan(tenancy.text, fields: ["phone"], reason: "本人要求")
        try work.carryOut(plan, author: "beijing", reason: "本人要求")
        network.wait(hours: 1)
        try network.edit(tenancy, at: "anji", "phone=12087654321")
        try network.meet()
        for replica in network.all {
            let record = try #require(try replica.record("tenancy", tenancy))
            #expect(RecordDesk(replica).value(record, "phone") == .erased)
            #expect(try replica.verify().findings.isEmpty)
        }
        try nothingIsOpen()
        // Nor does it come back by a later edit of the branch, which is a new value and lawful.
        try network.edit(tenancy, at: "anji", "note=搬到三楼")
        try network.meet()
        #expect(try network.shown(tenancy, "phone", at: "beijing") == .erased)
    }

    @Test func `what a rule remembered of an erased contact goes with it, at every site`() throws {
        let contact = "canary-7Q4"
        let team = try network.add(
            "company", at: "beijing", "legal_name=演示·澜图", "kind=team", "contact=\(contact)")
        try network.add("company", at: "anji", "legal_name=演示澜图（安吉）有限公司", "contact=\(contact)")
        try network.meet()
        for replica in network.all { #expect(try ConflictInbox(replica).items().count == 1) }
        for card in try network["beijing"].select("SELECT id FROM company", []) {
            let work = EraseWork(network["beijing"])
            let key = try #require(card[0].text)
            let plan = try work.plan(key, fields: ["contact"], reason: "本人要求")
            try work.carryOut(plan, author: "beijing", reason: "本人要求")
        }
        try network.meet()
        for replica in network.all {
            _ = try ConflictInbox(replica).items()
            try network.edit(team, at: "\(replica.meta.site)", "note=第二次")
            for suffix in ["", "-wal"] {
                let bytes = FileManager.default.contents(atPath: replica.databasePath + suffix)
                #expect(
                    bytes?.range(of: Data(contact.utf8)) == nil, "\(replica.meta.site) \(suffix)")
            }
        }
    }

    @Test func `an erasure is not called done while copies in snapshots cannot be taken away`()
        throws
    {
        let card = try network.add(
            "company", at: "beijing", "legal_name=演示·甲公司", "contact=吴倩")
        let folder = network["beijing"].directory + "/snapshots"
        try FileManager.default.createSymbolicLink(
            atPath: folder, withDestinationPath: FileManager.default.temporaryDirectory.path)
        let work = EraseWork(network["beijing"])
        let plan = try work.plan(card.text, fields: ["contact"], reason: "本人要求")
        try work.carryOut(plan, author: "beijing", reason: "本人要求")
        #expect(try network["beijing"].awaitsScrub() != nil)
        try FileManager.default.removeItem(atPath: folder)
        try network.edit(card, at: "beijing", "note=x")
        #expect(try network["beijing"].awaitsScrub() == nil)
    }

    @Test func `K21 one spreadsheet imported at two sites is one set of records`() throws {
        let kind = try #require(NetworkSchema.kind("company"))
        for (site, changed) in [("beijing", 0), ("anji", 3)] {
            let rows = (0..<214).map { row in
                ["演示·第\(row)公司", row < changed ? "简称\(row)改" : "简称\(row)"]
            }
            let bytes = try DelimitedWriter().write(
                header: ["legal_name", "display_name"], rows: rows.map { $0.map(Cell.text) })
            try bring(bytes, kind, at: site)
            network.wait(hours: 1)
        }
        try network.meet()
        for replica in network.all {
            #expect(try replica.select("SELECT count(*) FROM company", [])[0][0] == .integer(214))
            let changed = try replica.select(
                "SELECT count(*) FROM company WHERE display_name LIKE '%改'", [])
            #expect(changed[0][0] == .integer(3), "the later of two lists is shown")
        }
        // The list of the one, beside what the other brought: 214 rows, 0 new, 3 differ in a column.
        let rows = (0..<214).map { ["演示·第\($0)公司", "简称\($0)"] }
        let bytes = try DelimitedWriter().write(
            header: ["legal_name", "display_name"], rows: rows.map { $0.map(Cell.text) })
        let work = try bring(bytes, kind, at: "beijing")
        #expect(work.added.isEmpty && work.same == 211)
        #expect(
            work.changed.map { Array($0.fields.keys) }
                == Array(repeating: ["display_name"], count: 3))
    }

    @Test
    func
        `K21 what differs between two copies of a spreadsheet is asked about, and nothing else is`()
        throws
    {
        try network.addSites()
        let kind = try #require(NetworkSchema.kind("demand"))
        for (site, changed) in [("beijing", 0), ("anji", 3)] {
            let rows = (0..<214).map { row in
                ["anji", "竹业公司", "第\(row)道工序", row < changed ? "3" : "2"]
            }
            let bytes = try DelimitedWriter().write(
                header: ["site", "asker", "problem", "severity"],
                rows: rows.map { $0.map(Cell.text) })
            let work = try bring(bytes, kind, at: site)
            #expect(work.added.count == 214)
            network.wait(hours: 1)
        }
        try network.meet()
        for replica in network.all {
            #expect(try replica.select("SELECT count(*) FROM demand", [])[0][0] == .integer(214))
            let items = try ConflictInbox(replica).items()
            #expect(items.count == 3, "three questions, not 214")
            for item in items {
                guard case .cell(let conflict) = item.content else {
                    Issue.record("\(item.kind)")
                    continue
                }
                #expect(conflict.cell == "severity" && conflict.siblings.count == 2)
            }
        }
    }

    @discardableResult
    private func bring(_ bytes: [UInt8], _ kind: RecordKind, at site: String) throws -> ImportWork {
        let replica = network[site]
        let file = try KindImport.read(bytes, fields: KindPlan.fields(of: kind))
        let plan = try KindPlan(file, kind: kind, in: replica)
        let work = try ImportWork(replica, plan.records, same: plan.same)
        try work.apply(author: site, file: "companies.csv")
        return work
    }
}
