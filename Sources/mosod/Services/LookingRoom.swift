internal import Storage
internal import Synchronization
internal import Web

// Where the pages look.
//
// The replica in a daemon has one thread, because whoever writes must be the only one. Readers need not stand in that
// line: SQLite's write-ahead log gives every connection a whole picture of its own, however long it looks. So what
// pages show is read by connections of their own, each with its thread. A report over half a million records then
// holds up neither an exchange nor somebody who opens a record; and since reports are what takes long, they have a
// place of their own, where they wait for each other.
//
// At nine in the morning fifty people open the same page, and while a branch sends its work nothing that was counted
// before is right any more. So who asks for what somebody else waits for already gets the same answer (`SharedWork`).
//
// What is saved goes through the daemon's store. Whoever looks after that sees it: a look begins with the newest
// commit.

/// Connections to the replica for those who look.
final class LookingRoom: Sendable {
    /// How long a look takes.
    enum Look {
        /// A record, a list, a form.
        case short
        /// What is counted over many records.
        case long
    }

    private struct Place {
        var store: ReplicaStore?
        var busy = 0
    }

    private let open: @Sendable () throws -> sending Replica
    /// The last is for long looks.
    private let places: Mutex<[Place]>

    private let shared = SharedWork()

    /// - Parameter open: opens the replica; called when somebody looks first.
    init(open: @escaping @Sendable () throws -> sending Replica) {
        self.open = open
        places = Mutex(Array(repeating: Place(), count: 3))
    }

    /// Runs `body` with a replica that is written to by nobody but by what `body` itself does.
    func withReplica<Result: Sendable>(
        _ look: Look, _ body: @Sendable (Replica) throws -> Result
    ) async throws -> Result {
        let (at, store) = try take(look)
        defer { places.withLock { $0[at].busy -= 1 } }
        return try await store.withReplica(body)
    }

    /// The same of a long look, together with all who asked for it since the last one of this name began.
    ///
    /// - Parameter name: says all that the answer depends on beside what the replica holds and what time it is.
    func together<Result: Sendable>(
        _ name: String, _ body: @escaping @Sendable (Replica) throws -> Result
    ) async throws -> Result {
        try await shared.result(of: name) { begin in
            try await self.withReplica(.long) { replica in
                begin()
                return try body(replica)
            }
        }
    }

    /// The place that fewest wait for.
    private func take(_ look: Look) throws -> (Int, ReplicaStore) {
        try places.withLock { places in
            let last = places.count - 1
            let short = (0..<last).min { places[$0].busy < places[$1].busy } ?? 0
            let at = look == .long ? last : short
            // Opened by whoever comes first; the others wait the moment that it takes.
            let store = try places[at].store ?? ReplicaStore(opening: open)
            places[at].store = store
            places[at].busy += 1
            return (at, store)
        }
    }
}
