internal import Causality
internal import Domain
public import Storage

/// The quotas that this site knows, read from the rows of `quota` and `quota_move`.
///
/// Only the hub declares a quota. A balance is computed anew from the moves whenever it is asked for:
/// it is a function of them, and nothing that could go stale is kept.
public struct QuotaBooks {
    public let replica: Replica

    public init(_ replica: Replica) { self.replica = replica }

    /// Every quota with a row here, by code.
    public func pools() throws -> [QuotaPool] {
        try replica.read {
            let declared = try declarations()
            return try declared.keys.sorted { $0.precedesByBytes($1) }.compactMap { code in
                try declared[code].map { try pool(code, $0) }
            }
        }
    }

    /// The quota with this code; `nil` when there is none.
    func find(code: String) throws -> QuotaPool? {
        try replica.read { try declarations()[code].map { try pool(code, $0) } }
    }

    /// The quota with this code, or this name if it is the only one; `nil` when there is none.
    public func find(_ text: String) throws -> QuotaPool? {
        try replica.read {
            let declared = try declarations()
            if let found = declared[text] { return try pool(text, found) }
            let named = declared.filter { $0.value.name.hasSameBytes(as: text) }
                .sorted { $0.key.precedesByBytes($1.key) }
            guard named.count < 2 else {
                throw Problem.ambiguous(text, ids: named.map(\.key))
            }
            return try named.first.map { try pool($0.key, $0.value) }
        }
    }

    /// As `find`; the name or key of a fund or budget will do where that is held.
    public func existing(_ text: String) throws -> QuotaPool {
        if let found = try find(text) { return found }
        for kind in ["fund", "subsidy_budget"] {
            if let record = try RecordDesk(replica).find(text, in: kind),
                let found = try find(record.key.text)
            {
                return found
            }
        }
        throw Problem.noQuota(text)
    }

    typealias Declaration = (name: String, unit: QuotaUnit, books: Set<ScopeID>)

    /// What the hub declared: the first row of a code counts, the others say which books it is in.
    func declarations() throws -> [String: Declaration] {
        let prefix = NetworkSchema.kind("quota")?.prefix ?? ""
        let rows = try replica.select("SELECT id, pool, name, unit FROM quota").compactMap { row in
            row[0].text.flatMap { RecordKey($0) }.flatMap { EntryName($0, prefix: prefix) }
                .map { (name: $0, row: row) }
        }
        var declared: [String: Declaration] = [:]
        for (entry, row) in rows.sorted(by: { $0.name < $1.name }) {
            guard entry.dot.stream.origin.site == replica.meta.hub, let code = row[1].text else {
                continue
            }
            var known =
                declared[code]
                ?? (row[2].text ?? code, QuotaUnit(code: row[3].text ?? Fen.currency), [])
            known.books.insert(entry.dot.stream.scope)
            declared[code] = known
        }
        return declared
    }

    private func pool(_ code: String, _ declared: Declaration) throws -> QuotaPool {
        QuotaPool(
            code: code, name: declared.name, unit: declared.unit, me: replica.origin,
            hub: replica.meta.hub,
            entries: try replica.forks().isEmpty ? entries(of: code) : forkedEntries(of: code))
    }

    private func entries(of code: String) throws -> [QuotaEntry] {
        let columns = QuotaEntry.columns.joined(separator: ", ")
        return try replica.select(
            "SELECT id, \(columns) FROM quota_move WHERE pool = ?1", [.text(code)]
        ).compactMap { QuotaEntry($0) }
    }

    /// Where streams have forked a row's key does not say which branch wrote it, and two may have:
    /// what each wrote is among the row's siblings.
    private func forkedEntries(of code: String) throws -> [QuotaEntry] {
        var found: [QuotaEntry] = []
        try replica.forEachRecord(of: "quota_move") { record in
            found += QuotaEntry.entries(of: record).filter { $0.pool.hasSameBytes(as: code) }
        }
        return found.map { $0.pointing(among: found) }
    }
}
