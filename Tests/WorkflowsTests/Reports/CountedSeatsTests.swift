import Causality
import Domain
import Storage
import Testing

@testable import Workflows

/// Seats that SQLite counts must come to what seats come to that are judged one by one.
struct CountedSeatsTests {
    private static let states = ["in-service", "blocked", "removed"]

    /// One change of a seat or of who holds it, as another program would write it.
    private func change(
        _ network: Network, _ site: String, _ seats: inout [RecordKey],
        _ random: inout SeededGenerator
    ) throws {
        let day = { (random: inout SeededGenerator) in
            "2023-0\(Int.random(in: 7...9, using: &random))-1\(Int.random(in: 0...9, using: &random))"
        }
        let seat = seats.randomElement(using: &random)
        switch (Int.random(in: 0..<9, using: &random), seat) {
        case (0...1, _), (_, nil):
            let label = "A-\(seats.count)"
            seats.append(try network.add("seat", at: "anji", "label=\(label)", "kind=fixed"))
        case (2...3, let seat?):
            let state = Self.states.randomElement(using: &random) ?? ""
            guard try network[site].record("seat", seat) != nil else { return }
            let since: Value = Bool.random(using: &random) ? .text(day(&random)) : .null
            try network[site].edit(author: "sqlite3") { draft in
                try draft.set("seat", seat, ["state": .text(state), "state_since": since])
            }
        case (4, let seat?):
            let key = RecordKey("X-\(Int.random(in: 0..<1_000_000, using: &random))")
            guard let key, try network["anji"].record("seat_assignment", key) == nil else { return }
            let from = day(&random)
            try network["anji"].edit(author: "sqlite3") { draft in
                try draft.insert(
                    "seat_assignment", key,
                    [
                        "site": .text("anji"), "seat": .text(seat.text), "from_day": .text(from),
                        "state": .text("confirmed"),
                    ])
            }
        case (5, let seat?):
            guard try network[site].record("seat", seat) != nil else { return }
            try network[site].edit(author: "sqlite3") { draft in
                try draft.set("seat", seat, ["retired": .text("x")])
            }
        case (6, let seat?):
            // A delete that crosses another write leaves open whether the seat is there.
            guard try network[site].record("seat", seat) != nil else { return }
            try network[site].edit(author: "sqlite3") { try $0.delete("seat", seat) }
        case (_, _):
            let held = try network[site].keys(of: "seat_assignment", prefix: "", limit: 50)
            guard let held = held.randomElement(using: &random) else { return }
            let until = day(&random)
            try network[site].edit(author: "sqlite3") { draft in
                try draft.set("seat_assignment", held, ["to_day": .text(until)])
            }
        }
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func `counting seats that are alike gives what judging each of them gives`(seed: UInt64) throws
    {
        var random = SeededGenerator(seed: seed)
        let network = try Network("beijing", "anji")
        try network.addSites()
        var seats: [RecordKey] = []
        let hub = network["beijing"]
        // Shares of two seats, so that there are many and they are counted anew one by one.
        let shelf = OfficeShelf(counts: CountShelf(shareSize: 2))
        var undecided = 0
        for step in 0..<48 {
            let site = Bool.random(using: &random) ? "anji" : "beijing"
            try change(network, site, &seats, &random)
            if step % 4 == 3 { try network.meet() }
            if step == 20 { try cross(network, &seats) }
            guard step % 2 == 1 else { continue }
            let day = LocalDay("2023-08-1\(Int.random(in: 0...9, using: &random))")
            for kind in [ReportKind.occupancy, .forecast, .torch] {
                let counted = try ReportDesk(hub, milliseconds: reportNow, shelf: shelf)
                    .make(kind, ReportRequest(day: day, isListing: false))
                let listed = try ReportDesk(hub, milliseconds: reportNow)
                    .make(kind, ReportRequest(day: day))
                #expect(
                    counted.rows.map { $0.cells.map(\.content) }
                        == listed.rows.map { $0.cells.map(\.content) }, "\(kind), seed \(seed)")
                #expect(
                    counted.figures.map(\.cell.content) == listed.figures.map(\.cell.content),
                    "\(kind), seed \(seed)")
                // What has a list behind it has one in both.
                #expect(
                    counted.figures.map(\.cell.records.isEmpty)
                        == listed.figures.map(\.cell.records.isEmpty), "\(kind), seed \(seed)")
            }
            undecided += try agree(hub, shelf, seed)
        }
        #expect(undecided > 0, "seed \(seed) has no seat that is undecided")
    }

    /// A delete and a write of a seat that have not seen each other: whether it is there is undecided from now on.
    private func cross(_ network: Network, _ seats: inout [RecordKey]) throws {
        let seat = try network.add("seat", at: "anji", "label=X-\(seats.count)", "kind=fixed")
        seats.append(seat)
        try network.meet()
        try network["anji"].edit(author: "sqlite3") { try $0.delete("seat", seat) }
        try network["beijing"].edit(author: "sqlite3") { draft in
            try draft.set("seat", seat, ["note": .text("靠窗")])
        }
        try network.meet()
    }

    /// The overview of what is kept against the one that is made afresh, and against the report of occupancy.
    /// Returns how many of its numbers are ranges.
    private func agree(_ hub: Replica, _ shelf: OfficeShelf, _ seed: UInt64) throws -> Int {
        let kept = try Overview(hub, nowMilliseconds: reportNow, shelf: shelf)
        let fresh = try Overview(hub, nowMilliseconds: reportNow)
        for (one, other) in zip(kept.sites, fresh.sites) {
            #expect(one.site == other.site)
            #expect(one.seatsInService == other.seatsInService, "seed \(seed)")
            #expect(one.seatsAssigned == other.seatsAssigned, "seed \(seed)")
            #expect(one.seatsFree == other.seatsFree, "seed \(seed)")
        }
        // Each seat by itself, as the overview defines it, without the shelf and without SQLite's counting.
        let open = try OpenCells(hub.openConflicts())
        var serving: [String: Range64] = [:]
        for row in try hub.select("SELECT id, site, state, retired FROM seat") {
            let key = try #require(row[0].text.flatMap { RecordKey($0) })
            let cells = open.row("seat", key)
            let serves = cells.values("state", shown: row[2])
                .map { ($0.text ?? "in-service") == "in-service" }.verdict
                .both(cells.stands(retired: row[3]))
            serving[row[1].text ?? "", default: .zero].add(serves)
        }
        for site in kept.sites {
            #expect(site.seatsInService == serving[site.site.name] ?? .zero, "seed \(seed)")
        }
        return kept.sites.count { !$0.seatsInService.isSettled || !$0.seatsAssigned.isSettled }
    }
}
