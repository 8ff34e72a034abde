internal import Causality
internal import Domain
public import Storage

/// Puts sample records into a replica through the door that imports use: a few thousand to a
/// transaction, all in one durable commit, each in the log with its author and reason.
public struct SampleFilling {
    public let replica: Replica
    /// Why they are there, in the log.
    public static let reason = "sample world \(SampleWorld.version)"
    private static let perTransaction = 2_000

    public init(_ replica: Replica) { self.replica = replica }

    /// How many records are here besides the site's own card: sample records never come to lie among
    /// somebody's own.
    public func recordsBeside() throws -> Int {
        try NetworkSchema.kinds.reduce(0) { count, kind in
            let found = try replica.select(
                "SELECT count(*) FROM \"\(kind.name)\" WHERE id <> ?1",
                [.text(replica.meta.site.name)])
            return count + Int(found.first?.first?.integer ?? 0)
        }
    }

    /// Writes them.
    ///
    /// - Throws: a `Problem` where other records are.
    public func write(_ records: [SampleRecord], author: String) throws {
        let beside = try recordsBeside()
        guard beside == 0 else { throw Problem.sampleBeside(records: beside) }
        let fresh = try records.filter { try replica.record($0.kind, $0.key) == nil }
        try replica.write {
            for start in stride(from: 0, to: fresh.count, by: SampleFilling.perTransaction) {
                let part = fresh[start..<min(start + SampleFilling.perTransaction, fresh.count)]
                try replica.edit(author: author, reason: SampleFilling.reason) { draft in
                    for record in part {
                        try draft.insert(record.kind, record.key, record.values)
                    }
                }
            }
        }
    }
}
