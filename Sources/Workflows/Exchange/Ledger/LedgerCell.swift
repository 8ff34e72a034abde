import Domain

/// The conventions of a ledger's cells.
enum LedgerCell {
    /// The text without blanks around it, its line breaks as line feeds and other control
    /// characters, which no field may hold, as blanks.
    static func clean(_ cell: String) -> String {
        var scalars = String.UnicodeScalarView()
        for character in TypedText.trimmed(cell) {
            if character.isNewline {
                scalars.append("\n")
            } else {
                scalars += character.unicodeScalars.map { $0.value < 0x20 ? " " : $0 }
            }
        }
        return String(scalars)
    }

    /// Whether a text is what ledgers write for "nothing".
    static func saysNothing(_ text: String) -> Bool {
        ["", "无", "暂无", "-", "—", "——", "/", "\\"].contains(TypedText.normalised(text))
    }
}
