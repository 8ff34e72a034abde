internal import Causality
internal import Domain
internal import Storage
internal import Wire
internal import Workflows

/// Cells of a record, which are fields or groups of fields, as people read them.
struct CellText {
    let session: Session
    let kind: RecordKind?

    init(_ session: Session, table: String) {
        self.session = session
        kind = NetworkSchema.kind(table)
    }

    func label(_ cell: String) -> String {
        if cell == ConflictID.existence { return session.text(Catalogue.Conflicts.existence) }
        if let members = group(cell) {
            return members.map { name in
                kind?.field(name).map { session.label($0.label) } ?? name
            }.joined(separator: " / ")
        }
        return kind?.field(cell).map { session.label($0.label) } ?? cell
    }

    /// The label with what numbers count behind it, where the label does not say it.
    func labelWithUnit(_ cell: String) -> String {
        guard group(cell) == nil, let field = kind?.field(cell), let unit = field.unit,
            !field.label.zh.contains(unit.zh)
        else { return label(cell) }
        return session.text(
            Catalogue.Inspector.withUnit(Phrase(verbatim: label(cell)), Phrase(unit)))
    }

    func value(_ cell: String, _ value: Value) -> String {
        guard let members = group(cell), case .tuple(let values) = value else {
            return session.shown(kind?.field(cell), value)
        }
        return zip(members, values).map { session.shown(kind?.field($0), $1) }
            .joined(separator: " / ")
    }

    /// A cell of a table with a value, which is whole where a part of it would mislead.
    func cell(_ cell: String, _ value: Value) -> TextTable.Cell {
        TextTable.Cell(self.value(cell, value), isFirm: isFirm(cell))
    }

    /// Whether the values of a cell are days, amounts or codes.
    func isFirm(_ cell: String) -> Bool {
        (group(cell) ?? [cell]).allSatisfy { kind?.field($0)?.type.isFirm ?? false }
    }

    private func group(_ cell: String) -> [String]? {
        kind?.groups.first { $0.name == cell }?.members
    }
}
