internal import Wire

/// The bytes that stand for a row's content in a key made from it.
enum ContentHash {
    static func bytes(of parts: [String]) -> [UInt8] {
        var bytes: [UInt8] = []
        for part in parts { bytes += Array(part.utf8) + [0] }
        return Array(Digest256(of: bytes).bytes.prefix(8))
    }
}
