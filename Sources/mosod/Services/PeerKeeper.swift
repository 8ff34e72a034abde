internal import Logging
internal import ServiceLifecycle
internal import Storage
internal import Synchronization
internal import Web

/// Keeps one `PeerSync` running for each peer there is: those of the configuration and those of
/// `moso peers add`, without the paused ones.
struct PeerKeeper: Service {
    let daemon: Daemon

    func run() async throws {
        await withTaskCancellationOrGracefulShutdownHandler {
            let running = RunningPeers()
            var configured: [PeerSetting] = []
            await withDiscardingTaskGroup { group in
                while !Task.isCancelled, !daemon.reloads.isClosed {
                    let seen = daemon.reloads.count
                    let named = Set(daemon.settings.peers.map(\.url))
                    await forget(configured.map(\.url).filter { !named.contains($0) })
                    configured = daemon.settings.peers
                    let wanted = await wantedPeers()
                    for url in running.replace(with: wanted) {
                        group.addTask {
                            await PeerSync(url: url, daemon: daemon, peers: running).run()
                            running.ended(url)
                        }
                    }
                    await daemon.reloads.change(after: seen)
                }
                group.cancelAll()
            }
        } onCancelOrGracefulShutdown: {
            daemon.stopWaiting()
        }
    }

    /// Takes out of the table what a reload took out of the file.
    private func forget(_ urls: [String]) async {
        guard !urls.isEmpty else { return }
        do {
            try await daemon.store.withReplica { (replica: Replica) in
                for url in urls { try replica.removePeer(url: url) }
            }
            for url in urls {
                daemon.logger.notice("peer taken out", metadata: ["peer": "\(url)"])
            }
        } catch {
            daemon.logger.warning("cannot take out a peer", metadata: ["error": "\(error)"])
        }
    }

    private func wantedPeers() async -> Set<String> {
        let configured = daemon.settings.peers
        do {
            return try await daemon.store.withReplica { (replica: Replica) in
                let known = try replica.peerRecords()
                // Those of the file stand in the table too, so that `moso status` knows how they do.
                for peer in configured where !known.contains(where: { peer.isKept(as: $0) }) {
                    try replica.addPeer(url: peer.url, site: peer.site)
                }
                return Set(try replica.peerRecords().filter { !$0.isPaused }.map(\.url))
            }
        } catch {
            daemon.logger.warning("cannot read the list of peers", metadata: ["error": "\(error)"])
            return Set(configured.map(\.url))
        }
    }
}

extension PeerSetting {
    /// Whether the table has it already, with all that the file says.
    fileprivate func isKept(as record: PeerRecord) -> Bool {
        record.url == url && (site == nil || record.site == site)
    }
}

/// The peers that are wanted, and those that have a task.
final class RunningPeers: Sendable {
    private let state = Mutex((wanted: Set<String>(), running: Set<String>()))

    func isWanted(_ url: String) -> Bool { state.withLock { $0.wanted.contains(url) } }

    /// Returns those that need a task now. One that is not wanted any more ends by itself.
    func replace(with wanted: Set<String>) -> [String] {
        state.withLock { state in
            state.wanted = wanted
            let fresh = wanted.subtracting(state.running)
            state.running.formUnion(fresh)
            return fresh.sorted()
        }
    }

    func ended(_ url: String) { state.withLock { _ = $0.running.remove(url) } }
}
