/// Breaks a text into lines of at most so many columns.
///
/// English breaks at spaces, Chinese between any two characters except before closing and after
/// opening punctuation. A word that is longer than a line stays whole: an id or an address that is
/// cut in two cannot be copied.
public enum TextWrap {
    public static func lines(_ text: String, width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for piece in pieces(of: text) {
            let joined = line + piece
            if line.isEmpty || DisplayWidth.of(trimmingEnd(joined)) <= width {
                line = joined
            } else {
                lines.append(trimmingEnd(line))
                line = piece
            }
        }
        return lines + [trimmingEnd(line)]
    }

    /// Two columns; an entry that is too wide for the first one has its text on the next line.
    public static func columns(_ entries: [(String, String)], width: Int) -> [String] {
        let natural = entries.map { DisplayWidth.of($0.0) }
        let left = min(natural.max() ?? 0, max(24, width * 2 / 5))
        return entries.flatMap { name, text -> [String] in
            guard !text.isEmpty else { return ["  " + name] }
            let says = lines(text, width: max(20, width - left - 5))
            let margin = String(repeating: " ", count: left + 5)
            guard DisplayWidth.of(name) <= left else {
                return ["  " + name] + says.map { margin + $0 }
            }
            return ["  " + name.padded(to: left) + "   " + says[0]]
                + says.dropFirst().map { margin + $0 }
        }
    }

    /// The parts between which a line may break; spaces belong to the part before them.
    private static func pieces(of text: String) -> [String] {
        var pieces: [String] = []
        var piece = ""
        for character in text {
            if let last = piece.last, mayBreak(between: last, and: character) {
                pieces.append(piece)
                piece = ""
            }
            piece.append(character)
        }
        return pieces + [piece]
    }

    private static func mayBreak(between last: Character, and next: Character) -> Bool {
        if next == " " || next == "\u{3000}" { return false }
        if last == " " || last == "\u{3000}" { return true }
        guard DisplayWidth.of(last) == 2 || DisplayWidth.of(next) == 2 else { return false }
        return !"，。、；：？！）》」』”’…—".contains(next) && !"（《「『“‘".contains(last)
    }

    private static func trimmingEnd(_ text: String) -> String {
        var text = text
        while let last = text.last, last == " " || last == "\u{3000}" { text.removeLast() }
        return text
    }
}
