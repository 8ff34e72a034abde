/// A file's text and the encoding it was read in.
public struct DecodedText: Sendable {
    public let text: String
    public let encoding: TextEncoding
    /// The bytes are good text in another encoding too. Show the first rows and say how to choose
    /// with `--encoding`.
    public let isUncertain: Bool
}

/// Finds out how a file's bytes are to be read as text.
///
/// Valid UTF-8 is no proof of UTF-8: the GBK bytes of 学校 (D1 A7 D0 A3) are valid UTF-8 and read
/// as "ѧУ", and so do those of 682 of the 3,755 most common characters. Hence the order: a byte
/// order mark decides; else strict UTF-8, then GB 18030, and of these the first reading in which
/// the caller recognises its header. When both readings show the header (a header of ASCII names
/// says nothing), a reading without a single Chinese character loses against one that has nothing
/// but Chinese ones.
public enum TextEncodingDetector {
    /// - Parameter recognises: whether a text holds the header words the caller expects.
    public static func decode(
        _ bytes: [UInt8], as choice: EncodingChoice = .auto, limits: ExchangeLimits = .init(),
        recognises: (String) -> Bool
    ) throws(FileRefusal) -> DecodedText {
        guard bytes.count <= limits.bytesMax else {
            throw .tooLarge(bytes: bytes.count, bytesMax: limits.bytesMax)
        }
        guard !bytes.isEmpty else { throw .empty }
        let decoded = try reading(of: bytes, as: choice, recognises: recognises)
        guard decoded.text.unicodeScalars.contains(where: { !$0.properties.isWhitespace }) else {
            throw .empty
        }
        return decoded
    }

    private static func reading(
        of bytes: [UInt8], as choice: EncodingChoice, recognises: (String) -> Bool
    ) throws(FileRefusal) -> DecodedText {
        if choice == .auto, bytes.starts(with: [0xFF, 0xFE]) {
            return DecodedText(
                text: try utf16(bytes), encoding: .utf16LittleEndian, isUncertain: false)
        }
        try refuseBinary(bytes)
        if choice != .gb18030, bytes.starts(with: ByteOrderMark.utf8) {
            let text = try utf8(Array(bytes.dropFirst(3)), offsetBy: 3)
            return DecodedText(text: text, encoding: .utf8WithMark, isUncertain: false)
        }
        switch choice {
        case .utf8:
            return DecodedText(
                text: try utf8(bytes, offsetBy: 0), encoding: .utf8, isUncertain: false)
        case .gb18030:
            return DecodedText(
                text: try gb18030(bytes), encoding: .gb18030, isUncertain: false)
        case .auto:
            return try likelier(of: bytes, recognises: recognises)
        }
    }

    private static func likelier(
        of bytes: [UInt8], recognises: (String) -> Bool
    ) throws(FileRefusal) -> DecodedText {
        guard let unicode = try? utf8(bytes, offsetBy: 0) else {
            return DecodedText(
                text: try gb18030(bytes), encoding: .gb18030, isUncertain: false)
        }
        let asUTF8 = DecodedText(text: unicode, encoding: .utf8, isUncertain: false)
        guard !bytes.allSatisfy({ $0 < 0x80 }), let chinese = try? gb18030(bytes) else {
            return asUTF8
        }
        switch (recognises(unicode), recognises(chinese)) {
        case (true, false), (false, false): return asUTF8
        case (false, true):
            return DecodedText(text: chinese, encoding: .gb18030, isUncertain: false)
        case (true, true):
            let isChinese = !hasHan(unicode) && isAllHan(chinese)
            return DecodedText(
                text: isChinese ? chinese : unicode, encoding: isChinese ? .gb18030 : .utf8,
                isUncertain: !hasHan(unicode))
        }
    }

    private static func hasHan(_ text: String) -> Bool {
        text.unicodeScalars.contains(where: isHan)
    }

    private static func isAllHan(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { $0.isASCII || isHan($0) }
    }

    /// Chinese characters and the punctuation written with them.
    private static func isHan(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x3000...0x303F, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xFF00...0xFFEF,
            0x20000...0x3FFFF:
            true
        default: false
        }
    }
}
