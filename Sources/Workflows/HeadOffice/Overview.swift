public import Causality
public import Domain
public import Storage

/// A figure that undecided values may leave open: from the least to the most it can be.
public struct Range64: Hashable, Sendable {
    public var low: Int64
    public var high: Int64

    public init(_ low: Int64, _ high: Int64) {
        self.low = low
        self.high = high
    }

    public static let zero = Range64(0, 0)

    public var isSettled: Bool { low == high }

    /// `12`, or `10–12` while something is undecided.
    public var text: String { isSettled ? "\(low)" : "\(low)–\(high)" }

    mutating func add(_ low: Int64, _ high: Int64) {
        self.low += low
        self.high += high
    }
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
    /// Records of which a cell that counts is undecided.
    private let undecided: Set<RowReference>
    private let conflicts: [InboxItem]

    init(replica: Replica, conflicts: [InboxItem], today: LocalDay) {
        self.replica = replica
        self.today = today
        self.conflicts = conflicts
        undecided = Set(
            conflicts.flatMap { item -> [RowReference] in
                switch item.content {
                case .cell(let conflict): [RowReference(conflict.table, conflict.key)]
                case .rule: []
                }
            })
    }

    func sites() throws -> [Overview.Site] {
        let heard = try replica.lastHeard()
        var names: [String: String] = [:]
        for row in try replica.select("SELECT code, coalesce(name_zh, code) FROM site") {
            if let code = row[0].text { names[code] = row[1].text }
        }
        var sites: [String: (service: Int64, assigned: Range64)] = [:]
        for code in names.keys { sites[code] = (0, .zero) }
        for row in try replica.select(Self.seatSQL) {
            guard let site = row[0].text, let seat = row[1].text.flatMap({ RecordKey($0) }) else {
                continue
            }
            var entry = sites[site] ?? (0, .zero)
            entry.service += 1
            let claim = try assigned(seat)
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

    /// Whether a seat is assigned today: surely, surely not, or 0 to 1 while an assignment of it is
    /// undecided.
    private func assigned(_ seat: RecordKey) throws -> Range64 {
        var claim = Range64.zero
        for row in try replica.select(
            """
            SELECT id, state, from_day, to_day FROM seat_assignment
            WHERE seat = ?1 AND retired IS NULL
            """, [.text(seat.text)])
        {
            guard let key = row[0].text.flatMap({ RecordKey($0) }) else { continue }
            if undecided.contains(RowReference("seat_assignment", key)) {
                claim.high = 1
            } else if row[1].text == "confirmed", holdsToday(row[2].text, row[3].text) {
                return Range64(1, 1)
            }
        }
        return claim
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
            let low = stageNames.count > 1 ? 0 : 1
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
