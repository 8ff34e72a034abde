/// How the value shown of a cell follows from its siblings: a pure function, so every site that
/// holds the same siblings shows the same value. Declared for each column in the schema.
public indirect enum MergePolicy: Hashable, Sendable {
    /// A person decides. Until then the working value is that of the owner's site if it has exactly
    /// one sibling, else the greatest in the order of siblings.
    case ask
    /// The greatest in the order of siblings.
    case latest
    /// The least in the order of siblings.
    case earliest
    /// Written once: the least sibling is shown, a different one is a conflict.
    case immutable
    /// The sibling written by the record's own site; with none or several of them, as `ask`.
    case owner
    /// The greatest value; NULL never wins.
    case highest
    /// The least value; NULL never wins.
    case lowest
    /// The furthest state of a declared order. One maximum settles it; several are a conflict.
    case furthest(StateOrder)
    /// Every write is a set (`SetText`); the union of the siblings is shown.
    case union
    /// A delta replaces nothing; the sum of the live values is shown.
    case sum
    /// As the inner policy, and what it settled is listed for review.
    case listed(MergePolicy)

    /// The policy without its wish to be listed.
    public var base: MergePolicy { if case .listed(let inner) = self { inner.base } else { self } }

    public var isListed: Bool { if case .listed = self { true } else { false } }

    /// Whether every value counts and none takes the place of another by being there.
    public var addsUp: Bool {
        switch self {
        case .sum, .union: true
        case .listed(let inner): inner.addsUp
        case .ask, .latest, .earliest, .immutable, .owner, .highest, .lowest, .furthest: false
        }
    }

    /// The policy's name in `moso record fields` and in reports.
    public var name: String {
        switch self {
        case .ask: "ask"
        case .latest: "latest"
        case .earliest: "earliest"
        case .immutable: "immutable"
        case .owner: "owner"
        case .highest: "highest"
        case .lowest: "lowest"
        case .furthest: "furthest"
        case .union: "union"
        case .sum: "sum"
        case .listed(let inner): inner.name
        }
    }
}

/// The declared order of a field's states: `steps` lists, for each state, the states right after it.
///
/// A list is the special case in which each state has one successor. "Further" means reachable; two
/// states of which neither reaches the other are contested. A value outside the declared states is
/// below all of them, and NULL is below everything.
public struct StateOrder: Hashable, Sendable {
    /// Direct successors by state. Cycles are allowed; states on one cycle are equally far.
    public let steps: [String: [String]]
    private let reach: [String: Set<String>]

    public init(steps: [String: [String]]) {
        self.steps = steps
        reach = StateOrder.closure(of: steps)
    }

    /// A chain: each state is followed by the next one of the list.
    public init(chain states: [String]) {
        var steps: [String: [String]] = [:]
        for (state, next) in zip(states, states.dropFirst()) { steps[state] = [next] }
        if let last = states.last, steps[last] == nil { steps[last] = [] }
        self.init(steps: steps)
    }

    /// Whether `later` can be reached from `earlier` and not the other way round.
    public func isFurther(_ later: Value, than earlier: Value) -> Bool {
        switch (earlier, later) {
        case (.null, .null): false
        case (.null, _): true
        case (.text(let a), .text(let b)):
            switch (reach[a], reach[b]) {
            case (nil, .some): true
            case (.some(let fromA), .some(let fromB)): fromA.contains(b) && !fromB.contains(a)
            default: false
            }
        default: false
        }
    }

    private static func closure(of steps: [String: [String]]) -> [String: Set<String>] {
        var reach: [String: Set<String>] = [:]
        let states = Set(steps.keys).union(steps.values.joined())
        for start in states {
            var seen: Set<String> = []
            var open = steps[start] ?? []
            while let state = open.popLast() {
                guard seen.insert(state).inserted else { continue }
                open += steps[state] ?? []
            }
            reach[start] = seen
        }
        return reach
    }
}
