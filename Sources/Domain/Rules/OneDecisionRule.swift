public import Causality

// X28: one conflict, one decision.
//
// The ways out of a broken rule write different records: of two claims of a seat, one gives way, or the
// other. Two people who decide apart from each other may so take different ways, and no cell says it:
// merged, both claims give way and nobody has the seat. What tells is that both decisions name one
// conflict. An id is made of the writes that were live, and a decision takes the place of some of them;
// so who decides under an id has not seen another's decision under it, and two that stand were made apart.

/// One decision of a rule's conflict, by what it wrote.
public struct DecisionFact: Hashable, Sendable {
    /// A value that it wrote.
    public struct Effect: Hashable, Sendable {
        public let row: RowReference
        public let column: String
        public let value: Value
        /// What had stood there.
        public let before: Value
        /// Whether nobody has written there since.
        public let isLive: Bool
        /// Whether two such values that differ are a conflict of their field.
        public let isAsked: Bool

        public init(
            row: RowReference, column: String, value: Value, before: Value, isLive: Bool,
            isAsked: Bool
        ) {
            self.row = row
            self.column = column
            self.value = value
            self.before = before
            self.isLive = isLive
            self.isAsked = isAsked
        }
    }

    public let site: String
    public let author: String
    public let effects: [Effect]
    /// Records that it made and that are in use.
    public let added: [RowReference]

    public init(site: String, author: String, effects: [Effect], added: [RowReference]) {
        self.site = site
        self.author = author
        self.effects = effects
        self.added = added
    }

    fileprivate struct Place: Hashable {
        let row: RowReference
        let column: String
    }

    /// Whether anything of it is still as it was decided.
    fileprivate var stands: Bool { effects.contains(where: \.isLive) || !added.isEmpty }

    fileprivate var places: [Place: Effect] {
        Dictionary(
            effects.map { (Place(row: $0.row, column: $0.column), $0) }, uniquingKeysWith: { $1 })
    }

    /// Whether two decisions come to different ends, of which the conflict of no field tells.
    fileprivate func differs(from other: DecisionFact) -> Bool {
        let (mine, theirs) = (places, other.places)
        if Set(mine.keys) != Set(theirs.keys) || Set(added) != Set(other.added) { return true }
        return mine.contains { place, effect in
            effect.value != theirs[place]?.value && !effect.isAsked
        }
    }
}

public enum OneDecisionRule {
    /// How many decisions of one conflict are compared, the first by their dots: a site makes one, so there are
    /// more only where somebody fills the log with them.
    public static let comparedMost = 64

    /// - Parameters:
    ///   - conflict: what was decided, as it is written.
    ///   - decisions: all that name it, in the order of their dots.
    public static func findings(_ conflict: String, _ decisions: [DecisionFact]) -> [Finding] {
        let standing = Array(decisions.lazy.filter(\.stands).prefix(comparedMost))
        let contenders = standing.filter { one in standing.contains { one.differs(from: $0) } }
        guard contenders.count > 1 else { return [] }
        let live = contenders.flatMap(\.effects).filter(\.isLive)
        let rows = Set(live.map(\.row) + contenders.flatMap(\.added))
        let columns = Set(
            live.map(\.column) + (contenders.allSatisfy(\.added.isEmpty) ? [] : ["retired"]))
        return [
            Finding(
                .decidedOnce, aspect: conflict, rows: Array(rows),
                columns: columns.sorted { $0.precedesByBytes($1) },
                detail: detail(conflict, contenders),
                options: contenders.indices.map { hold(contenders, $0) } + [bothStand(contenders)])
        ]
    }

    private static func detail(_ conflict: String, _ contenders: [DecisionFact]) -> Label {
        let short = conflict.prefix(6)
        let who = contenders.map(by)
        return Label(
            "\(short) 有 \(contenders.count) 个互不知情的裁决："
                + who.joined(separator: "；"),
            "\(short) was decided in \(contenders.count) ways apart from each other: "
                + who.joined(separator: "; "))
    }

    private static func by(_ decision: DecisionFact) -> String {
        decision.author.isEmpty ? decision.site : "\(decision.site) (\(decision.author))"
    }

    /// One of the decisions holds; what the others wrote is as it was before them.
    private static func hold(_ contenders: [DecisionFact], _ at: Int) -> ResolutionOption {
        let holding = contenders[at].places
        var writes: [DecisionFact.Place: Value] = [:]
        var taken: Set<RowReference> = []
        for (index, other) in contenders.enumerated() where index != at {
            for effect in other.effects where effect.isLive {
                let place = DecisionFact.Place(row: effect.row, column: effect.column)
                writes[place] = holding[place]?.value ?? effect.before
            }
            taken.formUnion(Set(other.added).subtracting(contenders[at].added))
        }
        for row in taken {
            writes[DecisionFact.Place(row: row, column: "retired")] = .text("X28")
        }
        return ResolutionOption(
            "hold-\(at + 1)", holds(contenders[at]),
            writes: writes.map { .init(row: $0.row, column: $0.column, value: $1) }.inOrder)
    }

    private static func holds(_ decision: DecisionFact) -> Label {
        let told = decision.effects.prefix(2).map(text)
        let added = decision.added.map { Label("新增 \($0.key)", "adds \($0.key)") }
        let all = told + added
        return Label(
            "按 \(by(decision)) 的裁决：\(all.map(\.zh).joined(separator: "，"))",
            "as \(by(decision)) decided: \(all.map(\.en).joined(separator: ", "))")
    }

    private static func text(_ effect: DecisionFact.Effect) -> Label {
        let field = NetworkSchema.kind(effect.row.table)?.field(effect.column)
        guard let field else { return Label("\(effect.row.key)", "\(effect.row.key)") }
        let value = effect.value.isNull ? Label("空", "empty") : field.type.display(effect.value)
        return Label(
            "\(effect.row.key) \(field.label.zh)=\(value.zh)",
            "\(effect.row.key) \(field.label.en)=\(value.en)")
    }

    /// All of them hold, as they are now: what all but one wrote is written once more, by somebody who knows
    /// of the others.
    private static func bothStand(_ contenders: [DecisionFact]) -> ResolutionOption {
        let again = contenders.dropFirst().flatMap(\.effects).filter(\.isLive).map {
            ResolutionOption.Write(row: $0.row, column: $0.column, value: $0.value, isAgain: true)
        }
        return ResolutionOption(
            "both", Label("几个裁决都保留，维持现状", "leave it as it is: all of them hold"),
            writes: again.inOrder)
    }
}

extension [ResolutionOption.Write] {
    fileprivate var inOrder: [ResolutionOption.Write] {
        sorted { ($0.row, $0.column) < ($1.row, $1.column) }
    }
}
