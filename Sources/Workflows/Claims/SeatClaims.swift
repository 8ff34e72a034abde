public import Causality
public import Domain
public import Storage

/// A seat assignment and what it is, all others considered.
public struct SeatClaim: Sendable {
    public let claim: Claim<LocalDay>
    public let standing: ClaimStanding
    /// The company, or what is known of it.
    public let company: String
    /// The cells that it follows from and that have several values: `seat`, `period`, `state`, `retired`
    /// of the assignment. Until a person decides, the rest is by their working values.
    public let undecided: [String]
    /// Every period it may be over: one, unless that is undecided.
    public let periods: [DayInterval]

    /// Whether nobody else gets the seat.
    public var isTaken: Bool {
        switch standing {
        case .confirmed, .disputed: true
        case .proposed, .displaced, .unavailable, .ended: false
        }
    }
}

extension Replica {
    /// Whether a write was stamped by a clock more than five minutes ahead, as the hub witnessed.
    func isByClockAhead(_ write: Sibling) throws -> Bool {
        try isByClockAhead(write.dot, effective: write.stamp)
    }

    func isByClockAhead(_ dot: Dot, effective: HybridTimestamp) throws -> Bool {
        try heading(dot).map { effective < $0.stamp } ?? false
    }
}

/// Who has which seat. Derived from the assignments whenever somebody looks, so no site has to write
/// that another's assignment gives way.
public struct SeatClaims {
    public let replica: Replica

    public init(_ replica: Replica) { self.replica = replica }

    /// The claims on every seat, or on one, by seat and key.
    public func all(seat: RecordKey? = nil) throws -> [SeatClaim] {
        try replica.read {
            var records: [RecordKey: Record] = [:]
            var bySeat: [String: [Claim<LocalDay>]] = [:]
            var seats: [String: Seat] = [:]
            for key in try keys(seat) {
                guard let record = try replica.record("seat_assignment", key),
                    let name = value(record, "seat")
                else { continue }
                let seat = try seats[name] ?? self.seat(name)
                seats[name] = seat
                guard let claim = claim(record, seat) else { continue }
                bySeat[claim.resource, default: []].append(claim)
                records[key] = record
            }
            return try bySeat.sorted { $0.key.precedesByBytes($1.key) }.flatMap { _, claims in
                let claims = try claims.map { try $0.contended(among: claims, replica) }
                let standings = ClaimJudge.standings(claims)
                return claims.sorted { $0.key < $1.key }.compactMap { claim in
                    records[claim.key].map { seatClaim(claim, standings[claim.key], $0) }
                }
            }
        }
    }

    private func seatClaim(
        _ claim: Claim<LocalDay>, _ standing: ClaimStanding?, _ record: Record
    ) -> SeatClaim {
        let desk = RecordDesk(replica)
        let open = record.cells.filter { $0.standing == .open }.map(\.name)
        // Both lists are of the group's values, so they belong together one by one.
        let days = ["from_day", "to_day"].map { desk.sides(record, $0).map(\.text) }
        var periods: [DayInterval] = []
        for (from, to) in zip(days[0], days[1]) {
            guard let period = from.flatMap({ DayInterval(storedFrom: $0, to: to) }),
                !periods.contains(period)
            else { continue }
            periods.append(period)
        }
        return SeatClaim(
            claim: claim, standing: standing ?? .proposed,
            company: value(record, "company") ?? "",
            undecided: open.filter { ["seat", "period", "state", "retired"].contains($0) },
            periods: periods)
    }

    /// What an assignment is; `nil` when it has no seat or no days yet.
    public func standing(of key: RecordKey) throws -> ClaimStanding? {
        guard let record = try replica.record("seat_assignment", key),
            let seat = value(record, "seat").flatMap({ RecordKey($0) })
        else { return nil }
        return try all(seat: seat).first { $0.claim.key == key }?.standing
    }

    /// Free seats of the same site for the whole of a claim's period, the nearest first.
    public func nearestFree(to claim: Claim<LocalDay>, most: Int = 3) throws -> [SeatOffer] {
        let taken = try all().filter(\.isTaken).map(\.claim)
        let label = try replica.select(
            "SELECT label FROM seat WHERE id = ?1", [.text(claim.resource)]
        ).first?.first?.text
        let free = try replica.select(
            """
            SELECT id, label FROM seat
            WHERE site = ?1 AND id <> ?2 AND retired IS NULL AND coalesce(kind, 'fixed') <> 'hot'
                AND coalesce(state, 'in-service') = 'in-service' ORDER BY id
            """, [.text(claim.owner.name), .text(claim.resource)]
        ).compactMap { row -> SeatOffer? in
            guard let key = row[0].text.flatMap({ RecordKey($0) }) else { return nil }
            let moved = Claim(
                key: claim.key, resource: key.text, owner: claim.owner, from: claim.from,
                to: claim.to, state: claim.state)
            guard !taken.contains(where: { $0.overlaps(moved) }) else { return nil }
            return SeatOffer(key: key, label: row[1].text ?? key.text)
        }
        return NearestSeats.nearest(to: label ?? claim.resource, among: free, most: most)
    }

    private func keys(_ seat: RecordKey?) throws -> [RecordKey] {
        let rows =
            try seat.map { seat in
                try replica.select(
                    """
                    SELECT id FROM seat_assignment WHERE seat = ?1 AND retired IS NULL ORDER BY id
                    """, [.text(seat.text)])
            } ?? replica.select("SELECT id FROM seat_assignment WHERE retired IS NULL ORDER BY id")
        return rows.compactMap { $0[0].text.flatMap { RecordKey($0) } }
    }

    private func value(_ record: Record, _ column: String) -> String? {
        RecordDesk(replica).value(record, column)?.text
    }

    /// What a claim has to know of its seat.
    private struct Seat {
        let name: String
        /// Whose word counts; `nil` while the seat is not here.
        let owner: SiteID?
        let outage: SeatOutage?
    }

    private func seat(_ name: String) throws -> Seat {
        guard let record = try RecordKey(name).flatMap({ try replica.record("seat", $0) }) else {
            return Seat(name: name, owner: nil, outage: .missing)
        }
        return Seat(
            name: name, owner: record.scope.owner,
            outage: SeatOutage(
                state: value(record, "state"), since: value(record, "state_since"),
                retired: value(record, "retired")))
    }

    /// The owner is the seat's. Of a seat that is not here, the site of the claim's own scope is taken
    /// for it: nobody who sees the claim knows better.
    private func claim(_ record: Record, _ seat: Seat) -> Claim<LocalDay>? {
        guard let owner = seat.owner ?? record.scope.owner, let from = value(record, "from_day"),
            let period = DayInterval(storedFrom: from, to: value(record, "to_day"))
        else { return nil }
        let state = state(record, owner)
        var isFirm = false
        if case .confirmed = state { isFirm = true }
        return Claim(
            key: record.key, resource: seat.name, owner: owner, from: period.from, to: period.to,
            state: state,
            isAvailable: !(seat.outage?.bars(period, isFirm: isFirm) ?? false))
    }

    /// A confirmation is the owner's if the owner wrote it: the earliest of them, when there are
    /// several that are still live.
    private func state(_ record: Record, _ owner: SiteID) -> Claim<LocalDay>.State {
        let siblings = record.cells.first { $0.name == "state" }?.siblings ?? []
        let shown = value(record, "state")
        let words = siblings.filter { $0.value.text == "confirmed" }
        let word = words.first { $0.dot.stream.origin.site == owner } ?? words.first
        switch shown {
        case "confirmed":
            return word.map { .confirmed(by: $0.dot, at: $0.stamp) } ?? .proposed
        case "displaced": return .displaced
        case "ended": return .ended
        default: return .proposed
        }
    }
}

extension Claim<LocalDay> {
    /// The same; where another contends for its resource, a confirmation that the owner's undo brought back is
    /// as old as it was, and it is told whether the clock was off that stamped it.
    fileprivate func contended(among claims: [Claim<LocalDay>], _ replica: Replica) throws -> Self {
        guard case .confirmed(let dot, let stamp) = state,
            claims.contains(where: { $0.key != key && $0.overlaps(self) })
        else { return self }
        let first = try broughtBack(dot, replica) ?? (dot, stamp)
        return Claim(
            key: key, resource: resource, owner: owner, from: from, to: to,
            state: .confirmed(by: first.dot, at: first.stamp), isAvailable: isAvailable,
            isSuspect: try replica.isByClockAhead(first.dot, effective: first.stamp))
    }

    /// The owner's write that this one, the owner's too, brought back by an undo; `nil` where it is none.
    private func broughtBack(
        _ dot: Dot, _ replica: Replica
    ) throws -> (dot: Dot, stamp: HybridTimestamp)? {
        let table = "seat_assignment"
        guard dot.stream.origin.site == owner,
            UndoNote.parse(try replica.heading(dot)?.reason) != nil
        else { return nil }
        let history = History(replica)
        guard let live = try history.write(dot, table, key, "state") else { return nil }
        let first = try history.origin(of: live, table, key)
        guard first.dot != dot, first.dot.stream.origin.site == owner else { return nil }
        return try replica.effectiveStamp(of: first.dot).map { (first.dot, $0) }
    }
}
