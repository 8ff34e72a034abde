internal import Causality
internal import Domain

// Creeping occupation.
//
// A shared room is taken over without anybody deciding it: one company books it again and again, or sits
// in it through the night. No single booking is wrong, so only the sum shows it: more than 40 % of the
// open hours of 14 days, or a booking of more than 12 hours. A room that stays in one hand like this is
// an unrecorded tenancy, and somebody should make it a term or end it.

/// What one company used of one room in the fortnight up to a day.
struct RoomUse {
    let room: RowReference
    let site: String
    let path: String
    let company: Value
    let minutes: Int64
    /// What the room was open in that time.
    let openMinutes: Int64
    let longest: Int64
    let bookings: [RowReference]

    static let days = 14
    static let shareMost: Int64 = 40
    static let longestMost: Int64 = 12 * 60

    var isTaken: Bool {
        minutes * 100 > openMinutes * RoomUse.shareMost || longest > RoomUse.longestMost
    }

    /// In basis points of the open hours; more than 10,000 where nights went in.
    var share: Int64 { openMinutes == 0 ? 0 : minutes * 10_000 / openMinutes }

    static func taken(_ ground: ReportGround) throws -> [RoomUse] {
        try all(ground).filter(\.isTaken)
    }

    private struct Hand: Hashable {
        let room: String
        let company: Value
    }

    /// By room and company, the largest share first.
    static func all(_ ground: ReportGround) throws -> [RoomUse] {
        let first = ground.day.adding(days: 1 - days)
        let bookings = try ground.rows(
            "booking",
            ["space", "company", "from_at", "to_at", "actual_from", "actual_to", "state"],
            where: """
                company IS NOT NULL AND from_at >= ?2 AND from_at < ?3
                    AND coalesce(state, 'requested') IN ('confirmed', 'used', 'overran')
                """, [.text("\(first)"), .text("\(ground.day.adding(days: 1))")])
        let uses = Dictionary(grouping: bookings) { row in
            Hand(room: row.text("space") ?? "", company: row.shown("company"))
        }
        guard !uses.isEmpty else { return [] }
        let rooms = try ground.rows("space", ["site", "path", "open_hours"])
        return rooms.flatMap { room in
            uses.filter { $0.key.room == room.key.text }.map { use(room, $0.key, $0.value) }
        }.sorted { ($1.share, $0.room) < ($0.share, $1.room) }
    }

    private static func use(_ room: FactRow, _ hand: Hand, _ rows: [FactRow]) -> RoomUse {
        let lengths = rows.map(length)
        let hours = room.shown("open_hours").integer ?? 12
        return RoomUse(
            room: room.reference, site: room.text("site") ?? "", path: room.text("path") ?? "",
            company: hand.company, minutes: lengths.reduce(0, +),
            openMinutes: Int64(days) * min(24, max(1, hours)) * 60, longest: lengths.max() ?? 0,
            bookings: rows.map(\.reference))
    }

    /// As it was, where somebody noted that; else as it was booked.
    private static func length(_ row: FactRow) -> Int64 {
        let from = row.moment("actual_from") ?? row.moment("from_at")
        let to = row.moment("actual_to") ?? row.moment("to_at")
        guard let from, let to else { return 0 }
        return Int64(max(0, from.minutes(until: to)))
    }
}
