public import Causality

/// An entry of a queue, as far as its place hangs on it.
public struct QueueEntry: Hashable, Sendable {
    public let key: RecordKey
    /// Whose queue it is.
    public let site: String
    /// What stands for the company, whichever of its cards the entry names.
    public let company: String
    public let priority: String?
    public let rating: String?
    public let joined: LocalDay?
    public let state: String?

    public init(
        key: RecordKey, site: String, company: String, priority: String?, rating: String?,
        joined: LocalDay?, state: String?
    ) {
        self.key = key
        self.site = site
        self.company = company
        self.priority = priority
        self.rating = rating
        self.joined = joined
        self.state = state
    }

    private static let states = ["accepted", "offered", "waiting", "lapsed"]
    private static let priorities = ["exception", "favoured"]

    fileprivate var progress: Int {
        Self.states.firstIndex(of: state ?? "waiting") ?? Self.states.count
    }

    fileprivate var isWaiting: Bool { progress < Self.states.count }

    fileprivate func rank(joined: LocalDay?) -> Rank {
        Rank(
            place: Self.priorities.firstIndex(of: priority ?? "") ?? Self.priorities.count,
            rating: rating ?? "z", joined: joined?.description ?? "9999", key: key.text)
    }

    fileprivate struct Rank: Comparable {
        let place: Int
        let rating: String
        let joined: String
        let key: String

        static func < (a: Rank, b: Rank) -> Bool {
            (a.place, a.rating, a.joined, a.key) < (b.place, b.rating, b.joined, b.key)
        }
    }
}

/// Where a company stands in the queue of one site.
public struct QueuePlace: Hashable, Sendable {
    /// The entry that it stands by.
    public let entry: RecordKey
    /// Its other entries there, by key: made under cards that were linked since.
    public let others: [RecordKey]
    /// The earliest day of all of them.
    public let joined: LocalDay?

    /// Every entry of the place, that which it stands by first.
    public var entries: [RecordKey] { [entry] + others }
}

/// The order of a queue: by class, rating and day of joining.
///
/// A company stands once in the queue of a site, whichever of its cards its entries name. The place follows
/// from the entries and the links of the cards (K03): it is that of the entry that is furthest on, with the
/// earliest day of joining. Nothing is written, so cards that are taken apart have each its own place again.
/// Another site's queue is another place.
public enum QueueOrder {
    /// - Parameter entries: of one site or several, that wait or may.
    public static func places(_ entries: [QueueEntry]) -> [QueuePlace] {
        Dictionary(grouping: entries) { [$0.site, $0.company] }.values
            .compactMap { place($0) }
            .sorted { $0.rank < $1.rank }
            .map(\.place)
    }

    private static func place(
        _ entries: [QueueEntry]
    ) -> (place: QueuePlace, rank: QueueEntry.Rank)? {
        let ordered = entries.sorted { a, b in
            a.progress == b.progress
                ? a.rank(joined: a.joined) < b.rank(joined: b.joined) : a.progress < b.progress
        }
        guard let first = ordered.first else { return nil }
        // What only may wait after all gives the place no day.
        let joined = ordered.filter { $0.isWaiting || $0.key == first.key }.compactMap(\.joined)
            .min()
        return (
            QueuePlace(
                entry: first.key, others: ordered.dropFirst().map(\.key).sorted(), joined: joined),
            first.rank(joined: joined)
        )
    }
}
