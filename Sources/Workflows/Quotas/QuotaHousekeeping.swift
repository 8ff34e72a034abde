internal import Causality
internal import Domain
public import Storage

// What a site does about quotas by itself, after each exchange.
//
// * It answers what it has been asked for, by `QuotaPolicy`: a loan, or a word that nothing can be
//   spared. Every ask is answered once, so two sites never lend the same share to and fro.
// * In a new epoch it claims what an earlier one held, and so tells the hub everything that it knows
//   of the old one's moves. The hub's people then witness the old epoch; nothing does so by itself,
//   because no program can know that the old file is not in use somewhere.
// * It gives back what its records have drawn and do not want any more, as after another site's edit.
//
// All of it is written in one commit, from shares of its own, so it is as safe as what people type.

/// The chores of a replica about its quotas.
public struct QuotaHousekeeping {
    public let replica: Replica

    public init(_ replica: Replica) { self.replica = replica }

    /// The author of what is written here.
    public static let author = "moso"

    /// Whether anything was to be done, and has been.
    @discardableResult
    public func run() throws -> Bool {
        guard try !replica.select("SELECT 1 FROM quota_move LIMIT 1").isEmpty,
            try replica.read({ try !chores().isEmpty })
        else { return false }
        return try replica.write {
            // Somebody may have been quicker.
            let moves = try chores()
            guard !moves.isEmpty else { return false }
            try replica.edit(author: QuotaHousekeeping.author) { draft in
                for move in moves { try draft.append(move) }
            }
            return true
        }
    }

    private func chores() throws -> [PlannedMove] {
        try QuotaBooks(replica).pools().flatMap { pool in
            guard !pool.escrow.isClosed(pool.me) else { return [PlannedMove]() }
            return try giveBack(pool) + answers(pool) + claims(pool)
        }
    }

    private func answers(_ pool: QuotaPool) -> [PlannedMove] {
        var share = pool.available
        return pool.openAsks.compactMap { ask in
            guard pool.isAskedOfUs(ask), let book = ask.book.owner else { return nil }
            // More than there is at all is mistyped. A branch does not know how much that is.
            let isPossible = !pool.isHub || ask.amount <= pool.escrow.capacity
            let given = isPossible ? QuotaPolicy.answer(asked: ask.amount, share: share) : 0
            share -= given
            return given > 0
                ? PlannedMove(
                    pool.code, book, .lend, amount: given, to: ask.by, ref: ask.name)
                : PlannedMove(pool.code, book, .decline, ref: ask.name)
        }
    }

    private func claims(_ pool: QuotaPool) -> [PlannedMove] {
        guard !pool.isHub else { return [] }
        let claimed = Set(
            pool.entries.filter { $0.kind == .claim && $0.by == pool.me }.compactMap(\.of))
        return pool.unwitnessed.filter { !claimed.contains($0.origin) }.map {
            PlannedMove(pool.code, pool.me.site, .claim, of: $0.origin)
        }
    }

    private func giveBack(_ pool: QuotaPool) throws -> [PlannedMove] {
        let drawing = QuotaDrawing(replica)
        return try pool.drawingRecords.sorted().flatMap { key in
            guard let kind = NetworkSchema.kind(ofKey: key.text)?.name,
                let wish = try drawing.wish(RuleRow(table: kind, key: key))
            else { return [PlannedMove]() }
            let wanted = QuotaDrawing.located(wish, among: [pool]) == nil ? 0 : wish.amount
            let surplus = pool.drawn(by: key) - wanted
            return surplus > 0 ? pool.release(surplus, of: key) : []
        }
    }
}

extension QuotaPool {
    /// Whether an ask is for this site to answer: a branch's is for the hub, the hub's in a branch's
    /// book for that branch.
    func isAskedOfUs(_ ask: QuotaEntry) -> Bool {
        isHub
            ? ask.by.site != hub && ask.book == .site(ask.by.site)
            : ask.by.site == hub && ask.book == .site(me.site)
    }
}
