/// Text as people type it or paste it from a ledger workbook, brought to a form that can be read.
public enum TypedText {
    /// `typed` without blanks around it. What stands inside is left alone, so that the full-width
    /// brackets of a company's name survive.
    public static func trimmed(_ typed: String) -> String {
        let scalars = typed.unicodeScalars
        guard let first = scalars.firstIndex(where: { !isBlank($0) }),
            let last = scalars.lastIndex(where: { !isBlank($0) })
        else { return "" }
        return String(scalars[first...last])
    }

    /// `typed` with full-width letters, digits and signs made half-width, ideographic blanks made
    /// ordinary, invisible characters dropped and no blanks around it. For numbers, days and codes;
    /// never for names.
    public static func normalised(_ typed: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in typed.unicodeScalars where !isInvisible(scalar) {
            result.append(halfWidth(scalar))
        }
        return trimmed(String(result))
    }

    /// A whole number: `1200`, `1,200`, `1.2万`, `约500`, `１２`, `30人`, and `30.0` as spreadsheets
    /// write it. `nil` for anything else, ranges like `2-3` included.
    public static func wholeNumber(_ typed: String) -> Int64? {
        guard let number = TypedNumber(typed) else { return nil }
        let counters: Set<Character> = ["个", "人", "位", "席", "家", "间", "份", "天", "月"]
        var unit = number.unit
        if let last = unit.last, counters.contains(last) { unit.removeLast() }
        return TypedNumber.multiplier(unit).flatMap(number.scaled(by:))
    }

    /// Whether `typed` calls its own number approximate: `约500`, `500左右`.
    public static func saysAbout(_ typed: String) -> Bool { TypedNumber(typed)?.isAbout ?? false }

    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || isInvisible(scalar)
    }

    /// Zero-width characters and byte-order marks that copying from web pages and chats leaves.
    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x200B...0x200F, 0x202A...0x202E, 0x2060, 0xFEFF: true
        default: false
        }
    }

    private static func halfWidth(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.value {
        case 0xFF01...0xFF5E: Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar
        case 0xFFE5: "¥"
        case 0x2212: "-"
        case 0x00A0, 0x3000: " "
        default: scalar
        }
    }
}
