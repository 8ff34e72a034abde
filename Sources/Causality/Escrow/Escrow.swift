// Escrow: a bound that no merge can break.
//
// A fund has 30 million left. Two people commit 20 million each while their sites are apart, each
// seeing 30: when they meet, 40 are committed, and no merge rule can undo a signature. So what may be
// used is divided beforehand into *shares*, each held by one origin. An origin spends and lends out of
// its own share alone, and only it writes what leaves that share, one move after the other. It cannot
// see too much: what others lend it only raises its share, and what leaves it, it knows. So at every
// moment, whatever has been delivered to whom,
//
//     the sum of what is used  ≤  the sum of what was granted
//
// (O'Neil, "The escrow transactional method", 1986; Balegas et al., "Extending eventually consistent
// cloud databases for enforcing numeric invariants", 2015.)
//
// Moves stand in *books*, one for each site, which that site and the hub hold: a site learns nothing
// of what the others hold. The hub's origins write in every book, a branch's in its own. What a branch
// lends goes to the hub, which passes it on.
//
// An honest origin asks `allows` before it writes. A hostile or broken one may write what it likes, so
// a reader counts only what is *covered*, by a rule that depends on the set of moves and nothing else:
//
//     branch   its loans to the hub first, as many from the front as what came in covers;
//              of the rest its spends, as many from the front as that covers
//     hub      its loans all count; of the rest its spends, as many from the front as that covers
//
// "From the front" means: behind the first that is not covered, none counts. What comes in only grows,
// so a loan that has counted once goes on counting, and nobody can take back what he has lent by
// spending it too. What is not covered is *disputed*: listed, with its author, and counting for
// nothing. It is covered later if somebody lends the author as much. The hub's loans must count, or a
// site could not know what it has; a hub that lends more than it has is *overdrawn*, which is shown.
//
// A database that was restored or copied is a new origin, with no share: what the old one held waits
// until the hub *witnesses* it. The witness names how far the hub has seen the old origin's moves, and
// passes the rest of the share on to an heir. Should the old origin turn out to live and to have moved
// more, those moves are disputed, so the bound holds even then. The same where a copy went on under the
// old name: the branches of a fork are one origin, with one share between them.

/// The state of one quota as far as the moves given tell it: a pure function of their set.
public struct Escrow: Hashable, Sendable {
    /// The site that alone grants and witnesses.
    public let hub: SiteID
    /// Whether the books of every site are in view, as at the hub. Where they are not, the hub's share
    /// is unknown, and its moves are taken to be covered.
    public let isWhole: Bool
    /// What each origin may spend or lend. None for the hub's where not every book is in view.
    public internal(set) var shares: [Origin: Int64] = [:]
    /// Granted and not withdrawn; 0 where the hub's book is not in view.
    public internal(set) var capacity: Int64 = 0
    /// What each origin uses, without what it gave back.
    public internal(set) var used: [Origin: Int64] = [:]
    /// What each spend that counts still uses.
    public internal(set) var spent: [EntryName: Int64] = [:]
    /// Moves that count for nothing, by name.
    public internal(set) var disputed: [EscrowDispute] = []
    /// Who has the rest of an origin that the hub has closed.
    public internal(set) var heirs: [Origin: Origin] = [:]
    /// What the hub has lent beyond what it had. An honest hub's is 0.
    public internal(set) var overdrawn: Int64 = 0

    /// The most that one move may be about, and that may be granted: 10 trillion yuan in fen.
    public static let amountMax: Int64 = 1_000_000_000_000_000

    /// - Parameter moves: each once or several times, in any order. O(n log n).
    public init(_ moves: some Sequence<EscrowMove>, hub: SiteID, isWhole: Bool) {
        self.hub = hub
        self.isWhole = isWhole
        var books = EscrowBooks(moves, hub: hub, isWhole: isWhole)
        books.settle(&self)
        disputed.sort { $0.move.name < $1.move.name }
    }

    public var totalUsed: Int64 { used.values.reduce(0, EscrowBooks.sum) }

    public func isClosed(_ origin: Origin) -> Bool { heirs[origin] != nil }

    /// Whether an origin may spend, lend or withdraw this much now.
    public func allows(_ amount: Int64, from origin: Origin) -> Bool {
        (1...Escrow.amountMax).contains(amount) && !isClosed(origin)
            && amount <= shares[origin, default: 0]
    }

    /// Whether an origin may give back this much of a spend now: of its own, or of one that it is the
    /// heir of.
    public func allowsRelease(_ amount: Int64, of spend: EntryName, by origin: Origin) -> Bool {
        (1...Escrow.amountMax).contains(amount) && !isClosed(origin)
            && amount <= spent[spend, default: 0]
            && mayRelease(origin, from: spend.writer)
    }

    /// Whether `origin` stands in the line of heirs that begins with `spender`.
    func mayRelease(_ origin: Origin, from spender: Origin) -> Bool {
        var at = spender
        while at != origin {
            guard let next = heirs[at] else { return false }
            at = next
        }
        return true
    }
}
