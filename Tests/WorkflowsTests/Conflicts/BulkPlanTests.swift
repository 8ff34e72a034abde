import Causality
import Domain
import Storage
import Testing
import Wire

@testable import Workflows

/// Many decisions at once, and notes that decide nothing.
struct BulkPlanTests {
    /// Tenancies of whose rent Anji and Beijing think differently.
    private func rents(_ count: Int) throws -> (RentScene, [RecordKey]) {
        let scene = try RentScene()
        var keys: [RecordKey] = []
        for at in 0..<count {
            keys.append(
                try scene.network.add(
                    "tenancy", at: "anji", "company=\(scene.company)", "rent_fen=\(1_000 + at)"))
        }
        try scene.network.meet()
        for key in keys {
            try scene.network.edit(key, at: "anji", "rent_fen=900")
            try scene.network.edit(key, at: "beijing", "rent_fen=1100")
        }
        try scene.network.meet()
        return (scene, keys)
    }

    private func plan(
        _ network: Network, at site: String, take: String = "anji", age: Int64 = 3_600_000,
        limit: Int = 5_000
    ) throws -> BulkPlan {
        let inbox = ConflictInbox(network[site])
        let today = try #require(LocalDay("2023-08-11"))
        return try BulkPlan(
            try inbox.items(), inbox, ages: { _ in age }, limits: BulkPlan.Limits(), limit: limit,
            today: today
        ) { sides, _ in sides.first { $0.site.name == take } }
    }

    @Test func `the run decides just what the plan says, and one undo takes all of it back`() throws
    {
        let (scene, keys) = try rents(5)
        let replica = scene.network["beijing"]
        let inbox = ConflictInbox(replica)
        let plan = try plan(scene.network, at: "beijing")
        #expect(plan.choices.count == 5 && plan.exceptions.isEmpty)
        #expect(try inbox.items().count == 5, "a plan writes nothing")
        let made = try inbox.decide(plan, author: "周凯", reason: "agreed")
        #expect(made.count == 1)
        #expect(try inbox.items().isEmpty)
        for key in keys {
            #expect(try scene.network.shown(key, "rent_fen", at: "beijing") == .integer(90_000))
        }
        _ = try UndoDesk(replica).undo(
            TransactionName.short(made[0]), force: false, author: "周凯", reason: nil)
        #expect(try inbox.items().count == 5)
    }

    @Test func `a conflict that changed since the plan stops all of it`() throws {
        let (scene, keys) = try rents(3)
        let inbox = ConflictInbox(scene.network["beijing"])
        let plan = try plan(scene.network, at: "beijing")
        try scene.network.edit(keys[1], at: "anji", "rent_fen=950")
        try scene.network.meet()
        #expect(throws: StorageError.self) {
            try inbox.decide(plan, author: "周凯", reason: nil)
        }
        #expect(try inbox.items().count == 3)
    }

    @Test func `what is young, dear or not wanted is left for a person`() throws {
        let (scene, keys) = try rents(3)
        #expect(
            try plan(scene.network, at: "beijing", age: 60_000).exceptions.map(\.why)
                == [.tooYoung, .tooYoung, .tooYoung])
        #expect(
            try plan(scene.network, at: "beijing", take: "hangzhou").exceptions.map(\.why)
                == [.noSuchSide, .noSuchSide, .noSuchSide])
        try scene.network.edit(keys[0], at: "anji", "rent_fen=900000")
        try scene.network.meet()
        let plan = try plan(scene.network, at: "beijing")
        #expect(plan.choices.count == 2 && plan.exceptions.map(\.why) == [.amount])
    }

    @Test func `a choice that would break a rule is left, beside others that are decided`() throws {
        let (scene, _) = try rents(2)
        let term = try scene.network.add(
            "tenancy_term", at: "anji", "tenancy=\(scene.tenancy)", "company=\(scene.company)",
            "from_day=2026-01-01", "to_day=2026-05-01", "kind=free")
        try scene.network.meet()
        try scene.network.edit(term, at: "anji", "to_day=2026-12-01")
        try scene.network.edit(term, at: "beijing", "to_day=2026-06-01")
        try scene.network.meet()
        let plan = try plan(scene.network, at: "beijing")
        #expect(plan.choices.count == 2)
        #expect(plan.exceptions.map(\.why).contains(.breaksRule(.sixFreeMonths)))
        #expect(plan.exceptions.map(\.why).contains(.notAField), "the broken rule itself")
    }

    @Test func `no more are decided than asked for`() throws {
        let (scene, _) = try rents(4)
        let plan = try plan(scene.network, at: "beijing", limit: 3)
        #expect(plan.choices.count == 3 && plan.beyondLimit == 1)
    }

    // MARK: Notes

    @Test func `notes made apart are all heard, and decide nothing`() throws {
        let scene = try RentScene()
        try scene.disagree()
        let items = try ["anji", "beijing"].map {
            try #require(try ConflictInbox(scene.network[$0]).items().first)
        }
        _ = try ReviewNotes.write(
            [.assignee("周凯"), .proposal("--take A")], about: items[0], scene.network["anji"],
            author: "赵敏", reason: "paper")
        _ = try ReviewNotes.write(
            [.snooze(LocalDay("2023-09-01")), .proposal("--take B")], about: items[1],
            scene.network["beijing"], author: "周凯", reason: nil)
        try scene.network.meet()
        for replica in scene.network.all {
            let note = try #require(try ReviewNotes(replica)[items[0].id])
            #expect(note.assignee == "周凯")
            #expect(note.snoozedUntil == LocalDay("2023-09-01"))
            #expect(Set(note.proposals.map(\.choice)) == ["--take A", "--take B"])
            #expect(note.proposals.contains { $0.author == "赵敏" && $0.reason == "paper" })
            #expect(try ConflictInbox(replica).items().map(\.id) == [items[0].id])
        }
    }

    @Test func `a note is taken back by an empty one`() throws {
        let scene = try RentScene()
        try scene.disagree()
        let replica = scene.network["anji"]
        let item = try #require(try ConflictInbox(replica).items().first)
        for entries in [
            [ReviewNotes.Entry.assignee("周凯"), .snooze(LocalDay("2023-09-01"))],
            [.assignee(""), .snooze(nil)],
        ] {
            _ = try ReviewNotes.write(entries, about: item, replica, author: "t", reason: nil)
        }
        #expect(try ReviewNotes(replica)[item.id]?.assignee == nil)
        #expect(try ReviewNotes(replica)[item.id]?.snoozedUntil == nil)
    }

    // MARK: Two cards

    @Test func `two cards become one with the values chosen for it`() throws {
        let scene = try RentScene()
        let other = try scene.network.add(
            "company", at: "beijing", "legal_name=演示澜图", "stage=angel")
        try scene.network.edit(scene.company, at: "anji", "stage=a")
        try scene.network.meet()
        let inbox = ConflictInbox(scene.network["beijing"])
        let item = try #require(try inbox.items().first { $0.kind == "duplicate" })
        guard case .rule(let finding) = item.content else { return }
        _ = try inbox.merge(
            finding, into: scene.company,
            fields: [(name: "stage", from: other), (name: "legal_name", from: scene.company)],
            shown: item.id,
            author: "周凯", reason: "same people")
        try scene.network.meet()
        for site in ["anji", "beijing"] {
            #expect(try scene.network.shown(scene.company, "stage", at: site) == .text("angel"))
            #expect(try ConflictInbox(scene.network[site]).items().isEmpty)
        }
    }
}
