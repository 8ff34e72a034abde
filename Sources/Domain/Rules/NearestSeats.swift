public import Causality

/// A seat that may be offered to a company that had to give way.
public struct SeatOffer: Hashable, Sendable {
    public let key: RecordKey
    /// As printed on the desk: `A-017`.
    public let label: String

    public init(key: RecordKey, label: String) {
        self.key = key
        self.label = label
    }
}

/// Which free seats are nearest to the one that was wanted, as far as labels tell.
public enum NearestSeats {
    /// Seats of the same row first, then by how far their numbers are apart, then by label.
    ///
    /// - Parameter free: seats of the site that are free for the whole period.
    public static func nearest(
        to wanted: String, among free: [SeatOffer], most: Int = 3
    ) -> [SeatOffer] {
        let target = place(wanted)
        let ranked = free.map { offer -> (Rank, SeatOffer) in
            let place = place(offer.label)
            let apart =
                place.number > target.number
                ? place.number - target.number : target.number - place.number
            let isElsewhere = !place.row.hasSameBytes(as: target.row)
            return (Rank(isElsewhere: isElsewhere, apart: apart, label: offer.label), offer)
        }
        return ranked.sorted { $0.0.precedes($1.0) }.prefix(most).map(\.1)
    }

    private struct Rank {
        let isElsewhere: Bool
        let apart: Int
        let label: String

        func precedes(_ other: Rank) -> Bool {
            if isElsewhere != other.isElsewhere { return !isElsewhere }
            return apart == other.apart ? label.precedesByBytes(other.label) : apart < other.apart
        }
    }

    /// The label without the number at its end, and that number; at most nine digits count.
    private static func place(_ label: String) -> (row: String, number: Int) {
        let digits = label.reversed().prefix { $0.isASCII && $0.isNumber }.prefix(9)
        return (String(label.dropLast(digits.count)), Int(String(digits.reversed())) ?? 0)
    }
}
