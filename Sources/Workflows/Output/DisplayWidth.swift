/// How many terminal columns a text takes.
///
/// A Chinese character takes two columns, a combining accent none, and `String.count` knows of
/// neither. The C library's `wcwidth` cannot be asked: it answers by the locale, and cron runs
/// with the locale `C`. So the table is ours and the same everywhere. Characters of ambiguous
/// width (`→`, `…`, `①`) count as one column, as Western terminals draw them; some Chinese ones
/// draw two, which is why texts inside aligned columns avoid them.
public enum DisplayWidth {
    public static func of(_ text: some StringProtocol) -> Int {
        if text.utf8.allSatisfy(isPrintableASCII) { return text.utf8.count }
        return text.reduce(0) { $0 + of($1) }
    }

    /// The columns of one character as people see it: 0, 1 or 2 in all but exotic scripts.
    public static func of(_ character: Character) -> Int {
        let scalars = character.unicodeScalars
        if isEmojiSequence(scalars) { return 2 }
        return scalars.reduce(0) { $0 + of($1) }
    }

    static func of(_ scalar: Unicode.Scalar) -> Int {
        if scalar.value < 0x7F { return scalar.value < 0x20 ? 0 : 1 }
        if isZeroWidth(scalar) { return 0 }
        return isWide(scalar.value) ? 2 : 1
    }

    private static func isPrintableASCII(_ byte: UInt8) -> Bool { (0x20..<0x7F).contains(byte) }

    /// Several emoji joined into one picture, a flag of two regional letters, or a sign followed
    /// by the wish to see it as a picture: each is drawn in two columns.
    private static func isEmojiSequence(_ scalars: Character.UnicodeScalarView) -> Bool {
        guard scalars.count > 1, let first = scalars.first, first.properties.isEmoji else {
            return false
        }
        return scalars.contains { scalar in
            switch scalar.value {
            case 0x200D, 0xFE0F, 0x1F1E6...0x1F1FF, 0x1F3FB...0x1F3FF: true
            default: false
            }
        }
    }

    private static func isZeroWidth(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0xAD: return false  // The soft hyphen is drawn by most terminals.
        case 0x1160...0x11FF: return true  // Vowels and finals join the Hangul initial before.
        default: break
        }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control, .lineSeparator,
            .paragraphSeparator:
            return true
        default:
            return false
        }
    }
}
