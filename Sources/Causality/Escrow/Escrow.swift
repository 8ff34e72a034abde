// Escrow: a bound that no merge can break.
//
// A fund has 30 million left. Two people commit 20 million each while their sites are apart, each
// seeing 30: when they meet, 40 are committed, and no merge rule can undo a signature. So what may be
// used is divided beforehand into *shares*, each held by one origin. An origin spends and lends out of
// its own share alone, and only it writes what leaves that share, one move after the other. It cannot
// see too much: what others lend it only raises its share, and what leaves it, it knows. So at every
// moment, whatever has been delivered to whom,
//
//     the sum of what is spent  ≤  the sum of what was minted
//
// (O'Neil, "The escrow transactional method", 1986; Balegas et al., "Extending eventually consistent
// cloud databases for enforcing numeric invariants", 2015.) Moves are numbered for each pair of giving
// origin and place, without a gap.
//
// A database that was restored is a new origin, with no share: what the old one held waits until the
// hub *witnesses* it. The witness names how many of the old origin's moves it has seen, and passes the
// rest of the share on. Should the old origin turn out to live and to have moved more, those moves are
// **disputed**: they are listed and count for nothing, so the bound holds even then.

/// One entry of a quota's books. Never changed once written.
public struct EscrowMove: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        /// Creates a share of its own. Only the hub's origins do.
        case mint
        /// Uses up.
        case spend
        /// Gives back what was spent.
        case giveBack
        /// Passes on to another origin.
        case lend(to: Origin)
        /// Passes what is left of an origin that has died on to another, after so many of its moves in
        /// each book; none in a book not named. Only the hub's origins do.
        case witness(of: Origin, after: [SiteID: UInt64], to: Origin)
    }

    /// Whose move it is; for all but `mint` and `witness`, whose share it leaves.
    public let by: Origin
    /// The book it stands in: moves are numbered from 1 for each origin and book.
    public let book: SiteID
    public let number: UInt64
    public let kind: Kind
    /// Not negative. 0 for a witness.
    public let amount: Int64

    public init(by: Origin, book: SiteID, number: UInt64, kind: Kind, amount: Int64) {
        self.by = by
        self.book = book
        self.number = number
        self.kind = kind
        self.amount = amount
    }
}

/// The state of one quota as far as the moves given tell it: a pure function of their set.
public struct Escrow: Hashable, Sendable {
    public let hub: SiteID
    /// What each origin may spend or lend.
    public private(set) var shares: [Origin: Int64] = [:]
    public private(set) var minted: Int64 = 0
    public private(set) var used: [Origin: Int64] = [:]
    /// Moves that count for nothing: beyond a witness, by somebody who may not, of a wrong amount, or
    /// behind a gap.
    public private(set) var disputed: [EscrowMove] = []
    /// Origins whose share the hub has passed on: they spend nothing more.
    public private(set) var closed: Set<Origin> = []

    public var totalUsed: Int64 { used.values.reduce(0, +) }

    /// The most that one move may be about; sums of millions of them stay within 64 bits.
    public static let amountMax: Int64 = 1_000_000_000_000

    /// Whether an origin may spend or lend this much now.
    public func allows(_ amount: Int64, from origin: Origin) -> Bool {
        (1...Escrow.amountMax).contains(amount) && !closed.contains(origin)
            && amount <= shares[origin, default: 0]
    }

    /// - Parameter hub: the site that alone mints and witnesses.
    public init(_ moves: some Sequence<EscrowMove>, hub: SiteID) {
        self.hub = hub
        let sorted = Set(moves).sorted { $0.precedes($1) }
        var witnesses: [Origin: (after: [SiteID: UInt64], heir: Origin)] = [:]
        for move in sorted where move.by.site == hub {
            if case .witness(let dead, let after, let heir) = move.kind, witnesses[dead] == nil {
                witnesses[dead] = (after, heir)
            }
        }
        closed = Set(witnesses.keys)
        var last: EscrowMove?
        for move in sorted {
            let isSameLine = last?.by == move.by && last?.book == move.book
            let isNext = move.number == (isSameLine ? last?.number ?? 0 : 0) + 1
            let cut = witnesses[move.by].map { $0.after[move.book] ?? 0 } ?? .max
            if isNext { last = move }
            guard isNext, move.number <= cut, isSound(move) else {
                disputed.append(move)
                continue
            }
            count(move)
        }
        for dead in witnesses.keys.sorted() { inherit(dead, witnesses.mapValues(\.heir)) }
    }

    private func isSound(_ move: EscrowMove) -> Bool {
        let isHub = move.by.site == hub
        switch move.kind {
        case .mint: return isHub && (1...Escrow.amountMax).contains(move.amount)
        case .witness(let dead, _, let heir): return isHub && dead != heir && move.amount == 0
        case .spend: return (1...Escrow.amountMax).contains(move.amount)
        case .lend(let to): return to != move.by && (1...Escrow.amountMax).contains(move.amount)
        case .giveBack:
            return (1...Escrow.amountMax).contains(move.amount)
                && move.amount <= used[move.by, default: 0]
        }
    }

    private mutating func count(_ move: EscrowMove) {
        switch move.kind {
        case .mint:
            minted += move.amount
            shares[move.by, default: 0] += move.amount
        case .spend:
            used[move.by, default: 0] += move.amount
            shares[move.by, default: 0] -= move.amount
        case .giveBack:
            used[move.by, default: 0] -= move.amount
            shares[move.by, default: 0] += move.amount
        case .lend(let to):
            shares[move.by, default: 0] -= move.amount
            shares[to, default: 0] += move.amount
        case .witness: break
        }
    }

    /// What is left of a dead origin goes to its heir, or to the heir's heir if that died too.
    private mutating func inherit(_ dead: Origin, _ heirs: [Origin: Origin]) {
        var heir = dead
        var steps = 0
        while let next = heirs[heir], steps <= heirs.count {
            heir = next
            steps += 1
        }
        guard heirs[heir] == nil else { return }
        let rest = shares[dead, default: 0]
        shares[dead] = 0
        shares[heir, default: 0] += rest
    }
}

extension EscrowMove {
    /// By origin, book and number; different moves with one number stand in the order of their text,
    /// and only the first of them counts.
    fileprivate func precedes(_ other: EscrowMove) -> Bool {
        if by != other.by { return by < other.by }
        if book != other.book { return book < other.book }
        if number != other.number { return number < other.number }
        return text.precedesByBytes(other.text)
    }

    private var text: String {
        switch kind {
        case .mint: "mint \(amount)"
        case .spend: "spend \(amount)"
        case .giveBack: "give-back \(amount)"
        case .lend(let to): "lend \(amount) \(to)"
        case .witness(let dead, let after, let heir):
            "witness \(dead) \(heir) "
                + after.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value)" }
                .joined(separator: ",")
        }
    }
}
