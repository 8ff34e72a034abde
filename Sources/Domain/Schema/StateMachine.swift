public import Causality

/// The states of a record and the moves between them (DOMAIN 2.6).
///
/// Two sites may move the same record apart from each other. In a *monotone* machine the furthest
/// state wins: a round that one site calls closed and another still raising is closed, and one that
/// failed has failed. In a *contested* machine leaving is no further than going on: if one site
/// admits a company that another takes off the list, neither follows from the other, and a person
/// decides. What such a machine does settle is listed for review.
///
///     chains: [["waiting", "offered", "accepted", "admitted"]], exits: ["withdrawn"]
///
///     anji      offered ──► accepted   ╮
///     beijing   offered ──► withdrawn  ╯ monotone: withdrawn    contested: undecided
public struct StateMachine: Hashable, Sendable {
    public let choices: [FieldType.Choice]
    /// The states right after each state, leaving exits and returns aside.
    public let steps: [String: [String]]
    /// States that may be entered from any other but an end.
    public let exits: [String]
    /// Moves back to an earlier state, such as putting a blocked seat into service again. They are
    /// allowed, but no progress: what they lead to is not further than where they come from.
    public let returns: [String: [String]]
    public let isContested: Bool

    init(
        _ choices: [FieldType.Choice], chains: [[String]], exits: [String] = [],
        returns: [String: [String]] = [:], isContested: Bool = false
    ) {
        self.choices = choices
        self.exits = exits
        self.returns = returns
        self.isContested = isContested
        var steps: [String: [String]] = [:]
        for chain in chains {
            for (state, next) in zip(chain, chain.dropFirst()) {
                steps[state, default: []].append(next)
            }
        }
        self.steps = steps
        precondition(
            Set(chains.joined()).union(exits) == Set(choices.map(\.code)),
            "every state is a choice and has its place")
    }

    /// The states a person may move a record to from `state`, in the order of declaration.
    public func moves(from state: String) -> [String] {
        let next = (steps[state] ?? []) + (returns[state] ?? [])
        return choices.map(\.code).filter { code in
            next.contains(code) || (!isEnd(state) && exits.contains(code) && code != state)
        }
    }

    /// Whether one step after another leads on from a state to another: what happens in one go at the
    /// desk, as notice, moving out and the end, is one write.
    public func leads(from state: String, to end: String) -> Bool {
        var reached: Set<String> = []
        var open = steps[state] ?? []
        while let next = open.popLast() {
            if next == end { return true }
            if reached.insert(next).inserted { open += steps[next] ?? [] }
        }
        return false
    }

    /// Whether a record in `state` stays there.
    public func isEnd(_ state: String) -> Bool { steps[state] == nil && returns[state] == nil }

    /// The policy of a field with these states.
    public var policy: MergePolicy {
        var reach = steps
        for choice in choices where reach[choice.code] == nil { reach[choice.code] = [] }
        if !isContested {
            for choice in choices where steps[choice.code] != nil {
                reach[choice.code, default: []] += exits
            }
        }
        let furthest = MergePolicy.furthest(StateOrder(steps: reach))
        return isContested ? .listed(furthest) : furthest
    }
}
