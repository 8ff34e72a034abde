package import Causality
internal import Sync

/// Claims on what one alone can have at a time, and what a person at a site may do with them. What each
/// claim is, `ClaimJudge` says of the rows that the site shows, as the product asks it of seats.
package struct ClaimDesk {
    package static let table = TableSchema(
        name: "claim",
        columns: [
            .init(name: "site", storage: .text, policy: .immutable),
            .init(name: "thing", storage: .text, policy: .immutable),
            .init(name: "who", storage: .text, policy: .immutable),
            .init(name: "state", storage: .text, policy: .furthest(states)),
            .init(name: "from_day", storage: .integer, policy: .ask),
            .init(name: "to_day", storage: .integer, policy: .ask),
        ],
        groups: [(name: "period", members: ["from_day", "to_day"])],
        scope: .siteOf(column: "site"))

    private static let states = StateOrder(steps: [
        "proposed": ["confirmed", "displaced"], "confirmed": ["displaced", "ended"],
        "displaced": ["ended"], "ended": [],
    ])

    package let standings: [RecordKey: ClaimStanding]
    private let claims: [RecordKey: Claim<Int64>]
    private let me: SiteID

    package init(_ site: any SimulatedSite) throws {
        me = try site.identity().origin.site
        var claims: [RecordKey: Claim<Int64>] = [:]
        for (place, columns) in try site.shownRows() where place.table == ClaimDesk.table.name {
            let state = try site.exactState(of: place)
            claims[place.key] = ClaimDesk.claim(place.key, columns, state)
        }
        self.claims = claims
        standings = ClaimJudge.standings(Array(claims.values))
    }

    /// Whether a person here may confirm a claim.
    ///
    /// - Throws: `EditRefusal` when it is not this site's to confirm, or overlaps one that stands.
    func expectMayConfirm(_ key: String) throws {
        guard let key = RecordKey(key), let claim = claims[key] else {
            throw EditRefusal("\(key) is no claim")
        }
        guard claim.owner == me else { throw EditRefusal("\(claim.owner) confirms \(key)") }
        if let other = claims.values.first(where: {
            $0.key != key && $0.overlaps(claim) && standings[$0.key] == .confirmed
        }) {
            throw EditRefusal("\(other.key) has it")
        }
    }

    private static func claim(
        _ key: RecordKey, _ columns: [Value], _ state: RowState
    ) -> Claim<Int64>? {
        guard let thing = columns[1].text, let from = columns[4].integer,
            let owner = state.scope?.owner, columns[5].integer.map({ from < $0 }) ?? true
        else { return nil }
        return Claim(
            key: key, resource: thing, owner: owner, from: from, to: columns[5].integer,
            state: standing(columns[3].text, state, owner))
    }

    /// A confirmation is the owner's if the owner wrote it: the earliest of them.
    private static func standing(
        _ shown: String?, _ state: RowState, _ owner: SiteID
    ) -> Claim<Int64>.State {
        guard let at = table.cell("state") else { preconditionFailure("a claim has a state") }
        let words = state.siblings(of: at, policy: table.cells[at].policy)
            .filter { $0.value.text == "confirmed" }
        let word = words.first { $0.dot.stream.origin.site == owner } ?? words.first
        switch shown {
        case "confirmed": return word.map { .confirmed(by: $0.dot, at: $0.stamp) } ?? .proposed
        case "displaced": return .displaced
        case "ended": return .ended
        default: return .proposed
        }
    }
}

extension EditOperation {
    /// What the operation writes once the desk at a site has agreed to it.
    func decided(at site: any SimulatedSite) throws -> EditOperation {
        guard kind == .confirm else { return self }
        try ClaimDesk(site).expectMayConfirm(key)
        return EditOperation(
            .set, table, key, columns: ["state": .string("confirmed")], seen: true)
    }
}
