import Domain

/// A header cell taken apart: what it names and the unit it gives in brackets, as in
/// `最近一轮金额(万元)`.
struct HeaderText: Hashable {
    /// Without unit, blanks, line breaks and the `*` of required columns; half-width, lower case.
    let name: String
    /// What stands in the last brackets, or `nil`.
    let unit: String?
    /// Name and unit together, for labels that contain brackets themselves.
    let whole: String

    init(_ cell: String) {
        let text = TypedText.normalised(CellGuard.unguarded(cell)).lowercased()
            .filter { !$0.isWhitespace && $0 != "*" && $0 != ":" }
        whole = text
        guard text.hasSuffix(")"), let open = text.lastIndex(of: "("), open != text.startIndex
        else {
            name = text
            unit = nil
            return
        }
        name = String(text[..<open])
        unit = String(text[text.index(after: open)...].dropLast())
    }
}
