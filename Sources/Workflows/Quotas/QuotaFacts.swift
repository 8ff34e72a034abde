internal import Causality
internal import Domain
internal import Storage

/// What rule X12 looks at: every record that draws, every fund and budget with a quota, and every move
/// that does not count.
struct QuotaFacts {
    let replica: Replica

    func findings() throws -> [Finding] {
        let pools = try QuotaBooks(replica).pools()
        let draws = try QuotaDraw.all.flatMap { try self.draws($0, pools) }
        let drawing = Set(draws.map(\.key))
        return QuotaRule.findings(
            draws, pools.flatMap { disputes($0, besides: drawing) },
            try pools.compactMap { pool in
                try QuotaGround(code: pool.code, replica)?.fact(pool)
            })
    }

    private func draws(_ draw: QuotaDraw, _ pools: [QuotaPool]) throws -> [DrawFact] {
        let drawing = QuotaDrawing(replica)
        let keys = try replica.select(
            "SELECT id FROM \"\(draw.kind)\" WHERE \"\(draw.amountField)\" > 0 AND retired IS NULL"
        ).compactMap { $0[0].text.flatMap { RecordKey($0) } }
        return try keys.compactMap { key in
            guard let wish = try drawing.wish(RuleRow(table: draw.kind, key: key)) else {
                return nil
            }
            let code = QuotaDrawing.located(wish, among: pools)
            guard let pool = pools.first(where: { $0.code == code }) else {
                return draw.mustHaveQuota
                    ? DrawFact(
                        kind: draw.kind, key: key, quota: wish.pool ?? "", wanted: wish.amount,
                        covered: 0) : nil
            }
            return DrawFact(
                kind: draw.kind, key: key, quota: pool.name, wanted: wish.amount,
                covered: pool.drawn(by: key),
                otherCurrency: wish.amount > 0 && wish.currencies != [pool.unit.code]
                    ? (pool.unit.code, wish.currencies) : nil)
        }
    }

    /// Disputed moves, one for each row, without the spends of records, which are found as such.
    private func disputes(_ pool: QuotaPool, besides drawing: Set<RecordKey>) -> [DisputeFact] {
        let entries = Dictionary(uniqueKeysWithValues: pool.entries.map { ($0.name, $0) })
        var found: [EntryName: DisputeFact] = [:]
        for dispute in pool.disputes {
            let name = dispute.move.name
            let record = entries[name]?.record
            guard record.map({ !drawing.contains($0) }) ?? true,
                let key = RecordKey(QuotaEntry.key(name.plain))
            else { continue }
            let why = Catalogue.Quota.reason(dispute.reason)
            found[name.plain] = DisputeFact(
                key: key, quota: pool.name, writer: dispute.move.by, why: Label(why.zh, why.en))
        }
        return Array(found.values)
    }
}
