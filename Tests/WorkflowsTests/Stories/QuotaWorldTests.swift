import Causality
import Domain
import Storage
import Testing
import Workflows

/// I7: at every instant no more is used than was granted, whatever is delivered when, repeated, lost
/// or copied; and nobody gets a share by a restore, a copy or a new epoch. On real replicas, by what
/// people type, from a seed.
struct QuotaWorldTests {
    @Test(arguments: 1...16 as ClosedRange<UInt64>)
    func `no sequence of moves, deliveries and lost identities exceeds the bound`(seed: UInt64)
        throws
    {
        var world = try QuotaWorld(seed: seed, hasLivingCopies: seed % 2 == 0)
        for step in 0..<70 {
            try world.step()
            let place = Comment(rawValue: "seed \(seed), step \(step)")
            for name in world.names {
                let pool = try world.pool(name)
                #expect(pool.escrow.totalUsed <= world.granted, place)
                #expect(pool.available >= 0 && pool.escrow.overdrawn == 0, place)
            }
            if !world.hasLivingCopies { #expect(world.used <= world.granted, place) }
        }
        try world.comeTogether()
        let hub = try world.pool("beijing")
        let sum = hub.escrow.shares.values.reduce(0, +) + hub.escrow.totalUsed
        #expect(sum == world.granted && hub.escrow.capacity == world.granted, "seed \(seed)")
        if !world.hasLivingCopies {
            // What an epoch drew that nobody has closed yet, its site cannot give back.
            #expect(hub.escrow.totalUsed >= world.used && hub.disputes.isEmpty, "seed \(seed)")
        }
        // What a branch sees of its own is what the hub sees of it.
        for name in world.names where name != "beijing" {
            let pool = try world.pool(name)
            for (origin, share) in pool.escrow.shares {
                #expect(hub.escrow.shares[origin] == share, "seed \(seed), \(origin)")
            }
            let mine = hub.disputes.filter { $0.move.book == .site(pool.me.site) }
            #expect(pool.disputes == mine, "seed \(seed), \(name)")
            #expect(try world.network[name].verify().findings.isEmpty, "seed \(seed), \(name)")
        }
    }

    @Test func `the first of these worlds meet what they are about`() throws {
        var met: Set<String> = []
        for seed in 1...6 as ClosedRange<UInt64> {
            var world = try QuotaWorld(seed: seed, hasLivingCopies: seed % 2 == 0)
            for _ in 0..<70 { try world.step() }
            met.formUnion(world.met)
        }
        #expect(met.isSuperset(of: QuotaWorld.expected), "\(QuotaWorld.expected.subtracting(met))")
    }
}

/// A hub and two branches with one quota of 40 yuan.
private struct QuotaWorld {
    static let expected: Set<String> = [
        "spend", "lend", "release", "ask", "short", "lost identity", "copy", "witness", "draw",
        "repeated",
    ]

    let network: Network
    let hasLivingCopies: Bool
    let granted: Int64 = 40_00
    /// What people were told that they had used, without what they gave back.
    private(set) var used: Int64 = 0
    private(set) var met: Set<String> = []
    private var random: SplitMix64
    /// For each site the subsidy it edits, and what it was last told that this says.
    private var subsidies: [String: (key: RecordKey, amount: Int64)] = [:]
    private var copies = 0

    init(seed: UInt64, hasLivingCopies: Bool) throws {
        random = SplitMix64(seed: seed)
        self.hasLivingCopies = hasLivingCopies
        network = try Network("beijing", "anji", "hangzhou")
        try network.add("company", at: "beijing", "legal_name=青")
        for branch in ["anji", "hangzhou"] { try network.add("seat", at: branch, "label=A-1") }
        try network.meet()
        try network.quotas(at: "beijing").grant(
            "spring", "40", .init(name: "spring", unit: .money(currency: "CNY")))
        for branch in ["anji", "hangzhou"] {
            try network.lend("spring", "10", from: "beijing", to: branch)
        }
        try network.meet()
    }

    var names: [String] { network.replicas.keys.sorted() }

    func pool(_ name: String) throws -> QuotaPool { try network.pool("spring", at: name) }

    mutating func step() throws {
        let network = network
        let name = pick(names)
        let amount = Int64(random.below(6) + 1)
        switch random.below(12) {
        case 0, 1, 2: try spend(name, amount)
        case 3:
            let to = name == "beijing" ? pick(["anji", "hangzhou"]) : "beijing"
            try allowed {
                try network.lend("spring", "\(amount)", from: name, to: to)
            } then: {
                $0.met.insert("lend")
            }
        case 4: try release(name, amount)
        case 5: try draw(name, amount)
        case 6:
            let of = name == "beijing" ? "anji" : nil
            try allowed {
                try network.ask("spring", "\(amount)", at: name, of: of)
            } then: {
                $0.met.insert("ask")
            }
        case 7: if random.below(3) == 0 { try lose(name) }
        case 8: try QuotaHousekeeping(network[name]).run()
        case 9: try witnessSomebody()
        default: try deliver(name)
        }
    }

    private mutating func allowed(
        _ body: () throws -> some Any, then done: (inout QuotaWorld) -> Void
    ) throws {
        do {
            _ = try body()
            done(&self)
        } catch let problem as Problem {
            if problem.code == .quotaShort { met.insert("short") }
        }
    }

    private mutating func release(_ name: String, _ amount: Int64) throws {
        let network = network
        let pool = try pool(name)
        let byHand = Set(pool.entries.filter { $0.record == nil }.map(\.name))
        let spends = pool.escrow.spent.keys.filter { byHand.contains($0) }.sorted()
        guard !spends.isEmpty else { return }
        let spend = pick(spends)
        try allowed {
            try network.quotas(at: name).release(
                QuotaEntry.key(spend), "\(amount)", reason: nil)
        } then: {
            $0.used -= amount * 100
            $0.met.insert("release")
        }
    }

    private mutating func spend(_ name: String, _ amount: Int64) throws {
        let network = network
        try allowed {
            try network.quotas(at: name).spend("spring", "\(amount)", reason: nil)
        } then: {
            $0.used += amount * 100
            $0.met.insert("spend")
        }
    }

    /// A subsidy of the site is added, or another amount is typed into it.
    private mutating func draw(_ name: String, _ amount: Int64) throws {
        let network = network
        if let (key, before) = subsidies[name] {
            try allowed {
                try network.edit(key, at: name, "amount_fen=\(amount)")
            } then: {
                $0.subsidies[name]?.amount = amount * 100
                $0.used += amount * 100 - before
                $0.met.insert("draw")
            }
        } else {
            var key: RecordKey?
            try allowed {
                key = try network.add(
                    "subsidy", at: name, "company=青", "budget=spring", "amount_fen=\(amount)")
            } then: { world in
                world.subsidies[name] = key.map { ($0, amount * 100) }
                world.used += amount * 100
            }
        }
    }

    /// The identity file is lost, or the folder is copied and both copies are used.
    private mutating func lose(_ name: String) throws {
        if hasLivingCopies, copies < 2, name != "beijing" {
            copies += 1
            met.insert("copy")
            return try network.copy(name, as: "\(name)-\(copies)")
        }
        met.insert("lost identity")
        try network.loseIdentity(of: name)
    }

    /// People at the hub close an epoch that they believe to be over; for the hub's own they let every
    /// site sync before.
    private mutating func witnessSomebody() throws {
        let network = network
        let pool = try pool("beijing")
        for origin in pool.escrow.shares.keys.sorted() where !pool.escrow.isClosed(origin) {
            if origin.site == pool.me.site { try network.meet() }
            try allowed {
                try network.quotas(at: "beijing").witness(
                    origin.description, toHub: false, reason: "x")
            } then: {
                $0.met.insert("witness")
            }
        }
    }

    /// Something of what one site has reaches another: the beginning of it, or all of it once more.
    private mutating func deliver(_ name: String) throws {
        let other = pick(names)
        guard other != name else { return }
        let isRepeated = random.below(4) == 0
        if isRepeated { met.insert("repeated") }
        try network.carry(
            from: name, to: other, most: random.below(2) == 0 ? random.below(4) : .max,
            again: isRepeated)
    }

    private mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[random.below(elements.count)]
    }

    mutating func comeTogether() throws { try network.settle() }
}

/// Steele, Lea and Flood's generator: small, fast, and the same everywhere for the same seed.
private struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }
}
