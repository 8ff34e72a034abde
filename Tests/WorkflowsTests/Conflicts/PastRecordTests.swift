import Causality
import Storage
import Testing
import Workflows

/// A record as it was at any moment.
struct PastRecordTests {
    private func rent(_ scene: RentScene, _ site: String, _ moment: PastMoment) throws -> [Value] {
        let replica = scene.network[site]
        let record = try #require(try replica.record("tenancy", scene.tenancy))
        let past = try History(replica).past(record, at: moment)
        guard let cell = past.cells.first(where: { $0.name == "rent_fen" }) else { return [] }
        return cell.standing == .open ? cell.siblings.map(\.value) : [cell.shown]
    }

    private func now(_ scene: RentScene) -> PastMoment {
        .time(milliseconds: scene.network["anji"].environment.wallMilliseconds())
    }

    @Test func `each moment shows what was written by then, at every site alike`() throws {
        let scene = try RentScene()
        var moments = [now(scene)]
        scene.network.wait(hours: 1)
        try scene.rent(900, at: "anji")
        moments.append(now(scene))
        scene.network.wait(hours: 1)
        try scene.rent(1_100, at: "beijing")
        try scene.network.meet()
        moments.append(now(scene))
        scene.network.wait(hours: 1)
        let inbox = ConflictInbox(scene.network["beijing"])
        guard case .cell(let cell) = try #require(try inbox.items().first).content else { return }
        _ = try inbox.resolve(cell, to: .integer(95_000), author: "周凯", reason: nil)
        try scene.network.meet()
        moments.append(now(scene))
        for site in ["anji", "beijing"] {
            let shown = try moments.map { Set(try rent(scene, site, $0)) }
            #expect(
                shown == [
                    [.integer(100_000)], [.integer(90_000)],
                    [.integer(90_000), .integer(110_000)], [.integer(95_000)],
                ])
        }
    }

    @Test func `as of a transaction it is what that author had before them`() throws {
        let scene = try RentScene()
        let low = try scene.network.edit(scene.tenancy, at: "anji", "rent_fen=900")
        let high = try scene.network.edit(scene.tenancy, at: "beijing", "rent_fen=1100")
        try scene.network.meet()
        for site in ["anji", "beijing"] {
            #expect(try rent(scene, site, .transaction(low[0])) == [.integer(90_000)])
            #expect(try rent(scene, site, .transaction(high[0])) == [.integer(110_000)])
        }
    }

    @Test func `before its first write a record was not there`() throws {
        let scene = try RentScene()
        let replica = scene.network["anji"]
        let record = try #require(try replica.record("tenancy", scene.tenancy))
        #expect(try !History(replica).past(record, at: .time(milliseconds: 1_000)).isThere)
        #expect(try History(replica).past(record, at: now(scene)).isThere)
    }

    @Test func `as of now it is what the record shows`() throws {
        let scene = try RentScene()
        try scene.disagree()
        let replica = scene.network["beijing"]
        let record = try #require(try replica.record("tenancy", scene.tenancy))
        let past = try History(replica).past(record, at: now(scene))
        #expect(past.cells.map(\.shown) == record.cells.map(\.shown))
        #expect(past.cells.map(\.standing) == record.cells.map(\.standing))
    }

    @Test func `deleted and added again, each life is what it was, and between them is none`()
        throws
    {
        let scene = try RentScene()
        try scene.network.edit(scene.tenancy, at: "anji", "rent_fen=900")
        var moments = [now(scene)]
        scene.network.wait(hours: 1)
        let anji = scene.network["anji"]
        try anji.edit(author: "sqlite3") { try $0.delete("tenancy", scene.tenancy) }
        moments.append(now(scene))
        scene.network.wait(hours: 1)
        try anji.edit(author: "sqlite3") { draft in
            try draft.insert(
                "tenancy", scene.tenancy,
                [
                    "site": .text("anji"), "company": .text(scene.company.text),
                    "rent_fen": .integer(70_000),
                ])
        }
        moments.append(now(scene))
        try scene.network.meet()
        for site in ["anji", "beijing"] {
            let shown = try moments.map { try rent(scene, site, $0) }
            #expect(shown == [[.integer(90_000)], [], [.integer(70_000)]])
            let record = try #require(try scene.network[site].record("tenancy", scene.tenancy))
            let past = try moments.map { try History(scene.network[site]).past(record, at: $0) }
            #expect(past.map(\.isThere) == [true, false, true])
            let seats = past[0].cells.first { $0.name == "seat_count" }
            #expect(seats?.shown == .integer(10), "what the delete took and nobody wrote again")
        }
    }

    @Test func `a delete that somebody had not seen takes nothing from what was there since`()
        throws
    {
        let scene = try RentScene()
        try scene.network["beijing"].edit(author: "sqlite3") {
            try $0.delete("tenancy", scene.tenancy)
        }
        try scene.rent(900, at: "anji")
        try scene.network.meet()
        let inbox = ConflictInbox(scene.network["anji"])
        guard case .cell(let cell) = try #require(try inbox.items().first).content else { return }
        try scene.network["anji"].edit(author: "t") {
            try $0.keep("tenancy", scene.tenancy, marks: cell.marks)
        }
        try scene.network.meet()
        for site in ["anji", "beijing"] {
            let record = try #require(try scene.network[site].record("tenancy", scene.tenancy))
            let past = try History(scene.network[site]).past(record, at: now(scene))
            #expect(past.cells.map(\.shown) == record.cells.map(\.shown))
        }
    }
}
