import Causality
import Domain

extension FieldType {
    /// Any value that a person could have typed, or NULL.
    func randomValue(using random: inout SplitMix64) -> Value {
        if Int.random(in: 0..<8, using: &random) == 0 { return .null }
        switch self {
        case .text(let most):
            let word = word(using: &random)
            return .text(word.utf8.count <= most ? word : "x")
        case .digits(let count):
            let digits = (0..<count).map { _ in "\(Int.random(in: 0...9, using: &random))" }
            return .text(digits.joined())
        case .wholeNumber(let range): return .integer(Int64.random(in: range, using: &random))
        case .decimal: return .integer(Int64.random(in: .min ... .max, using: &random))
        case .money, .area: return .integer(Int64.random(in: 0 ... .max, using: &random))
        case .day: return .text(randomDay(using: &random).description)
        case .moment:
            return .text(
                "\(randomDay(using: &random))T09:\(Int.random(in: 10...59, using: &random))")
        case .yesNo: return .integer(Int64.random(in: 0...1, using: &random))
        case .choice(let choices):
            return choices.randomElement(using: &random).map { .text($0.code) } ?? .null
        case .set:
            let count = Int.random(in: 1...4, using: &random)
            return SetText.value(of: (0..<count).map { _ in word(using: &random) })
        case .reference(let kind):
            return .text("\(kind)-\(UInt16.random(in: 0 ... .max, using: &random))")
        case .creditCode: return .text("91330523MA2B000191")
        case .site:
            return .text(["anji", "beijing", "site-3"].randomElement(using: &random) ?? "anji")
        }
    }

    private func word(using random: inout SplitMix64) -> String {
        let syllables = ["智", "澜", "（北京）", "A", "0", "-", "·", "EDA"]
        let count = Int.random(in: 1...2, using: &random)
        return (0..<count).compactMap { _ in syllables.randomElement(using: &random) }.joined()
    }
}
