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
            let missing = min(Escrow.amountMax, max(1, wanted - max(0, here)))
            let open = pool.openAsks.filter { $0.by.site == pool.me.site }
                .reduce(Int64(0)) { $0 + $1.amount }
            if open < missing {
                try replica.edit(author: author) { draft in
                    try draft.append(
                        PlannedMove(code, pool.me.site, .ask, amount: missing - open))
                }
            }
            return .quotaShort(pool, wanted: wanted, here: here, asked: max(missing, open))
        }
    }

    /// Whether the quota is declared in this site's own book: there alone it asks, so nobody but the hub learns of it.
    private func isKnownAtHome(_ pool: QuotaPool) throws -> Bool {
        try QuotaBooks(replica).declarations()[pool.code]?.books.contains(.site(pool.me.site))
            ?? false
    }
}
