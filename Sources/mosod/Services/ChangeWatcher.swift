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
        do {
            try await cancelWhenGracefulShutdown { try await watch() }
        } catch is CancellationError {}
    }

    /// - Throws: `StorageError.replaced`, which ends the daemon: another file is the replica now, and only
    ///   a new start opens it. `CancellationError` at the end.
    private func watch() async throws {
        var seen: Look?
        while !Task.isCancelled {
            do {
                let now = try await look(after: seen)
                if let seen, now != seen {
                    daemon.changes.fire()
                    // `moso peers add` is such a commit too.
                    daemon.reloads.fire()
                }
                seen = now
            } catch let error as CancellationError {
                throw error
            } catch StorageError.replaced(let path) {
                throw StorageError.replaced(path: path)
            } catch {
                // Another process may keep the file locked for long; the next look tries again.
                daemon.logger.warning("cannot look for changes", metadata: ["error": "\(error)"])
            }
            try await Task.sleep(for: Self.pause)
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
