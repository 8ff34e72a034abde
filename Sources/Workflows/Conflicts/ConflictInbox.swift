public import Causality
public import Domain
public import Storage
public import Wire

/// One thing that a person has to decide.
public struct InboxItem: Sendable {
    public enum Content: Sendable {
        /// A field, or the existence of a record.
        case cell(CellConflict)
        /// Rows that together break a rule.
        case rule(Finding)
        /// Two copies of one site's database that wrote under the same numbers.
        case fork(Fork)
    }

    public let id: ConflictID
    /// `C-` and as many characters as tell the open ones apart.
    public let shortID: String
    public let content: Content
    public let scope: ScopeID
    /// One of `kinds`; `resolution` when it was decided in different ways.
    public let kind: String

    public static let kinds = [
        "field", "edit-vs-retire", "rule", "overlap", "quota", "duplicate", "reference", "clock",
        "fork", "resolution",
    ]
}

public enum InboxProblem: Error, Sendable {
    case notFound(String)
    case ambiguous(String, candidates: [String])
    /// It was open here once; what it was about now.
    case closed(String)
    case noSuchSide(String, known: [String])
    case needsOption(_ numbers: [Int])
}

/// What is open, and how it is decided.
public struct ConflictInbox {
    public let replica: Replica

    public init(_ replica: Replica) { self.replica = replica }

    /// Everything that is open, by rising id.
    ///
    /// - Parameter tellingResolutions: whether a field's conflict is looked at for decisions among its sides,
    ///   which reads its writes from the log; without, it is of kind `field` whatever they are.
    public func items(tellingResolutions: Bool = true) throws -> [InboxItem] {
        try items(tellingResolutions) { try replica.openConflicts() }
    }

    /// Has the rules look at a share of what was touched since they were last asked; asking for what is open does
    /// all of it at once.
    ///
    /// - Returns: whether there is more.
    public func checkRules() throws -> Bool { try RuleCheck(replica).advance() }

    /// The same, to find one and count those like it: of the others' scopes, owners and shown values nothing
    /// is said (`Replica.openConflictsInOutline`). `exact` makes the one that was found whole.
    public func itemsInOutline() throws -> [InboxItem] {
        try items(false) { try replica.openConflictsInOutline() }
    }

    private func items(
        _ tellingResolutions: Bool, _ open: () throws -> [CellConflict]
    ) throws -> [InboxItem] {
        let rules = try RuleCheck(replica).findings()
        return try replica.read { try items(try open(), rules: rules, tellingResolutions) }
    }

    /// The items of cells and findings that are known to be open, and of forks.
    func items(
        _ cells: [CellConflict], rules: [RuleCheck.Located], _ tellingResolutions: Bool = false
    ) throws -> [InboxItem] {
        var contents = cells.map { ($0.id, InboxItem.Content.cell($0), $0.scope) }
        for (finding, id, scope) in rules { contents.append((id, .rule(finding), scope)) }
        for fork in try replica.forks() where !fork.isSettled {
            contents.append((fork.id, .fork(fork), fork.stream.scope))
        }
        contents.sort { $0.0 < $1.0 }
        let short = ConflictID.shortForms(ofSorted: contents.map(\.0))
        return try zip(contents, short).map { item, short in
            let (id, content, scope) = item
            return InboxItem(
                id: id, shortID: short, content: content, scope: scope,
                kind: try kind(of: content, tellingResolutions))
        }
    }

    /// A conflict is one of resolutions when at least two of its sides were decisions themselves.
    private func kind(
        of content: InboxItem.Content, _ tellingResolutions: Bool = true
    ) throws -> String {
        switch content {
        case .rule(let finding): return finding.rule.conflictKind
        case .fork: return "fork"
        case .cell(let conflict):
            let isExistence = conflict.cell == ConflictID.existence
            let kind = isExistence ? "edit-vs-retire" : "field"
            guard tellingResolutions else { return kind }
            let log = DecisionLog(replica)
            let sides = conflict.siblings.map(\.dot) + (isExistence ? conflict.marks : [])
            let decided = try Set(sides).filter {
                try log.isDecision($0, conflict.table, conflict.key, conflict.cell)
            }
            return decided.count > 1 ? "resolution" : kind
        }
    }

    /// An item of `items(tellingResolutions: false)` or `itemsInOutline` as `items` gives it.
    public func exact(_ item: InboxItem) throws -> InboxItem {
        try replica.read {
            guard case .cell(let cell) = item.content,
                let whole = try replica.openConflicts(of: cell.table, cell.key)
                    .first(where: { $0.id == item.id })
            else {
                return InboxItem(
                    id: item.id, shortID: item.shortID, content: item.content, scope: item.scope,
                    kind: try kind(of: item.content))
            }
            return InboxItem(
                id: item.id, shortID: item.shortID, content: .cell(whole), scope: whole.scope,
                kind: try kind(of: .cell(whole)))
        }
    }

    /// The open item that `text` names: `C-K4T9`, or as much of the id as is needed.
    public func find(_ text: String) throws -> InboxItem { try find(text, among: items()) }

    /// The same where everything that is open is known already.
    public func find(_ text: String, among open: [InboxItem]) throws -> InboxItem {
        guard let wanted = InboxItem.typedID(text), wanted.utf8.count >= 4 else {
            throw InboxProblem.notFound(text)
        }
        let found = open.filter { $0.id.begins(with: wanted) }
        if found.count > 1 {
            throw InboxProblem.ambiguous(text, candidates: found.map(\.shortID))
        }
        if let item = found.first { return item }
        // Of what was decided in different ways, that is what is open now.
        let disputed = open.filter { $0.decidedConflict?.begins(with: wanted) ?? false }
        if let item = disputed.first, disputed.count == 1 { return item }
        let seen = try replica.seenConflicts().filter { $0.id.begins(with: wanted) }
        guard !seen.isEmpty else {
            throw try closedForks().contains { $0.id.begins(with: wanted) }
                ? InboxProblem.closed(text) : InboxProblem.notFound(text)
        }
        // A new side makes a new id, and the old one leads to it.
        let successors = open.filter { item in seen.contains { item.continues($0) } }
        guard let successor = successors.first, successors.count == 1 else {
            throw InboxProblem.closed(text)
        }
        return successor
    }

}

extension ConflictInbox {
    /// What is open about one record: its fields, whether it stays, and the rules it breaks as far as they were
    /// looked at. Asking for all that is open looks at the rest.
    public func items(about record: Record) throws -> [InboxItem] {
        let check = RuleCheck(replica)
        // A replica whose rules were never looked at has no place to remember it.
        let rules = try check.hasBegun() ? check.found() : []
        let about = rules.filter { located in
            located.finding.rows.contains { $0.table == record.table && $0.key == record.key }
        }
        return try replica.read {
            try items(try replica.openConflicts(of: record.table, record.key), rules: about)
                .filter { if case .fork = $0.content { false } else { true } }
        }
    }

    /// The forks that have closed: their sites have written under a new epoch since.
    public func closedForks() throws -> [Fork] { try replica.forks().filter(\.isSettled) }

    /// The one among them that `text` names; `nil` when there is none, or several begin like that.
    public func closedFork(_ text: String) throws -> Fork? {
        guard let wanted = InboxItem.typedID(text), wanted.utf8.count >= 4 else { return nil }
        let found = try closedForks().filter { $0.id.begins(with: wanted) }
        return found.count == 1 ? found.first : nil
    }
}

extension InboxItem {
    /// Whether this is about the same cell as a conflict that was open before, or about the same rule
    /// and row.
    func continues(_ seen: SeenConflict) -> Bool { continues(seen.table, seen.key, seen.cell) }

    /// - Parameter name: the cell's, or the rule's behind an exclamation mark.
    func continues(_ table: String, _ key: RecordKey, _ name: String) -> Bool {
        switch content {
        case .cell(let cell): cell.table == table && cell.key == key && cell.cell == name
        case .rule(let finding):
            name == "!" + finding.subject
                && finding.rows.contains { $0.table == table && $0.key == key }
        case .fork: false
        }
    }
}

extension InboxItem {
    /// The conflict of which this says that it was decided in different ways.
    var decidedConflict: ConflictID? {
        guard case .rule(let finding) = content, finding.rule == .decidedOnce else { return nil }
        return finding.aspect.flatMap { ConflictID($0) }
    }
}

extension Fork {
    /// The same at every site that knows these branches; a further branch makes a new id.
    public var id: ConflictID {
        ConflictID(rule: "fork", rows: [], dots: branches.map(\.first))
    }
}

extension RuleID {
    /// The kind of conflict that breaking it is.
    var conflictKind: String {
        switch self {
        case .oneSeatOneAssignment, .termsDoNotOverlap, .expertInOnePlace: "overlap"
        case .quotaCovers: "quota"
        case .referenceInUse: "reference"
        case .retiredOrInUse: "edit-vs-retire"
        case .noClockDecides: "clock"
        case .decidedOnce: "resolution"
        default: isDuplicate ? "duplicate" : "rule"
        }
    }
}
