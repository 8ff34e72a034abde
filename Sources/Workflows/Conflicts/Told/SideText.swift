internal import Causality
internal import Domain
public import Storage
internal import Wire

extension ConflictDecider {
    /// Who decides, by the names of the sites.
    public var told: Phrase {
        typealias About = Catalogue.Inspector
        return switch self {
        case .siteOwner(let site): Phrase(verbatim: site.name)
        case .hub(let hub): About.headOffice(hub.name)
        case .either(let site, let hub) where site == hub: About.headOffice(hub.name)
        case .either(let site, let hub): About.eitherOf(site.name, hub.name)
        case .anybody: About.anybody
        }
    }
}

extension ConflictBriefing.RuleRecord {
    /// What it wrote: each field with its value.
    public func told(_ language: Language) -> String {
        let text = CellText(language, table: row.table)
        return changes.map { "\(text.label($0.cell)) → \(text.value($0.cell, $0.value))" }
            .joined(separator: ", ")
    }
}

extension ConflictInbox {
    /// A side's value; of existence, what it did.
    ///
    /// - Parameter arrow: what stands between a field and what it was set to.
    public func told(
        _ side: ConflictSide, _ cell: CellConflict, _ text: CellText, arrow: String = "→"
    ) throws -> String {
        typealias Words = Catalogue.Conflicts
        let language = text.language
        if side.isTrimmed { return Catalogue.History.trimmed.text(language) }
        guard cell.cell == ConflictID.existence else { return text.value(cell.cell, side.value) }
        switch try edit(side, cell) {
        case .added: return Words.added.text(language)
        case .kept: return Words.saidStays.text(language)
        case .set(let cells):
            let changes = cells.map {
                "\(text.label($0.cell)) \(arrow) \(text.value($0.cell, $0.value))"
            }
            return Words.edited(changes.joined(separator: ", ")).text(language)
        }
    }
}
