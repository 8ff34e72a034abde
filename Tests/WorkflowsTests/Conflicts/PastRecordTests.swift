import Causality
import Storage
import Testing
import Workflows

/// A record as it was at any moment.
struct PastRecordTests {
    private func rent(_ scene: RentScene, _ site: String, _ moment: PastMoment) throws -> [Value] {
        let past = try self.past(scene, site, moment)
        guard let cell = past.cells.first(where: { $0.name == "rent_fen" }) else { return [] }
        return cell.standing == .open ? cell.siblings.map(\.value) : [cell.shown]
    }

    private func past(
        _ scene: RentScene, _ site: String, _ moment: PastMoment
    ) throws -> PastRecord {
        try History(scene.network[site]).past("tenancy", scene.tenancy, at: moment)
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
        let before = try past(scene, "anji", .time(milliseconds: 1_000))
        #expect(!before.isThere && !before.wasKnown)
        #expect(try past(scene, "anji", now(scene)).isThere)
    }

    @Test func `as of now it is what the record shows`() throws {
        let scene = try RentScene()
        try scene.disagree()
        let replica = scene.network["beijing"]
        let record = try #require(try replica.record("tenancy", scene.tenancy))
        let past = try self.past(scene, "beijing", now(scene))
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
            let past = try moments.map { try self.past(scene, site, $0) }
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
            let past = try self.past(scene, site, now(scene))
            #expect(past.cells.map(\.shown) == record.cells.map(\.shown))
        }
    }

    @Test func `while a delete that was undone later stood, the record was not there`() throws {
        let scene = try RentScene()
        try scene.network.edit(scene.tenancy, at: "anji", "rent_fen=900")
        var moments = [now(scene)]
        scene.network.wait(hours: 1)
        let deleted = try scene.network["anji"].edit(author: "sqlite3") {
            try $0.delete("tenancy", scene.tenancy)
        }
        moments.append(now(scene))
        scene.network.wait(hours: 1)
        _ = try UndoDesk(scene.network["anji"]).undo(
            "\(deleted[0])", force: false, author: "李娜", reason: nil)
        moments.append(now(scene))
        try scene.network.meet()
        for site in ["anji", "beijing"] {
            let past = try moments.map { try self.past(scene, site, $0) }
            #expect(past.map(\.isThere) == [true, false, true])
            #expect(past.map(\.wasKnown) == [true, true, true])
            let shown = try moments.map { try rent(scene, site, $0) }
            #expect(shown == [[.integer(90_000)], [], [.integer(90_000)]])
            #expect(try rent(scene, site, .transaction(deleted[0])) == [])
        }
    }

    @Test func `a record that is deleted now is shown as it was`() throws {
        let scene = try RentScene()
        try scene.disagree()
        let before = now(scene)
        scene.network.wait(hours: 1)
        try scene.network["beijing"].edit(author: "sqlite3") { draft in
            let seen = try #require(
                try scene.network["beijing"].record("tenancy", scene.tenancy))
            try draft.delete("tenancy", scene.tenancy, seen: seen.version)
        }
        try scene.network.meet()
        for site in ["anji", "beijing"] {
            #expect(try scene.network[site].record("tenancy", scene.tenancy) == nil)
            let shown = try rent(scene, site, before)
            #expect(Set(shown) == [.integer(90_000), .integer(110_000)])
            #expect(try !past(scene, site, now(scene)).isThere)
        }
    }

    @Test
    func `its deletes and what was there before are in its history, also while it is deleted`()
        throws
    {
        let scene = try RentScene()
        try scene.rent(900, at: "anji")
        let anji = scene.network["anji"]
        let deleted = try anji.edit(author: "sqlite3") { try $0.delete("tenancy", scene.tenancy) }
        let told = {
            try scene.network.meet()
            let found = try History(scene.network["beijing"]).everything("tenancy", scene.tenancy)
            return found.filter { $0.cell == "rent_fen" || $0.cell == "*" }
                .map { ["\($0.value)", $0.cell, $0.author] }
        }
        let rents = [["90000", "rent_fen", "anji"], ["100000", "rent_fen", "anji"]]
        #expect(try told() == [["0", "*", "sqlite3"]] + rents)
        _ = try UndoDesk(anji).undo("\(deleted[0])", force: false, author: "李娜", reason: nil)
        let brought = [["1", "*", "李娜"], ["90000", "rent_fen", "李娜"], ["0", "*", "sqlite3"]]
        #expect(try told() == brought + rents)
    }

    /// What a record showed at one moment.
    private struct Picture: Equatable {
        let isThere: Bool
        let shown: [Value]
        let siblings: [[Dot]]

        init(_ record: Record?) {
            isThere = record != nil
            shown = record?.cells.map(\.shown) ?? []
            siblings = record?.cells.map { $0.siblings.map(\.dot) } ?? []
        }

        init(_ past: PastRecord) {
            isThere = past.isThere
            shown = past.cells.map(\.shown)
            siblings = past.cells.map { $0.siblings.map(\.dot) }
        }
    }

    /// Two sites write, delete, add again and undo one record at random, apart and together. Whenever both have
    /// heard of all, what it shows is kept, and afterwards asked for.
    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func `every moment is told as it was, through deletes and undos`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let scene = try RentScene()
        var kept: [(PastMoment, Picture)] = []
        var made: [Dot] = []
        for _ in 0..<25 {
            let site = ["anji", "beijing"].randomElement(using: &random) ?? "anji"
            made += try change(scene, site, made, &random)
            if Bool.random(using: &random) { continue }
            try scene.network.meet()
            kept.append(
                (now(scene), Picture(try scene.network[site].record("tenancy", scene.tenancy))))
            scene.network.wait(hours: 1)
        }
        try scene.network.meet()
        #expect(
            Set(kept.map(\.1.isThere)) == [true, false], "seed \(seed) deletes and brings back")
        for (moment, picture) in kept {
            for site in ["anji", "beijing"] {
                #expect(
                    Picture(try past(scene, site, moment)) == picture, "seed \(seed), \(moment)")
            }
        }
    }

    private func change(
        _ scene: RentScene, _ site: String, _ made: [Dot], _ random: inout SeededGenerator
    ) throws -> [Dot] {
        let replica = scene.network[site]
        let rent = Value.integer(Int64.random(in: 1...9, using: &random) * 10_000)
        guard let record = try replica.record("tenancy", scene.tenancy) else {
            if Bool.random(using: &random), let last = made.last {
                return try undo(last, replica)
            }
            return try replica.edit(author: site) { draft in
                try draft.insert(
                    "tenancy", scene.tenancy,
                    [
                        "site": .text("anji"), "company": .text(scene.company.text),
                        "rent_fen": rent,
                    ])
            }
        }
        switch Int.random(in: 0..<8, using: &random) {
        case 0...2:
            return try replica.edit(author: site) {
                try $0.set("tenancy", scene.tenancy, ["rent_fen": rent])
            }
        case 3...5:
            return try replica.edit(author: site) { try $0.delete("tenancy", scene.tenancy) }
        case 6 where !record.marks.isEmpty:
            return try replica.edit(author: site) {
                try $0.keep("tenancy", scene.tenancy, marks: record.marks)
            }
        default:
            return try made.randomElement(using: &random).map { try undo($0, replica) } ?? []
        }
    }

    private func undo(_ dot: Dot, _ replica: Replica) throws -> [Dot] {
        guard try replica.heading(dot) != nil,
            case .done(let dots, _) = try replica.undo(
                dot, force: true, author: "t", reason: UndoNote.reason(undoing: dot, why: nil))
        else { return [] }
        return dots
    }
}
