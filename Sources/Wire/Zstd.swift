internal import CZstd

/// One-shot zstd compression with a context that is kept between calls, since making one costs more
/// than compressing a small record. Confined to its owner.
public final class ZstdCompressor {
    private let context: OpaquePointer
    private let level: Int32

    /// - Parameter level: 1 for bulk, 3 where bytes on a slow line matter more.
    public init(level: Int32) {
        guard let context = ZSTD_createCCtx() else { fatalError("zstd: out of memory") }
        self.context = context
        self.level = level
    }

    deinit { ZSTD_freeCCtx(context) }

    /// A zstd frame of `bytes`, which says how long they are.
    public func compress(_ bytes: [UInt8]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: ZSTD_compressBound(bytes.count)) { buffer, count in
            let written = ZSTD_compressCCtx(
                context, buffer.baseAddress, buffer.count, bytes, bytes.count, level)
            precondition(ZSTD_isError(written) == 0, "compressing into enough room does not fail")
            count = written
        }
    }
}

/// One-shot decompression into room that is known, and limited, before it is allocated.
public final class ZstdDecompressor {
    private let context: OpaquePointer

    public init() {
        guard let context = ZSTD_createDCtx() else { fatalError("zstd: out of memory") }
        self.context = context
        ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, Int32(WireLimits.zstdWindowLogMax))
    }

    deinit { ZSTD_freeDCtx(context) }

    /// The `count` bytes that `frame` stands for; it must be exactly one frame of that many.
    ///
    /// - Parameter most: the largest `count` that is accepted.
    public func expand(
        _ frame: [UInt8], to count: Int, most: Int = WireLimits.transactionBytesMax
    ) throws(WireError) -> [UInt8] {
        guard count <= most else { throw WireError(.tooLarge, reading: "zstd", offset: 0) }
        var written = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            written = ZSTD_decompressDCtx(
                context, buffer.baseAddress, buffer.count, frame, frame.count)
            filled = ZSTD_isError(written) == 0 ? written : 0
        }
        guard bytes.count == count, ZSTD_isError(written) == 0 else {
            throw WireError(.badCompression, reading: "zstd", offset: 0)
        }
        return bytes
    }
}

/// Decompresses a body chunk by chunk and counts what comes out.
///
/// Neither Content-Length nor libcurl's limit bounds the *expanded* size: a megabyte can stand for a
/// gigabyte. So the output is counted here, against an absolute limit and, from 1 MiB on, against a
/// ratio, and nothing is produced beyond it.
public final class ZstdStreamDecoder {
    private let stream: OpaquePointer
    private let expandedMax: Int
    public private(set) var compressedCount = 0
    public private(set) var expandedCount = 0

    public init(expandedMax: Int = WireLimits.expandedBytesMax) {
        guard let stream = ZSTD_createDStream() else { fatalError("zstd: out of memory") }
        self.stream = stream
        self.expandedMax = expandedMax
        ZSTD_DCtx_setParameter(stream, ZSTD_d_windowLogMax, Int32(WireLimits.zstdWindowLogMax))
    }

    deinit { ZSTD_freeDStream(stream) }

    /// Hands the bytes that `chunk` yields to `take`, piece by piece.
    public func feed(
        _ chunk: UnsafeRawBufferPointer, take: (UnsafeRawBufferPointer) throws(WireError) -> Void
    ) throws(WireError) {
        compressedCount += chunk.count
        var input = ZSTD_inBuffer(src: chunk.baseAddress, size: chunk.count, pos: 0)
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)
        defer { room.deallocate() }
        while true {
            var output = ZSTD_outBuffer(dst: room.baseAddress, size: room.count, pos: 0)
            let code = ZSTD_decompressStream(stream, &output, &input)
            guard ZSTD_isError(code) == 0 else {
                throw WireError(.badCompression, reading: "body", offset: compressedCount)
            }
            expandedCount += output.pos
            guard expandedCount <= expandedMax,
                expandedCount < 1 << 20
                    || expandedCount / WireLimits.ratioMax <= compressedCount
            else { throw WireError(.tooLarge, reading: "expanded body", offset: compressedCount) }
            if output.pos > 0 {
                try take(UnsafeRawBufferPointer(rebasing: room[..<output.pos]))
            }
            if input.pos == input.size && output.pos < output.size { return }
        }
    }
}
