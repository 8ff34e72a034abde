internal import Glibc
internal import ServiceLifecycle
internal import Storage
internal import Synchronization

/// Tells systemd that the daemon lives, twice as often as it asks for (`WatchdogSec=`).
///
/// What it says must be true: the word is not given by a thread that would go on while all else hangs, but
/// by a task among the others, and only while the replica answers. That may take long where somebody checks
/// or compacts a big one, so an answer counts for ten minutes.
struct Watchdog: Service {
    /// How long one answer of the replica counts.
    static let patience = Duration.seconds(600)

    let daemon: Daemon
    /// How often to give the word.
    let pause: Duration

    /// - Returns: `nil` where nobody asks.
    init?(daemon: Daemon) {
        guard let microseconds = SystemdNotify.watchdogMicroseconds else { return nil }
        self.daemon = daemon
        pause = .microseconds(microseconds / 2)
    }

    func run() async throws {
        let answer = LastAnswer()
        do {
            try await cancelWhenGracefulShutdown {
                async let asked: Void = ask(answer)
                async let told: Void = tell(answer)
                _ = try await (asked, told)
            }
        } catch is CancellationError {
            // The end of the program. Anything else ends it with an error, as for whoever watches the file.
        }
    }

    private func ask(_ answer: LastAnswer) async throws {
        while true {
            _ = try await daemon.store.withReplica { (replica: Replica) in replica.meta.epoch }
            answer.came()
            try await Task.sleep(for: pause)
        }
    }

    private func tell(_ answer: LastAnswer) async throws {
        while true {
            if answer.age < Self.patience { SystemdNotify.alive() }
            try await Task.sleep(for: pause)
        }
    }
}

/// When the replica answered last.
private final class LastAnswer: Sendable {
    private let moment = Mutex(ContinuousClock().now)

    func came() { moment.withLock { $0 = ContinuousClock().now } }
    var age: Duration { moment.withLock { ContinuousClock().now - $0 } }
}
