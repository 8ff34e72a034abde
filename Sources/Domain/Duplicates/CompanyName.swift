/// A company's name as it is compared: what people write in many ways comes out as one.
///
/// Full-width forms become half-width, letters small; blanks and punctuation go, so does what stands in
/// brackets (a place, most often) and the words for the form of a company at its end. What would leave
/// nothing is left.
public struct CompanyName: Hashable, Sendable {
    /// Letters, digits and ideographs.
    public let core: String

    public init(_ typed: String) {
        let letters = CompanyName.letters(typed, withoutBrackets: true)
        let core = CompanyName.withoutForm(letters)
        self.core = core.isEmpty ? CompanyName.letters(typed, withoutBrackets: false) : core
    }

    /// The first two characters: names that are alike begin alike, and only they are compared.
    public var block: String { String(core.prefix(2)) }

    /// Whether more than half of the shorter name stands in the other in one piece.
    public func isLike(_ other: CompanyName) -> Bool {
        let (a, b) = (Array(core), Array(other.core))
        return 2 * CompanyName.longestRun(a, b) > min(a.count, b.count)
    }

    /// A name as an element of a set, in which a comma parts elements.
    public static func element(_ name: String) -> String {
        String(String.UnicodeScalarView(name.unicodeScalars.map { $0 == "," ? "，" : $0 }))
    }

    private static let forms = [
        "有限责任公司", "股份有限公司", "有限公司", "公司", "集团", "coltd", "ltd", "limited", "inc", "llc", "gmbh",
        "corporation", "corp",
    ]

    private static func withoutForm(_ name: String) -> String {
        var rest = name
        while let form = forms.first(where: { rest.hasSuffix($0) }) {
            rest.removeLast(form.count)
        }
        return rest
    }

    /// Letters, digits and ideographs alone, half-width and small.
    static func letters(_ typed: String, withoutBrackets: Bool) -> String {
        var kept = ""
        var depth = 0
        for scalar in typed.unicodeScalars.map(halfWidth) {
            switch scalar {
            case "(", "[", "【": depth += 1
            case ")", "]", "】": depth = max(0, depth - 1)
            default:
                guard depth == 0 || !withoutBrackets,
                    scalar.properties.isAlphabetic
                        || scalar.properties.numericType != nil
                else { continue }
                kept += scalar.properties.lowercaseMapping
            }
        }
        return kept
    }

    private static func halfWidth(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        guard (0xff01...0xff5e).contains(scalar.value) else { return scalar }
        return Unicode.Scalar(scalar.value - 0xfee0) ?? scalar
    }

    /// Length of the longest common run. O(n m).
    private static func longestRun(_ a: [Character], _ b: [Character]) -> Int {
        var best = 0
        var row = [Int](repeating: 0, count: b.count + 1)
        for one in a {
            for at in stride(from: b.count, to: 0, by: -1) {
                row[at] = one == b[at - 1] ? row[at - 1] + 1 : 0
                best = max(best, row[at])
            }
        }
        return best
    }
}
