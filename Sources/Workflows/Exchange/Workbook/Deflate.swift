internal import CZlib

/// Packing and unpacking as ZIP files need it, by the system's zlib.
enum Deflate {
    private static let chunk = 64 << 10

    /// Unpacks a raw deflate stream.
    ///
    /// What the container says about sizes is not believed: bytes are counted as they come.
    ///
    /// - Parameter most: the most bytes that may come out.
    /// - Returns: `nil` when the stream is broken or ends early.
    static func unpacked(
        _ bytes: ArraySlice<UInt8>, most: Int
    ) throws(WorkbookFault) -> [UInt8]? {
        var stream = z_stream()
        guard
            inflateInit2_(&stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
        else { return nil }
        defer { inflateEnd(&stream) }
        var result: [UInt8] = []
        var isOver = false
        let isWhole = bytes.withUnsafeBufferPointer { input -> Bool in
            stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
            stream.avail_in = UInt32(input.count)
            var room = [UInt8](repeating: 0, count: chunk)
            while true {
                let (code, count) = room.withUnsafeMutableBufferPointer { output in
                    stream.next_out = output.baseAddress
                    stream.avail_out = UInt32(output.count)
                    let code = inflate(&stream, Z_NO_FLUSH)
                    return (code, output.count - Int(stream.avail_out))
                }
                guard code == Z_OK || code == Z_STREAM_END else { return false }
                guard result.count + count <= most else {
                    isOver = true
                    return false
                }
                result += room[..<count]
                if code == Z_STREAM_END { return true }
                if count == 0, stream.avail_in == 0 { return false }
            }
        }
        if isOver { throw .tooLargeInside(bytesMax: most) }
        return isWhole ? result : nil
    }

    /// As a raw deflate stream.
    static func packed(_ bytes: [UInt8]) -> [UInt8] {
        var stream = z_stream()
        let isReady = deflateInit2_(
            &stream, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size))
        precondition(isReady == Z_OK, "zlib has memory")
        defer { deflateEnd(&stream) }
        var result = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))))
        let count = bytes.withUnsafeBufferPointer { input in
            result.withUnsafeMutableBufferPointer { output in
                stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
                stream.avail_in = UInt32(input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(output.count)
                let code = deflate(&stream, Z_FINISH)
                precondition(code == Z_STREAM_END, "the bound holds the whole stream")
                return output.count - Int(stream.avail_out)
            }
        }
        return Array(result[..<count])
    }

    static func checksum(_ bytes: [UInt8]) -> UInt32 {
        bytes.withUnsafeBufferPointer {
            UInt32(truncatingIfNeeded: crc32(0, $0.baseAddress, UInt32($0.count)))
        }
    }
}
