/// zstd frames written by hand (RFC 8878), since the library refuses to write hostile ones.
enum HandmadeZstd {
    static let magic: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD]

    /// A frame of `blocks` blocks that each repeat one byte 128 KiB times: 4 bytes stand for 131,072.
    static func repeating(
        blocks: Int, windowLog: Int = 17, contentSize: UInt64? = nil
    ) -> [UInt8] {
        var frame = magic
        if let contentSize {
            // Single segment, content size of 8 bytes, no window descriptor.
            frame.append(0b1110_0000)
            for shift in stride(from: 0, to: 64, by: 8) {
                frame.append(UInt8(truncatingIfNeeded: contentSize >> UInt64(shift)))
            }
        } else {
            frame.append(0)
            frame.append(UInt8((windowLog - 10) << 3))
        }
        for block in 0..<blocks {
            let isLast = block == blocks - 1 ? 1 : 0
            let head = isLast | 1 << 1 | (128 << 10) << 3
            frame += [UInt8(head & 255), UInt8(head >> 8 & 255), UInt8(head >> 16 & 255), 0x61]
        }
        return frame
    }

    /// A frame that a decoder passes over.
    static func skippable(_ count: Int) -> [UInt8] {
        [0x50, 0x2A, 0x4D, 0x18, UInt8(count & 255), UInt8(count >> 8 & 255), 0, 0]
            + [UInt8](repeating: 7, count: count)
    }
}
