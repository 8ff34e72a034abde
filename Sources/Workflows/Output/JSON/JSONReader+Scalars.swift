extension JSONReader {
    mutating func number() throws(JSONFault) -> JSON {
        let start = offset
        if try peek() == UInt8(ascii: "-") { offset += 1 }
        let digits = offset
        while offset < bytes.count, JSONReader.digits.contains(bytes[offset]) { offset += 1 }
        guard offset > digits else { throw unexpected() }
        if bytes[digits] == UInt8(ascii: "0"), offset > digits + 1 {
            throw JSONFault(reason: .leadingZero, offset: digits)
        }
        if offset < bytes.count, [0x2E, 0x45, 0x65].contains(bytes[offset]) {
            throw fault(.fraction)
        }
        guard let value = Int64(String(decoding: bytes[start..<offset], as: UTF8.self)) else {
            throw JSONFault(reason: .numberTooLarge, offset: start)
        }
        return .integer(value)
    }

    mutating func string() throws(JSONFault) -> String {
        offset += 1
        var text: [UInt8] = []
        let start = offset
        while true {
            let byte = try peek()
            switch byte {
            case UInt8(ascii: "\""):
                guard let string = String(validating: text, as: UTF8.self) else {
                    throw JSONFault(reason: .notUTF8, offset: start)
                }
                offset += 1
                return string
            case UInt8(ascii: "\\"):
                text.append(contentsOf: String(try escaped()).utf8)
            case ..<0x20:
                throw fault(.controlCharacter)
            default:
                text.append(byte)
                offset += 1
            }
        }
    }

    /// The character that an escape stands for, from the backslash on.
    private mutating func escaped() throws(JSONFault) -> Character {
        let start = offset
        offset += 1
        let byte = try peek()
        offset += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"):
            return Character(Unicode.Scalar(byte))
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "u"): return try unicodeEscape(from: start)
        default: throw JSONFault(reason: .badEscape, offset: start)
        }
    }

    private mutating func unicodeEscape(from start: Int) throws(JSONFault) -> Character {
        let first = try fourHexDigits(from: start)
        if let scalar = Unicode.Scalar(first) { return Character(scalar) }
        // A character beyond 16 bits is written as two halves, the high one first.
        guard first < 0xDC00, offset + 1 < bytes.count, bytes[offset] == UInt8(ascii: "\\"),
            bytes[offset + 1] == UInt8(ascii: "u")
        else { throw JSONFault(reason: .loneSurrogate, offset: start) }
        offset += 2
        let second = try fourHexDigits(from: start)
        guard (0xDC00...0xDFFF).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw JSONFault(reason: .loneSurrogate, offset: start) }
        return Character(scalar)
    }

    private mutating func fourHexDigits(from start: Int) throws(JSONFault) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = Character(Unicode.Scalar(try peek())).hexDigitValue else {
                throw JSONFault(reason: .badEscape, offset: start)
            }
            code = code << 4 | UInt32(digit)
            offset += 1
        }
        return code
    }

    private static let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
}
