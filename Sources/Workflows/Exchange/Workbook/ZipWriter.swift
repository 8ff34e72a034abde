/// Puts parts into a ZIP container. Equal parts give equal bytes: the time is always the same.
struct ZipWriter {
    private var bytes: [UInt8] = []
    private var directory: [UInt8] = []
    private var count = 0

    /// 1 January 1980, the first day that the format knows.
    private static let day = 0x0021

    mutating func add(_ name: String, _ content: [UInt8]) {
        let packed = Deflate.packed(content)
        let offset = bytes.count
        var head: [UInt8] = []
        // Version 2.0, names in UTF-8, deflated.
        for (number, width) in [
            (20, 2), (0x0800, 2), (8, 2), (0, 2), (ZipWriter.day, 2),
            (Int(Deflate.checksum(content)), 4), (packed.count, 4), (content.count, 4),
            (name.utf8.count, 2), (0, 2),
        ] {
            ZipWriter.put(number, width, to: &head)
        }
        ZipWriter.put(0x0403_4b50, 4, to: &bytes)
        bytes += head + Array(name.utf8) + packed
        ZipWriter.put(0x0201_4b50, 4, to: &directory)
        ZipWriter.put(20, 2, to: &directory)
        directory += head
        // No comment, first disk, no attributes.
        for width in [2, 2, 2, 4] { ZipWriter.put(0, width, to: &directory) }
        ZipWriter.put(offset, 4, to: &directory)
        directory += Array(name.utf8)
        count += 1
    }

    consuming func finish() -> [UInt8] {
        let start = bytes.count
        bytes += directory
        ZipWriter.put(0x0605_4b50, 4, to: &bytes)
        for (number, width) in [
            (0, 2), (0, 2), (count, 2), (count, 2), (directory.count, 4), (start, 4), (0, 2),
        ] {
            ZipWriter.put(number, width, to: &bytes)
        }
        return bytes
    }

    private static func put(_ number: Int, _ width: Int, to bytes: inout [UInt8]) {
        for place in 0..<width { bytes.append(UInt8(truncatingIfNeeded: number >> (8 * place))) }
    }
}
