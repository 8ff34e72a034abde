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
    private func look(after seen: Look?) async throws -> Look {
        let (now, hasSealed) = try await daemon.store.withReplica { (replica: Replica) in
            let counter = try replica.changeCounter()
            if let seen, seen.counter == counter { return (seen, false) }
            let hasSealed = try replica.sealForeignEdits()
            return (Look(counter: counter, unsealed: Set(try replica.unsealedEdits())), hasSealed)
        }
        if hasSealed { daemon.logger.info("sealed what another tool wrote") }
        for edit in now.unsealed.subtracting(seen?.unsealed ?? []) {
            daemon.logger.error(
                "what another tool wrote cannot be replicated; it is kept in the table moso_aside",
                metadata: [
                    "table": "\(edit.table)", "id": "\(edit.key)", "field": "\(edit.field ?? "*")",
                    "why": "\(edit.fault)",
                ])
        }
        return now
    }

    /// What was found at one look.
    private struct Look: Equatable {
        let counter: Int64
        /// What other tools wrote and cannot be replicated.
        let unsealed: Set<UnsealedEdit>
    }
}
