internal import Causality

/// A reference of a record that goes on, to something that must be in use for it.
public struct LivingReference: Hashable, Sendable {
    public let kind: String
    public let field: String
    /// The kind that it refers to.
    public let target: String

    public static let all = [
        LivingReference(kind: "tenancy", field: "company", target: "company"),
        LivingReference(kind: "waitlist_entry", field: "company", target: "company"),
        LivingReference(kind: "application", field: "company", target: "company"),
        LivingReference(kind: "investment", field: "company", target: "company"),
        LivingReference(kind: "investment", field: "fund", target: "fund"),
    ]

    /// Whether a record has come to its end: then it is history, and what it refers to may be, too.
    func hasEnded(_ row: RowFact) -> Bool {
        NetworkSchema.kind(kind)?.fields.contains { field in
            guard let states = field.machine, let state = row.text(field.name) else { return false }
            return states.isEnd(state) || state == "lapsed"
        } ?? false
    }

    /// X27: records that go on and refer to one that is not there: it was deleted, as by the undo of its
    /// addition, or has not come yet. Both kinds of record lie where every holder of the one holds the other.
    ///
    /// - Parameter rows: of `kind`, not retired, whose target is not here.
    public func findings(missing rows: [RowFact]) -> [Finding] {
        rows.byKey.compactMap { row in
            guard !hasEnded(row), let key = row.text(field) else { return nil }
            return Finding(
                .referenceInUse, aspect: field, rows: [row.row], columns: [field, "retired"],
                detail: Label(
                    "\(row.key) 仍在用，它引用的 \(key) 不在：已删除，或还没有传到",
                    "\(row.key) is in use and refers to \(key), which is not there: deleted, or not come yet"
                ),
                options: [
                    ResolutionOption(
                        "retire", Label("\(row.key) 也停用", "retire \(row.key), too"), row.row,
                        "retired", .text("X27"))
                ])
        }
    }

    /// X27: records that go on and refer to one that is retired.
    ///
    /// - Parameter rows: of `kind`, not retired, whose target is, with all that was found to be the same.
    public func findings(_ rows: [RowFact]) -> [Finding] {
        rows.byKey.compactMap { row in
            guard !hasEnded(row), let key = row.text(field).flatMap({ RecordKey($0) }) else {
                return nil
            }
            let other = RowReference(target, key)
            return Finding(
                .referenceInUse, rows: [row.row, other], columns: [field, "retired"],
                detail: Label(
                    "\(row.key) 仍在用，它引用的 \(key) 已停用",
                    "\(row.key) is in use and refers to \(key), which is retired"),
                options: [
                    ResolutionOption(
                        "restore", Label("恢复使用 \(key)", "put \(key) back in use"), other, "retired",
                        .null),
                    ResolutionOption(
                        "retire", Label("\(row.key) 也停用", "retire \(row.key), too"), row.row,
                        "retired", .text("X27")),
                ])
        }
    }
}
