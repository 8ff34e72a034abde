extension CreditCode {
    /// Digits and capital letters without I, O, S, V and Z; a character's value is its position.
    public static let alphabet = Array("0123456789ABCDEFGHJKLMNPQRTUWXY")

    private static let values = Dictionary(
        uniqueKeysWithValues: alphabet.enumerated().map { ($1, $0) })

    /// 0 to 30; `nil` for characters that no code has.
    static func value(of character: Character) -> Int? { values[character] }

    /// Whether both check characters are right: the last one over the whole code, and the one
    /// before it over the organisation code that the whole contains.
    var hasRightChecks: Bool {
        let characters = Array(text)
        return characters[16] == CreditCode.innerCheck(characters[8..<16])
            && characters[17] == CreditCode.outerCheck(characters[..<17])
    }

    /// The code with both check characters worked out.
    ///
    /// - Parameters:
    ///   - registering: eight characters, who registered it and where, such as `91330523`.
    ///   - organisation: the first eight characters of the organisation's own code.
    public init?(registering: String, organisation: String) {
        let body = Array(registering + organisation)
        guard body.count == 16, body.allSatisfy({ CreditCode.value(of: $0) != nil }) else {
            return nil
        }
        let first17 = body + [CreditCode.innerCheck(body[8..<16])]
        self.init(unchecked: String(first17 + [CreditCode.outerCheck(first17[...])]))
    }

    /// Position 18: weights are the powers of 3 modulo 31.
    static func outerCheck(_ first17: ArraySlice<Character>) -> Character {
        var weight = 1
        var sum = 0
        for character in first17 {
            sum += (value(of: character) ?? 0) * weight
            weight = weight * 3 % 31
        }
        return alphabet[(31 - sum % 31) % 31]
    }

    /// Position 17, by the older standard for organisation codes (GB 11714), in which letters count
    /// on from A = 10 to Z = 35 without gaps, 10 is written X and 11 is written 0.
    static func innerCheck(_ organisation: ArraySlice<Character>) -> Character {
        let weights = [3, 7, 9, 10, 5, 8, 4, 2]
        let sum = zip(organisation, weights).reduce(0) { $0 + organisationValue($1.0) * $1.1 }
        switch 11 - sum % 11 {
        case 10: return "X"
        case 11: return "0"
        case let digit: return alphabet[digit]
        }
    }

    private static func organisationValue(_ character: Character) -> Int {
        character.hexDigitValue ?? Int((character.asciiValue ?? 55) - 55)
    }
}
