internal import Causality

/// A record that is out of use, and what was written to it by people who could not know.
public struct RetiredFact: Hashable, Sendable {
    public let row: RowReference
    /// Why it is out of use, as it is shown.
    public let why: String
    /// The cells of those writes, in the order of the declaration.
    public let edited: [String]

    public init(_ row: RowReference, why: String, edited: [String]) {
        self.row = row
        self.why = why
        self.edited = edited
    }
}

/// X29: one site retires a record, and another, not knowing, goes on with it.
///
/// `retired` is a cell of its own, so nothing would open: both writes stand, and the work of whoever edited
/// lies in a record that nobody looks at any more. Whoever keeps it retired writes the same reason once
/// more, having seen the edits; after that neither is unseen by the other.
public enum RetiredRule {
    public static let column = "retired"

    /// The kinds of record that can be retired and on which people work.
    public static let kinds = NetworkSchema.kinds
        .filter { $0.field(column) != nil && $0.name != "review_note" }.map(\.name)

    public static func finding(_ fact: RetiredFact) -> Finding {
        let (row, key) = (fact.row, fact.row.key)
        let kind = NetworkSchema.kind(row.table)
        // A group is called by what it consists of.
        let labels = fact.edited.flatMap { name -> [Label] in
            let members = kind?.groups.first { $0.name == name }?.members ?? [name]
            return members.map { kind?.field($0)?.label ?? Label(verbatim: $0) }
        }
        let zh = labels.map(\.zh).joined(separator: "、")
        let en = labels.map(\.en).joined(separator: ", ")
        return Finding(
            .retiredOrInUse, rows: [row], columns: [column] + fact.edited,
            detail: Label(
                "\(key) 已停用（\(fact.why)），另一处不知情又改了：\(zh)",
                "\(key) was retired (\(fact.why)); somebody who did not know changed: \(en)"),
            options: [
                ResolutionOption(
                    "restore", Label("恢复使用 \(key)", "put \(key) back in use"), row, column, .null),
                ResolutionOption(
                    "retire", Label("\(key) 仍然停用，改动保留", "\(key) stays retired, edits and all"),
                    writes: [
                        .init(row: row, column: column, value: .text(fact.why), isAgain: true)
                    ]),
            ])
    }
}
