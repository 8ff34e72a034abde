import Causality
import Domain
import Foundation
import Storage
import Sync
import Wire
import Workflows

/// A hub that gives snapshots, as a site on the line sees it.
struct HubLink: PeerLink {
    static let key: SigningKey = {
        guard let key = SigningKey(seed: [UInt8](repeating: 4, count: 32)) else {
            fatalError("32 bytes make a key")
        }
        return key
    }()

    /// By the path of the request, without a cut.
    private var manifests: [String: [UInt8]] = [:]
    private var cuts: [String: String] = [:]
    private var chunks: [String: [UInt8]] = [:]
    var hasChunks = true
    var epoch: UInt32 = 0

    init(_ hub: Replica, for names: [String]) throws {
        final class Store { var chunks: [Digest256: [UInt8]] = [:] }
        for site in names.compactMap({ SiteID($0) }) {
            let store = Store()
            let made = try hub.makeSnapshot(of: [.common, .roster, .site(site)], by: Self.key) {
                store.chunks[$0.name] = $1
            }
            for signed in made {
                let path = SnapshotAddress.manifest(of: signed.manifest.part.scope, for: site)
                manifests[path] = signed.bytes
                cuts[path] = "\(signed.manifest.cutID)"
            }
            for (name, bytes) in store.chunks {
                chunks[SnapshotAddress.chunk(name, for: site)] = bytes
            }
        }
    }

    func perform(
        _ request: PeerRequest, progress: (@Sendable (TransferProgress) -> Void)?
    ) async -> PeerReply {
        if let bytes = chunks[request.path] {
            return hasChunks ? PeerReply(status: 200, body: bytes) : PeerReply(status: 403)
        }
        let parts = request.path.components(separatedBy: "&cut=")
        guard let bytes = manifests[parts[0]] else { return PeerReply(status: 404) }
        if parts.count > 1, cuts[parts[0]] != parts[1] { return PeerReply(status: 410) }
        return PeerReply(
            status: 200, headers: [SnapshotAddress.epochHeader: "\(epoch)"], body: bytes)
    }
}

/// The same hub, which also exchanges: as it is now, whatever its snapshots are of.
struct LiveHub: PeerLink {
    let store: ReplicaStore
    var snapshots: HubLink

    func perform(
        _ request: PeerRequest, progress: (@Sendable (TransferProgress) -> Void)?
    ) async -> PeerReply {
        guard request.path == SyncEngine.path else {
            return await snapshots.perform(request, progress: progress)
        }
        do {
            var responder = SyncResponder(
                policy: ScopePolicy { Entitlement.holds($0, hub: $1, $2) })
            try request.body.withUnsafeBytes { try responder.feed($0) }
            let outcome = try await SyncEngine.answer(try responder.exchange(), door: store)
            return PeerReply(status: 200, body: outcome.reply)
        } catch {
            return PeerReply(status: 500, body: Array("\(error)".utf8))
        }
    }
}

/// Answers everything alike.
struct Wall: PeerLink {
    let reply: PeerReply

    func perform(
        _ request: PeerRequest, progress: (@Sendable (TransferProgress) -> Void)?
    ) async -> PeerReply { reply }
}
