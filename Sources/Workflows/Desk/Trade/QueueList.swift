public import Causality
public import Domain
internal import Storage

extension TradeDesk {
    /// A company in the queue of this site, in its place.
    public struct Waiting: Sendable {
        public let entry: RecordKey
        /// Its entries under other cards of the same company.
        public let others: [RecordKey]
        public let company: String
        public let seats: Int?
        public let fewest: Int?
        public let rating: String?
        public let priority: String
        public let joined: LocalDay?
        public let daysWaiting: Int
        public let promised: LocalDay?
        /// How many days the last promise lies behind the first one.
        public let slip: Int
        public let state: String
        /// Companies that were admitted by somebody who did not know yet that this one goes before others.
        public let overtakenBy: [String]
    }

    /// Who waits here: by priority, then rating, then the day of joining; a company once.
    public func queue() throws -> [Waiting] {
        let rows = try replica.select(
            """
            SELECT id, company, seats_wanted, min_acceptable, rating, coalesce(priority, 'normal'),
                joined_on, promised_on, coalesce(state, 'waiting')
            FROM waitlist_entry WHERE site = ?1 AND retired IS NULL
                AND coalesce(state, 'waiting') NOT IN ('admitted', 'withdrawn')
            """, [.text(site)])
        let firsts = try firstPromises()
        let found = Dictionary(
            rows.compactMap { row in row[0].text.flatMap { RecordKey($0) }.map { ($0, row) } }
        ) { first, _ in first }
        return try places(found).compactMap { place -> Waiting? in
            let key = place.entry
            guard let row = found[key] else { return nil }
            let company = try row[1].text.flatMap { RecordKey($0) }
                .flatMap { try replica.record("company", $0) }
            let promised = row[7].text.flatMap { LocalDay($0) }
            let first = firsts[key.text] ?? promised
            return Waiting(
                entry: key, others: place.others,
                company: try company.map { try name($0) } ?? row[1].text ?? "",
                seats: row[2].integer.flatMap { Int(exactly: $0) },
                fewest: row[3].integer.flatMap { Int(exactly: $0) }, rating: row[4].text,
                priority: row[5].text ?? "normal", joined: place.joined,
                daysWaiting: max(0, place.joined?.days(until: today) ?? 0), promised: promised,
                slip: promised.flatMap { last in first.map { $0.days(until: last) } } ?? 0,
                state: row[8].text ?? "waiting",
                overtakenBy: row[5].text == "normal" ? [] : try overtaking(key))
        }
    }

    private func places(_ rows: [RecordKey: [Value]]) throws -> [QueuePlace] {
        let aliases = try CompanyAliases.index(replica)
        return QueueOrder.places(
            rows.map { key, row in
                QueueEntry(
                    key: key, site: site, company: aliases.root(named: row[1].text),
                    priority: row[5].text, rating: row[4].text,
                    joined: row[6].text.flatMap { LocalDay($0) }, state: row[8].text)
            })
    }

    /// Whoever was admitted apart from the write that moved an entry up. An admission is a fact (a signed
    /// paper, and people at desks), so it stands, and so does the jump: this one is first for the next seat.
    private func overtaking(_ key: RecordKey) throws -> [String] {
        guard let jump = try write("priority_given", of: key) else { return [] }
        let inbox = ConflictInbox(replica)
        let admitted = try replica.select(
            """
            SELECT id, company FROM waitlist_entry
            WHERE site = ?1 AND retired IS NULL AND state = 'admitted' ORDER BY id
            """, [.text(site)])
        return try admitted.compactMap { row in
            guard let other = row[0].text.flatMap({ RecordKey($0) }),
                let admission = try write("state", of: other),
                try inbox.hasSeen(admission.dot, jump.dot) == false,
                try inbox.hasSeen(jump.dot, admission.dot) == false
            else { return nil }
            let company = try row[1].text.flatMap { RecordKey($0) }
                .flatMap { try replica.record("company", $0) }
            return try company.map { try name($0) } ?? row[1].text
        }
    }

    /// The last write of a cell of an entry.
    private func write(_ cell: String, of key: RecordKey) throws -> Sibling? {
        try replica.record("waitlist_entry", key)?.cells.first { $0.name == cell }?.siblings
            .max { ($0.stamp, $0.dot) < ($1.stamp, $1.dot) }
    }

    /// The first day that each entry was promised.
    private func firstPromises() throws -> [String: LocalDay] {
        let rows = try replica.select(
            """
            SELECT waitlist_entry, promised_day FROM promise WHERE site = ?1 AND retired IS NULL
            ORDER BY made_on DESC, promised_day DESC, id DESC
            """, [.text(site)])
        return Dictionary(
            rows.compactMap { row in
                row[0].text.flatMap { key in
                    row[1].text.flatMap { LocalDay($0) }.map { (key, $0) }
                }
            }
        ) { $1 }
    }

    /// Who is next for so many seats: the first in the queue that can do with them.
    public func next(seats: Int?) throws -> Waiting? {
        try queue().first { waiting in
            guard waiting.state == "waiting" else { return false }
            return seats.map { waiting.fewest ?? waiting.seats ?? 1 <= $0 } ?? true
        }
    }

    /// A seat of this site on a day.
    public struct SeatToday: Sendable {
        public let key: RecordKey
        public let label: String
        /// The company that has it, and its last day where there is one.
        public let holder: String?
        public let last: LocalDay?
        public let isBlocked: Bool
    }

    /// Every seat of this site on a day, by label.
    public func seats(on day: LocalDay) throws -> [SeatToday] {
        let rows = try replica.select(
            """
            SELECT id, label, coalesce(state, 'in-service') FROM seat
            WHERE site = ?1 AND retired IS NULL AND coalesce(state, 'in-service') <> 'removed'
            ORDER BY label, id
            """, [.text(site)])
        var held: [String: SeatClaim] = [:]
        for claim in try SeatClaims(replica).all()
        where claim.standing == .confirmed && claim.claim.from <= day
            && claim.claim.to.map({ day < $0 }) ?? true
        {
            held[claim.claim.resource] = claim
        }
        return try rows.compactMap { row in
            guard let key = row[0].text.flatMap({ RecordKey($0) }) else { return nil }
            let claim = held[key.text]
            let company = try claim.flatMap { RecordKey($0.company) }
                .flatMap { try replica.record("company", $0) }
            return SeatToday(
                key: key, label: row[1].text ?? key.text,
                holder: try claim.map { claim in try company.map { try name($0) } ?? claim.company
                },
                last: claim?.claim.to?.adding(days: -1), isBlocked: row[2].text == "blocked")
        }
    }
}
