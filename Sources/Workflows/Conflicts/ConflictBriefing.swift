public import Causality
public import Domain
public import Storage
internal import Wire

/// Everything a person wants to know before deciding one conflict, gathered once for terminal, page and
/// program.
public struct ConflictBriefing: Sendable {
    /// One of the records that together break a rule, and who last wrote what the rule looks at.
    public struct RuleRecord: Sendable {
        public let letter: String
        public let row: RowReference
        public let write: ConflictSide
        /// What was written, where the sides are writes of one record; else empty.
        public var changes: [(cell: String, value: Value)] = []
    }

    /// A number that the sides give differently, and how far they are apart at most.
    public struct Spread: Sendable {
        public let field: String
        public let difference: Int64
    }

    public let item: InboxItem
    /// The values, or for existence the writes; empty for a rule or a fork.
    public let sides: [ConflictSide]
    public let base: ConflictSide?
    public let deletes: [ConflictSide]
    /// For a rule, its records.
    public let records: [RuleRecord]
    /// How the sides came to be written apart; `nil` where they were not, or it is not known.
    public let cause: ConflictCause?
    public let outlooks: [ChoiceOutlook]
    public let spreads: [Spread]
    public let dependents: [Dependents]
    public let similar: [InboxItem]
    public let decider: ConflictDecider
    public let suggestion: Suggestion?

    /// - Parameters:
    ///   - items: everything that is open.
    ///   - seen: everything that was open here once.
    ///   - rules: the rules of decision that are on.
    public init(
        _ item: InboxItem, _ inbox: ConflictInbox, among items: [InboxItem],
        seen: [SeenConflict], rules: [DecisionRule] = [], nowMilliseconds: UInt64
    ) throws {
        self.item = item
        let offset = LocalZone.shanghai.secondsFromUTC
        let today = LocalDay.from(
            epochMilliseconds: Int64(nowMilliseconds), offsetSeconds: offset)
        similar = item.similar(among: items)
        decider = inbox.decider(item)
        switch item.content {
        case .cell(let cell):
            let sides = try inbox.sides(cell)
            let base = try inbox.base(cell)
            let deletes = try inbox.deletes(cell)
            let isExistence = cell.cell == ConflictID.existence
            self.sides = sides
            self.base = base
            self.deletes = deletes
            records = []
            cause = try inbox.cause(isExistence ? deletes + sides : sides)
            let told = sides + [base].compactMap { $0 }.filter { !$0.isTrimmed }
            outlooks =
                try isExistence
                ? inbox.outlook(existence: cell, today: today)
                : inbox.outlook(cell, told.map { ($0.letter, $0.value) }, today: today)
            spreads = isExistence ? [] : ConflictBriefing.spreads(cell, sides)
            dependents = try inbox.dependents(of: cell.table, cell.key)
            suggestion = try inbox.suggestion(item, sides, seen: seen, rules: rules)
        case .rule(let finding):
            let records = try inbox.records(finding)
            sides = []
            base = nil
            deletes = []
            self.records = records
            cause =
                finding.rule == .retiredOrInUse
                ? try inbox.cause(records.map(\.write))
                : try inbox.cause(apart: records.map(\.write))
            outlooks = try inbox.outlook(finding, today: today)
            spreads = []
            dependents = []
            suggestion = nil
        case .fork:
            (sides, base, deletes, records) = ([], nil, [], [])
            (cause, outlooks, spreads, dependents, suggestion) = (nil, [], [], [], nil)
        }
    }

    static func spreads(_ cell: CellConflict, _ sides: [ConflictSide]) -> [Spread] {
        guard let kind = NetworkSchema.kind(cell.table) else { return [] }
        let members = kind.groups.first { $0.name == cell.cell }?.members ?? [cell.cell]
        return members.enumerated().compactMap { at, name in
            guard let field = kind.field(name), field.type.isNumber else { return nil }
            let numbers = sides.compactMap { side -> Int64? in
                guard case .tuple(let values) = side.value else { return side.value.integer }
                return values.indices.contains(at) ? values[at].integer : nil
            }
            guard numbers.count > 1, let most = numbers.max(), let least = numbers.min() else {
                return nil
            }
            let (difference, overflow) = most.subtractingReportingOverflow(least)
            return overflow || difference == 0 ? nil : Spread(field: name, difference: difference)
        }
    }
}

extension ConflictInbox {
    /// The records of a finding with the newest write of what its rule looks at.
    public func records(_ finding: Finding) throws -> [ConflictBriefing.RuleRecord] {
        if finding.rule == .retiredOrInUse { return try retiredSides(finding) }
        return try finding.rows.enumerated().compactMap { at, row in
            guard let record = try replica.record(row.table, row.key) else { return nil }
            let schema = NetworkSchema.replica.table(row.table)
            let cells = Set(finding.columns.compactMap { schema?.cell($0) })
            let writes = cells.flatMap { record.cells[$0].siblings }
            guard let newest = writes.max(by: { $0.precedes($1) }) else { return nil }
            let letter = ConflictSide.letter(at)
            return ConflictBriefing.RuleRecord(
                letter: letter, row: row, write: try side(letter, newest))
        }
    }

    /// How records came to break a rule together, where their last writes had not seen each other.
    func cause(apart writes: [ConflictSide]) throws -> ConflictCause? {
        guard writes.count == 2, try hasSeen(writes[0].dot, writes[1].dot) == false,
            try hasSeen(writes[1].dot, writes[0].dot) == false
        else { return nil }
        return try cause(writes)
    }
}
