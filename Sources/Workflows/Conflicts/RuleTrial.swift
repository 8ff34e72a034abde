public import Causality
internal import Domain
public import Storage
internal import Wire

/// What a rule would have made of the decisions that people took.
public struct RuleTrial: Sendable {
    public struct Case: Sendable {
        public let decision: Decision
        /// The side that was chosen; `nil` when another value was written.
        public let chosen: SiteID?
        /// The side that the rule would have taken.
        public let taken: SiteID
    }

    public let agreed: Int
    public let differed: [Case]
    /// Decisions of this field about which it says nothing.
    public let silent: Int

    public var tested: Int { agreed + differed.count }

    /// Tries a rule on every decision of its field that is in the log, and that stands or stood.
    public init(_ rule: DecisionRule, _ replica: Replica) throws {
        let history = History(replica)
        var agreed = 0, silent = 0
        var differed: [Case] = []
        for decision in try DecisionLog(replica).decisions() {
            guard case .value(let value) = decision.content, decision.rule == nil,
                decision.table == rule.table, decision.cell == rule.cell,
                RuleNote.parse(decision.reason)?.rule != rule.name,
                let write = try history.write(
                    decision.dot, decision.table, decision.key, decision.cell)
            else { continue }
            let sides = try write.replaces.sorted().enumerated().compactMap { at, dot in
                try history.write(dot, decision.table, decision.key, decision.cell).map {
                    ConflictSide(
                        letter: ConflictSide.letter(at), value: $0.value, dot: dot,
                        site: dot.stream.origin.site, author: $0.author, reason: $0.reason,
                        milliseconds: $0.milliseconds, recordedMilliseconds: $0.milliseconds,
                        broughtBack: nil)
                }
            }
            let owner = decision.dot.stream.scope.owner
            guard
                let side = rule.side(
                    of: sides, table: decision.table, cell: decision.cell, owner: owner,
                    hub: replica.meta.hub)
            else {
                silent += 1
                continue
            }
            if side.value == value {
                agreed += 1
            } else {
                differed.append(
                    Case(
                        decision: decision, chosen: sides.first { $0.value == value }?.site,
                        taken: side.site))
            }
        }
        self.agreed = agreed
        self.silent = silent
        self.differed = differed
    }
}

/// How a decision that a rule led to says so: in its reason, as `rule site-owns-rent 1: why`.
public enum RuleNote {
    public static func reason(_ rule: DecisionRule, why: String?) -> String {
        "rule \(rule.name) \(rule.version)" + (why.map { ": \($0)" } ?? "")
    }

    public static func parse(_ reason: String?) -> (rule: String, version: Int, why: String?)? {
        guard let reason, reason.hasPrefix("rule ") else { return nil }
        let head = reason.prefix { $0 != ":" }
        let words = head.split(separator: " ")
        guard words.count == 3, let version = Int(words[2]) else { return nil }
        let rest = reason.dropFirst(head.count)
        return (String(words[1]), version, rest.isEmpty ? nil : String(rest.dropFirst(2)))
    }
}
