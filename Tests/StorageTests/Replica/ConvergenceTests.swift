import Causality
import Storage
import Sync
import Testing

/// Random work at three sites with random exchanges: in the end all show the same, and each row is
/// what its log says by definition.
struct ConvergenceTests {
    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func `replicas that hold the same transactions show the same`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let sites = Sites()
        let replicas = try ["beijing", "anji", "hangzhou"].map { try sites.make($0) }
        for _ in 0..<150 {
            sites.clock.advance(UInt64.random(in: 0...2_000, using: &random))
            let replica = replicas[Int.random(in: 0..<3, using: &random)]
            if Int.random(in: 0..<6, using: &random) == 0 {
                let other = replicas[Int.random(in: 0..<3, using: &random)]
                if other !== replica { try carry(from: replica, to: other) }
            } else {
                try RandomWork.edit(replica, &random)
            }
        }
        for _ in 0..<2 {
            for a in replicas { for b in replicas where a !== b { try carry(from: a, to: b) } }
        }
        for scope in [ScopeID.common, .site(site("anji")), .site(site("beijing"))] {
            let digests = try replicas.map { try $0.stateDigest(of: scope) }
            #expect(Set(digests).count == 1, "seed \(seed), scope \(scope)")
        }
        let inboxes = try replicas.map { try $0.openConflicts().map(\.id) }
        #expect(Set(inboxes).count == 1, "seed \(seed)")
        for replica in replicas {
            let report = try replica.verify()
            #expect(report.findings.isEmpty, "seed \(seed): \(report.findings)")
        }
    }
}
