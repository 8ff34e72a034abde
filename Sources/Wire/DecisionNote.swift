/// How a decision on a rule or on a record's existence says what it decides: in its reason, as
/// `decide X04 C-Q4T9…: why`, with the whole id, and `*` for existence.
///
/// What it writes is an ordinary edit, a keep or a delete, so nothing else in the log would tell. As
/// with `UndoNote` it changes nothing about how the write merges; it is for people and for lists. A
/// decision between the values of a cell needs no note: what it replaces tells.
public enum DecisionNote {
    public struct Parsed: Hashable, Sendable {
        /// The rule's code, or `ConflictID.existence`.
        public let subject: String
        public let conflict: ConflictID
        public let why: String?
    }

    public static func reason(_ subject: String, _ conflict: ConflictID, why: String?) -> String {
        "decide \(subject) \(conflict)" + (why.map { ": \($0)" } ?? "")
    }

    /// What was decided and the reason given, when `reason` is that of such a decision.
    public static func parse(_ reason: String?) -> Parsed? {
        guard let reason, reason.hasPrefix("decide ") else { return nil }
        let words = reason.dropFirst(7).split(
            separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        guard words.count >= 2, !words[0].isEmpty else { return nil }
        let hasReason = words.count == 3
        guard !hasReason || words[1].hasSuffix(":"),
            let conflict = ConflictID(String(hasReason ? words[1].dropLast() : words[1]))
        else { return nil }
        return Parsed(
            subject: String(words[0]), conflict: conflict,
            why: hasReason ? String(words[2]) : nil)
    }
}
