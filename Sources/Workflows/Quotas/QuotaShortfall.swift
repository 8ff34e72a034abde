internal import Causality
internal import Domain
internal import Storage

// What is refused for want of a share is asked for.
//
// Somebody at a branch wants to spend what the branch does not have. That is refused, and whoever is
// refused is not the one who thinks of asking. So the site asks by itself, in a commit after the one that
// was taken back: at the next exchange the hub lends what it can, and the second attempt goes through.
//
// Only a branch does so, whom only the hub can lend to. The hub would have to choose whom to ask. Nothing is
// asked by a rehearsal, nor twice for the same want: what this site has asked for and has no answer to
// counts, and only what is wanted beyond that is asked for besides. A site whose earlier epoch holds a share
// waits for the hub's witness, not for more.

extension Replica {
    /// Does something as a whole, and asks for what it was refused for.
    func askingWhenShort<Result>(author: String, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let problem as Problem where problem.code == .quotaShort && !isInTransaction {
            throw try QuotaShortfall(self).asked(problem, author: author)
        }
    }
}

/// Leaves an ask behind a refusal.
struct QuotaShortfall {
    let replica: Replica

    init(_ replica: Replica) { self.replica = replica }

    /// The same refusal, which says what is asked for now.
    func asked(_ problem: Problem, author: String) throws -> Problem {
        guard case .string(let code)? = problem.details["pool"],
            case .integer(let wanted)? = problem.details["wanted"],
            case .integer(let here)? = problem.details["share"]
        else { return problem }
        return try replica.write {
            guard let pool = try QuotaBooks(replica).find(code: code), !pool.isHub,
                !pool.escrow.isClosed(pool.me), pool.unwitnessed.isEmpty,
                try isKnownAtHome(pool)
            else { return problem }
            // More than there is at all is mistyped, and nobody could answer it.
            if let whole = try pool.whole(replica), wanted > whole { return problem }
            let missing = min(Escrow.amountMax, max(1, wanted - max(0, here)))
            let open = pool.ownAsks(in: pool.me.site)
            let earlier = open.filter { $0.note == QuotaShortfall.note }
            let total = { (asks: [QuotaEntry]) in
                asks.reduce(Int64(0)) { $0.addingReportingOverflow($1.amount).partialValue }
            }
            let typed = total(open.filter { $0.note != QuotaShortfall.note })
            let lacking = max(0, missing - typed)
            if total(earlier) != lacking {
                // What was wanted last counts: an amount that was mistyped is not asked for any more once the right
                // one was typed.
                try replica.edit(author: author) { draft in
                    for ask in earlier {
                        try draft.append(
                            PlannedMove(code, pool.me.site, .decline, ref: ask.name))
                    }
                    if lacking > 0 {
                        try draft.append(
                            PlannedMove(
                                code, pool.me.site, .ask, amount: lacking,
                                note: QuotaShortfall.note))
                    }
                }
            }
            return .quotaShort(pool, wanted: wanted, here: here, asked: typed + lacking)
        }
    }

    /// What tells an ask that a refusal has left behind from one that somebody typed.
    private static let note = ProblemCode.quotaShort.rawValue

    /// Whether the quota is declared in this site's own book: there alone it asks, so nobody but the hub learns of it.
    private func isKnownAtHome(_ pool: QuotaPool) throws -> Bool {
        try QuotaBooks(replica).declarations()[pool.code]?.books.contains(.site(pool.me.site))
            ?? false
    }
}
