internal import Glibc
public import Sync
internal import Synchronization

// The replica in a daemon.
//
// `Replica` blocks: it waits for the disk at each durable commit, and for another process that is
// writing, up to five seconds. Swift's tasks share as many threads as there are cores, two on the
// machines we run on, so two such waits would stop every page, every long poll and every timer.
// The actor therefore has a thread of its own as its executor: whoever calls it suspends, and only
// that thread waits.

/// The one owner of a replica in a program with many tasks. Bodies run one after the other on the
/// store's own thread; what they return leaves it, the replica never does.
///
///     let store = try ReplicaStore { try Replica.open(directory: path, …) }
///     let sealed = try await store.withReplica { try $0.sealForeignEdits() }
public actor ReplicaStore {
    private let replica: Replica
    private let thread: ReplicaThread

    /// Opens the replica on the caller's thread, before anything else can reach it.
    public init(opening: @Sendable () throws -> sending Replica) throws {
        thread = try ReplicaThread()
        do {
            replica = try opening()
        } catch {
            thread.stop()
            throw error
        }
    }

    deinit { thread.stop() }

    public nonisolated var unownedExecutor: UnownedSerialExecutor {
        thread.asUnownedSerialExecutor()
    }

    /// Runs `body` with the replica. There is no `await` inside, so nothing comes between what it
    /// reads and what it writes.
    ///
    /// - Throws: `StorageError.replaced` before `body` runs when somebody has put another file in the place
    ///   of the one that is open, and what `body` throws.
    public func withReplica<Result: Sendable>(
        _ body: @Sendable (Replica) throws -> Result
    ) throws -> Result {
        try replica.checkInPlace()
        return try body(replica)
    }
}

extension ReplicaStore: ReplicaDoor {
    public func withReplica<Result: Sendable>(
        _ body: @escaping @Sendable (any ReplicaPort) throws -> Result
    ) async throws -> Result {
        try replica.checkInPlace()
        return try body(replica)
    }
}

/// One thread that runs the jobs of one actor in the order in which they came.
private final class ReplicaThread: SerialExecutor {
    private struct Queue {
        var jobs: [UnownedJob] = []
        var isStopped = false
    }

    private let queue = Mutex(Queue())
    private let signal = Signal()

    init() throws {
        let cargo = Unmanaged.passRetained(self)
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { address in
                guard let address else { preconditionFailure("a thread without its executor") }
                Unmanaged<ReplicaThread>.fromOpaque(address).takeRetainedValue().run()
                return nil
            }, cargo.toOpaque())
        guard code == 0 else {
            cargo.release()
            throw StorageError.file(operation: "start a thread for", path: "replica", errno: code)
        }
        // Nobody waits for it: the last owner of the store may go away in a job on it.
        pthread_detach(thread)
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.withLock { $0.jobs.append(job) }
        signal.raise()
    }

    /// Ends the thread after the jobs that are waiting. Called when the actor goes, so none come
    /// after it.
    func stop() {
        queue.withLock { $0.isStopped = true }
        signal.raise()
    }

    private func run() {
        while true {
            signal.wait()
            let (jobs, isStopped) = queue.withLock { queue in
                defer { queue.jobs = [] }
                return (queue.jobs, queue.isStopped)
            }
            for job in jobs { job.runSynchronously(on: asUnownedSerialExecutor()) }
            if isStopped { return }
        }
    }
}

/// A counting semaphore.
///
/// `@unchecked Sendable`: POSIX makes `sem_post` and `sem_wait` safe from any thread; the pointer is
/// set once, and freed when the last reference goes, so after the last use.
private final class Signal: @unchecked Sendable {
    private let semaphore: UnsafeMutablePointer<sem_t>

    init() {
        semaphore = .allocate(capacity: 1)
        guard sem_init(semaphore, 0, 0) == 0 else { preconditionFailure("sem_init: \(errno)") }
    }

    deinit {
        sem_destroy(semaphore)
        semaphore.deallocate()
    }

    func raise() { sem_post(semaphore) }

    /// A signal handler may interrupt the wait; it then goes on.
    func wait() { while sem_wait(semaphore) != 0 && errno == EINTR {} }
}
