internal import CZstd

/// One-shot zstd compression. Confined to its owner.
public final class ZstdCompressor {
    private let context: OpaquePointer

    /// - Parameters:
    ///   - level: 1 for bulk, 3 where bytes on a slow line matter more.
    ///   - checked: whether frames carry zstd's checksum. Bodies do, so that a flipped bit is found
    ///     before anything is applied; records do not, for the hash chain covers them.
    public init(level: Int32, checked: Bool = false) {
        context = ZstdContexts.compressing.take()
        ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level)
        ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, checked ? 1 : 0)
    }

    deinit { ZstdContexts.compressing.giveBack(context) }

    /// A zstd frame of `bytes`, which says how long they are.
    public func compress(_ bytes: [UInt8]) -> [UInt8] { compress(bytes, blockFrom: 0) }

    /// A zstd frame of `bytes` in which a new block begins at `boundary`, so that what stands before
    /// it and what stands behind it are each coded by statistics of their own.
    public func compress(_ bytes: [UInt8], blockFrom boundary: Int) -> [UInt8] {
        let blocks = boundary > 0 ? 1 : 0
        let room = ZSTD_compressBound(bytes.count) + blocks * ZstdCompressor.blockBytes
        return [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
            var output = ZSTD_outBuffer(dst: buffer.baseAddress, size: buffer.count, pos: 0)
            bytes.withUnsafeBytes { bytes in
                must(ZSTD_CCtx_reset(context, ZSTD_reset_session_only))
                must(ZSTD_CCtx_setPledgedSrcSize(context, UInt64(bytes.count)))
                var input = ZSTD_inBuffer(src: bytes.baseAddress, size: boundary, pos: 0)
                if boundary > 0 { run(&output, &input, ZSTD_e_flush) }
                input.size = bytes.count
                run(&output, &input, ZSTD_e_end)
            }
            count = output.pos
        }
    }

    /// The head of a block, and more than that.
    private static let blockBytes = 16

    private func run(
        _ output: inout ZSTD_outBuffer, _ input: inout ZSTD_inBuffer,
        _ directive: ZSTD_EndDirective
    ) {
        let rest = ZSTD_compressStream2(context, &output, &input, directive)
        must(rest)
        precondition(rest == 0, "there is enough room for all of it")
    }

    private func must(_ code: Int) {
        precondition(ZSTD_isError(code) == 0, "compressing into enough room does not fail")
    }
}

/// One-shot decompression into room that is known, and limited, before it is allocated.
public final class ZstdDecompressor {
    private let context: OpaquePointer

    public init() {
        context = ZstdContexts.expanding.take()
    }

    deinit { ZstdContexts.expanding.giveBack(context) }

    /// The `count` bytes that `frame` stands for; it must be exactly one frame, say that many itself
    /// and have nothing behind it. Its window costs nothing here, where the output is the window.
    ///
    /// - Parameter most: the largest `count` that is accepted.
    public func expand(
        _ frame: [UInt8], to count: Int, most: Int = WireLimits.transactionBytesMax
    ) throws(WireError) -> [UInt8] {
        guard count <= most else { throw WireError(.tooLarge, reading: "zstd", offset: 0) }
        guard ZstdMagic.begins(frame) else {
            throw WireError(.badCompression, reading: "zstd.magic", offset: 0)
        }
        // Both questions are answered from the frame's heads, before there is room for its content.
        guard ZSTD_getFrameContentSize(frame, frame.count) == UInt64(count) else {
            throw WireError(.badCompression, reading: "zstd.count", offset: 0)
        }
        guard ZSTD_findFrameCompressedSize(frame, frame.count) == frame.count else {
            throw WireError(.badCompression, reading: "zstd.frame", offset: 0)
        }
        var written = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            written = ZSTD_decompressDCtx(
                context, buffer.baseAddress, buffer.count, frame, frame.count)
            filled = ZSTD_isError(written) == 0 ? written : 0
        }
        guard ZSTD_isError(written) == 0, bytes.count == count else {
            throw WireError(.badCompression, reading: "zstd", offset: 0)
        }
        return bytes
    }
}

/// Decompresses a body chunk by chunk and counts what comes out.
///
/// Neither Content-Length nor libcurl's limit bounds the *expanded* size: a megabyte can stand for a
/// gigabyte. So the output is counted here, against an absolute limit and, from 1 MiB on, against a
/// ratio to the bytes it came from, and nothing is produced beyond it. The window is limited too:
/// it is the memory that a frame's head asks for before the first byte of content.
public final class ZstdStreamDecoder {
    private static let pieceBytes = 64 << 10
    private static let headBytesMax = 18
    /// What the library answers for a frame that does not say how much it stands for.
    private static let unsaid = UInt64.max
    /// From this much output on the ratio is looked at.
    private static let ratioFloor = 1 << 20

    private let stream: OpaquePointer
    private let room: UnsafeMutableRawBufferPointer
    private let compressedMax: Int
    private let expandedMax: Int
    /// Bytes used so far.
    public private(set) var compressedCount = 0
    public private(set) var expandedCount = 0
    /// The first bytes of the running frame, which hold all of its head, and how much it has given.
    private var head: [UInt8] = []
    private var frameCount = 0
    /// Whether the last zstd frame is whole and, if it carries a checksum, found to be sound.
    public private(set) var isAtFrameEnd = false

    public init(
        compressedMax: Int = WireLimits.bodyBytesMax,
        expandedMax: Int = WireLimits.expandedBytesMax
    ) {
        stream = ZstdContexts.expanding.take()
        self.compressedMax = compressedMax
        self.expandedMax = expandedMax
        room = .allocate(byteCount: Self.pieceBytes, alignment: 16)
        ZSTD_DCtx_setParameter(stream, ZSTD_d_windowLogMax, Int32(WireLimits.zstdWindowLogMax))
    }

    deinit {
        ZstdContexts.expanding.giveBack(stream)
        room.deallocate()
    }

    /// Hands the bytes that `chunk` yields to `take`, piece by piece; at a zstd frame's end also when
    /// there are none.
    public func feed(
        _ chunk: UnsafeRawBufferPointer, take: (UnsafeRawBufferPointer) throws(WireError) -> Void
    ) throws(WireError) {
        guard chunk.count <= compressedMax - compressedCount else {
            throw WireError(.tooLarge, reading: "body", offset: compressedCount)
        }
        var input = ZSTD_inBuffer(src: chunk.baseAddress, size: chunk.count, pos: 0)
        var isDrained = chunk.isEmpty
        while !isDrained {
            var output = ZSTD_outBuffer(dst: room.baseAddress, size: room.count, pos: 0)
            let before = input.pos
            head += chunk[before...].prefix(Self.headBytesMax - head.count)
            guard ZstdMagic.mayBegin(head.prefix(4)) else {
                throw WireError(.badCompression, reading: "body", offset: compressedCount)
            }
            let code = ZSTD_decompressStream(stream, &output, &input)
            guard ZSTD_isError(code) == 0 else {
                throw WireError(.badCompression, reading: "body", offset: compressedCount)
            }
            isAtFrameEnd = code == 0
            frameCount += output.pos
            if isAtFrameEnd {
                // The library compares only when all of a frame comes at once.
                let said = ZSTD_getFrameContentSize(head, head.count)
                guard said == UInt64(frameCount) || said == Self.unsaid else {
                    throw WireError(.badCompression, reading: "body", offset: compressedCount)
                }
                (head, frameCount) = ([], 0)
            }
            compressedCount += input.pos - before
            expandedCount += output.pos
            guard isBounded else {
                throw WireError(.tooLarge, reading: "expanded body", offset: compressedCount)
            }
            if output.pos > 0 || isAtFrameEnd {
                try take(UnsafeRawBufferPointer(rebasing: room[..<output.pos]))
            }
            // Output that did not fit waits inside; a further call without input fetches it. After a
            // frame's end such a call would begin the next frame.
            isDrained = input.pos == input.size && (isAtFrameEnd || output.pos < output.size)
        }
    }

    private var isBounded: Bool {
        expandedCount <= expandedMax
            && (expandedCount <= Self.ratioFloor
                || expandedCount / WireLimits.ratioMax <= compressedCount)
    }
}

/// How a frame of RFC 8878 begins.
///
/// Many builds of the library also read what versions before the standard wrote, by other code with
/// limits of its own. Nobody here ever wrote that.
enum ZstdMagic {
    private static let frame: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD]
    /// Behind a first byte from 0x50 to 0x5F.
    private static let skippable: [UInt8] = [0x2A, 0x4D, 0x18]

    static func begins(_ bytes: [UInt8]) -> Bool { bytes.starts(with: frame) }

    /// Whether the bytes, up to four, are the beginning of a frame that is read or passed over.
    static func mayBegin(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard let first = bytes.first else { return true }
        return 0x50...0x5F ~= first
            ? skippable.starts(with: bytes.dropFirst()) : frame.starts(with: bytes)
    }
}
