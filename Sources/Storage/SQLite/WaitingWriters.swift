internal import CSQLite
internal import Glibc

// Who waits to write, and how it is let in.
//
// SQLite has one writer at a time and no queue. Who finds the file busy asks again after 1, 2, 5, 10 … 100 ms. A daemon
// that takes in a large body commits it in batches, with next to nothing between them, so whoever asks every
// 25 ms nearly always comes too late: a person's one edit waited for the whole of it.
//
//     daemon   ▇▇▇▇▇▇▇▇ ▇▇▇▇▇▇▇▇ ▇▇▇▇▇▇▇▇ ▇▇▇▇▇▇▇▇
//     desk        ? ?    ?       ?         ?        ▇      without a sign
//     desk        ?!·▇                                     with one: after the transaction that is running
//
// So a writer that waits says so: it holds a shared lock on the replica's folder, which dies with its process, and asks each
// millisecond. Who takes in a batch looks between its transactions whether anybody holds one, commits what it has, and gives way
// for as long, up to a bound, before it goes on. Nobody has to know of it: another SQLite tool waits as it always has.

/// The sign of one connection, and its look at those of others.
final class WaitingWriters {
    /// How long a batch gives way at most, in milliseconds: a writer that has a sign out gets in within one.
    private static let givesWayMilliseconds = 50

    private let path: String
    private let limit: Int32
    private var folder: Int32 = -1
    private var isBeginning = false
    private var hasSign = false

    /// - Parameters:
    ///   - path: of the database.
    ///   - milliseconds: how long a writer waits for another one.
    init(path: String, waitingAtMost milliseconds: Int32) {
        self.path = path
        limit = milliseconds
    }

    deinit { if folder >= 0 { close(folder) } }

    /// Has the connection ask here when it finds the file busy. It must not outlive this.
    func attend(_ handle: OpaquePointer) {
        guard limit > 0 else { return }
        sqlite3_busy_handler(
            handle,
            { context, asked in
                guard let context else { return 0 }
                return Unmanaged<WaitingWriters>.fromOpaque(context).takeUnretainedValue()
                    .waits(asked)
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    /// Runs the statement that begins a write, with a sign out for as long as it has to wait.
    func beginning(_ body: () throws -> Void) rethrows {
        isBeginning = true
        defer {
            isBeginning = false
            if hasSign { flock(folder, LOCK_UN) }
            hasSign = false
        }
        try body()
    }

    /// Waits while others have a sign out.
    func giveWay() {
        var waited = 0
        while waited < WaitingWriters.givesWayMilliseconds, isAwaited {
            sqlite3_sleep(1)
            waited += 1
        }
    }

    /// Whether anybody has a sign out.
    var isAwaited: Bool {
        guard limit > 0 else { return false }
        openFolder()
        guard folder >= 0, flock(folder, LOCK_EX | LOCK_NB) != 0 else {
            if folder >= 0 { flock(folder, LOCK_UN) }
            return false
        }
        return errno == EWOULDBLOCK
    }

    private func waits(_ asked: Int32) -> Int32 {
        guard asked < limit else { return 0 }
        if isBeginning, !hasSign {
            openFolder()
            hasSign = folder >= 0 && flock(folder, LOCK_SH | LOCK_NB) == 0
        }
        sqlite3_sleep(1)
        return 1
    }

    private func openFolder() {
        guard folder < 0 else { return }
        let end = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        folder = open(end.isEmpty ? "/" : end, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    }
}
