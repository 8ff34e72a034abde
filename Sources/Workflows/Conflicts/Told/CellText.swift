public import Causality
public import Domain
internal import Storage
internal import Wire

/// Cells of a record, which are fields or groups of fields, as people read them.
public struct CellText {
    let language: Language
    let kind: RecordKind?

    public init(_ language: Language, table: String) {
        self.language = language
        kind = NetworkSchema.kind(table)
    }

    /// What people call a cell.
    public func label(_ cell: String) -> String {
        if cell == ConflictID.existence { return Catalogue.Conflicts.existence.text(language) }
        if let members = group(cell) {
            return members.map { name in
                kind?.field(name).map { Phrase($0.label).text(language) } ?? name
            }.joined(separator: " / ")
        }
        return kind?.field(cell).map { Phrase($0.label).text(language) } ?? cell
    }

    /// The label with what numbers count behind it, where the label does not say it.
    public func labelWithUnit(_ cell: String) -> String {
        guard group(cell) == nil, let field = kind?.field(cell), let unit = field.unit,
            !field.label.zh.contains(unit.zh)
        else { return label(cell) }
        return Catalogue.Inspector.withUnit(Phrase(verbatim: label(cell)), Phrase(unit))
            .text(language)
    }

    /// A value of a cell; a dash for none.
    public func value(_ cell: String, _ value: Value) -> String {
        guard let members = group(cell), case .tuple(let values) = value else {
            return CellText.shown(kind?.field(cell), value, language)
        }
        return zip(members, values).map { CellText.shown(kind?.field($0), $1, language) }
            .joined(separator: " / ")
    }

    /// Whether the values of a cell are days, amounts or codes.
    public func isFirm(_ cell: String) -> Bool {
        (group(cell) ?? [cell]).allSatisfy { kind?.field($0)?.type.isFirm ?? false }
    }

    private func group(_ cell: String) -> [String]? {
        kind?.groups.first { $0.name == cell }?.members
    }

    /// A stored value as people read it; a dash for none.
    public static func shown(
        _ field: FieldDeclaration?, _ value: Value, _ language: Language
    ) -> String {
        // Of a group there is no field to say so.
        if value.isNull { return "-" }
        // A record that was retired by deciding about a rule has the rule's code for a reason.
        if field?.name == "retired", let rule = value.text.flatMap({ RuleID(rawValue: $0) }) {
            return "\(rule.rawValue) \(Phrase(rule.label).text(language))"
        }
        let text = field?.type.display(value, zh: language == .zh) ?? value.description
        return text.isEmpty ? "-" : text
    }
}
