import Causality
import Storage
import Sync
import Testing
import Wire

/// What has been opened of the log is forgotten with every write that may change what it says.
struct ShelfTests {
    private let sites = Sites()

    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func `what is read piece by piece is what is read whole, after any work`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let replicas = try ["beijing", "anji", "hangzhou"].map { try sites.make($0) }
        for step in 0..<40 {
            sites.clock.advance(UInt64.random(in: 0...2_000, using: &random))
            let replica = replicas[Int.random(in: 0..<3, using: &random)]
            let other = replicas[Int.random(in: 0..<3, using: &random)]
            if step % 5 == 4, other !== replica {
                try carry(from: replica, to: other)
                try expectOpenedAgrees(other, "seed \(seed), step \(step)")
            } else {
                try RandomWork.edit(replica, &random)
            }
        }
        for replica in replicas { try expectOpenedAgrees(replica, "seed \(seed)") }
    }

    @Test func `many rows of one transaction are each found, also those it writes twice`() throws {
        let anji = try sites.make("anji")
        try anji.edit(author: "import") { draft in
            for number in 0..<300 {
                try draft.insert(
                    "lease", key("L-\(number)"),
                    ["site": .text("anji"), "rent": .integer(Int64(number))])
            }
        }
        try anji.edit(author: "bulk") { draft in
            for number in 0..<300 {
                try draft.set("lease", key("L-\(number)"), ["rent": .integer(1)])
                try draft.add("lease", key("L-\(number)"), "visits", 2)
            }
        }
        try expectOpenedAgrees(anji)
    }

    @Test func `a cut that comes makes what was opened void`() throws {
        let world = KeyedSites()
        let (hub, anji, hangzhou) = try world.joined()
        for branch in [anji, hangzhou] { try world.sync(branch, hub) }
        try world.company(anji, "C-1")
        try world.sync(anji, hangzhou)
        world.sites.clock.advance(1)
        try hub.revoke(site("anji"), author: "王芳", reason: "stolen")
        try expectOpenedAgrees(hangzhou)
        try world.sync(hangzhou, hub)
        #expect(try hangzhou.voidTransactions() == [site("anji"): 1])
        try expectOpenedAgrees(hangzhou)
    }

    @Test func `a fork that arrives calls what was opened otherwise`() throws {
        let hub = try sites.make("beijing")
        do {
            let anji = try sites.make("anji")
            try lease(anji)
            try exchange(anji, hub)
        }
        let other = try sites.twin(of: "anji", as: "twin")
        let one = try sites.open("anji")
        try setRent(one, 900)
        try setRent(one, 950)
        try setRent(other, 1100)
        try exchange(one, hub)
        try expectOpenedAgrees(hub)
        try exchange(other, hub)
        #expect(try hub.forks().count == 1)
        try expectOpenedAgrees(hub)
    }

    @Test func `an erased value is not read from what was opened, whoever erased it`() throws {
        for isByAnother in [false, true] {
            let sites = Sites()
            let hub = try sites.make("beijing", schema: ErasureTests.schema)
            try hub.edit(author: "hub") {
                try $0.insert("tenant", key("P-1"), ["name": .text("Lan"), "phone": .text("120")])
            }
            try expectOpenedAgrees(hub)
            let eraser =
                isByAnother ? try sites.open("beijing", schema: ErasureTests.schema) : hub
            try eraser.erase(
                "tenant", key("P-1"), fields: ["phone"], author: "hub", reason: "demand")
            let dots = try hub.record("tenant", key("P-1")).map { $0.cells[0].siblings.map(\.dot) }
            let first = try #require(dots?.first)
            let left = try hub.operations(of: first, on: "tenant", key("P-1"))
            #expect(!"\(left)".contains("120"), "by another connection: \(isByAnother)")
            try expectOpenedAgrees(hub)
        }
    }

    @Test func `nothing is opened for later while something is written, nor within its view`()
        throws
    {
        let anji = try sites.make("anji")
        try lease(anji)
        let dot = try #require(try anji.record("lease", key("L-1"))?.cells[1].siblings.first?.dot)
        // What is read in a write that is taken back must not stay.
        struct TakenBack: Error {}
        var within: [Dot] = []
        #expect(throws: TakenBack.self) {
            try anji.write {
                within = try anji.edit(author: "test") {
                    try $0.set("lease", key("L-1"), ["rent": .integer(5)])
                }
                for dot in within { #expect(try anji.heading(dot) != nil) }
                throw TakenBack()
            }
        }
        for dot in within { #expect(try anji.heading(dot) == nil) }
        try anji.read {
            #expect(try anji.heading(dot) != nil)
            let made = try anji.edit(author: "test") {
                try $0.set("lease", key("L-1"), ["rent": .integer(7)])
            }
            for dot in made { #expect(try anji.heading(dot)?.author == "test") }
        }
        try expectOpenedAgrees(anji)
    }

    @Test func `the newest of what was open in a cell is that of all that was ever open`() throws {
        let replicas = try ["beijing", "anji"].map { try sites.make($0) }
        for number in 0..<12 {
            sites.clock.advance(1 + UInt64(number % 3))
            try replicas[1].edit(author: "test") { draft in
                try draft.insert(
                    "lease", key("L-\(number)"), ["site": .text("anji"), "rent": .integer(1)])
            }
            try carry(from: replicas[1], to: replicas[0])
            for (at, replica) in replicas.enumerated() {
                try replica.edit(author: "test") { draft in
                    let cell = number % 4 == 0 ? "from_day" : "rent"
                    let value: Value =
                        number % 4 == 0 ? .text("2026-01-0\(at + 1)") : .integer(Int64(at) + 5)
                    try draft.set("lease", key("L-\(number)"), [cell: value])
                }
            }
            try carry(from: replicas[1], to: replicas[0])
        }
        let all = try replicas[0].seenConflicts()
        for cell in ["rent", "period", "label"] {
            let wanted = all.filter { $0.cell == cell }
                .sorted { ($1.openedMilliseconds, $0.id) < ($0.openedMilliseconds, $1.id) }
            for limit in [0, 1, 5, 100] {
                let found = try replicas[0].seenConflicts(of: "lease", cell: cell, limit: limit)
                #expect(found == Array(wanted.prefix(limit)))
            }
        }
        #expect(all.count == 12)
        for one in all { #expect(try replicas[0].seenConflict(one.id) == one) }
        #expect(try replicas[1].seenConflict(all[0].id) == nil)
    }

    private func lease(_ replica: Replica) throws {
        sites.clock.advance(1)
        try replica.edit(author: "test") { draft in
            try draft.insert("lease", key("L-1"), ["site": .text("anji"), "rent": .integer(1)])
        }
    }

    private func setRent(_ replica: Replica, _ rent: Int64) throws {
        sites.clock.advance(1)
        try replica.edit(author: "test") { draft in
            try draft.set("lease", key("L-1"), ["rent": .integer(rent)])
        }
    }
}
