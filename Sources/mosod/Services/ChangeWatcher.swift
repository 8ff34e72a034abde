internal import Logging
internal import ServiceLifecycle
internal import Storage
internal import Web

/// Notices what other programs commit to the replica: `moso` at the desk, or any SQLite tool, whose
/// rows it seals into transactions.
///
/// SQLite has no way to be told of another process's commit. It has a counter that can be read
/// without touching the disk, so it is read three times a second.
struct ChangeWatcher: Service {
    static let pause = Duration.milliseconds(300)

    let daemon: Daemon

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            var seen = try await look(after: nil)
            while !Task.isCancelled {
                try await Task.sleep(for: Self.pause)
                do {
                    let now = try await look(after: seen)
                    if now != seen {
                        seen = now
                        daemon.changes.fire()
                        // `moso peers add` is such a commit too.
                        daemon.reloads.fire()
                    }
                } catch is CancellationError {
                    return
                } catch {
                    // Another process may keep the file locked for long; the next look tries again.
                    daemon.logger.warning(
                        "cannot look for changes", metadata: ["error": "\(error)"])
                }
            }
        }
    }

    /// The counter now. Where it has moved, what other tools wrote has been sealed.
    private func look(after seen: Int64?) async throws -> Int64 {
        let (now, hasSealed) = try await daemon.store.withReplica { (replica: Replica) in
            let now = try replica.changeCounter()
            return (now, now == seen ? false : try replica.sealForeignEdits())
        }
        if hasSealed { daemon.logger.info("sealed what another tool wrote") }
        return now
    }
}
