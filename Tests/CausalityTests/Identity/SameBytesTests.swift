import Causality
import Testing

@Suite struct SameBytesTests {
    @Test func `texts of any length are equal to themselves and to none with another byte`() {
        for count in 0...40 {
            let bytes = (0..<count).map { UInt8(ascii: "a") + UInt8($0 % 23) }
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(text.hasSameBytes(as: String(decoding: bytes, as: UTF8.self)))
            #expect(!text.hasSameBytes(as: text + "x"))
            for at in bytes.indices {
                var other = bytes
                other[at] = UInt8(ascii: "z")
                let changed = String(decoding: other, as: UTF8.self)
                #expect(!text.hasSameBytes(as: changed), "byte \(at) of \(count)")
            }
        }
    }

    @Test func `what looks the same and is written otherwise differs`() {
        #expect(!"é".hasSameBytes(as: "e\u{301}"))
        #expect("é" == "e\u{301}")
    }
}
