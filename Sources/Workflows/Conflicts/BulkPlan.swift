public import Causality
public import Domain
public import Storage
internal import Wire

// Many decisions at once.
//
// A rule of thumb that fits four hundred conflicts does not fit all of them, so a bulk decision is a plan
// first: what would be decided how, and what is left for a person, each with its reason. The plan is found
// by doing it: all choices are written in one SQLite transaction, the rules are asked about every record and
// its figures read, and the transaction is rolled back. The run makes the plan anew, checks that each
// conflict is what it was, and writes all of it as one edit: one transaction in each scope, of one action,
// so that one undo takes it all back.

/// What a bulk decision would do.
public struct BulkPlan: Sendable {
    /// Why one is left for a person.
    public enum Exception: Sendable, Hashable {
        /// It is no field: what a rule or a delete asks is looked at one by one.
        case notAField
        /// Others decide it.
        case notHere
        /// None of its sides is the one wanted, or several are.
        case noSuchSide
        /// Two people have decided it differently already.
        case decidedTwice
        /// The choice would break a rule.
        case breaksRule(RuleID)
        /// More money hangs on it than is decided in bulk.
        case amount
        /// It was found so recently that a side may still be on its way.
        case tooYoung

        /// The word for it in JSON.
        public var code: String {
            switch self {
            case .notAField: "not-a-field"
            case .notHere: "not-decided-here"
            case .noSuchSide: "no-such-side"
            case .decidedTwice: "decided-twice"
            case .breaksRule(let rule): "breaks-\(rule.rawValue)"
            case .amount: "amount"
            case .tooYoung: "too-young"
            }
        }
    }

    /// One conflict and what is chosen for it.
    public struct Choice: Sendable {
        public let item: InboxItem
        public let conflict: CellConflict
        public let side: ConflictSide
    }

    public struct Limits: Sendable {
        /// Above so many `--yes` is not enough: the number has to be typed.
        public var countMost = 50
        /// In hundredths of a yuan: how far the sides may be apart.
        public var amountMost: Int64 = 10_000_000
        public var ageLeastMilliseconds: Int64 = 600_000

        public init() {}

        /// What one action holds at most.
        public static let actionMost = 5_000
    }

    public let choices: [Choice]
    public let exceptions: [(item: InboxItem, why: Exception)]
    /// How many fitted but lie beyond the limit that was asked for.
    public let beyondLimit: Int
    /// By how much the rent of whole months ahead changes against what is shown now, in hundredths of a
    /// yuan; `nil` where no rent depends on it.
    public let rentEffect: Int64?

    /// How a plan finds the side to take.
    public typealias Chooser = (_ sides: [ConflictSide], _ conflict: CellConflict) -> ConflictSide?

    /// - Parameters:
    ///   - items: what is asked about.
    ///   - ages: for how long each has been open, in milliseconds.
    ///   - limit: at most so many are decided.
    public init(
        _ items: [InboxItem], _ inbox: ConflictInbox, ages: (InboxItem) throws -> Int64,
        limits: Limits, limit: Int, today: LocalDay, choose: Chooser
    ) throws {
        var exceptions: [(item: InboxItem, why: Exception)] = []
        var fitting: [Choice] = []
        for item in items {
            switch try BulkPlan.choice(item, inbox, try ages(item), limits, choose) {
            case .success(let choice): fitting.append(choice)
            case .failure(let why): exceptions.append((item, why.reason))
            }
        }
        let most = min(limit, Limits.actionMost)
        var tried = Array(fitting.prefix(most))
        beyondLimit = fitting.count - tried.count
        let trial = try inbox.trial(of: tried, today: today)
        for (at, choice) in tried.enumerated() {
            if let rule = trial.broken[at] { exceptions.append((choice.item, .breaksRule(rule))) }
        }
        tried = tried.enumerated().filter { trial.broken[$0.offset] == nil }.map(\.element)
        choices = tried
        self.exceptions = exceptions
        let effects = trial.effects.enumerated().filter { trial.broken[$0.offset] == nil }
            .compactMap(\.element)
        rentEffect = effects.isEmpty ? nil : effects.reduce(0) { $0 &+ $1 }
    }

    private struct Refusal: Error { let reason: Exception }

    private static func choice(
        _ item: InboxItem, _ inbox: ConflictInbox, _ age: Int64, _ limits: Limits, _ choose: Chooser
    ) throws -> Result<Choice, Refusal> {
        let no = { (why: Exception) in Result<Choice, Refusal>.failure(Refusal(reason: why)) }
        guard case .cell(let cell) = item.content, cell.cell != ConflictID.existence else {
            return no(.notAField)
        }
        guard inbox.decider(item).admits(inbox.replica.meta.site) else { return no(.notHere) }
        guard item.kind == "field" else { return no(.decidedTwice) }
        guard age >= limits.ageLeastMilliseconds else { return no(.tooYoung) }
        let sides = try inbox.sides(cell)
        guard let side = choose(sides, cell) else { return no(.noSuchSide) }
        let isMoney = { (name: String) in
            NetworkSchema.kind(cell.table)?.field(name)?.type == .money
        }
        let spreads = ConflictBriefing.spreads(cell, sides).filter { isMoney($0.field) }
        guard spreads.allSatisfy({ $0.difference <= limits.amountMost }) else { return no(.amount) }
        return .success(Choice(item: item, conflict: cell, side: side))
    }
}

extension ConflictInbox {
    /// What trying all choices at once has shown, by their places.
    struct Trial {
        var broken: [Int: RuleID] = [:]
        var effects: [Int64?] = []
    }

    func trial(of choices: [BulkPlan.Choice], today: LocalDay) throws -> Trial {
        guard !choices.isEmpty else { return Trial() }
        return try Rehearsal.of(replica) {
            let before = try choices.map { try rentAhead($0.conflict, today) }
            try write(choices, author: "", reason: nil)
            let rows = choices.map { RowReference($0.conflict.table, $0.conflict.key) }
            let broken = try RowRules(replica).broken(by: Set(rows))
            var trial = Trial()
            for (at, choice) in choices.enumerated() {
                trial.broken[at] = broken[rows[at]]
                let after = try rentAhead(choice.conflict, today)
                trial.effects.append(before[at].flatMap { was in after.map { $0 &- was } })
            }
            return trial
        }
    }

    private func rentAhead(_ conflict: CellConflict, _ today: LocalDay) throws -> Int64? {
        try replica.record(conflict.table, conflict.key).flatMap { record in
            RecordFigure.all(of: record, today: today).first { $0.name == .rentAhead }?.amount
        }
    }

    /// Decides all of a plan as one action.
    ///
    /// - Throws: `StorageError.changedSinceSeen` when one of them is not what it was; nothing is written.
    public func decide(_ plan: BulkPlan, author: String, reason: String?) throws -> [Dot] {
        try replica.askingWhenShort(author: author) {
            try replica.write {
                for choice in plan.choices { try check(choice.conflict) }
                return try write(plan.choices, author: author, reason: reason)
            }
        }
    }

    @discardableResult
    private func write(
        _ choices: [BulkPlan.Choice], author: String, reason: String?
    ) throws -> [Dot] {
        try replica.editAtDesk(author: author, reason: reason) { draft in
            for choice in choices {
                let cell = choice.conflict
                try draft.resolve(
                    cell.table, cell.key, cell: cell.cell, value: choice.side.value,
                    replacing: cell.siblings.map(\.dot))
            }
        }
    }

    /// Throws when a field's conflict is not open any more, or has another side.
    func check(_ conflict: CellConflict) throws {
        let now = try replica.record(conflict.table, conflict.key)?.cells.first {
            $0.name == conflict.cell
        }
        guard let now, now.standing == .open,
            Set(now.siblings.map(\.dot)) == Set(conflict.siblings.map(\.dot))
        else {
            throw StorageError.changedSinceSeen(
                table: conflict.table, key: conflict.key, cell: conflict.cell)
        }
    }
}
