import Causality
import Domain
import Storage
import Testing

@testable import Workflows

struct RuleCheckTests {
    /// What was looked at again since the last time must leave the same findings as looking at
    /// everything.
    @Test(arguments: 1...10 as ClosedRange<UInt64>)
    func `checking what was touched finds what checking everything finds`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let network = try Network("beijing", "anji")
        for number in 1...2 {
            try network.add("company", at: "anji", "legal_name=企业\(number)")
            try network.add("seat", at: "anji", "label=A-\(number)", "kind=fixed")
            try network.add("tenancy", at: "anji", "company=企业\(number)")
        }
        try network.meet()
        var met = 0
        for _ in 0..<40 {
            let site = Bool.random(using: &random) ? "anji" : "beijing"
            try change(network, site, &random)
            if Int.random(in: 0..<6, using: &random) == 0 { try network.meet() }
            let check = RuleCheck(network[site])
            let some = try check.findings().map(\.id).sorted()
            #expect(try some == check.allFindings().map(\.id).sorted(), "seed \(seed)")
            met += some.count
        }
        try network.meet()
        let ids = try network.all.map { try RuleCheck($0).findings().map(\.id).sorted() }
        #expect(ids[0] == ids[1], "seed \(seed)")
        #expect(met > 0, "seed \(seed) broke no rule at all")
    }

    @Test func `a record is looked at where no rule was ever asked anything`() throws {
        let network = try Network("beijing", "anji")
        try network.add("company", at: "anji", "legal_name=企业一")
        try network.meet()
        let replica = network["beijing"]
        let key = try #require(try replica.keys(of: "company", prefix: "", limit: 1).first)
        let record = try #require(try replica.record("company", key))
        #expect(try !RuleCheck(replica).hasBegun())
        #expect(try ConflictInbox(replica).items(about: record).isEmpty)
        _ = try RuleCheck(replica).findings()
        #expect(try RuleCheck(replica).hasBegun())
    }

    /// Shares that end anywhere, with writes between them, must leave what looking at everything leaves; and a
    /// queue that reads anew what was touched must be the queue that is read as a whole.
    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func `shares of any size leave the same findings, and the kept queue is the queue`(
        seed: UInt64
    ) throws {
        var random = SeededGenerator(seed: seed)
        let network = try Network("beijing", "anji")
        for number in 1...2 {
            try network.add("company", at: "anji", "legal_name=企业\(number)")
            try network.add("seat", at: "anji", "label=A-\(number)", "kind=fixed")
            try network.add("tenancy", at: "anji", "company=企业\(number)")
        }
        try network.meet()
        let shelves = ["anji": QueueShelf(), "beijing": QueueShelf()]
        let day = LocalDay.from(epochMilliseconds: 1_691_800_000_000, offsetSeconds: 28_800)
        var (met, shares) = (0, 0)
        for _ in 0..<40 {
            let site = Bool.random(using: &random) ? "anji" : "beijing"
            try change(network, site, &random)
            let tenancy = try network[site].keys(of: "tenancy", prefix: "", limit: 9)
                .randomElement(using: &random)
            if let tenancy {
                let number = Int.random(in: 1...9, using: &random)
                try network.edit(tenancy, at: site, "seat_count=\(number)")
            }
            if Int.random(in: 0..<5, using: &random) == 0 { try network.meet() }
            let check = RuleCheck(network[site])
            let most = Int.random(in: 1...7, using: &random)
            while try check.advance(rows: most) { shares += 1 }
            let some = try check.found().map(\.id).sorted()
            #expect(try some == check.allFindings().map(\.id).sorted(), "seed \(seed)")
            guard let shelf = shelves[site], Bool.random(using: &random) else { continue }
            let kept = try shelf.open(network[site], on: day)
            let whole = try ConflictInbox(network[site]).items(tellingResolutions: false)
            #expect(kept.items.map(\.id) == whole.map(\.id), "seed \(seed)")
            #expect(kept.items.map(\.shortID) == whole.map(\.shortID), "seed \(seed)")
            #expect(
                kept.cells.map(\.shown) == QueueShelf.cells(of: whole).map(\.shown), "seed \(seed)")
            met += kept.cells.count
        }
        #expect(met > 0, "seed \(seed) met no open cell")
        #expect(shares > 40, "seed \(seed) was done without shares")
    }

    @Test func `a share ends with its number of rows, and the next goes on from there`() throws {
        let network = try Network("beijing")
        let company = try network.add("company", at: "beijing", "legal_name=演示")
        let check = RuleCheck(network["beijing"])
        try check.update()
        for number in 0..<30 {
            try network["beijing"].edit(author: "sqlite3") { draft in
                try draft.insert(
                    "tenancy", try #require(RecordKey("T-\(number)")),
                    [
                        "site": .text("beijing"), "company": .text(company.text),
                        "number": .text("N-\(number % 15)"),
                    ])
            }
        }
        #expect(try check.advance(rows: 10))
        #expect(try check.found().isEmpty, "not all rows are in their groups yet")
        var shares = 1
        while try check.advance(rows: 10) { shares += 1 }
        #expect(shares > 5)
        #expect(try check.found().count == 15)
        #expect(try !check.advance(rows: 10), "nothing was touched since")
    }

    @Test func `a finding closes by itself when its cause is gone`() throws {
        let network = try Network("beijing")
        let company = try network.add("company", at: "beijing", "legal_name=演示")
        let tenancy = try network.add("tenancy", at: "beijing", "company=\(company)")
        var terms: [RecordKey] = []
        for day in ["2023-01-01", "2023-02-01"] {
            terms.append(
                try network.add(
                    "tenancy_term", at: "beijing", "tenancy=\(tenancy)", "company=\(company)",
                    "from_day=\(day)", "to_day=2023-06-01", "kind=market"))
        }
        let inbox = ConflictInbox(network["beijing"])
        let open = try inbox.items()
        #expect(open.map(\.kind) == ["overlap"])
        try network.edit(terms[0], at: "beijing", "to_day=2023-02-01")
        #expect(try inbox.items().isEmpty)
        try network.edit(terms[0], at: "beijing", "to_day=2023-03-01")
        #expect(try inbox.find(open[0].shortID).id == inbox.items()[0].id)
    }

    private func change(
        _ network: Network, _ site: String, _ random: inout SeededGenerator
    ) throws {
        let desk = RecordDesk(network[site])
        let number = Int.random(in: 1...2, using: &random)
        let month = Int.random(in: 1...9, using: &random)
        let from = "2023-0\(month)-01"
        let to = "2023-1\(Int.random(in: 0...2, using: &random))-01"
        let any = { (kind: String, random: inout SeededGenerator) throws -> RecordKey? in
            try network[site].keys(of: kind, prefix: "", limit: 50).randomElement(using: &random)
        }
        switch Int.random(in: 0..<9, using: &random) {
        case 7:
            // The same names again and again: cards that may be one.
            let more = ["", "文化", "传媒"].randomElement(using: &random) ?? ""
            try network.add(
                "company", at: site, "legal_name=企业\(number)\(more)（\(site)）",
                "contact=\(Bool.random(using: &random) ? "吴倩" : "")")
        case 8:
            guard let one = try any("company", &random), let other = try any("company", &random)
            else { return }
            let field = ["aliases", "distinct_from"].randomElement(using: &random) ?? ""
            let links = Bool.random(using: &random) ? other.text : ""
            try network.edit(one, at: site, "\(field)=\(links)")
        case 0, 1:
            let kind = ["free", "market"].randomElement(using: &random) ?? "free"
            let tenancy = try any("tenancy", &random)
            try network.add(
                "tenancy_term", at: site, "site=anji", "tenancy=\(tenancy?.text ?? "")",
                "company=企业\(number)", "from_day=\(from)", "to_day=\(to)", "kind=\(kind)")
        case 2, 3:
            try network.add(
                "seat_assignment", at: site, "site=anji", "seat=A-\(number)",
                "tenancy=\(try any("tenancy", &random)?.text ?? "")", "company=企业\(number)",
                "from_day=\(from)", "to_day=\(to)",
                "state=\(site == "anji" ? "confirmed" : "proposed")")
        case 4:
            guard let term = try any("tenancy_term", &random) else { return }
            try network.edit(term, at: site, "to_day=\(to)")
        case 5:
            guard let seat = try any("seat", &random), try desk.find(seat.text) != nil else {
                return
            }
            let kind = ["fixed", "hot"].randomElement(using: &random) ?? "hot"
            try network.edit(seat, at: site, "kind=\(kind)")
        default:
            let kind = ["tenancy_term", "seat_assignment"].randomElement(using: &random) ?? ""
            guard let key = try any(kind, &random) else { return }
            try network[site].edit(author: "t") { draft in
                if Bool.random(using: &random) {
                    try draft.delete(kind, key)
                } else {
                    try draft.set(kind, key, ["retired": .text("x")])
                }
            }
        }
    }
}

/// SplitMix64, so that a failing run is repeated from its seed.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}
