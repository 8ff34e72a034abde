import Causality
import Glibc
import Storage
import Sync
import Synchronization
import Testing

/// Who waits to write is let in before the next batch of a body (`WaitingWriters`).
struct WaitingWritersTests {
    private let sites = Sites()

    @Test func `an edit that waits comes before the next batch, not behind all of them`() throws {
        let anji = try sites.make("anji")
        try anji.edit(author: "test") { draft in
            try draft.insert("lease", key("L-1"), ["site": .text("anji"), "label": .text("old")])
        }
        let path = sites.path("anji")
        let other = Editor(of: path, sites.environment)
        try anji.write {
            other.mayEdit.raise()
            // Until it has its sign out, which is a lock on the folder.
            while !isLocked(path), other.failure == nil { sched_yield() }
        }
        _ = try anji.apply([], from: sites.hub) { _ in true }
        #expect(try anji.lease("L-1", "label") == .text("new"), "the batch came second")
        other.desk.join()
        #expect(other.failure == nil)
        #expect(!isLocked(path), "no sign is left")
    }

    @Test func `an edit that waits comes between two transactions of a batch`() throws {
        let (hub, anji) = try (sites.make("beijing"), sites.make("anji"))
        try anji.edit(author: "test") { draft in
            try draft.insert("lease", key("L-1"), ["site": .text("anji"), "label": .text("old")])
        }
        let long = String(repeating: "x", count: 9_000)
        for number in 2...41 {
            try hub.edit(author: "test") { draft in
                try draft.insert(
                    "lease", key("L-\(number)"), ["site": .text("anji"), "label": .text(long)])
            }
        }
        var records: [LogRecord] = []
        _ = try hub.extract(beyond: VersionVector(), { _ in true }) { record in
            records.append(record)
            return true
        }
        let path = sites.path("anji")
        let other = Editor(of: path, sites.environment)
        var (asked, shown) = (0, Value.null)
        let results = try anji.apply(records, from: sites.hub) { _ in
            asked += 1
            if asked == 3 {
                // Somebody begins to wait while the batch is under way.
                other.mayEdit.raise()
                while !isLocked(path), other.failure == nil { sched_yield() }
            }
            if asked == records.count { shown = (try? anji.lease("L-1", "label")) ?? .null }
            return true
        }
        other.desk.join()
        #expect(other.failure == nil)
        #expect(shown == .text("new"), "the rest of the batch came first")
        #expect(results.count == records.count)
        #expect(results.allSatisfy { $0.outcome == .applied })
        #expect(try anji.lease("L-41", "label") == .text(long))
    }

    /// Whether somebody holds a lock on a folder.
    private func isLocked(_ path: String) -> Bool {
        let folder = open(path, O_RDONLY | O_DIRECTORY)
        defer { close(folder) }
        return flock(folder, LOCK_EX | LOCK_NB) != 0
    }
}

/// Somebody at the same replica, on a thread and a connection of his own, who gives L-1 another label when he may.
private struct Editor {
    let mayEdit = Flag()
    let desk: Desk
    private let words = Words()

    /// Why the edit failed.
    var failure: String? { words.text.withLock { $0 } }

    /// The replica is open when this returns.
    init(of path: String, _ environment: ReplicaEnvironment) {
        let isOpen = Flag()
        desk = Desk { [mayEdit, words] in
            do {
                defer { isOpen.raise() }
                let replica = try Replica.open(
                    directory: path, schema: TestSchema.replica, environment: environment)
                isOpen.raise()
                mayEdit.wait()
                try replica.edit(author: "desk") { draft in
                    try draft.set("lease", key("L-1"), ["label": .text("new")])
                }
            } catch {
                words.text.withLock { $0 = "\(error)" }
            }
        }
        isOpen.wait()
    }

    private final class Words: Sendable {
        let text = Mutex<String?>(nil)
    }
}

/// What one thread tells another, once.
private final class Flag: Sendable {
    private let isUp = Atomic(false)
    func raise() { isUp.store(true, ordering: .releasing) }
    func wait() { while !isUp.load(ordering: .acquiring) { sched_yield() } }
}

/// Another process, as far as SQLite can tell: a thread with a connection of its own.
private final class Desk: Sendable {
    private let thread: pthread_t

    init(_ body: @escaping @Sendable () -> Void) {
        let cargo = Unmanaged.passRetained(Cargo(body))
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { address in
                guard let address else { preconditionFailure("a thread without its work") }
                Unmanaged<Cargo>.fromOpaque(address).takeRetainedValue().body()
                return nil
            }, cargo.toOpaque())
        precondition(code == 0, "a thread starts")
        self.thread = thread
    }

    func join() { pthread_join(thread, nil) }

    private final class Cargo: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
}
