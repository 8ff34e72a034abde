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
    /// - Throws: the problem `E-QUOTA-SHORT` when this site's share does not cover it. Unless this is part of a
    ///   larger write, what is lacking is asked for then.
    @discardableResult
    func editAtDesk(
        author: String, reason: String?, _ body: (Draft) throws -> Void
    ) throws -> [Dot] {
        try askingWhenShort(author: author) {
            try write {
                let dots = try edit(author: author, reason: reason, body)
                try QuotaDrawing(self).follow(dots, author: author)
                return dots
            }
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
        let key: RecordKey
        let scope: ScopeID
        let draw: QuotaDraw
        /// What the record says: a code or a name.
        let pool: String?
        let amount: Int64
        let currencies: Set<String>

        /// - Parameter values: all values that a column of the record may have.
        init(
            _ draw: QuotaDraw, _ key: RecordKey, in scope: ScopeID, pool: String?,
            _ values: (String) -> [Value]
        ) {
            self.key = key
            self.scope = scope
            self.draw = draw
            self.pool = pool
            amount = draw.amount(values)
            currencies = draw.currencies(values)
        }

        /// The site whose book it is drawn in: the record's own, so that whoever sees the record sees
        /// that it is covered; for a record of no site the writer's.
        func book(_ me: Origin) -> SiteID { scope.owner ?? me.site }
    }

    /// Looks at every drawing record, and every fund and budget, that these transactions have touched.
    func follow(_ dots: [Dot], author: String) throws {
        var touched: Set<RuleRow> = []
        var priced: Set<RecordKey> = []
        var sources: Set<RecordKey> = []
        for dot in dots {
            for operation in try replica.transaction(dot)?.operations ?? [] {
                if let draw = QuotaDraw.of(operation.table) {
                    touched.insert(RuleRow(table: operation.table, key: operation.key))
                    if operation.writes([draw.currencyField].compactMap { $0 }) {
                        priced.insert(operation.key)
                    }
                }
                if let source = QuotaSource.of(operation.table), operation.writes(source.columns) {
                    sources.insert(operation.key)
                }
            }
        }
        for key in sources.sorted() {
            guard let pool = try books.find(code: key.text) else { continue }
            try QuotaGround(code: key.text, replica)?.check(pool)
        }
        guard !touched.isEmpty else { return }
        try settle(
            touched.sorted { $0.key < $1.key }.compactMap(wish), priced: priced, author: author)
    }

    /// The wish of a record; `nil` when it is of a kind that does not draw, or is not here.
    func wish(_ row: RuleRow) throws -> Wish? {
        guard let draw = QuotaDraw.of(row.table),
            let record = try replica.record(row.table, row.key)
        else { return nil }
        let desk = RecordDesk(replica)
        return Wish(
            draw, record.key, in: record.scope, pool: desk.value(record, draw.poolField)?.text
        ) { desk.values(record, $0) }
    }

    /// Draws what the records want more than they have drawn, and gives back what they want less.
    ///
    /// - Parameter priced: records whose currency has been written.
    func settle(
        _ wishes: [Wish], priced: Set<RecordKey> = [], author: String
    ) throws {
        let moves = try plan(wishes, priced: priced) { throw $1.problem }
        guard !moves.isEmpty else { return }
        try replica.edit(author: author) { draft in
            for move in moves { try draft.append(move) }
        }
    }

    /// Which wishes would be refused if all were to be settled, those that come first being served
    /// first, and why. Nothing is written.
    ///
    /// - Parameter priced: as for `settle`.
    func refusals(
        _ wishes: [Wish], priced: Set<RecordKey>
    ) throws -> [RecordKey: QuotaRefusal] {
        var refused: [RecordKey: QuotaRefusal] = [:]
        _ = try plan(wishes, priced: priced) { refused[$0.key] = $1 }
        return refused
    }

    /// The quota that a record names, by its code or by a name; `nil` when there is none.
    static func located(_ wish: Wish, among pools: [QuotaPool]) -> String? {
        guard let text = wish.pool else { return nil }
        let found =
            pools.first { $0.code.hasSameBytes(as: text) }
            ?? pools.first { $0.name.hasSameBytes(as: text) }
        return found?.code
    }

    // MARK: Planning

    private typealias Refuse = (Wish, QuotaRefusal) throws -> Void

    private func plan(
        _ wishes: [Wish], priced: Set<RecordKey>, _ refuse: Refuse
    ) throws -> [PlannedMove] {
        let pools = try books.pools()
        var located: [(wish: Wish, code: String?)] = []
        for wish in wishes {
            if let refusal = QuotaDrawing.unlocated(wish, among: pools) {
                try refuse(wish, refusal)
            } else {
                located.append((wish, QuotaDrawing.located(wish, among: pools)))
            }
        }
        var moves: [PlannedMove] = []
        for pool in pools { moves += try plan(pool, located, priced, refuse) }
        return moves
    }

    /// Why nobody can say which quota a record means. Of several with the name none is guessed.
    private static func unlocated(_ wish: Wish, among pools: [QuotaPool]) -> QuotaRefusal? {
        guard let text = wish.pool else {
            return wish.amount > 0 && wish.draw.mustHaveQuota ? .noQuota("") : nil
        }
        if pools.contains(where: { $0.code.hasSameBytes(as: text) }) { return nil }
        let named = pools.filter { $0.name.hasSameBytes(as: text) }
        if named.count > 1 { return .ambiguous(text, codes: named.map(\.code)) }
        return named.isEmpty && wish.amount > 0 && wish.draw.mustHaveQuota ? .noQuota(text) : nil
    }

    private func plan(
        _ pool: QuotaPool, _ wishes: [(wish: Wish, code: String?)], _ priced: Set<RecordKey>,
        _ refuse: Refuse
    ) throws -> [PlannedMove] {
        var moves: [PlannedMove] = []
        var share = pool.available
        let changes = wishes.map { wish, code in
            let wanted = code == pool.code ? wish.amount : 0
            return (wish: wish, wanted: wanted, excess: wanted - pool.drawn(by: wish.key))
        }
        // What is given back is there for what is drawn in the same go.
        for change in changes where change.excess < 0 {
            let back = pool.release(-change.excess, of: change.wish.key)
            moves += back
            share += back.reduce(0) { $0 + $1.amount }
        }
        for (wish, wanted, excess) in changes where wanted > 0 {
            if let refusal = try refusal(wish, excess, of: pool, share, priced) {
                try refuse(wish, refusal)
            } else if excess > 0 {
                share -= excess
                moves.append(
                    PlannedMove(
                        pool.code, wish.book(pool.me), .spend, amount: excess, record: wish.key))
            }
        }
        return moves
    }

    private func refusal(
        _ wish: Wish, _ excess: Int64, of pool: QuotaPool, _ share: Int64,
        _ priced: Set<RecordKey>
    ) throws -> QuotaRefusal? {
        guard excess > 0 || priced.contains(wish.key) else { return nil }
        guard wish.currencies == [pool.unit.code] else {
            return .currency(pool, found: wish.currencies)
        }
        guard excess > 0 else { return nil }
        if let ground = try QuotaGround(code: pool.code, replica), ground.isRetired {
            return .retired(pool, title: ground.title)
        }
        guard excess <= share, !pool.escrow.isClosed(pool.me) else {
            return .short(pool, wanted: excess, here: share)
        }
        return nil
    }
}

/// Why a record may not draw what it says.
enum QuotaRefusal {
    case noQuota(String)
    case ambiguous(String, codes: [String])
    case currency(QuotaPool, found: Set<String>)
    /// The fund or budget is out of use.
    case retired(QuotaPool, title: String)
    case short(QuotaPool, wanted: Int64, here: Int64)

    var problem: Problem {
        switch self {
        case .noQuota(let name): .noQuota(name)
        case .ambiguous(let name, let codes): .ambiguous(name, ids: codes)
        case .currency(let pool, let found):
            .quotaCurrency(
                pool: pool.name, unit: pool.unit.code,
                found: found.sorted { $0.precedesByBytes($1) }.joined(separator: ", "))
        case .retired(let pool, let title):
            .quotaSourceRetired(title, pool: pool.code, granted: pool.unit.phrase(pool.granted))
        case .short(let pool, let wanted, let here):
            .quotaShort(pool, wanted: wanted, here: here)
        }
    }
}

extension Operation {
    /// Whether it writes a cell of one of these columns, or the whole row.
    fileprivate func writes(_ columns: [String]) -> Bool {
        guard !columns.isEmpty, let schema = NetworkSchema.replica.table(table) else {
            return false
        }
        let cells = Set(columns.compactMap { schema.cell($0).map { schema.cells[$0].name } })
        return switch change {
        case .insert, .delete, .keep: true
        case .set(let writes): writes.contains { cells.contains($0.cell) }
        case .add(let values): values.contains { cells.contains($0.cell) }
        case .erase: false
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
