import Domain
import Testing

@Suite struct CreditCodeTests {
    /// Made by a second implementation of the standard; X and 0 as inner check, and three zeros at
    /// the end, are the cases that public generators get wrong.
    static let genuine = [
        "914403001922038216", "91330523MA2B000191", "91110108MA01A2B32G", "933305237890123X7L",
        "52110108ABCDEFGH51", "91330523MA000004X9", "91330523MA0000090L", "913305230000094000",
    ]

    @Test(arguments: genuine)
    func `genuine codes pass both checks`(text: String) {
        #expect(CreditCode(text)?.text == text)
    }

    @Test(arguments: [
        " 91330523ma2b000191　", "９１３３０５２３ＭＡ２Ｂ０００１９１", "9133 0523 MA2B 0001 91",
        "\u{FEFF}91330523-MA2B0001-91",
    ])
    func `the way of writing does not matter`(typed: String) {
        #expect(CreditCode(typed)?.text == "91330523MA2B000191")
    }

    @Test func `a wrong check character is a warning and keeps the code`() {
        guard case .wrongCheck(let code) = CreditCode.examine("91330523MA2B000192") else {
            Issue.record("expected a wrong check")
            return
        }
        #expect(code.text == "91330523MA2B000192")
        #expect(CreditCode("91330523MA2B000192") == nil)
    }

    @Test func `the inner check alone also warns`() {
        // One of these last characters fits the rest; position 17 should be 9.
        for last in CreditCode.alphabet {
            #expect(CreditCode("91330523MA2B00012\(last)") == nil)
        }
    }

    @Test func `lengths and letters are told apart`() {
        #expect(CreditCode.examine("91330523MA2B00019") == .wrongLength(17))
        #expect(CreditCode.examine("") == .wrongLength(0))
        #expect(CreditCode.examine("91330523MA2BO00191") == .wrongAlphabet("O"))
        #expect(CreditCode.examine("信用代码") == .wrongAlphabet("信用代码"))
        #expect(CreditCode.examine("330523000012345") == .oldNumber("330523000012345"))
    }

    @Test(arguments: [
        "9.14403001922038E+17", "9.14403E+17", "9.14403001922038e+17", "914403001922038000",
    ])
    func `digits that a spreadsheet lost are noticed`(typed: String) {
        #expect(CreditCode.examine(typed) == .digitsLost)
    }

    @Test(arguments: genuine)
    func `every single wrong character is noticed`(text: String) {
        let characters = Array(text)
        for position in characters.indices {
            for other in CreditCode.alphabet where other != characters[position] {
                var wrong = characters
                wrong[position] = other
                #expect(CreditCode(String(wrong)) == nil)
            }
        }
    }

    @Test(arguments: genuine)
    func `neighbours that changed places are noticed`(text: String) {
        let characters = Array(text)
        for position in 1..<characters.count
        where characters[position] != characters[position - 1] {
            var wrong = characters
            wrong.swapAt(position, position - 1)
            #expect(CreditCode(String(wrong)) == nil)
        }
    }

    @Test func `codes are shown in groups of four`() {
        #expect(CreditCode("91330523MA2B000191")?.grouped == "9133 0523 MA2B 0001 91")
        #expect(CreditCode("91330523MA2B000191")?.division == "330523")
    }
}
