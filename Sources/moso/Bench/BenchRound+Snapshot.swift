internal import Causality
internal import Domain
internal import Storage
internal import Wire
internal import Workflows

extension BenchRound {
    /// Makes a snapshot of a replica and builds another one from it, without the network between them.
    mutating func snapshot(
        _ side: BenchSide, _ plainSeconds: Double, _ expected: Digest256
    ) throws {
        guard let key = SigningKey(seed: [UInt8](repeating: 1, count: 32)),
            let hub = SiteID("beijing")
        else { preconditionFailure("32 bytes make a key") }
        let chunks = BenchChunks()
        var made: [SignedManifest] = []
        let scopes = Set(try side.vector().entries.map(\.stream.scope))
        figures[.snapshotMake] =
            try seconds {
                made = try side.replica.makeSnapshot(of: scopes, by: key) { chunk, bytes in
                    chunks.bytes[chunk.name] = bytes
                }
            } / plainSeconds
        figures[.snapshotBytes] =
            Double(made.reduce(0) { $0 + $1.manifest.part.chunkBytes + $1.bytes.count })
            / Double(BenchWire.tsv(work))
        let maker = Origin(site: hub, epoch: 1)
        let manifests = made.map { signed in
            SnapshotManifest(
                maker: maker, hub: hub, takenMilliseconds: 0, cut: signed.manifest.cut,
                part: signed.manifest.part)
        }
        let path = folder + "/hangzhou"
        figures[.bootstrap] =
            try seconds {
                _ = try Replica.create(
                    directory: path,
                    from: SnapshotPlan(manifests, site: hub) { chunks.bytes[$0.name] ?? [] },
                    schema: Workload.schema, environment: Machine.environment())
            } / plainSeconds
        guard try WorkloadState.digest(of: path + "/" + Replica.databaseName) == expected else {
            throw BenchError(Catalogue.Bench.otherRows(path, after: BenchFigure.bootstrap.title))
        }
    }
}

/// The chunks of a snapshot, in memory.
private final class BenchChunks {
    var bytes: [Digest256: [UInt8]] = [:]
}
