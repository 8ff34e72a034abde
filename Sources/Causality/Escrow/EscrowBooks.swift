/// The moves of one quota, sorted and sifted, on their way to an `Escrow`.
struct EscrowBooks {
    private let hub: SiteID
    private let isWhole: Bool
    private var byOrigin: [Origin: [EscrowMove]] = [:]
    private var heirs: [Origin: Origin] = [:]
    private var cuts: [Origin: [ScopeID: UInt64]] = [:]
    private var refused: [EscrowDispute] = []
    /// What came in for each origin.
    private var credits: [Origin: Int64] = [:]

    init(_ moves: some Sequence<EscrowMove>, hub: SiteID, isWhole: Bool) {
        self.hub = hub
        self.isWhole = isWhole
        let sorted = Set(moves).sorted { $0.name < $1.name }
        for move in sorted where entitled(move) { note(witness: move) }
        for move in sorted {
            if let reason = objection(to: move) {
                refused.append(EscrowDispute(move: move, reason: reason))
            } else {
                byOrigin[move.by, default: []].append(move)
            }
        }
    }

    // MARK: Sifting

    /// The first witness in an origin's own book says who inherits; in each book the furthest one says
    /// up to where the origin's moves count.
    private mutating func note(witness move: EscrowMove) {
        guard case .witness(let dead, let seen, let heir) = move.kind, move.amount == 0 else {
            return
        }
        if move.book == .site(dead.site), heirs[dead] == nil { heirs[dead] = heir }
        cuts[dead, default: [:]][move.book] = max(seen, cuts[dead]?[move.book] ?? 0)
    }

    /// Whether its writer has a say over what the move is about.
    private func entitled(_ move: EscrowMove) -> Bool {
        let by = move.by.site
        guard by == hub || move.book == .site(by) else { return false }
        switch move.kind {
        case .grant, .withdraw: return by == hub
        case .spend, .release: return true
        case .lend(let to):
            guard to != move.by else { return false }
            // Else the one who got it would not see it.
            return by == hub ? move.book == .site(to.site) : to.site == hub
        case .witness(let dead, _, let heir):
            guard by == hub else { return false }
            // Epochs rise, and a branch's line may end at the hub: no line of heirs is a ring.
            return heir.site == dead.site
                ? heir.epoch > dead.epoch : heir.site == hub && dead.site != hub
        }
    }

    private func objection(to move: EscrowMove) -> EscrowDispute.Reason? {
        guard entitled(move) else { return .notEntitled }
        if case .witness = move.kind { return move.amount == 0 ? nil : .amount }
        guard (1...Escrow.amountMax).contains(move.amount) else { return .amount }
        return move.name.dot.seq <= cut(of: move.by, in: move.book) ? nil : .afterWitness
    }

    /// Behind which transaction an origin's moves do not count any more. Of a closed origin nothing
    /// counts in a book that no witness names.
    private func cut(of origin: Origin, in book: ScopeID) -> UInt64 {
        cuts[origin]?[book] ?? (heirs[origin] == nil ? .max : 0)
    }

    // MARK: Counting

    /// Branches before the hub and epochs in their order, so that whatever an origin has from others
    /// is known when its turn comes: what the hub lends always counts.
    mutating func settle(_ escrow: inout Escrow) {
        escrow.disputed = refused
        escrow.heirs = heirs
        for (origin, moves) in byOrigin where origin.site == hub {
            for case (.lend(let to), let amount) in moves.map({ ($0.kind, $0.amount) }) {
                credits[to] = Self.sum(credits[to, default: 0], amount)
            }
        }
        for origin in origins.filter({ $0.site != hub }).sorted() { settle(origin, &escrow) }
        // Only now is known which of the hub's origins the branches have lent to.
        for origin in origins.filter({ $0.site == hub }).sorted() { settle(origin, &escrow) }
    }

    private var origins: Set<Origin> {
        Set(byOrigin.keys).union(credits.keys).union(heirs.keys).union(heirs.values)
    }

    private mutating func settle(_ origin: Origin, _ escrow: inout Escrow) {
        let moves = byOrigin[origin] ?? []
        takeBack(origin, moves, &escrow)
        let isHub = origin.site == hub
        var rest = isHub ? hubsRest(origin, moves, &escrow) : lend(origin, moves, &escrow)
        let net = released(origin, moves, &escrow)
        if isHub && !isWhole { rest = .max }
        rest = spend(origin, moves, net, rest, &escrow)
        guard isWhole || !isHub else { return }
        if let heir = heirs[origin] {
            credits[heir] = Self.sum(credits[heir, default: 0], rest)
            rest = 0
        }
        escrow.shares[origin] = rest
    }

    /// What is given back of spends of origins that this one is the heir of.
    private mutating func takeBack(
        _ origin: Origin, _ moves: [EscrowMove], _ escrow: inout Escrow
    ) {
        for move in moves {
            guard case .release(let spend) = move.kind else { continue }
            let spender = spend.writer
            guard spender != origin else { continue }
            guard escrow.mayRelease(origin, from: spender),
                let open = escrow.spent[spend], move.amount <= open
            else {
                escrow.disputed.append(EscrowDispute(move: move, reason: .notSpent))
                continue
            }
            escrow.spent[spend] = open - move.amount
            escrow.used[spender, default: 0] -= move.amount
            credits[origin] = Self.sum(credits[origin, default: 0], move.amount)
        }
    }

    /// What the hub has left after its loans, all of which count.
    private mutating func hubsRest(
        _ origin: Origin, _ moves: [EscrowMove], _ escrow: inout Escrow
    ) -> Int64 {
        var rest = credits[origin, default: 0]
        for move in moves {
            switch move.kind {
            case .grant:
                guard escrow.capacity + move.amount <= Escrow.amountMax else {
                    escrow.disputed.append(EscrowDispute(move: move, reason: .amount))
                    continue
                }
                escrow.capacity += move.amount
                rest = Self.sum(rest, move.amount)
            case .withdraw:
                escrow.capacity -= move.amount
                rest = Self.sum(rest, -move.amount)
            case .lend: rest = Self.sum(rest, -move.amount)
            case .spend, .release, .witness: break
            }
        }
        guard isWhole, rest < 0 else { return rest }
        escrow.overdrawn = Self.sum(escrow.overdrawn, -rest)
        return 0
    }

    /// What a branch has left after its loans to the hub, as many from the front as are covered.
    private mutating func lend(
        _ origin: Origin, _ moves: [EscrowMove], _ escrow: inout Escrow
    ) -> Int64 {
        var rest = credits[origin, default: 0]
        var isCovered = true
        for move in moves {
            guard case .lend(let to) = move.kind else { continue }
            isCovered = isCovered && move.amount <= rest
            if isCovered {
                rest -= move.amount
                credits[to] = Self.sum(credits[to, default: 0], move.amount)
            } else {
                escrow.disputed.append(EscrowDispute(move: move, reason: .exceedsShare))
            }
        }
        return rest
    }

    /// What each spend of an origin is about, without what the origin gave back of it.
    private func released(
        _ origin: Origin, _ moves: [EscrowMove], _ escrow: inout Escrow
    ) -> [EntryName: Int64] {
        var net: [EntryName: Int64] = [:]
        for move in moves where move.kind == .spend { net[move.name] = move.amount }
        for move in moves {
            guard case .release(let spend) = move.kind, spend.writer == origin else {
                continue
            }
            if let open = net[spend], move.amount <= open {
                net[spend] = open - move.amount
            } else {
                escrow.disputed.append(EscrowDispute(move: move, reason: .notSpent))
            }
        }
        return net
    }

    private func spend(
        _ origin: Origin, _ moves: [EscrowMove], _ net: [EntryName: Int64], _ share: Int64,
        _ escrow: inout Escrow
    ) -> Int64 {
        var rest = share
        var isCovered = true
        for move in moves where move.kind == .spend {
            let amount = net[move.name] ?? 0
            isCovered = isCovered && amount <= rest
            if isCovered {
                rest -= amount
                escrow.spent[move.name] = amount
                escrow.used[origin] = Self.sum(escrow.used[origin, default: 0], amount)
            } else if amount > 0 {
                escrow.disputed.append(EscrowDispute(move: move, reason: .exceedsShare))
            }
        }
        return rest
    }

    /// A sum that a hostile hub cannot make overflow: it stops a thousand times beyond the most that
    /// may be granted.
    static func sum(_ a: Int64, _ b: Int64) -> Int64 {
        let most = Escrow.amountMax * 1_000
        return max(-most, min(most, a + b))
    }
}
