internal import Causality
internal import Domain
internal import Storage

/// The fund or budget that a quota is granted out of, as it is here.
struct QuotaGround {
    let source: QuotaSource
    let key: RecordKey
    let title: String
    private let values: (String) -> [Value]

    /// `nil` when no fund or budget here has this key.
    init?(code: String, _ replica: Replica) throws {
        guard let key = RecordKey(code) else { return nil }
        for source in QuotaSource.all {
            if let record = try replica.record(source.kind, key) {
                try self.init(source, record, replica)
                return
            }
        }
        return nil
    }

    /// The one that a key or name stands for; `nil` when there is none.
    init?(named text: String, _ replica: Replica) throws {
        let desk = RecordDesk(replica)
        for source in QuotaSource.all {
            if let record = try desk.find(text, in: source.kind) {
                try self.init(source, record, replica)
                return
            }
        }
        return nil
    }

    private init(_ source: QuotaSource, _ record: Record, _ replica: Replica) throws {
        let desk = RecordDesk(replica)
        self.source = source
        key = record.key
        title = try desk.title(record)
        values = { desk.values(record, $0) }
    }

    /// As `QuotaSource.size`.
    var size: Int64? { source.size(values) }

    var isRetired: Bool { values("retired").contains { !$0.isNull } }

    /// Its currency; the lesser in bytes while there are several.
    var currency: String {
        source.currencies(values).min { $0.precedesByBytes($1) } ?? Fen.currency
    }

    /// How it goes with its quota.
    func fact(_ pool: QuotaPool) -> SourceFact {
        SourceFact(
            kind: source.kind, key: key, quota: pool.name, unit: pool.unit.code,
            granted: pool.granted, size: size, currencies: source.currencies(values),
            isRetired: isRetired)
    }

    /// Throws when it has been made smaller than its quota, or put into another currency or out of use.
    func check(_ pool: QuotaPool) throws(Problem) {
        let fact = fact(pool)
        guard let fault = fact.faults.first else { return }
        let granted = pool.unit.phrase(pool.granted)
        switch fault {
        case .tooSmall:
            throw .quotaBelowGranted(
                title, pool: pool.code, size: pool.unit.phrase(size ?? 0), granted: granted)
        case .otherCurrency:
            throw .quotaSourceCurrency(
                title, unit: pool.unit.code,
                found: fact.currencies.sorted { $0.precedesByBytes($1) }.joined(separator: ", "))
        case .retired: throw .quotaSourceRetired(title, pool: pool.code, granted: granted)
        }
    }
}

extension QuotaPool {
    /// What is granted and not withdrawn; at a branch, which does not see it, what it knows to be: what
    /// is used and what is left of the shares in view.
    var granted: Int64 {
        guard !isHub else { return escrow.capacity }
        return escrow.shares.values.reduce(escrow.totalUsed) { sum, share in
            let (total, isTooMuch) = sum.addingReportingOverflow(share)
            return isTooMuch ? Int64.max : total
        }
    }
}
