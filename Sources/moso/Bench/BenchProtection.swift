internal import Causality
internal import Domain
internal import Storage
internal import Sync
internal import Transport
internal import Workflows

// What protection costs. The same records go from a site to a hub three ways, by turns:
//
//     clear       no keys, and a link that hands the body over within this process
//     signed      keys on both ends, so that streams are signed and signatures looked at; the same link
//     protected   keys, a daemon in a process of its own, HTTP and TLS on loopback, as between two machines
//
// The last is therefore more than TLS and signatures: it has the server and two processes in it.

extension BenchPrograms {
    private static let turns = 5
    private static let transactions = 10
    private static let rowsEach = 1_000

    func protection(_ mosod: String) async throws -> [BenchFigure: Double] {
        let clear = try await pair("clear", keys: false)
        let signed = try await pair("signed", keys: true)
        let place = within("protected")
        let (caller, hub) = try (place.makeReplica("anji"), place.makeReplica("beijing"))
        let keys = try place.enrol(caller, at: hub)
        let daemon = try await BenchHub(mosod, hub, environment)
        defer { daemon.stop() }
        let store = try BenchPrograms.store(caller)
        let protected = ProtectedSite(
            store: store, engine: try daemon.engine(keys, store, on: CurlLoop()))
        var times: [[Double]] = [[], [], []]
        for site in [clear, signed, protected] { _ = try await site.exchange() }
        for _ in 0..<Self.turns {
            for (at, site) in [clear, signed, protected].enumerated() {
                for _ in 0..<Self.transactions {
                    try await site.store.withReplica { (replica: Replica) in
                        _ = try Visits.add(Self.rowsEach, to: replica)
                    }
                }
                times[at].append(try await site.exchange())
            }
        }
        return [
            .signed: times[1].median / times[0].median,
            .protected: times[2].median / times[0].median,
        ]
    }

    /// A site and a hub that share this process.
    private func pair(_ name: String, keys: Bool) async throws -> ProtectedSite {
        let place = within(name)
        let (caller, hub) = try (place.makeReplica("anji"), place.makeReplica("beijing"))
        if keys { _ = try place.enrol(caller, at: hub) }
        let (store, other) = try (BenchPrograms.store(caller), BenchPrograms.store(hub))
        let policy = ScopePolicy { Entitlement.holds($0, hub: $1, $2) }
        let engine = SyncEngine(
            link: DirectLink(hub: other, policy: policy), door: store, policy: policy)
        return ProtectedSite(store: store, engine: engine)
    }
}

private struct ProtectedSite: Sendable {
    let store: ReplicaStore
    let engine: SyncEngine

    /// Seconds of an exchange that has to succeed.
    func exchange() async throws -> Double {
        let clock = ContinuousClock()
        let began = clock.now
        let report = try await engine.run(peer: SiteID("beijing"))
        guard report.failure == nil else {
            throw BenchError(Catalogue.Bench.exchangeFailed("\(report)"))
        }
        return (clock.now - began) / .seconds(1)
    }
}

/// A link that hands the body of a request to a replica in this process.
struct DirectLink: PeerLink {
    let hub: ReplicaStore
    let policy: ScopePolicy

    func perform(
        _ request: PeerRequest, progress: (@Sendable (TransferProgress) -> Void)?
    ) async -> PeerReply {
        do {
            var responder = SyncResponder(policy: policy)
            try request.body.withUnsafeBytes { try responder.feed($0) }
            let outcome = try await SyncEngine.answer(responder.exchange(), door: hub)
            return PeerReply(status: 200, body: outcome.reply)
        } catch {
            return PeerReply(
                status: 0, failure: LinkFailure(kind: .other, detail: String(describing: error)))
        }
    }
}
