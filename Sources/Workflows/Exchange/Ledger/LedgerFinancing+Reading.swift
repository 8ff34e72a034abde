import Domain

extension LedgerFinancing {
    /// Every text gives a value; what isn't understood is kept.
    init(reading cell: String) {
        let text = TypedText.normalised(cell).filter { !$0.isWhitespace }
        switch text {
        case "", "无", "未融资", "暂无", "-", "/": self = .none
        case "融资中", "正在融资": self = .raising
        case "已盈利", "盈利": self = .profitable
        default: self = LedgerFinancing.roundName(text).map { .round($0) } ?? .other(text)
        }
    }

    /// `种子轮` is `seed`, `Pre-A轮` is `Pre-A`, `a+` is `A+`; `nil` for what names no round.
    private static func roundName(_ text: String) -> String? {
        var name = text
        if name.hasSuffix("轮") { name.removeLast() }
        switch name {
        case "种子": return "seed"
        case "天使": return "angel"
        case "天使+": return "angel+"
        default: break
        }
        var letter = name.uppercased()[...]
        var prefix = ""
        if letter.hasPrefix("PRE") {
            letter = letter.dropFirst(3).drop { $0 == "-" }
            prefix = "Pre-"
        }
        guard let first = letter.first, ("A"..."H").contains(first),
            ["", "+", "++", "1", "2", "3"].contains(letter.dropFirst())
        else { return nil }
        return prefix + letter
    }
}
