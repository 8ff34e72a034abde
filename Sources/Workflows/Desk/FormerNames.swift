internal import Causality
internal import Domain
internal import Storage

// What else a company was called.
//
// Two sites that write down one company apart may call it by two names (K04). The later one shows, and nobody
// is asked. The other is still in the cell, and as long as it is, it counts as a former name: it follows from
// the writes, so every site tells the same, and nothing is written in anybody's name. A person who then
// writes the name takes the place of both. What that person does not keep is written among the former
// names with it, in the same transaction, so that an undo brings back both as they were.
//
// Nobody can tell a former name from a typing error. A person who can takes it out of `former_names`.

/// The former names of a company's card.
enum FormerNames {
    static let column = "former_names"
    private static let name = "legal_name"

    /// What the card lists, and the names that were written apart from the one that shows.
    static func shown(_ card: Record) -> Value? {
        guard let schema = NetworkSchema.replica.table(card.table),
            let at = schema.column(column)
        else { return nil }
        let apart = names(card).filter { $0 != shownName(card) }
        guard !apart.isEmpty else { return card.columns[at] }
        return SetText.value(
            of: SetText.elements(of: card.columns[at]) + apart.map(CompanyName.element))
    }

    /// What goes with a write of the name: the names in whose place it is put, where they are several.
    static func with(_ writes: [String: Value], of card: Record) -> [String: Value] {
        guard card.table == "company", let new = writes[name] else { return [:] }
        let names = names(card)
        guard names.count > 1, writes[column] == nil else { return [:] }
        let before = Set(SetText.elements(of: shown(card) ?? .null)).union(
            names.map(CompanyName.element))
        return [
            column: SetText.value(
                of: before.filter { $0 != CompanyName.element(new.text ?? "") })
        ]
    }

    /// The different names that live in the cell.
    private static func names(_ card: Record) -> [String] {
        let cell = card.cells.first { $0.name == name }
        return Set(cell?.siblings.compactMap(\.value.text) ?? []).sorted {
            $0.precedesByBytes($1)
        }
    }

    private static func shownName(_ card: Record) -> String? {
        NetworkSchema.replica.table(card.table)?.column(name).flatMap { card.columns[$0].text }
    }
}
