import Causality

/// Everything that a hub and two branches can do with a quota of four in so many moves: whoever may use, lend or
/// give back does, or does not; books arrive at any moment, either way; a branch goes on as a new origin
/// once, with what it knew or with nothing, and its old copy may live on; the hub closes the old origin, and
/// the new one or the hub inherits. Worlds that are one another are looked at once.
///
/// A process that ends in between changes nothing: a move is there when it is durable, and is not there before.
struct EscrowSearch {
    static let hub = EscrowWorld.hub
    private static let branches = Array(EscrowWorld.sites[1...2])
    /// The share of the quota that the search begins with: the hub has it all.
    static let capacity: Int64 = 4

    /// A database: who writes in it, and which moves it holds, by their place in `moves`.
    struct Copy: Hashable {
        var origin: Origin
        var known: [Int]
    }

    struct State: Hashable {
        /// The hub, both branches, and the old copy of the first that lives on, if any.
        var copies: [Copy]
        var all: [Int] = []
        var movesLeft: Int
        var hasRestarted = false

        /// Whether somebody works on who has been closed, or what he wrote is lost.
        var isHaunted = false
    }

    let most: Int
    let allowsZombies: Bool
    private var moves: [EscrowMove] = []
    private var places: [EscrowMove: Int] = [:]
    private var views: [[Int]: [Bool: Escrow]] = [:]
    /// How often each kind of step was made.
    private(set) var met: [String: Int] = [:]
    private(set) var stateCount = 0

    init(most: Int, allowsZombies: Bool) {
        self.most = most
        self.allowsZombies = allowsZombies
    }

    mutating func run(_ check: (State, Escrow, [Escrow]) -> Void) {
        let origins = [Self.hub] + Self.branches
        var begin = State(
            copies: origins.map { Copy(origin: Origin(site: $0, epoch: 1), known: []) },
            movesLeft: most)
        note(&begin, 0, .grant, Self.capacity, book: Self.hub)
        begin.movesLeft = most
        var seen: Set<State> = [begin]
        var open = [begin]
        while let state = open.popLast() {
            stateCount += 1
            check(
                state, view(state.all, isWhole: true),
                state.copies.map { view($0.known, isWhole: $0.origin.site == Self.hub) })
            for next in steps(from: state) where seen.insert(next).inserted { open.append(next) }
        }
    }

    private mutating func view(_ known: [Int], isWhole: Bool) -> Escrow {
        if let view = views[known]?[isWhole] { return view }
        let view = Escrow(known.map { moves[$0] }, hub: Self.hub, isWhole: isWhole)
        views[known, default: [:]][isWhole] = view
        return view
    }

    // MARK: Steps

    private mutating func steps(from state: State) -> [State] {
        var next: [State] = []
        for at in state.copies.indices {
            if state.movesLeft > 0 { next += writes(from: state, at) }
            if at > 0 {
                for (from, to) in [(at, 0), (0, at)] { next += [delivered(state, from, to)] }
            }
        }
        if !state.hasRestarted { next += restarts(from: state) }
        if state.movesLeft > 0 { next += closings(from: state) }
        return next
    }

    private mutating func writes(from state: State, _ at: Int) -> [State] {
        var next: [State] = []
        let copy = state.copies[at]
        let view = view(copy.known, isWhole: at == 0)
        let site = copy.origin.site
        func add(_ kind: EscrowMove.Kind, _ amount: Int64, _ book: SiteID, _ name: String) {
            var after = state
            note(&after, at, kind, amount, book: book)
            met[name, default: 0] += 1
            next.append(after)
        }
        for amount: Int64 in [1, 3] where view.allows(amount, from: copy.origin) {
            add(.spend, amount, site, "spend")
            if at == 0 {
                for other in state.copies[1...2] {
                    add(.lend(to: other.origin), amount, other.origin.site, "loan")
                }
            } else {
                add(.lend(to: state.copies[0].origin), amount, site, "loan back")
            }
        }
        for (spend, amount) in view.spent.sorted(by: { $0.key < $1.key })
        where view.allowsRelease(amount, of: spend, by: copy.origin) {
            let isOwn = spend.writer == copy.origin
            add(.release(of: spend), amount, site, isOwn ? "release" : "release by an heir")
        }
        return next
    }

    private func delivered(_ state: State, _ from: Int, _ to: Int) -> State {
        var after = state
        let book = ScopeID.site(state.copies[max(from, to)].origin.site)
        let sent = state.copies[from].known.filter { moves[$0].book == book }
        after.copies[to].known = Set(after.copies[to].known).union(sent).sorted()
        return after
    }

    private mutating func restarts(from state: State) -> [State] {
        var next: [State] = []
        for isEmpty in allowsZombies ? [false, true] : [false] {
            var after = state
            after.hasRestarted = true
            after.copies[1].origin = Origin(site: Self.branches[0], epoch: 2)
            if isEmpty { after.copies[1].known = [] }
            after.isHaunted = allowsZombies
            if allowsZombies { after.copies.append(state.copies[1]) }
            met[isEmpty ? "restored from nothing" : "restarted", default: 0] += 1
            next.append(after)
        }
        return next
    }

    /// The hub has heard of the heir, hence of what that knew.
    private mutating func closings(from state: State) -> [State] {
        let dead = Origin(site: Self.branches[0], epoch: 1)
        guard state.hasRestarted, !view(state.copies[0].known, isWhole: true).isClosed(dead) else {
            return []
        }
        let heard = delivered(state, 1, 0)
        let seen =
            heard.copies[0].known.map { moves[$0] }.filter { $0.by == dead }
            .map(\.name.dot.seq).max() ?? 0
        return [state.copies[1].origin, state.copies[0].origin].map { heir in
            var after = heard
            note(&after, 0, .witness(of: dead, seen: seen, heir: heir), 0, book: dead.site)
            met[heir.site == Self.hub ? "the hub inherits" : "witness", default: 0] += 1
            return after
        }
    }

    private mutating func note(
        _ state: inout State, _ at: Int, _ kind: EscrowMove.Kind, _ amount: Int64, book: SiteID
    ) {
        let copy = state.copies[at]
        let stream = Stream(origin: copy.origin, scope: .site(book))
        let last = copy.known.map { moves[$0].name.dot }.filter { $0.stream == stream }.map(\.seq)
        let name = EntryName(dot: Dot(stream: stream, seq: (last.max() ?? 0) + 1), place: 1)
        let move = EscrowMove(name: name, kind: kind, amount: amount)
        let place = places[move] ?? moves.count
        if place == moves.count {
            moves.append(move)
            places[move] = place
        }
        state.copies[at].known = Set(copy.known + [place]).sorted()
        state.all = Set(state.all + [place]).sorted()
        state.movesLeft -= 1
    }
}
