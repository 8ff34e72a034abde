import Wire

extension WireTargets {
    private static let most = 1 << 20

    /// The two ways to expand: into known room, and as a stream. The first three bytes are the length that
    /// is promised.
    static let zstd = FuzzTarget(
        "zstd", seeds: { Seeds.zstd },
        run: { bytes throws(BrokenLaw) in
            guard bytes.count >= 3 else { return }
            let count = bytes[..<3].reduce(0) { $0 << 8 | Int($1) }
            let frame = Array(bytes[3...])
            let room = try? ZstdDecompressor().expand(frame, to: count, most: most)
            if let room { try law(room.count == count && count <= most, "another length") }
            let (streamed, isSound) = stream(frame)
            try law(streamed.count <= most, "the stream gives more than it may")
            try law(
                streamed.count <= 1 << 20 || streamed.count / WireLimits.ratioMax <= frame.count,
                "the stream gives too much for what it came from")
            if let room, isSound {
                try law(streamed == room, "two contents of one frame")
            }
            let packed = ZstdCompressor(level: 1).compress(bytes)
            let back = try? ZstdDecompressor().expand(packed, to: bytes.count)
            try law(back == bytes, "packed and expanded is something else")
        })

    /// What a stream decoder gives, and whether the bytes are sound and whole.
    private static func stream(_ frame: [UInt8]) -> (bytes: [UInt8], isSound: Bool) {
        var bytes: [UInt8] = []
        let decoder = ZstdStreamDecoder(compressedMax: 8 << 10, expandedMax: most)
        let isSound = frame.withUnsafeBytes { buffer -> Bool in
            do throws(WireError) {
                try decoder.feed(buffer) { (part) throws(WireError) in bytes += part }
                return true
            } catch {
                return false
            }
        }
        return (bytes, isSound && decoder.isAtFrameEnd)
    }
}
