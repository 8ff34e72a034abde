public import Causality
internal import Sync

// What verification, simulation and a second implementation compare: not what a row shows, but
// everything that its future depends on.

/// A received transaction that was put aside, and why.
public struct QuarantinedTransaction: Sendable, Hashable {
    /// `nil` when the bytes were too broken to say.
    public let dot: Dot?
    public let why: String
    /// Who sent it, which the bytes need not say truly, or at all.
    public let peer: SiteID
}

extension Replica {
    /// The exact merge state of a row, also of one that is not there; empty when nothing is known of
    /// it.
    public func exactState(_ table: String, _ key: RecordKey) throws -> RowState {
        try read {
            guard let rows = tables[table] else { throw StorageError.unknownName(table) }
            return try loadRow(rows, key).state
        }
    }

    /// What was put aside, by dot.
    public func quarantinedTransactions() throws -> [QuarantinedTransaction] {
        try read {
            let select = try connection.prepare(
                "SELECT dot, why, peer FROM moso_quarantine ORDER BY dot, hash")
            var all: [QuarantinedTransaction] = []
            while try select.step() {
                guard let peer = SiteID(select.text(2)) else {
                    throw StorageError.damaged("moso_quarantine")
                }
                all.append(
                    QuarantinedTransaction(
                        dot: select.isNull(0) ? nil : Dot(select.text(0)), why: select.text(1),
                        peer: peer))
            }
            return all
        }
    }
}
