public import Causality
internal import Domain
public import Storage
internal import Wire

// What to suggest, and on what ground.
//
// A suggestion is shown and never chosen: nothing is pre-selected and Enter takes nothing. It says what it
// rests on, because a rule that people agreed on and a habit of the last weeks are different grounds; where
// there is no ground, none is made up.

/// A way to decide that is offered with its ground.
public struct Suggestion: Sendable {
    public enum Basis: Sendable {
        /// A rule that is on says so.
        case rule(DecisionRule)
        /// Of the last decisions like it so many took the side of this site.
        case history(site: SiteID, kept: Int, of: Int)
    }

    /// The letter of a side.
    public let take: String
    public let basis: Basis

    /// The word for the basis in JSON.
    public var basisCode: String {
        switch basis {
        case .rule: "rule"
        case .history: "history"
        }
    }
}

extension ConflictInbox {
    /// How many decisions of one pattern are looked at, the newest first.
    private static let decisionsMost = 5
    /// How many of them have to agree before they are a ground.
    private static let decisionsLeast = 3
    private static let candidatesMost = 60

    /// What the last decisions of the same pattern speak for; `nil` when there are fewer than three, or
    /// they do not all take the same site's side.
    ///
    /// - Parameter rules: the rules that are on; what one of them says comes first.
    public func suggestion(
        _ item: InboxItem, _ sides: [ConflictSide], seen: [SeenConflict], rules: [DecisionRule]
    ) throws -> Suggestion? {
        try suggestion(item, sides, rules, seen: { seen }, winner: winner)
    }

    /// - Parameters:
    ///   - seen: the conflicts that were open here and are looked at; asked for where no rule speaks.
    ///   - winner: the site whose value the standing decision of one of them took.
    fileprivate func suggestion(
        _ item: InboxItem, _ sides: [ConflictSide], _ rules: [DecisionRule],
        seen: () throws -> [SeenConflict],
        winner: (_ seen: SeenConflict, _ sites: Set<SiteID>) throws -> SiteID?
    ) throws -> Suggestion? {
        for rule in rules {
            if let side = side(by: rule, of: item, sides) {
                return Suggestion(take: side.letter, basis: .rule(rule))
            }
        }
        guard case .cell(let cell) = item.content, cell.cell != ConflictID.existence else {
            return nil
        }
        let sites = Set(sides.map(\.site))
        guard sites.count == sides.count else { return nil }
        let before = try seen().filter {
            $0.table == cell.table && $0.cell == cell.cell && $0.id != cell.id
        }.sorted { $0.openedMilliseconds > $1.openedMilliseconds }
        var winners: [SiteID] = []
        var rows: Set<RecordKey> = [cell.key]
        for seen in before.prefix(ConflictInbox.candidatesMost)
        where winners.count < ConflictInbox.decisionsMost && rows.insert(seen.key).inserted {
            if let winner = try winner(seen, sites) { winners.append(winner) }
        }
        guard winners.count >= ConflictInbox.decisionsLeast, let site = winners.first,
            winners.allSatisfy({ $0 == site }),
            let side = sides.first(where: { $0.site == site })
        else { return nil }
        return Suggestion(
            take: side.letter,
            basis: .history(site: site, kept: winners.count, of: winners.count))
    }

    /// The conflicts that were open here and that a suggestion about `item` looks at.
    public func seenLike(_ item: InboxItem) throws -> [SeenConflict] {
        guard case .cell(let cell) = item.content else { return [] }
        // The conflict itself may be among them.
        return try replica.seenConflicts(
            of: cell.table, cell: cell.cell, limit: ConflictInbox.candidatesMost + 1)
    }

    /// The side that a rule takes of a conflict; `nil` where it says nothing.
    public func side(by rule: DecisionRule, of item: InboxItem) throws -> ConflictSide? {
        guard case .cell(let cell) = item.content, cell.table == rule.table,
            cell.cell == rule.cell
        else { return nil }
        return side(by: rule, of: item, try sides(cell))
    }

    private func side(
        by rule: DecisionRule, of item: InboxItem, _ sides: [ConflictSide]
    ) -> ConflictSide? {
        guard case .cell(let cell) = item.content else { return nil }
        return rule.side(
            of: sides, table: cell.table, cell: cell.cell,
            owner: cell.scope.owner ?? cell.owner, hub: replica.meta.hub)
    }

    /// The site whose value the standing decision of a conflict took, when the conflict was between
    /// just these sites.
    fileprivate func winner(_ seen: SeenConflict, among sites: Set<SiteID>) throws -> SiteID? {
        guard let record = try replica.record(seen.table, seen.key),
            let cell = record.cells.first(where: { $0.name == seen.cell }),
            cell.siblings.count == 1, let live = cell.siblings.first
        else { return nil }
        let history = History(replica)
        var dot: Dot? = live.dot
        var steps = 0
        while let at = dot, steps < 20 {
            steps += 1
            guard let write = try history.write(at, seen.table, seen.key, seen.cell) else {
                return nil
            }
            guard write.replaces.count > 1 else {
                dot = write.replaces.first
                continue
            }
            let sides = try write.replaces.compactMap {
                try history.write($0, seen.table, seen.key, seen.cell)
            }
            guard Set(sides.map(\.value)).count > 1 else {
                // It changed what several had written alike.
                dot = sides.first?.dot
                continue
            }
            guard Set(sides.map(\.dot.stream.origin.site)) == sites else { return nil }
            return sides.first { $0.value == write.value }?.dot.stream.origin.site
        }
        return nil
    }
}

/// Suggestions for one conflict after the other: what the decisions of one pattern speak for is found out once.
public final class SuggestionDesk {
    private struct Cell: Hashable {
        let table: String
        let name: String
    }

    private struct Question: Hashable {
        let conflict: ConflictID
        let sites: Set<SiteID>
    }

    private let inbox: ConflictInbox
    private let rules: [DecisionRule]
    private var seen: [Cell: [SeenConflict]] = [:]
    private var winners: [Question: SiteID?] = [:]

    /// - Parameter rules: those that are on.
    public init(_ inbox: ConflictInbox, rules: [DecisionRule]) {
        self.inbox = inbox
        self.rules = rules
    }

    /// What is suggested of a conflict with these sides; `nil` where there is no ground.
    public func suggestion(
        _ item: InboxItem, _ sides: [ConflictSide]
    ) throws -> Suggestion? {
        try inbox.suggestion(item, sides, rules, seen: { try seenLike(item) }) { conflict, sites in
            let question = Question(conflict: conflict.id, sites: sites)
            if let known = winners[question] { return known }
            let winner = try inbox.winner(conflict, among: sites)
            winners[question] = .some(winner)
            return winner
        }
    }

    private func seenLike(_ item: InboxItem) throws -> [SeenConflict] {
        guard case .cell(let cell) = item.content else { return [] }
        let name = Cell(table: cell.table, name: cell.cell)
        if let known = seen[name] { return known }
        let found = try inbox.seenLike(item)
        seen[name] = found
        return found
    }
}
