import Causality
import Domain
import Storage
import Testing

@testable import Workflows

/// The days of seats that are given and given back, and of how many a contract speaks.
struct SeatWorkTests {
    private let room: DeskRoom

    init() throws { room = try DeskRoom() }

    @Test func `a seat that was sat at is not given back from before its first day`() throws {
        try room.movedIn("A-001", "A-002")
        #expect(
            room.code { try room.anji.release(["A-001"], on: room.day("2020-01-01")) } == .period)
        #expect(
            room.code { try room.anji.release(["A-001"], on: room.day("2023-05-31")) } == .period)
        #expect(try room.holders(on: "2023-07-01") == ["A-001", "A-002"])
        #expect(try room.assignments(of: "A-001", "state") == ["confirmed"])
        _ = try room.anji.release(["A-001"], on: room.day("2023-06-01"))
        #expect(try room.holders(on: "2023-06-01") == ["A-001", "A-002"], "its first day was its")
        #expect(try room.holders(on: "2023-06-02") == ["A-002"])
    }

    @Test func `a seat that begins later never begins, be it given back or moved out of`() throws {
        try room.movedIn("A-001")
        let later = try room.day("2023-09-01")
        _ = try room.anji.assign("澜图", ["A-002", "A-003"], at: nil, from: later, to: nil)
        _ = try room.anji.release(["A-002"], on: nil)
        #expect(try room.assignments(of: "A-002", "state") == ["ended"])
        _ = try room.anji.moveOut("澜图", on: nil, exit: nil, to: nil, handover: nil)
        #expect(try room.assignments(of: "A-003", "state") == ["ended"])
        #expect(try room.holders(on: "2023-08-11") == ["A-001"])
        #expect(try room.holders(on: "2023-09-01").isEmpty)
    }

    @Test func `who moves out has not left a seat before it was given one`() throws {
        try room.movedIn("A-001")
        _ = try room.anji.assign("澜图", ["A-002"], at: nil, from: room.day("2023-08-01"), to: nil)
        let leave = { (day: String) in
            try room.anji.moveOut("澜图", on: room.day(day), exit: nil, to: nil, handover: nil)
        }
        #expect(room.code { try leave("2023-07-15") } == .period)
        #expect(try room.holders(on: "2023-08-05") == ["A-001", "A-002"])
        #expect(room.code { try leave("2023-08-05") } == nil)
    }

    @Test func `a name with blanks is one word of the command that comes next`() throws {
        try room.network.add("company", at: "anji", "legal_name=Demo Lan Robotics")
        let noted = try room.anji.sign(
            "Demo Lan", from: room.day("2023-09-01"), to: nil, seats: 1, number: nil)
        #expect(noted.next?.en.contains("moso move-in 'Demo Lan Robotics' A-") == true)
        #expect(noted.next?.zh.contains("moso 入驻 'Demo Lan Robotics' A-") == true)
        let other = try room.anji.sign(
            "青桐", from: room.day("2023-09-01"), to: nil, seats: 1, number: nil)
        #expect(other.next?.zh.contains("moso 入驻 演示·青桐分子 A-") == true)
    }

    // MARK: What was proposed

    private func proposed(_ labels: [String], _ from: String, _ to: String?) throws {
        _ = try room.desk("beijing").assign(
            "澜图", labels, at: "anji", from: room.day(from), to: to.map(room.day))
        try room.network.meet()
    }

    @Test func `what is confirmed keeps the days that were proposed, and they are said`() throws {
        try room.movedIn("A-001")
        try room.network.meet()
        try proposed(["A-004"], "2023-09-04", "2023-09-29")
        try proposed(["A-005"], "2023-10-09", nil)
        let given = try room.anji.assign(
            "澜图", ["A-004", "A-005", "A-006"], at: nil, from: nil, to: nil)
        for text in [given.done.zh, given.done.en] {
            #expect(
                ["2023-09-04", "2023-09-29", "2023-10-09", "2023-08-11"].allSatisfy(text.contains),
                "\(text)")
        }
        #expect(try room.assignments(of: "A-004", "from_day") == ["2023-09-04"])
        #expect(try room.assignments(of: "A-004", "to_day") == ["2023-09-30"])
        #expect(try room.assignments(of: "A-005", "state") == ["confirmed"])
        #expect(try room.holders(on: "2023-10-10") == ["A-001", "A-005", "A-006"])
    }

    @Test func `days that are typed are those that are kept`() throws {
        try room.movedIn("A-001")
        try room.network.meet()
        try proposed(["A-004"], "2023-09-04", nil)
        let last = try room.day("2023-09-29")
        let given = try room.anji.assign("澜图", ["A-004"], at: nil, from: nil, to: last)
        #expect(given.done.en.contains("from 2023-09-04 to 2023-09-29"), "\(given.done.en)")
        #expect(try room.assignments(of: "A-004", "from_day") == ["2023-09-04"])
        #expect(try room.assignments(of: "A-004", "to_day") == ["2023-09-30"])
        try proposed(["A-005"], "2023-09-04", nil)
        _ = try room.anji.assign(
            "澜图", ["A-005"], at: nil, from: room.day("2023-09-11"), to: nil)
        #expect(try room.assignments(of: "A-005", "from_day") == ["2023-09-11"])
        try proposed(["A-006"], "2023-09-04", "2023-09-08")
        #expect(
            room.code {
                try room.anji.assign(
                    "澜图", ["A-006"], at: nil, from: room.day("2023-09-11"), to: nil)
            } == .period)
    }

    @Test func `whether a seat is free is asked for the days that are kept`() throws {
        try room.movedIn("A-001")
        try room.network.meet()
        try proposed(["A-004"], "2023-09-04", nil)
        var wish = TradeDesk.MoveIn()
        wish.seats = ["A-005"]
        _ = try room.anji.moveIn("青桐", wish)
        // Taken until the proposal begins: no matter for it.
        _ = try room.anji.assign(
            "青桐", ["A-004"], at: nil, from: nil, to: room.day("2023-09-03"))
        #expect(
            room.code { try room.anji.assign("澜图", ["A-004"], at: nil, from: nil, to: nil) } == nil)
        try room.network.meet()
        try proposed(["A-006"], "2023-09-04", nil)
        // Taken within the days of the proposal.
        _ = try room.anji.assign(
            "青桐", ["A-006"], at: nil, from: room.day("2023-09-11"), to: room.day("2023-09-15"))
        #expect(
            room.code { try room.anji.assign("澜图", ["A-006"], at: nil, from: nil, to: nil) }
                == .seatTaken)
    }

    // MARK: The number of seats

    @Test
    func `a contract counts its confirmed seats without end, whatever is given and given back`()
        throws
    {
        let tenancy = try room.movedIn("A-001", "A-002")
        try room.network.meet()
        let last = try room.day("2023-08-31")
        _ = try room.anji.assign("澜图", ["A-003"], at: nil, from: nil, to: last)
        #expect(try room.seatCount(tenancy) == .integer(2), "it has an end")
        _ = try room.anji.release(["A-003"], on: nil)
        #expect(try room.seatCount(tenancy) == .integer(2))
        try proposed(["A-004", "A-005"], "2023-09-04", nil)
        #expect(try room.seatCount(tenancy) == .integer(2))
        _ = try room.anji.release(["A-004"], on: nil)
        #expect(try room.seatCount(tenancy) == .integer(2), "it was only proposed")
        _ = try room.anji.assign("澜图", ["A-005"], at: nil, from: nil, to: nil)
        #expect(try room.seatCount(tenancy) == .integer(3))
        _ = try room.anji.release(["A-001"], on: last)
        #expect(try room.seatCount(tenancy) == .integer(2))
        _ = try room.anji.release(["A-001"], on: nil)
        #expect(try room.seatCount(tenancy) == .integer(2), "it was to end anyway")
    }

    @Test func `who goes to another site takes as many seats as its contract counts`() throws {
        try room.movedIn("A-001", "A-002")
        _ = try room.anji.assign("澜图", ["A-003"], at: nil, from: nil, to: room.day("2023-08-31"))
        try room.network.meet()
        try proposed(["A-004"], "2023-09-04", nil)
        let gone = try room.desk("beijing").transfer(
            "澜图", to: "beijing", on: nil, seats: nil, handover: nil)
        #expect(gone.done.en.contains("3 seats free"), "\(gone.done.en)")
        let there = try room.network["beijing"].select(
            "SELECT seat_count FROM tenancy WHERE site = 'beijing'")
        #expect(there.map { $0[0] } == [.integer(2)])
    }
}
