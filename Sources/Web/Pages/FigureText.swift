internal import Workflows

extension OverviewPage.Figure {
    /// `1,284`, or `12–14` while something is undecided.
    var text: String {
        isSettled
            ? NumberText.grouped(Int(low))
            : "\(NumberText.grouped(Int(low)))–\(NumberText.grouped(Int(high)))"
    }

    /// The share of a whole: `82.4 %`, `81.0–82.4 %`; `-` of nothing.
    func percent(of whole: Int64) -> String {
        let high = NumberText.percent(Int(high), of: Int(whole))
        guard !isSettled, whole > 0 else { return high }
        return NumberText.percent(Int(low), of: Int(whole)).dropLast(2) + "–" + high
    }

    /// An amount in fen as ten thousands of yuan in Chinese and as yuan in English: `1,200 万元`,
    /// `¥12,000,000`.
    func money(_ language: Language) -> String {
        let texts = (isSettled ? [low] : [low, high]).map { Self.amount($0, language) }
        let range = texts.joined(separator: "–")
        return switch language {
        case .zh: "\(range) 万元"
        case .en: "¥\(range)"
        }
    }

    private static func amount(_ fen: Int64, _ language: Language) -> String {
        switch language {
        case .en: return NumberText.grouped(Int(fen / 100))
        case .zh:
            let wan = Int(fen / 1_000_000)
            let rest = Int(fen % 1_000_000)
            return rest == 0
                ? NumberText.grouped(wan) : NumberText.decimal(Int((fen + 5_000) / 10_000), 2)
        }
    }

    /// The figure, and where it is a range the word that says why.
    func cell(_ language: Language) -> HTML {
        isSettled
            ? .text(text)
            : .element("span", [.class("open")]) {
                text
                " "
                HTML.element("small") { Phrase(zh: "待核对", en: "undecided").text(language) }
            }
    }
}
