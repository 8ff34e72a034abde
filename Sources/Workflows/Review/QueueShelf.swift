internal import Causality
internal import Domain
internal import Storage
internal import Synchronization

/// What is open, kept until something is written: a queue of ten thousand is read once for all who look at it.
///
/// It is known to hold by how far the log goes, which every transaction moves, by the version of the database, which
/// every other program's commit moves, and by the day, which some rules look at.
public final class QueueShelf: Sendable {
    private struct Key: Hashable {
        let arrival: Int64
        let version: Int64
        let day: LocalDay
    }

    private let kept = Mutex<(key: Key, items: [InboxItem])?>(nil)

    public init() {}

    /// - Parameter read: reads what is open.
    func items(
        of replica: Replica, on day: LocalDay, read: () throws -> [InboxItem]
    ) throws -> [InboxItem] {
        let key = try QueueShelf.key(replica, day)
        if let kept = kept.withLock({ $0 }), kept.key == key { return kept.items }
        let items = try read()
        // Asked again: edits of other programs that were found meanwhile have moved the end of the log. Had another
        // program committed since, it might not be in what was read, and nothing is kept.
        let after = try QueueShelf.key(replica, day)
        if after.version == key.version { kept.withLock { $0 = (after, items) } }
        return items
    }

    private static func key(_ replica: Replica, _ day: LocalDay) throws -> Key {
        let last = try replica.select("SELECT max(arrival) FROM moso_log").first?.first?.integer
        return Key(arrival: last ?? 0, version: try replica.changeCounter(), day: day)
    }
}
