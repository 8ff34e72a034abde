import Causality
import Domain
import Storage
import Testing
import Wire

@testable import Workflows

/// What is told about one conflict before anybody decides it.
struct BriefingTests {
    @Test func `both ends tell the same story of how the sides were written apart`() throws {
        let scene = try RentScene()
        try scene.rent(900, at: "anji")
        scene.network.wait(hours: 5)
        try scene.rent(1_100, at: "beijing")
        try scene.network.meet()
        let causes = try ["anji", "beijing"].map { try #require(try scene.briefing(at: $0).cause) }
        for cause in causes {
            #expect(cause.kind == .apart)
            #expect(cause.views.map(\.letter) == ["A", "B"])
            #expect(cause.views.map(\.site.name) == ["anji", "beijing"])
            let span = try #require(cause.outOfTouch)
            #expect(span.until - span.from == 5 * 3_600_000)
            #expect(cause.views[0].lastNews == nil)
            #expect(cause.views[1].lastNews?.dot.stream.origin.site.name == "anji")
        }
        #expect(
            causes[0].views.map(\.wroteMilliseconds) == causes[1].views.map(\.wroteMilliseconds))
    }

    @Test func `the first write that knew the other side ends the time apart`() throws {
        let scene = try RentScene()
        try scene.disagree()
        #expect(try scene.briefing(at: "anji").cause?.endedMilliseconds == nil)
        scene.network.wait(hours: 2)
        try scene.network.edit(scene.tenancy, at: "anji", "note=called them")
        try scene.network.meet()
        for site in ["anji", "beijing"] {
            let cause = try #require(try scene.briefing(at: site).cause)
            #expect(cause.views[0].sawOtherMilliseconds == cause.endedMilliseconds)
            #expect(cause.views[1].sawOtherMilliseconds == nil)
        }
    }

    @Test func `a choice is tried out and nothing of it stays`() throws {
        let scene = try RentScene()
        try scene.disagree()
        let replica = scene.network["beijing"]
        let before = (
            try replica.vector { _ in true }, try ConflictInbox(replica).items().map(\.id)
        )
        let outlooks = try scene.briefing(at: "beijing").outlooks
        #expect(outlooks.map(\.choice) == ["A", "B", "base"])
        let monthly = outlooks.map { $0.figures.first { $0.name == .monthlyRent }?.amount }
        #expect(monthly == [900_000, 1_100_000, 1_000_000])
        #expect(try replica.vector { _ in true } == before.0)
        #expect(try ConflictInbox(replica).items().map(\.id) == before.1)
    }

    @Test func `what can be taken is named in the language of the reader`() throws {
        let scene = try RentScene()
        try scene.disagree()
        let briefing = try scene.briefing(at: "beijing")
        let told = { (language: Language) in
            BriefingText(briefing, language) { "\($0)" }.figureLines.map { $0.text(language) }
        }
        #expect(told(.zh).first == "每月租金：A 9,000.00 / B 11,000.00 / 共同起点 10,000.00")
        #expect(told(.en).first == "rent a month: A 9,000.00 / B 11,000.00 / base 10,000.00")
    }

    @Test func `a choice that breaks a rule says so, and one that does not`() throws {
        let scene = try RentScene()
        let term = try scene.network.add(
            "tenancy_term", at: "anji", "tenancy=\(scene.tenancy)", "company=\(scene.company)",
            "from_day=2026-01-01", "to_day=2026-05-01", "kind=free")
        try scene.network.meet()
        try scene.network.edit(term, at: "anji", "to_day=2026-06-01")
        try scene.network.edit(term, at: "beijing", "to_day=2026-12-01")
        try scene.network.meet()
        let item = try #require(
            try ConflictInbox(scene.network["anji"]).items().first { $0.kind == "field" })
        let outlooks = try scene.briefing(of: item, at: "anji").outlooks
        let broken = outlooks.map { $0.broken.map(\.rule) }
        #expect(broken == [[], [.sixFreeMonths], []])
        #expect(outlooks.allSatisfy { $0.rules.map(\.rule).contains(.termsDoNotOverlap) })
    }

    @Test func `whether a seat is given is for its site to decide, a rent for site and hub`() throws
    {
        let scene = try RentScene()
        try scene.disagree()
        let inbox = ConflictInbox(scene.network["anji"])
        let item = try #require(try inbox.items().first)
        #expect(inbox.decider(item).code == "either")
        #expect(inbox.decider(item).sites.map(\.name) == ["anji", "beijing"])
        let seat = try scene.network.add(
            "seat", at: "anji", "label=A-1", "kind=fixed", "state=in-service")
        let given = try scene.network.add(
            "seat_assignment", at: "anji", "seat=\(seat)", "company=\(scene.company)",
            "tenancy=\(scene.tenancy)", "from_day=2026-01-01", "to_day=2026-02-01",
            "state=proposed")
        try scene.network.meet()
        try scene.network.edit(given, at: "anji", "state=confirmed")
        try scene.network.edit(given, at: "beijing", "state=ended")
        try scene.network.meet()
        let state = try inbox.items().first { item in
            if case .cell(let cell) = item.content { cell.cell == "state" } else { false }
        }
        if let state { #expect(inbox.decider(state).code == "site-owner") }
    }

    @Test func `similar conflicts are those of the same field between the same sites`() throws {
        let scene = try RentScene()
        let other = try scene.network.add(
            "tenancy", at: "anji", "company=\(scene.company)", "rent_fen=700", "deposit_fen=5")
        try scene.disagree()
        try scene.network.edit(other, at: "anji", "rent_fen=710")
        try scene.network.edit(other, at: "beijing", "rent_fen=720")
        try scene.network.edit(other, at: "anji", "deposit_fen=6")
        try scene.network.edit(other, at: "beijing", "deposit_fen=7")
        try scene.network.meet()
        let items = try ConflictInbox(scene.network["anji"]).items()
        #expect(items.count == 3)
        let rents = items.filter { item in
            if case .cell(let cell) = item.content { cell.cell == "rent_fen" } else { false }
        }
        #expect(rents.count == 2)
        for item in rents { #expect(item.similar(among: items).count == 1) }
    }

    @Test func `three decisions for one site are a ground for a suggestion, two are none`() throws {
        let scene = try RentScene()
        for round in 0..<4 {
            let tenancy = try scene.network.add(
                "tenancy", at: "anji", "company=\(scene.company)", "rent_fen=\(700 + round)")
            try scene.network.meet()
            try scene.network.edit(tenancy, at: "anji", "rent_fen=\(600 + round)")
            try scene.network.edit(tenancy, at: "beijing", "rent_fen=\(800 + round)")
            try scene.network.meet()
            let briefing = try scene.briefing(at: "beijing")
            if round < 3 {
                #expect(briefing.suggestion == nil)
            } else {
                #expect(briefing.suggestion?.take == "A")
                #expect(briefing.suggestion?.basisCode == "history")
            }
            guard case .cell(let cell) = briefing.item.content else { return }
            _ = try ConflictInbox(scene.network["beijing"]).resolve(
                cell, to: briefing.sides[0].value, author: "周凯", reason: nil)
            try scene.network.meet()
            scene.network.wait(hours: 1)
        }
    }

    @Test func `conflicts that are over are told with how they ended`() throws {
        let scene = try RentScene()
        try scene.disagree()
        let inbox = ConflictInbox(scene.network["beijing"])
        guard case .cell(let cell) = try #require(try inbox.items().first).content else { return }
        _ = try inbox.resolve(cell, to: .integer(95_000), author: "周凯", reason: "paper")
        try scene.network.meet()
        let settled = try inbox.settled(among: try scene.network["beijing"].seenConflicts())
        #expect(settled.map(\.id) == [cell.id])
        #expect(settled.first?.state == "resolved")
        #expect(settled.first?.standing?.reason == "paper")
    }

    @Test func `a conflict with a new side is told as superseded by the one it has become`() throws
    {
        let scene = try RentScene()
        try scene.disagree()
        let replica = scene.network["beijing"]
        let old = try #require(try ConflictInbox(replica).items().first)
        try scene.rent(950, at: "anji")
        try scene.network.meet()
        let settled = try ConflictInbox(replica).settled(among: try replica.seenConflicts())
        let told = try #require(settled.first { $0.id == old.id })
        #expect(told.state == "superseded")
        #expect(told.successor?.id == (try ConflictInbox(replica).items().first?.id))
    }
}

/// A tenancy of ten seats at Anji that Anji and Beijing both know.
struct RentScene {
    let network: Network
    let company: RecordKey
    let tenancy: RecordKey

    init() throws {
        network = try Network("beijing", "anji")
        company = try network.add("company", at: "anji", "legal_name=演示·澜图")
        tenancy = try network.add(
            "tenancy", at: "anji", "company=\(company)", "rent_fen=1000", "seat_count=10")
        try network.meet()
    }

    func rent(_ yuan: Int, at site: String) throws {
        try network.edit(tenancy, at: site, "rent_fen=\(yuan)")
    }

    /// Anji writes 900 and Beijing 1,100 while they are apart.
    func disagree() throws {
        try rent(900, at: "anji")
        try rent(1_100, at: "beijing")
        try network.meet()
    }

    /// What a site tells about the only conflict that it has.
    func briefing(at site: String) throws -> ConflictBriefing {
        let items = try ConflictInbox(network[site]).items()
        return try briefing(of: try #require(items.first), at: site)
    }

    func briefing(of item: InboxItem, at site: String) throws -> ConflictBriefing {
        let inbox = ConflictInbox(network[site])
        return try ConflictBriefing(
            item, inbox, among: try inbox.items(), seen: try network[site].seenConflicts(),
            nowMilliseconds: network[site].environment.wallMilliseconds())
    }
}
