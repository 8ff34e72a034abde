/// Keeps a spreadsheet program from running a cell as a formula.
///
/// A text that begins with = + - @, a tab or a return (or the full-width forms of the first four,
/// which Excel with a Chinese or Japanese keyboard also takes for a formula) gets an apostrophe in
/// front. So does a text that begins with apostrophes and *then* one of these, or else reading
/// could not tell "'=a" that was typed from "=a" that was guarded. Reading takes one apostrophe
/// away in just these cases, so `unguarded(guarded(text)) == text` for every text.
///
/// Source: OWASP, "CSV Injection".
public enum CellGuard {
    private static let triggers: Set<Unicode.Scalar> = [
        "=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠",
    ]
    private static let apostrophe: Unicode.Scalar = "'"

    public static func guarded(_ text: String) -> String {
        isTriggering(text.unicodeScalars[...]) ? "'" + text : text
    }

    public static func unguarded(_ text: String) -> String {
        guard text.unicodeScalars.first == apostrophe,
            isTriggering(text.unicodeScalars.dropFirst())
        else { return text }
        return String(text.unicodeScalars.dropFirst())
    }

    private static func isTriggering(_ scalars: Substring.UnicodeScalarView) -> Bool {
        guard let first = scalars.first(where: { $0 != apostrophe }) else { return false }
        return triggers.contains(first)
    }
}
