internal import Causality
internal import Domain
internal import Storage

extension InboxItem {
    /// What conflicts of one pattern have in common: the same field of the same kind of record written
    /// by the same sites, or the same rule.
    public struct Pattern: Hashable, Sendable {
        let subject: String
        let sites: Set<SiteID>
    }

    public var pattern: Pattern {
        switch content {
        case .cell(let cell):
            let writers = cell.siblings.map(\.dot) + cell.marks
            return Pattern(
                subject: "\(cell.table) \(cell.cell)", sites: Set(writers.map(\.stream.origin.site))
            )
        case .rule(let finding): return Pattern(subject: "!\(finding.rule.rawValue)", sites: [])
        case .fork(let fork):
            return Pattern(subject: "fork", sites: [fork.stream.origin.site])
        }
    }

    /// The others of the same pattern.
    public func similar(among items: [InboxItem]) -> [InboxItem] {
        let mine = pattern
        guard case .cell(let cell) = content else {
            return items.filter { $0.id != id && $0.pattern == mine }
        }
        // Of fields there may be thousands: the writers are compared without putting a pattern together.
        return items.filter { other in
            guard other.id != id, case .cell(let one) = other.content, one.cell == cell.cell,
                one.table == cell.table
            else { return false }
            let writers = { (wanted: (SiteID) -> Bool) in
                one.siblings.contains { wanted($0.dot.stream.origin.site) }
                    || one.marks.contains { wanted($0.stream.origin.site) }
            }
            return !writers { !mine.sites.contains($0) }
                && mine.sites.allSatisfy { site in writers { $0 == site } }
        }
    }
}
