// Codes that people read out, type and paste: Crockford's base 32 in groups of five, of bytes that end with a check.

enum CheckedCode {
    private static let checkByteCount = 4

    /// The bytes with the first of their SHA-256 behind them.
    static func code(of bytes: [UInt8]) -> String {
        let checked = bytes + Digest256(of: bytes).bytes.prefix(checkByteCount)
        let all = Array(CrockfordBase32.encode(checked))
        return stride(from: 0, to: all.count, by: 5).map {
            String(all[$0..<min($0 + 5, all.count)])
        }
        .joined(separator: "-")
    }

    /// The bytes before the check: blanks, line ends and dashes do not matter, nor does the size of letters. `nil` when it is
    /// no code, or one that was mistyped.
    static func bytes(of typed: String) -> [UInt8]? {
        let bare = typed.filter { $0 != "-" && !$0.isWhitespace }
        guard bare.utf8.count <= 1_024, let text = CrockfordBase32.normalised(bare),
            let bytes = CrockfordBase32.decode(text), CrockfordBase32.encode(bytes) == text,
            bytes.count > checkByteCount
        else { return nil }
        let body = Array(bytes.dropLast(checkByteCount))
        let check = Digest256(of: body).bytes.prefix(checkByteCount)
        return Array(check) == Array(bytes.suffix(checkByteCount)) ? body : nil
    }
}
