import Testing
import Workflows

/// Sebastiano Vigna's SplitMix64: a seed is all it takes to repeat a run.
private struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }

    mutating func text() -> String {
        let scalars: [Unicode.Scalar] = [
            "a", "\"", "\\", "/", "\n", "\r", "\t", "\0", "\u{1F}", "\u{7F}", "\u{85}", "é", "智",
            "\u{2028}", "\u{2029}", "😀", "\u{10FFFF}", "\u{D7FF}", "\u{E000}", "\u{301}", " ",
        ]
        var view = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...6, using: &self) {
            view.append(scalars[Int.random(in: scalars.indices, using: &self)])
        }
        return String(view)
    }

    mutating func value(depth: Int) -> JSON {
        switch Int.random(in: 0..<(depth == 0 ? 4 : 6), using: &self) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &self))
        case 2: return .integer(Int64(bitPattern: next()) >> Int64.random(in: 0...63, using: &self))
        case 3: return .string(text())
        case 4:
            return .array(
                (0..<Int.random(in: 0...3, using: &self)).map { _ in value(depth: depth - 1) })
        default:
            var object = JSON.Object()
            for _ in 0..<Int.random(in: 0...3, using: &self) {
                object[text()] = value(depth: depth - 1)
            }
            return .object(object)
        }
    }
}

@Suite struct JSONTests {
    @Test(arguments: [1, 20_261_123, 0xC0FFEE] as [UInt64])
    func `what is written is read back`(seed: UInt64) throws {
        var random = SplitMix64(state: seed)
        for round in 0..<400 {
            let value = random.value(depth: 5)
            let text = value.text
            #expect(try JSON(text) == value, "seed \(seed) round \(round): \(text)")
            #expect(try JSON(text).text == text, "seed \(seed) round \(round): \(text)")
        }
    }

    @Test(arguments: [7, 99] as [UInt64])
    func `damaged bytes are refused or read, and never trap`(seed: UInt64) {
        var random = SplitMix64(state: seed)
        for round in 0..<600 {
            var bytes = Array(random.value(depth: 4).text.utf8)
            for _ in 0..<Int.random(in: 1...3, using: &random) where !bytes.isEmpty {
                let place = Int.random(in: bytes.indices, using: &random)
                switch Int.random(in: 0...2, using: &random) {
                case 0: bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &random)
                case 1: bytes.removeSubrange(place...)
                default: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
                }
            }
            do {
                _ = try JSON(utf8: bytes)
            } catch {
                #expect((0...bytes.count).contains(error.offset), "seed \(seed) round \(round)")
            }
        }
    }

    @Test func `keys keep their order`() {
        let value: JSON = ["z": 1, "a": [true, nil], "m": ["x": "y"]]
        #expect(value.text == #"{"z":1,"a":[true,null],"m":{"x":"y"}}"#)
    }

    @Test func `line separators and control characters are escaped`() {
        let value: JSON = "a\u{2028}\u{2029}\u{1}\u{7F}\"\\/智"
        #expect(value.text == #""a\u2028\u2029\u0001\u007f\"\\/智""#)
    }

    @Test func `setting a key again keeps its place, setting nothing takes it out`() {
        var object = JSON.Object()
        object["a"] = 1
        object["b"] = 2
        object["a"] = 3
        #expect(JSON.object(object).text == #"{"a":3,"b":2}"#)
        object["a"] = nil
        #expect(object.keys == ["b"])
    }

    @Test func `all escapes and white space of the standard are read`() throws {
        let text = " [ \"\\u667a\\ud83d\\uDE00\\/\\b\\f\" ,\t-0 , 9223372036854775807 ]\n"
        let value = try JSON(text)
        #expect(value == ["智😀/\u{8}\u{C}", 0, 9_223_372_036_854_775_807])
    }

    @Test(arguments: [
        ("", 0, "ends"), ("  ", 2, "ends"), ("[1,", 3, "ends"), ("{\"a\"", 4, "ends"),
        ("[1,]", 3, "']'"), ("{,}", 1, "','"), ("{\"a\":1,}", 7, "'}'"), ("nul", 3, "ends"),
        ("[01]", 1, "leading zero"), ("1.5", 1, "fraction"), ("1e3", 1, "fraction"),
        ("-", 1, "ends"), ("+1", 0, "'+'"), ("9223372036854775808", 0, "64 bits"),
        ("{\"a\":1,\"a\":2}", 7, "twice"), ("1 2", 2, "after the end"),
        ("\"\\x\"", 1, "escape"), ("\"\\ud800\"", 1, "surrogate"),
        ("\"\\udc00\\ud800\"", 1, "surrogate"), ("\"\\u12g4\"", 1, "escape"),
        ("\"a\nb\"", 2, "control"), ("'a'", 0, "'''"), ("NaN", 0, "'N'"),
    ])
    func `what is not JSON is refused with its place`(text: String, offset: Int, words: String) {
        let fault = #expect(throws: JSONFault.self) { try JSON(text) }
        #expect(fault?.offset == offset)
        #expect(fault?.description.contains(words) == true, "\(fault?.description ?? "")")
    }

    @Test func `bytes that are not UTF-8 are refused`() {
        let fault = #expect(throws: JSONFault.self) { try JSON(utf8: [0x22, 0xC3, 0x28, 0x22]) }
        #expect(fault?.reason == .notUTF8)
    }

    @Test func `sixteen levels are read and the seventeenth is refused`() throws {
        let sixteen = String(repeating: "[", count: 16) + String(repeating: "]", count: 16)
        #expect(try JSON(sixteen).array?.count == 1)
        let fault = #expect(throws: JSONFault.self) { try JSON("[" + sixteen + "]") }
        #expect(fault?.reason == .tooDeep(most: 16) && fault?.offset == 16)
        #expect(throws: JSONFault.self) { try JSON(String(repeating: "[", count: 1_000_000)) }
    }
}
