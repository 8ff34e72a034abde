public import Causality

/// A time that a room is taken, from one minute up to another that no longer belongs to it.
public struct RoomTime: Hashable, Sendable {
    public let from: LocalMinute
    public let to: LocalMinute

    public init(from: LocalMinute, to: LocalMinute) {
        self.from = from
        self.to = to
    }

    func overlaps(_ other: RoomTime) -> Bool { from < other.to && other.from < to }
}

/// A room that may be booked, and when it is taken already.
public struct RoomFact: Hashable, Sendable {
    public let key: RecordKey
    /// As people call it: `3/路演厅`.
    public let path: String
    /// Whether it is of the kind of the room that was wanted.
    public let isAlike: Bool
    public let capacity: Int64?
    public let busy: [RoomTime]

    public init(
        key: RecordKey, path: String, isAlike: Bool, capacity: Int64?, busy: [RoomTime]
    ) {
        self.key = key
        self.path = path
        self.isAlike = isAlike
        self.capacity = capacity
        self.busy = busy
    }
}

// Where a booking may go that had to give way.
//
// Two ways are offered, the one that changes least first: another room at the same hours, the same room
// later on that day, the same hours there on the next day that is free. They follow from the bookings and
// the rooms alone, so every site that has the same of them offers the same. What is free changes with every
// other booking, so each is numbered by what it would write.

/// The alternatives of one booking.
struct Alternatives {
    private let fact: BookingFact
    private let taken: [RoomTime]
    private let rooms: [RoomFact]

    private static let most = 2
    /// Nobody rehearses after this.
    private static let lastMinute = 22 * 60
    /// How many days are looked at.
    private static let days = 14

    init(_ fact: BookingFact, _ taken: [RoomTime], _ rooms: [RoomFact]) {
        self.fact = fact
        self.taken = taken
        self.rooms = rooms
    }

    func options(_ row: RowReference) -> [ResolutionOption] {
        Array(
            [
                room.map { move($0, row) }, later.map { move("later", $0, row) },
                nextDay.map { move("next-day", $0, row) },
            ].compactMap { $0 }.prefix(Alternatives.most))
    }

    private var time: RoomTime { RoomTime(from: fact.from, to: fact.to) }

    /// One of the same kind first, then the smallest that holds the people, then by path.
    private var room: RoomFact? {
        rooms.filter { room in
            !room.busy.contains { $0.overlaps(time) }
                && (fact.people ?? 0) <= room.capacity ?? .max
        }.min { a, b in
            if a.isAlike != b.isAlike { return a.isAlike }
            if a.capacity != b.capacity { return a.capacity ?? .max < b.capacity ?? .max }
            return a.path.hasSameBytes(as: b.path) ? a.key < b.key : a.path.precedesByBytes(b.path)
        }
    }

    /// As soon as the room is free for as long, on that day.
    private var later: RoomTime? {
        guard fact.from.day == fact.to.day else { return nil }
        let minutes = fact.to.minuteOfDay - fact.from.minuteOfDay
        var start = fact.from
        for other in taken.sorted(by: { ($0.from, $0.to) < ($1.from, $1.to) })
        where other.from < start.adding(minutes: minutes) && start < other.to {
            start = other.to
        }
        let end = start.adding(minutes: minutes)
        guard end.day == fact.from.day, end.minuteOfDay <= Alternatives.lastMinute else {
            return nil
        }
        return RoomTime(from: start, to: end)
    }

    private var nextDay: RoomTime? {
        (1...Alternatives.days).lazy.map { day in
            RoomTime(
                from: fact.from.adding(minutes: day * 1_440),
                to: fact.to.adding(minutes: day * 1_440))
        }.first { time in !taken.contains { $0.overlaps(time) } }
    }

    private func move(_ room: RoomFact, _ row: RowReference) -> ResolutionOption {
        ResolutionOption(
            "room",
            Label(
                "\(fact.holder) 同一时间改到 \(room.path)",
                "\(fact.holder) moves to \(room.path), at the same time"), row, "space",
            .text(room.key.text), hangsOnOthers: true)
    }

    private func move(
        _ code: String, _ time: RoomTime, _ row: RowReference
    ) -> ResolutionOption {
        let period =
            time.from.day == time.to.day
            ? "\(time.from)–\(time.to.clock)" : "\(time.from)–\(time.to)"
        return ResolutionOption(
            code, Label("\(fact.holder) 改到 \(period)", "\(fact.holder) moves to \(period)"),
            writes: [
                .init(row: row, column: "from_at", value: .text(time.from.stored)),
                .init(row: row, column: "to_at", value: .text(time.to.stored)),
            ], hangsOnOthers: true)
    }
}
