public import Causality
public import Domain
internal import Storage

extension TradeDesk {
    /// A room that is in one company's hand without anybody having decided it.
    public struct OccupiedRoom: Sendable {
        public let room: String
        public let site: String
        public let company: String
        /// Used in the fortnight, and what the room was open in it.
        public let minutes: Int64
        public let openMinutes: Int64
        public let longest: Int64
        /// Fortnights in a row that it has been so.
        public let fortnights: Int
        public let bookings: [RecordKey]
    }

    /// How far back a room is followed: a year.
    private static let fortnightsMost = 26

    /// Rooms used beyond the rule in the fourteen days up to a day, the largest share first.
    public func occupied(on day: LocalDay) throws -> [OccupiedRoom] {
        try replica.read {
            let ground = try ReportGround(
                replica, ReportRequest(day: day, site: nil), nowMilliseconds: milliseconds,
                conflicts: try replica.openConflicts())
            let taken = try RoomUse.taken(ground)
            guard !taken.isEmpty else { return [] }
            var before: [Set<String>] = []
            while before.count < TradeDesk.fortnightsMost {
                let then = day.adding(days: -RoomUse.days * (before.count + 1))
                let hands = Set(try RoomUse.taken(try ground.on(then)).map(hand))
                if taken.allSatisfy({ !hands.contains(hand($0)) }) { break }
                before.append(hands)
            }
            return try taken.map { use in
                OccupiedRoom(
                    room: use.path, site: use.site,
                    company: try ground.company(use.company).zh, minutes: use.minutes,
                    openMinutes: use.openMinutes, longest: use.longest,
                    fortnights: 1 + before.prefix { $0.contains(hand(use)) }.count,
                    bookings: use.bookings.map(\.key))
            }
        }
    }

    private func hand(_ use: RoomUse) -> String { "\(use.room.key) \(use.company.text ?? "")" }
}
