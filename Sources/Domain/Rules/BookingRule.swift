public import Causality

/// A booking of a room that is confirmed, and when it was.
public struct BookingFact: Hashable, Sendable {
    public let key: RecordKey
    public let room: String
    public let holder: String
    public let from: LocalMinute
    public let to: LocalMinute
    /// `normal`, `roadshow`, `delegation`, `emergency`.
    public let priority: String?
    public let people: Int64?
    /// The write that confirmed it, as it is heeded.
    public let stamp: HybridTimestamp
    public let dot: Dot

    /// `nil` when it has no length.
    public init?(
        key: RecordKey, room: String, holder: String, from: LocalMinute?, to: LocalMinute?,
        priority: String?, people: Int64? = nil, stamp: HybridTimestamp, dot: Dot
    ) {
        guard let from, let to, from < to else { return nil }
        self.key = key
        self.room = room
        self.holder = holder
        self.from = from
        self.to = to
        self.priority = priority
        self.people = people
        self.stamp = stamp
        self.dot = dot
    }

    public func overlaps(_ other: BookingFact) -> Bool { from < other.to && other.from < to }

    private static let ranks = ["emergency", "delegation", "roadshow", "normal"]

    private var rank: Int { BookingFact.ranks.firstIndex(of: priority ?? "normal") ?? 3 }

    /// Whether it is served before another that wants the same room: by priority, then by the time of
    /// its confirmation.
    public func goesBefore(_ other: BookingFact) -> Bool {
        if rank != other.rank { return rank < other.rank }
        if stamp != other.stamp { return stamp < other.stamp }
        return dot == other.dot ? key < other.key : dot < other.dot
    }

    var period: String {
        from.day == to.day ? "\(from)–\(to.clock)" : "\(from)–\(to)"
    }
}

/// X02: one room, no two confirmed bookings at a time.
///
/// What a booking *is* follows from all of them, as with seats: they are served by priority, then in the
/// order in which they were confirmed, and each has the room that overlaps none served before. The
/// others are displaced with their data as it is, and nobody has to write that.
public enum BookingRule {
    /// Each booking that has to give way, with the one that it gives way to.
    ///
    /// - Parameter facts: confirmed bookings of one room that are not retired.
    public static func displaced(
        _ facts: [BookingFact]
    ) -> [(loser: BookingFact, winner: BookingFact)] {
        var served: [BookingFact] = []
        var displaced: [(loser: BookingFact, winner: BookingFact)] = []
        for fact in facts.sorted(by: { $0.goesBefore($1) }) {
            if let winner = served.first(where: { $0.overlaps(fact) }) {
                displaced.append((fact, winner))
            } else {
                served.append(fact)
            }
        }
        return displaced
    }

    /// - Parameters:
    ///   - facts: as for `displaced`, those that overlap another.
    ///   - busy: when else the room is taken.
    ///   - rooms: other rooms of the site that may be booked.
    public static func findings(
        _ facts: [BookingFact], busy: [RoomTime] = [], rooms: [RoomFact] = []
    ) -> [Finding] {
        displaced(facts).map { loser, winner in
            let taken =
                busy + facts.filter { $0 != loser }.map { RoomTime(from: $0.from, to: $0.to) }
            let rows = [loser, winner].map { RowReference("booking", $0.key) }
            return Finding(
                .oneRoomOneBooking, rows: rows,
                columns: ["space", "from_at", "state", "priority", "retired"],
                detail: Label(
                    "\(winner.holder)（\(winner.period)）已订，\(loser.holder)（\(loser.period)）让位",
                    "\(winner.holder) has the room (\(winner.period)); \(loser.holder) "
                        + "(\(loser.period)) gives way"),
                options: [
                    ResolutionOption(
                        "displace", Label("\(loser.holder) 让位", "\(loser.holder) gives way"),
                        rows[0], "state", .text("displaced")),
                    ResolutionOption(
                        "displace-other",
                        Label("\(winner.holder) 让位", "\(winner.holder) gives way"),
                        rows[1], "state", .text("displaced")),
                ] + Alternatives(loser, taken, rooms).options(rows[0]))
        }
    }
}
