internal import Domain
internal import Logging
internal import ServiceLifecycle
internal import Storage
internal import Workflows

/// Gives up old history once a day, where the settings say how old it must be.
///
/// It uses a connection of its own, as `moso trim` would, so that pages and exchanges wait for one of
/// its commits at most, and these are bounded.
struct Trimmer: Service {
    /// A while after the start, when the first exchanges are done.
    static let start = Duration.seconds(60)
    static let pause = Duration.seconds(24 * 3600)

    let daemon: Daemon

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            try await Task.sleep(for: Self.start)
            while true {
                if let age = daemon.settings.keepHistory { await trim(olderThan: age) }
                try await Task.sleep(for: Self.pause)
            }
        }
    }

    private func trim(olderThan age: Duration) async {
        guard let directory = daemon.settings.data else { return }
        let milliseconds = UInt64(max(0, age.components.seconds)) * 1_000
        do {
            let store = try ReplicaStore {
                try Replica.open(
                    directory: directory, schema: NetworkSchema.replica,
                    environment: Machine.environment())
            }
            let report = try await store.withReplica { (replica: Replica) in
                try replica.trim(olderThan: milliseconds)
            }
            guard report.trimmed > 0 || report.graves > 0 else { return }
            daemon.logger.notice(
                "old history trimmed",
                metadata: [
                    "transactions": "\(report.trimmed)", "bytes": "\(report.bytes)",
                    "graves": "\(report.graves)",
                ])
        } catch {
            daemon.logger.error("trimming failed here", metadata: ["error": "\(error)"])
        }
    }
}
