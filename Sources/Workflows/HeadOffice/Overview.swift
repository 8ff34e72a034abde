public import Causality
public import Domain
public import Storage
internal import Wire

/// A figure that undecided values may leave open: from the least to the most it can be.
public struct Range64: Hashable, Sendable {
    public var low: Int64
    public var high: Int64

    public init(_ low: Int64, _ high: Int64) {
        self.low = low
        self.high = high
    }

    public static let zero = Range64(0, 0)
    static let one = Range64(1, 1)

    public var isSettled: Bool { low == high }

    /// `12`, or `10–12` while something is undecided.
    public var text: String { isSettled ? "\(low)" : "\(low)–\(high)" }

    /// Of two questions answered by 0, 1 or "0 to 1": whether both are so.
    func both(_ other: Range64) -> Range64 { Range64(low * other.low, high * other.high) }

    mutating func add(_ low: Int64, _ high: Int64) {
        self.low += low
        self.high += high
    }
}

extension [Bool] {
    /// 1 where all answers agree on yes, 0 where all say no, else 0 to 1.
    var verdict: Range64 { Range64(allSatisfy { $0 } ? 1 : 0, contains(true) ? 1 : 0) }
}

/// Head office's one view: what all sites hold together, and how old each one's part is.
public struct Overview: Sendable {
    public struct Site: Sendable {
        public let site: SiteID
        public let name: String
        public var seatsInService: Int64
        public var seatsAssigned: Range64
        public var seatsFree: Range64
        /// When the site last wrote something that is here; `nil` when it never has.
        public let heardMilliseconds: UInt64?
    }

    public struct Waiting: Sendable {
        public let key: RecordKey
        public let site: String
        public let company: String
        public let joinedOn: String
        public let daysWaiting: Int
        public let seatsWanted: Int64?
        public let rating: String?
        public let promisedOn: String?
        /// Days since the promised day has passed; 0 when it has not.
        public let slipDays: Int
    }

    public struct FreeEnding: Sendable {
        public let site: String
        public let company: String
        /// The last free day, as printed.
        public let lastDay: String
        public let daysLeft: Int
    }

    public struct Stage: Sendable {
        public let code: String
        public let label: Label
        public var count: Range64
        public var askedFen: Range64
    }

    public let nowMilliseconds: UInt64
    public let today: LocalDay
    public let site: SiteID
    public let isHub: Bool
    public let sites: [Site]
    public let waitlist: [Waiting]
    public let freeEndings: [FreeEnding]
    public let pipeline: [Stage]
    public let conflicts: [InboxItem]

    /// Free periods that end within so many days from today.
    public func endings(within days: Int) -> [FreeEnding] {
        freeEndings.filter { $0.daysLeft <= days }
    }
}

extension Overview {
    /// Reads the view from a replica, all of it from one moment.
    public init(_ replica: Replica, nowMilliseconds: UInt64) throws {
        try replica.sealForeignEdits()
        self = try replica.read {
            let conflicts = try ConflictInbox(replica).items()
            let builder = OverviewBuilder(
                replica: replica, conflicts: conflicts,
                today: LocalDay.from(
                    epochMilliseconds: Int64(nowMilliseconds), offsetSeconds: 8 * 3600))
            return Overview(
                nowMilliseconds: nowMilliseconds, today: builder.today,
                site: replica.meta.site, isHub: replica.meta.site == replica.meta.hub,
                sites: try builder.sites(), waitlist: try builder.waitlist(),
                freeEndings: try builder.freeEndings(), pipeline: try builder.pipeline(),
                conflicts: conflicts)
        }
    }
}

/// The queries behind `Overview`.
struct OverviewBuilder {
    let replica: Replica
    let today: LocalDay
    private let conflicts: [InboxItem]

    init(replica: Replica, conflicts: [InboxItem], today: LocalDay) {
        self.replica = replica
        self.today = today
        self.conflicts = conflicts
    }

    func sites() throws -> [Overview.Site] {
        let heard = try replica.lastHeard()
        var names: [String: String] = [:]
        for row in try replica.select("SELECT code, coalesce(name_zh, code) FROM site") {
            if let code = row[0].text { names[code] = row[1].text }
        }
        var sites: [String: (service: Int64, assigned: Range64)] = [:]
        for code in names.keys { sites[code] = (0, .zero) }
        let claims = try claims()
        for row in try replica.select(Self.seatSQL) {
            guard let site = row[0].text, let seat = row[1].text.flatMap({ RecordKey($0) }) else {
                continue
            }
            var entry = sites[site] ?? (0, .zero)
            entry.service += 1
            let claim = claims[seat.text] ?? .zero
            entry.assigned.add(claim.low, claim.high)
            sites[site] = entry
        }
        return sites.keys.sorted { $0.precedesByBytes($1) }.compactMap { code in
            guard let site = SiteID(code), let entry = sites[code] else { return nil }
            return Overview.Site(
                site: site, name: names[code] ?? code, seatsInService: entry.service,
                seatsAssigned: entry.assigned,
                seatsFree: Range64(
                    entry.service - entry.assigned.high, entry.service - entry.assigned.low),
                heardMilliseconds: heard[site])
        }
    }

    private static let seatSQL = """
        SELECT site, id FROM seat
        WHERE coalesce(state, 'in-service') = 'in-service' AND retired IS NULL
        ORDER BY site, id
        """

    /// For each seat, whether it is assigned today: surely, surely not, or 0 to 1 while what that
    /// hangs on (seat, state, days, retirement, existence) is undecided for an assignment of it.
    private func claims() throws -> [String: Range64] {
        var claims: [String: Range64] = [:]
        for row in try replica.select(
            "SELECT id, seat, state, from_day, to_day, retired FROM seat_assignment")
        {
            guard let key = row[0].text.flatMap({ RecordKey($0) }) else { continue }
            let open = openCells("seat_assignment", key)
            let periods = open["period"].map(periods) ?? [(row[3].text, row[4].text)]
            let seats = Set((values("seat", open) ?? [row[1]]).compactMap(\.text))
            let holds =
                (values("state", open) ?? [row[2]]).map { $0.text == "confirmed" }.verdict
                .both((values("retired", open) ?? [row[5]]).map(\.isNull).verdict)
                .both(periods.map(holdsToday).verdict)
                .both(open[ConflictID.existence] == nil ? .one : Range64(0, 1))
            for seat in seats {
                let here = seats.count == 1 ? holds : Range64(0, holds.high)
                let known = claims[seat] ?? .zero
                claims[seat] = Range64(max(known.low, here.low), max(known.high, here.high))
            }
        }
        return claims
    }

    /// The values that an undecided cell may come to have; `nil` when it is decided.
    private func values(_ cell: String, _ open: [String: [Sibling]]) -> [Value]? {
        open[cell]?.map(\.value)
    }

    private func periods(_ siblings: [Sibling]) -> [(String?, String?)] {
        siblings.map { sibling in
            guard case .tuple(let days) = sibling.value, days.count == 2 else { return (nil, nil) }
            return (days[0].text, days[1].text)
        }
    }

    private func holdsToday(_ from: String?, _ to: String?) -> Bool {
        guard let first = from.flatMap(LocalDay.init) else { return false }
        let end = to.flatMap(LocalDay.init)
        return first <= today && (end.map { today < $0 } ?? true)
    }

    func waitlist() throws -> [Overview.Waiting] {
        try replica.select(
            """
            SELECT w.id, w.site, coalesce(c.display_name, c.legal_name, w.company), w.joined_on,
                w.seats_wanted, w.rating, w.promised_on
            FROM waitlist_entry w LEFT JOIN company c ON c.id = w.company
            WHERE coalesce(w.state, 'waiting') IN ('waiting', 'offered') AND w.retired IS NULL
            ORDER BY CASE w.priority WHEN 'exception' THEN 0 WHEN 'favoured' THEN 1 ELSE 2 END,
                coalesce(w.rating, 'z'), w.joined_on, w.id
            """
        ).compactMap { row in
            guard let key = row[0].text.flatMap({ RecordKey($0) }) else { return nil }
            let joined = row[3].text.flatMap(LocalDay.init)
            let promised = row[6].text.flatMap(LocalDay.init)
            return Overview.Waiting(
                key: key, site: row[1].text ?? "", company: row[2].text ?? "",
                joinedOn: row[3].text ?? "", daysWaiting: joined.map { $0.days(until: today) } ?? 0,
                seatsWanted: row[4].integer, rating: row[5].text, promisedOn: row[6].text,
                slipDays: max(0, promised.map { $0.days(until: today) } ?? 0))
        }
    }

    func freeEndings() throws -> [Overview.FreeEnding] {
        try replica.select(
            """
            SELECT t.site, coalesce(c.display_name, c.legal_name, t.company), t.to_day
            FROM tenancy_term t LEFT JOIN company c ON c.id = t.company
            WHERE t.kind = 'free' AND t.retired IS NULL AND t.to_day > ?1
            ORDER BY t.to_day, t.id
            """, [.text(today.description)]
        ).compactMap { row in
            guard let end = row[2].text.flatMap(LocalDay.init) else { return nil }
            let last = end.adding(days: -1)
            let left = today.days(until: last)
            guard left <= 90 else { return nil }
            return Overview.FreeEnding(
                site: row[0].text ?? "", company: row[1].text ?? "", lastDay: last.description,
                daysLeft: left)
        }
    }

    func pipeline() throws -> [Overview.Stage] {
        guard case .choice(let stages)? = NetworkSchema.kind("investment")?.field("stage")?.type
        else { return [] }
        var counts: [String: Overview.Stage] = [:]
        for stage in stages {
            counts[stage.code] = Overview.Stage(
                code: stage.code, label: stage.label, count: .zero, askedFen: .zero)
        }
        for row in try replica.select(
            "SELECT id, coalesce(stage, 'sourced'), asked_fen FROM investment WHERE retired IS NULL"
        ) {
            guard let key = row[0].text.flatMap({ RecordKey($0) }) else { continue }
            let open = openCells("investment", key)
            let amounts = open["amounts"].map(asked) ?? [row[2].integer ?? 0]
            let stageNames = open["stage"]?.compactMap(\.value.text) ?? [row[1].text ?? "sourced"]
            // One that may be retired or deleted counts for no total's least.
            let isSure = open["retired"] == nil && open[ConflictID.existence] == nil
            let low = stageNames.count > 1 || !isSure ? 0 : 1
            for name in Set(stageNames) {
                counts[name]?.count.add(Int64(low), 1)
                counts[name]?.askedFen.add(
                    low == 0 ? 0 : amounts.min() ?? 0, amounts.max() ?? 0)
            }
        }
        return stages.compactMap { counts[$0.code] }
    }

    private func openCells(_ table: String, _ key: RecordKey) -> [String: [Sibling]] {
        var open: [String: [Sibling]] = [:]
        for item in conflicts {
            guard case .cell(let conflict) = item.content, conflict.table == table,
                conflict.key == key
            else { continue }
            open[conflict.cell] = conflict.siblings
        }
        return open
    }

    /// The amounts asked for by the siblings of the group `amounts`, of which it is the first member.
    private func asked(_ siblings: [Sibling]) -> [Int64] {
        siblings.map { sibling in
            if case .tuple(let members) = sibling.value { members.first?.integer ?? 0 } else { 0 }
        }
    }
}
