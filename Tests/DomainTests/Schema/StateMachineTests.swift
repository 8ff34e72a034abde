import Causality
import Domain
import Testing

@Suite struct StateMachineTests {
    private func machine(_ kind: String, _ field: String) throws -> StateMachine {
        try #require(NetworkSchema.kind(kind)?.field(field)?.machine)
    }

    /// What two sites that wrote these states apart from each other see; `nil` when undecided.
    private func merged(
        _ kind: String, _ field: String, _ anji: String, _ beijing: String
    ) throws -> String? {
        let policy = try #require(NetworkSchema.kind(kind)?.field(field)?.policy)
        let siblings = try [("anji", anji), ("beijing", beijing)].map { name, state in
            let origin = Origin(site: try #require(SiteID(name)), epoch: 1)
            let dot = Dot(stream: Stream(origin: origin, scope: .common), seq: 1)
            return Sibling(dot: dot, stamp: .zero, value: .text(state))
        }
        let verdict = policy.judge(siblings, owner: nil)
        return verdict.standing == .open ? nil : verdict.shown.text
    }

    @Test(arguments: [
        ("funding_round", "status", "raising", "closed", "closed"),
        ("funding_round", "status", "raising", "failed", "failed"),
        ("funding_round", "status", "closed", "failed", nil),
        ("seat", "state", "in-service", "blocked", "blocked"),
        ("company", "kind", "team", "company", "company"),
        ("company", "kind", "team", "institute-project", nil),
        ("waitlist_entry", "state", "offered", "accepted", "accepted"),
        ("waitlist_entry", "state", "admitted", "withdrawn", nil),
        ("waitlist_entry", "state", "accepted", "lapsed", nil),
        ("tenancy", "stage", "signed", "moved-in", "moved-in"),
        ("tenancy", "stage", "market-rent", "notice", nil),
        ("tenancy", "stage", "notice", "moving-out", "moving-out"),
        ("seat_assignment", "state", "confirmed", "displaced", "displaced"),
        ("investment", "stage", "gate-1", "committee", "committee"),
        ("investment", "stage", "committee", "passed", nil),
        ("investment", "stage", "gate-2", "held", nil),
    ])
    func `sites that moved apart meet`(
        kind: String, field: String, anji: String, beijing: String, meeting: String?
    ) throws {
        #expect(try merged(kind, field, anji, beijing) == meeting)
        #expect(try merged(kind, field, beijing, anji) == meeting)
    }

    @Test func `people may go on, leave and come back`() throws {
        let seat = try machine("seat", "state")
        #expect(seat.moves(from: "blocked") == ["in-service", "removed"])
        #expect(seat.moves(from: "removed") == [])
        let round = try machine("funding_round", "status")
        #expect(round.moves(from: "raising") == ["term-sheet", "failed"])
        #expect(round.moves(from: "closed") == [])
        let investment = try machine("investment", "stage")
        #expect(investment.moves(from: "screened") == ["gate-1", "held", "passed"])
        #expect(investment.moves(from: "held").contains("gate-1"))
        #expect(investment.moves(from: "passed") == [])
    }

    @Test func `every state can be reached from the first`() {
        for kind in NetworkSchema.kinds {
            for machine in kind.fields.compactMap(\.machine) {
                let starts =
                    kind.name == "company"
                    ? ["team", "institute-project"] : [machine.choices[0].code]
                var reached = Set(starts)
                var open = starts
                while let state = open.popLast() {
                    for next in machine.moves(from: state) where reached.insert(next).inserted {
                        open.append(next)
                    }
                }
                #expect(reached == Set(machine.choices.map(\.code)), "\(kind.name)")
            }
        }
    }
}
