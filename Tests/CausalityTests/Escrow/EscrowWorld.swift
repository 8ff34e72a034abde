import Causality

/// A hub and three branches that are honest: each moves only what its own view allows. Books are
/// delivered by prefixes of their streams, in any order and repeatedly. A site may lose its identity
/// and go on as a new origin; its old copy may live on without having heard of it.
struct EscrowWorld {
    static let sites = ["beijing", "anji", "hangzhou", "suzhou"].compactMap { SiteID($0) }
    static let hub = sites[0]

    /// A database: where it stands, who it is, what it knows.
    struct Copy {
        let site: Int
        var origin: Origin
        var known: Set<EscrowMove>
    }

    /// The one copy of each site that its people work with.
    var copies = sites.enumerated().map {
        Copy(site: $0, origin: Origin(site: $1, epoch: 1), known: [])
    }
    /// Copies left behind that somebody still works with.
    var zombies: [Copy] = []
    private(set) var all: Set<EscrowMove> = []
    /// What people did at copies in use, by the only standard that counts outside: what was allowed.
    private(set) var physicallyUsed: Int64 = 0
    private(set) var granted: Int64 = 0
    /// How often each thing happened, so that a test can tell that it was exercised.
    private(set) var met: [String: Int] = [:]

    var truth: Escrow { Escrow(all, hub: Self.hub, isWhole: true) }

    func view(_ copy: Copy) -> Escrow {
        Escrow(copy.known, hub: Self.hub, isWhole: copy.site == 0)
    }

    // MARK: Writing

    @discardableResult
    mutating func move(
        _ copy: inout Copy, _ kind: EscrowMove.Kind, _ amount: Int64, book: SiteID
    ) -> EscrowMove {
        let stream = Stream(origin: copy.origin, scope: .site(book))
        let last = copy.known.filter { $0.name.dot.stream == stream }.map(\.name.dot.seq).max() ?? 0
        let name = EntryName(dot: Dot(stream: stream, seq: last + 1), place: 1)
        let move = EscrowMove(name: name, kind: kind, amount: amount)
        copy.known.insert(move)
        all.insert(move)
        return move
    }

    @discardableResult
    mutating func move(
        _ at: Int, _ kind: EscrowMove.Kind, _ amount: Int64, book: Int? = nil
    ) -> EscrowMove {
        var copy = copies[at]
        defer { copies[at] = copy }
        if kind == .grant, at == 0 { granted += amount }
        return move(&copy, kind, amount, book: Self.sites[book ?? at])
    }

    /// A branch gets the hub's half of its book, the hub the branch's.
    mutating func deliver(from: Int, to: Int) {
        let book = ScopeID.site(Self.sites[max(from, to)])
        copies[to].known.formUnion(copies[from].known.filter { $0.book == book })
    }

    mutating func deliverEverything() {
        for at in 1..<copies.count {
            deliver(from: at, to: 0)
            deliver(from: 0, to: at)
        }
    }

    /// The identity is lost: the copy goes on as a new origin.
    mutating func restart(_ at: Int) {
        copies[at].origin = Origin(
            site: copies[at].origin.site, epoch: copies[at].origin.epoch + 1)
    }

    /// What the hub writes when it closes an origin: how far it has seen it, in every book it is in.
    mutating func witness(_ dead: Origin, heir: Origin) {
        var books = Set(
            copies[0].known.filter { $0.by == dead }.compactMap(\.book.owner))
        books.insert(dead.site)
        for book in books.sorted() {
            let seen =
                copies[0].known
                .filter { $0.by == dead && $0.book == .site(book) }.map(\.name.dot.seq).max() ?? 0
            move(
                0, .witness(of: dead, seen: seen, heir: heir), 0,
                book: Self.sites.firstIndex(of: book))
        }
    }

    // MARK: Chance

    mutating func step(_ random: inout SplitMix64, allowsZombies: Bool) {
        let at = random.below(copies.count)
        switch random.below(10) {
        case 0, 1, 2: act(at, &random)
        case 3: if random.below(3) == 0 { move(0, .grant, Int64(random.below(4) + 1)) }
        case 4: if random.below(4) == 0 { lose(at, &random, allowsZombies: allowsZombies) }
        case 5: closeSomebody()
        case 6: if !zombies.isEmpty { haunt(random.below(zombies.count), &random) }
        default:
            let branch = random.below(copies.count - 1) + 1
            deliver(from: at == 0 ? 0 : branch, to: at == 0 ? branch : 0)
        }
    }

    private mutating func act(_ at: Int, _ random: inout SplitMix64) {
        var copy = copies[at]
        physicallyUsed += act(&copy, &random)
        copies[at] = copy
    }

    private mutating func haunt(_ at: Int, _ random: inout SplitMix64) {
        var copy = zombies[at]
        _ = act(&copy, &random)
        zombies[at] = copy
        met["zombie", default: 0] += 1
    }

    /// One honest move of a copy; what it uses up.
    private mutating func act(_ copy: inout Copy, _ random: inout SplitMix64) -> Int64 {
        let view = view(copy)
        let amount = Int64(random.below(4) + 1)
        let choice = random.below(6)
        if choice == 0, let spend = view.spent.keys.sorted().randomElement(using: &random) {
            guard view.allowsRelease(amount, of: spend, by: copy.origin) else { return 0 }
            let isOwn = spend.dot.stream.origin == copy.origin
            met[isOwn ? "release" : "release by an heir", default: 0] += 1
            move(&copy, .release(of: spend), amount, book: copy.origin.site)
            return -amount
        }
        guard view.allows(amount, from: copy.origin) else {
            met["short", default: 0] += 1
            return 0
        }
        if choice < 3 {
            met["spend", default: 0] += 1
            move(&copy, .spend, amount, book: copy.origin.site)
            return amount
        }
        met["loan", default: 0] += 1
        let to = copy.site == 0 ? copies[random.below(copies.count - 1) + 1] : copies[0]
        move(
            &copy, .lend(to: to.origin), amount,
            book: copy.site == 0 ? to.origin.site : copy.origin.site)
        return 0
    }

    /// The site's database is copied or loses its identity file. With `allowsZombies` the old copy
    /// may live on.
    private mutating func lose(_ at: Int, _ random: inout SplitMix64, allowsZombies: Bool) {
        if allowsZombies, at > 0, random.below(2) == 0 { zombies.append(copies[at]) }
        met[at == 0 ? "hub restarted" : "branch restarted", default: 0] += 1
        restart(at)
    }

    /// The hub closes an origin that has been left behind and that it has heard of.
    private mutating func closeSomebody() {
        let view = view(copies[0])
        for copy in copies where copy.origin.epoch > 1 {
            for epoch in 1..<copy.origin.epoch {
                let dead = Origin(site: copy.origin.site, epoch: epoch)
                guard !view.isClosed(dead) else { continue }
                // It has heard of the heir, and so of what the heir held of the old origin; of what
                // its own old origin wrote in their books it hears from every site.
                if copy.site == 0 { deliverEverything() } else { deliver(from: copy.site, to: 0) }
                met["witness", default: 0] += 1
                return witness(dead, heir: copy.origin)
            }
        }
    }
}
