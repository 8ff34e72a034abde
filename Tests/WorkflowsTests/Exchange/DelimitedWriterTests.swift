import Domain
import Testing
import Workflows

@Suite("Writing tables")
struct DelimitedWriterTests {
    private func text(_ rows: [[Cell]], _ encoding: TextEncoding = .utf8) throws -> String {
        let bytes = try DelimitedWriter(encoding: encoding).write(header: ["a", "b"], rows: rows)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func `the usual file is UTF-8 with mark, commas and CRLF`() throws {
        let bytes = try DelimitedWriter().write(header: ["企业"], rows: [[.text("甲")]])
        #expect(bytes == [0xEF, 0xBB, 0xBF] + "企业\r\n甲\r\n".utf8)
    }

    @Test func `texts that a spreadsheet would run get an apostrophe`() throws {
        for text in ["=见附件", "+1", "-1", "@x", "\tx", "\rx", "＝1", "'=x"] {
            #expect(CellGuard.guarded(text) == "'" + text)
        }
        for text in ["", "甲", "1=1", "'", "'甲", " =x"] { #expect(CellGuard.guarded(text) == text) }
    }

    @Test func `negative numbers stay numbers`() throws {
        #expect(try text([[.integer(-5), .money(Fen(-1_250))]]) == "a,b\r\n-5,-12.50\r\n")
        #expect(try text([[.text("-5"), .empty]]) == "a,b\r\n'-5,\r\n")
    }

    @Test func `GB 18030 has bytes for rare characters`() throws {
        let bytes = try DelimitedWriter(encoding: .gb18030).write(
            header: ["企业"], rows: [[.text("㛃𬱖😀")]])
        let back = try TextEncodingDetector.decode(bytes, as: .gb18030) { _ in true }
        #expect(back.text == "企业\r\n㛃𬱖😀\r\n")
        #expect(!bytes.contains(UInt8(ascii: "?")))
    }

    /// The C library's GB 18030 lacks 24 characters of the private use area, U+E78D among them.
    @Test func `what an encoding cannot hold is named with its place`() throws {
        let rows: [[Cell]] = [
            [.text("甲"), .text("乙\u{E78D}")], [.text("\u{E78D}\u{0}"), .empty],
        ]
        let refusal = #expect(throws: ExportRefusal.self) {
            try DelimitedWriter(encoding: .gb18030).write(header: ["a", "b"], rows: rows)
        }
        guard case .unwritable(let characters) = refusal else {
            Issue.record("not refused for its characters")
            return
        }
        #expect(characters.map(\.codePoint) == ["U+E78D", "U+0000"])
        #expect(characters.map(\.row) == [1, 2])
        #expect(characters.map(\.column) == [1, 0])
        #expect(characters.map(\.count) == [2, 1])
    }
}

@Suite("What is written reads back the same")
struct TableRoundTripTests {
    private static let alphabet: [String] = [
        "\"", ",", ";", "\t", "\r", "\n", "\r\n", "=", "+", "-", "@", "'", " ", "　", "\u{FEFF}",
        "＝",
        "甲", "学", "校", "堃", "㛃", "𬱖", "😀", "é", "e\u{301}", "\u{1}", "\u{A0}", "\u{E000}", "a", "0",
        "合计", "序号", "\u{2028}", "\u{85}", "～", "·", "€",
    ]

    @Test(
        arguments: [TextEncoding.utf8WithMark, .utf8, .gb18030, .utf16LittleEndian],
        [1, 2, 3, 20_230_811] as [UInt64])
    func `for any text in any cell`(_ encoding: TextEncoding, _ seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        for _ in 0..<60 {
            let delimiter = Delimiter.allCases.randomElement(using: &generator) ?? .comma
            let header = ["企业名称", "备注", "=公式"].prefix(Int.random(in: 1...3, using: &generator))
            let rows = (0..<Int.random(in: 1...12, using: &generator)).map { _ in
                header.map { _ in randomText(&generator) }
            }
            let bytes = try DelimitedWriter(encoding: encoding, delimiter: delimiter)
                .write(header: Array(header), rows: rows.map { $0.map(Cell.text) })
            let decoded = try TextEncodingDetector.decode(bytes) { $0.contains("企业名称") }
            let back = try DelimitedReader.read(decoded.text).records
                .map { $0.fields.map { Array(CellGuard.unguarded($0).utf8) } }
            let expected = ([Array(header)] + rows).map { $0.map { Array($0.utf8) } }
            let lost = zip(back, expected).first { $0 != $1 }
            #expect(
                back == expected,
                "seed \(seed), \(encoding), \(delimiter): \(String(describing: lost))")
            if back != expected { return }
        }
    }

    private func randomText(_ generator: inout SplitMix64) -> String {
        let length = Int.random(in: 0...6, using: &generator)
        return (0..<length).map { _ in Self.alphabet.randomElement(using: &generator) ?? "" }
            .joined()
    }
}

/// A small repeatable generator (Steele, Lea, Flood: *Fast Splittable Pseudorandom Number
/// Generators*, 2014). A failing law prints the seed to run it again with.
private struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
