/// Turns text into the bytes of a file, or finds what the encoding has no bytes for.
struct TextEncoder {
    let encoding: TextEncoding

    /// The whole file with its byte order mark; `nil` when something in `text` cannot be written.
    /// The result is decoded and compared: the standard's editions of 2000, 2005 and 2022 map some
    /// characters differently, and which one the C library follows depends on its version.
    func encode(_ text: String) throws(ExportRefusal) -> [UInt8]? {
        guard !text.utf8.contains(0) else { return nil }
        switch encoding {
        case .utf8: return Array(text.utf8)
        case .utf8WithMark: return ByteOrderMark.utf8 + text.utf8
        case .utf16LittleEndian:
            return [0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        case .gb18030: return try gb18030(text)
        }
    }

    private func gb18030(_ text: String) throws(ExportRefusal) -> [UInt8]? {
        guard let writer = CharacterConverter(from: "UTF-8", to: "GB18030"),
            let reader = CharacterConverter(from: "GB18030", to: "UTF-8")
        else { throw .converterMissing(.gb18030) }
        let utf8 = Array(text.utf8)
        let written = writer.convert(utf8)
        guard written.stoppedAt == nil else { return nil }
        let back = reader.convert(written.bytes)
        return back.stoppedAt == nil && back.bytes == utf8 ? written.bytes : nil
    }

    /// The characters of `text` that cannot be written, in their order, repeated as they occur.
    /// `known` remembers the answers, since a file holds few different characters.
    func unwritable(
        in text: String, known: inout [Unicode.Scalar: Bool]
    ) throws(ExportRefusal) -> [Unicode.Scalar] {
        var found: [Unicode.Scalar] = []
        for scalar in text.unicodeScalars {
            let isWritable: Bool
            if let answer = known[scalar] {
                isWritable = answer
            } else {
                isWritable = try encode(String(scalar)) != nil
                known[scalar] = isWritable
            }
            if !isWritable { found.append(scalar) }
        }
        return found
    }
}

/// Why a table is not written. Nothing was written.
public enum ExportRefusal: Error, Equatable, Sendable {
    /// The encoding has no bytes for these; choose UTF-8 or change the texts.
    case unwritable([UnwritableCharacter])
    case converterMissing(TextEncoding)

    /// The stable name of the reason.
    public var code: String {
        switch self {
        case .unwritable: "unwritable-characters"
        case .converterMissing: "converter-missing"
        }
    }
}

/// A character that an encoding cannot hold, and where it first occurs.
public struct UnwritableCharacter: Equatable, Sendable {
    public let scalar: Unicode.Scalar
    /// 0 is the header, 1 the first row.
    public let row: Int
    /// From 0.
    public let column: Int
    /// How often it occurs in the table.
    public internal(set) var count: Int

    /// `U+E0041`, for characters that no font shows.
    public var codePoint: String {
        let hex = String(scalar.value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - hex.count)) + hex
    }
}
