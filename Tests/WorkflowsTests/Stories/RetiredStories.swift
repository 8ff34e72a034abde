import Causality
import Domain
import Storage
import Testing
import Wire

@testable import Workflows

/// X29: one site retires a record while another, not knowing, works on it.
struct RetiredStories {
    private let network: Network
    private let sites = ["beijing", "anji"]
    init() throws { network = try Network("beijing", "anji") }

    private func tenancy() throws -> RecordKey {
        let company = try network.add("company", at: "anji", "legal_name=演示·澜图")
        let key = try network.add(
            "tenancy", at: "anji", "site=anji", "company=\(company)", "rent_fen=1000")
        try network.meet()
        return key
    }

    @discardableResult
    private func write(_ key: RecordKey, _ column: String, _ value: Value, at site: String) throws
        -> [Dot]
    {
        try network[site].edit(author: site) { try $0.set("tenancy", key, [column: value]) }
    }

    private func retire(_ key: RecordKey, at site: String, why: String = "搬走了") throws {
        try write(key, "retired", .text(why), at: site)
    }

    private func open() throws -> [Finding] { try network.findings(.retiredOrInUse, at: sites) }

    /// The rent changed at Anji and the tenancy retired in Beijing, neither knowing of the other.
    private func contested() throws -> RecordKey {
        let key = try tenancy()
        try network.edit(key, at: "anji", "rent_fen=900")
        try retire(key, at: "beijing")
        try network.meet()
        return key
    }

    @Test func `a program is told which records are retired`() throws {
        let network = try Network("beijing", "anji")
        let key = try network.add("company", at: "anji", "legal_name=演示·竹")
        let told = {
            let record = try #require(try network["anji"].record("company", key))
            return try RecordJSON(network["anji"]).json(record)["retired"]
        }
        #expect(try told() == .bool(false))
        try network.edit(key, at: "anji", "retired=登记错误")
        #expect(try told() == .bool(true))
        try network.edit(key, at: "anji", "retired=")
        #expect(try told() == .bool(false))
    }

    @Test func `retired here and edited there, a person is asked`() throws {
        let key = try contested()
        let found = try open()
        #expect(found.map(\.rows) == [[RowReference("tenancy", key)]])
        #expect(found.map(\.columns) == [["retired", "rent_fen"]])
        #expect(found.map { $0.options.map(\.code) } == [["restore", "retire"]])
    }

    @Test func `its sides are the two writes, by letter, with what each wrote`() throws {
        _ = try contested()
        let finding = try #require(try open().first)
        let told = try sites.map { site in
            try ConflictInbox(network[site]).records(finding).map { side in
                "\(side.letter) \(side.write.site) \(side.changes.map(\.cell)) \(side.told(.en))"
            }
        }
        #expect(told[0] == told[1])
        #expect(told[0].count == 2 && told[0][0].hasPrefix("A anji [\"rent_fen\"]"))
        #expect(told[0][1] == "B beijing [\"retired\"] retired because → 搬走了")
    }

    @Test func `kept retired, the edit stays in the record and nothing is open`() throws {
        let key = try contested()
        try network.decide(.retiredOrInUse, "retire", at: sites)
        #expect(try network.shown(key, "retired", at: sites) == .text("搬走了"))
        #expect(try network.shown(key, "rent_fen", at: sites) == .integer(90_000))
    }

    @Test func `put back in use, both are as if nobody had retired it`() throws {
        let key = try contested()
        try network.decide(.retiredOrInUse, "restore", at: sites)
        #expect(try network.shown(key, "retired", at: sites) == .null)
        #expect(try network.shown(key, "rent_fen", at: sites) == .integer(90_000))
    }

    @Test(arguments: ["restore", "retire"])
    func `an undone decision opens it again under an id to which the old one leads`(
        option: String
    ) throws {
        _ = try contested()
        let inbox = ConflictInbox(network["beijing"])
        let before = try #require(try inbox.items().first { $0.kind == "edit-vs-retire" })
        let finding = try #require(try open().first)
        let at = try #require(finding.options.firstIndex { $0.code == option })
        let dots = try inbox.resolve(finding, option: at + 1, author: "李娜", reason: nil)
        #expect(try inbox.items().isEmpty)
        _ = try network["beijing"].undo(
            try #require(dots.first), author: "李娜",
            reason: UndoNote.reason(undoing: try #require(dots.first), why: nil))
        try network.meet()
        #expect(try open().count == 1)
        #expect(try inbox.find(before.shortID).kind == "edit-vs-retire")
    }

    @Test func `whoever edits it knowing that it is retired has decided`() throws {
        let key = try contested()
        try write(key, "rent_fen", .integer(80_000), at: "anji")
        try network.meet()
        #expect(try open().isEmpty)
    }

    @Test func `an undone edit is no edit, and an undone retirement none`() throws {
        let key = try tenancy()
        let dots = try network.edit(key, at: "anji", "rent_fen=900")
        try retire(key, at: "beijing")
        _ = try network["anji"].undo(
            dots[0], author: "anji", reason: UndoNote.reason(undoing: dots[0], why: nil))
        try network.meet()
        #expect(try open().isEmpty)
    }

    @Test func `who knew of the other's write contests nothing`() throws {
        let first = try tenancy()
        try network.edit(first, at: "anji", "rent_fen=900")
        try network.meet()
        try retire(first, at: "beijing")
        let second = try tenancy()
        try retire(second, at: "beijing")
        try network.meet()
        try write(second, "rent_fen", .integer(80_000), at: "anji")
        try network.meet()
        #expect(try open().isEmpty)
    }

    @Test func `retired at both ends and edited by one who knew of one, nothing opens`() throws {
        let key = try tenancy()
        try retire(key, at: "anji", why: "到期")
        try write(key, "rent_fen", .integer(80_000), at: "anji")
        try retire(key, at: "beijing")
        try network.meet()
        #expect(try open().isEmpty)
    }

    @Test func `an edit that nobody had seen at the decision opens it anew`() throws {
        let key = try tenancy()
        try network.secondMachine(of: "anji", as: "laptop")
        try network.edit(key, at: "laptop", "note=续租意向")
        try network.edit(key, at: "anji", "rent_fen=900")
        try retire(key, at: "beijing")
        try network.meet(among: "beijing", "anji")
        let finding = try #require(try open().first)
        _ = try ConflictInbox(network["anji"]).resolve(
            finding, option: 2, author: "李娜", reason: nil)
        try network.meet()
        let found = try network.findings(.retiredOrInUse, at: sites + ["laptop"])
        #expect(found.map(\.columns) == [["retired", "note"]])
    }

    /// Whatever is retired, edited, decided and undone, and in whatever order it arrives.
    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func `what is open follows from whole contexts, alike at every site`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let keys = try (0..<3).map { _ in try tenancy() }
        try network.secondMachine(of: "anji", as: "laptop")
        let all = sites + ["laptop"]
        var found = 0
        for _ in 0..<40 {
            let site = all.randomElement(using: &random) ?? ""
            let other = all.filter { $0 != site }.randomElement(using: &random) ?? ""
            let key = keys.randomElement(using: &random) ?? keys[0]
            switch Int.random(in: 0..<8, using: &random) {
            case 0, 1: try retire(key, at: site, why: "\(Int.random(in: 0..<3, using: &random))")
            case 2: try write(key, "retired", .null, at: site)
            case 3, 4:
                try write(key, "rent_fen", .integer(.random(in: 0..<9, using: &random)), at: site)
            case 5:
                try write(
                    key, "note", .text("\(UInt8.random(in: 0..<9, using: &random))"), at: site)
            case 6:
                let item = try ConflictInbox(network[site]).items().first
                guard case .rule(let finding)? = item?.content else { break }
                _ = try ConflictInbox(network[site]).resolve(
                    finding, option: Int.random(in: 1...2, using: &random), author: site,
                    reason: nil)
            default:
                try network.carry(
                    from: site, to: other, most: Int.random(in: 1...9, using: &random), again: false
                )
            }
            let check = RuleCheck(network[site])
            let ids = try check.findings().map(\.id).sorted()
            #expect(try ids == check.allFindings().map(\.id).sorted(), "seed \(seed)")
            found += ids.count
        }
        #expect(found > 0, "seed \(seed) opened nothing at all")
        try network.meet(backwards: seed.isMultiple(of: 2))
        let ids = try all.map { try RuleCheck(network[$0]).findings().map(\.id).sorted() }
        #expect(ids.allSatisfy { $0 == ids[0] }, "seed \(seed)")
        for site in all { try comparePasts(network[site], seed) }
    }

    /// What is read from the ends of streams must say what contexts put together from their beginnings say.
    private func comparePasts(_ replica: Replica, _ seed: UInt64) throws {
        var contexts: [Dot: VersionVector] = [:]
        try replica.forEachTransaction { contexts[$1.dot] = $1.context }
        let past = CausalPast(replica)
        for (one, context) in contexts.sorted(by: { $0.key < $1.key }) {
            for other in contexts.keys where other.stream.scope == one.stream.scope && other != one
            {
                #expect(
                    try past.hasSeen(one, other) == context.contains(other),
                    "seed \(seed): \(one) and \(other)")
            }
        }
    }
}
