public import Causality

/// How an undo says what it undoes: in its reason, as `undo anji.1/site/anji:42: why`.
///
/// The format of transactions has no field for it, and needs none: that a write is an undo changes
/// nothing about how it merges. It is for people and for lists.
public enum UndoNote {
    public static func reason(undoing dot: Dot, why: String?) -> String {
        "undo \(dot)" + (why.map { ": \($0)" } ?? "")
    }

    /// The transaction undone and the reason given, when `reason` is that of an undo.
    public static func parse(_ reason: String?) -> (dot: Dot, why: String?)? {
        guard let reason, reason.hasPrefix("undo ") else { return nil }
        let rest = reason.dropFirst(5)
        let end = rest.firstIndex(of: " ") ?? rest.endIndex
        let isEnd = end == rest.endIndex
        let name = isEnd ? rest : rest[..<end].dropLast()
        guard let dot = Dot(String(name)) else { return nil }
        return (dot, isEnd ? nil : String(rest[rest.index(after: end)...]))
    }
}
