internal import Causality
internal import Domain
internal import Storage

// Records that draw from a quota.
//
// The amount of an investment or a subsidy may be changed by a form, an import, the decision of a
// conflict or an undo. None of them knows about quotas: after each, in the same SQLite commit, the
// records it touched are compared with what they have drawn, and the difference is drawn from this
// site's share or given back. If the share is short, the whole commit is refused. So an undo needs no
// care either: it changes the amount back, and the difference is given back.

extension Replica {
    /// As `edit`, and what the records touched draw from quotas follows them; both or neither.
    ///
    /// - Throws: the problem `E-QUOTA-SHORT` when this site's share does not cover it.
    @discardableResult
    func editAtDesk(
        author: String, reason: String?, _ body: (Draft) throws -> Void
    ) throws -> [Dot] {
        try write {
            let dots = try edit(author: author, reason: reason, body)
            try QuotaDrawing(self).follow(dots, author: author)
            return dots
        }
    }
}

/// Makes what records draw from quotas agree with what they say.
struct QuotaDrawing {
    let replica: Replica
    private let books: QuotaBooks

    init(_ replica: Replica) {
        self.replica = replica
        books = QuotaBooks(replica)
    }

    /// What a record would draw, and from where.
    struct Wish {
        let record: Record
        let draw: QuotaDraw
        /// What the record says: a code or a name.
        let pool: String?
        let amount: Int64
        let currencies: Set<String>

        /// The site whose book it is drawn in: the record's own, so that whoever sees the record sees
        /// that it is covered; for a record of no site the writer's.
        func book(_ me: Origin) -> SiteID { record.scope.owner ?? me.site }
    }

    /// Looks at every drawing record that these transactions have touched.
    func follow(_ dots: [Dot], author: String) throws {
        var touched: Set<RuleRow> = []
        for dot in dots {
            for operation in try replica.transaction(dot)?.operations ?? []
            where QuotaDraw.of(operation.table) != nil {
                touched.insert(RuleRow(table: operation.table, key: operation.key))
            }
        }
        guard !touched.isEmpty else { return }
        try settle(touched.sorted { $0.key < $1.key }.compactMap(wish), author: author)
    }

    /// The wish of a record; `nil` when it is of a kind that does not draw, or is not here.
    func wish(_ row: RuleRow) throws -> Wish? {
        guard let draw = QuotaDraw.of(row.table),
            let record = try replica.record(row.table, row.key)
        else { return nil }
        let desk = RecordDesk(replica)
        let values = { (field: String) in desk.values(record, field) }
        let currencies = draw.currencyField.map { values($0).map { $0.text ?? Fen.currency } }
        return Wish(
            record: record, draw: draw, pool: desk.value(record, draw.poolField)?.text,
            amount: draw.amount(values), currencies: Set(currencies ?? [Fen.currency]))
    }

    /// Draws what the records want more than they have drawn, and gives back what they want less.
    func settle(_ wishes: [Wish], author: String) throws {
        let pools = try books.pools()
        let located = try wishes.map { ($0, try QuotaDrawing.code(of: $0, among: pools)) }
        for (wish, code) in located where wish.amount > 0 && code == nil {
            if wish.draw.mustHaveQuota { throw Problem.noQuota(wish.pool ?? "") }
        }
        var moves: [PlannedMove] = []
        for pool in pools { moves += try plan(pool, located) }
        guard !moves.isEmpty else { return }
        try replica.edit(author: author) { draft in
            for move in moves { try draft.append(move) }
        }
    }

    /// The quota that a record names, by its code or by a name; `nil` when there is none.
    static func located(_ wish: Wish, among pools: [QuotaPool]) -> String? {
        guard let text = wish.pool else { return nil }
        let found =
            pools.first { $0.code.hasSameBytes(as: text) }
            ?? pools.first { $0.name.hasSameBytes(as: text) }
        return found?.code
    }

    /// As `located`, but of several with the name none is guessed.
    private static func code(of wish: Wish, among pools: [QuotaPool]) throws -> String? {
        let named = pools.filter { pool in wish.pool.map { pool.name.hasSameBytes(as: $0) } ?? false
        }
        let isCode = pools.contains { pool in
            wish.pool.map { pool.code.hasSameBytes(as: $0) } ?? false
        }
        guard isCode || named.count < 2 else {
            throw Problem.ambiguous(wish.pool ?? "", ids: named.map(\.code))
        }
        return located(wish, among: pools)
    }

    private func plan(_ pool: QuotaPool, _ wishes: [(Wish, String?)]) throws -> [PlannedMove] {
        var moves: [PlannedMove] = []
        var share = pool.available
        // What is given back is there for what is drawn in the same go.
        let ranked = wishes.map { wish, code in
            (wish, (code == pool.code ? wish.amount : 0) - pool.drawn(by: wish.record.key))
        }.sorted { $0.1 < $1.1 }
        for (wish, excess) in ranked {
            let book = wish.book(pool.me)
            if excess < 0 {
                let back = pool.release(-excess, of: wish.record.key)
                moves += back
                share += back.reduce(0) { $0 + $1.amount }
            } else if excess > 0 {
                try checkCurrency(wish, pool)
                guard excess <= share, !pool.escrow.isClosed(pool.me) else {
                    throw Problem.quotaShort(pool, wanted: excess, here: share)
                }
                share -= excess
                moves.append(
                    PlannedMove(
                        pool.code, book, .spend, amount: excess, record: wish.record.key))
            }
        }
        return moves
    }

    private func checkCurrency(_ wish: Wish, _ pool: QuotaPool) throws {
        guard wish.currencies == [pool.unit.code] else {
            throw Problem.quotaCurrency(
                pool: pool.name, unit: pool.unit.code,
                found: wish.currencies.sorted { $0.precedesByBytes($1) }.joined(separator: ", "))
        }
    }
}

extension QuotaPool {
    /// Gives back as much of what a record has drawn, the latest first, as far as it is ours to give
    /// back: another site's spends are for that site.
    func release(_ amount: Int64, of record: RecordKey) -> [PlannedMove] {
        var left = amount
        var moves: [PlannedMove] = []
        for spend in spends(of: record).reversed() where left > 0 {
            let part = min(left, escrow.spent[spend, default: 0])
            guard escrow.allowsRelease(part, of: spend, by: me),
                let book = spend.dot.stream.scope.owner
            else { continue }
            moves.append(
                PlannedMove(code, book, .release, amount: part, ref: spend, record: record))
            left -= part
        }
        return moves
    }
}
