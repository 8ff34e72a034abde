import Testing
import Wire

@Suite struct ZstdTests {
    private let text = [UInt8](String(repeating: "月租 2,800 元；", count: 2_000).utf8)

    private func expand(_ frame: [UInt8], to count: Int, most: Int = 1 << 20) -> WireError.Fault? {
        do {
            _ = try ZstdDecompressor().expand(frame, to: count, most: most)
            return nil
        } catch { return error.fault }
    }

    @Test(arguments: [1, 3] as [Int32]) func `what is compressed expands to the same`(
        level: Int32
    ) throws {
        var random = SplitMix64(seed: UInt64(level))
        let compressor = ZstdCompressor(level: level)
        let decompressor = ZstdDecompressor()
        for count in [0, 1, 100, 70_000] {
            for bytes in [random.bytes(count), [UInt8](repeating: 7, count: count)] {
                let frame = compressor.compress(bytes)
                #expect(try decompressor.expand(frame, to: count) == bytes)
            }
        }
    }

    @Test func `a context remembers nothing of those who had it before`() throws {
        let other = [UInt8](String(repeating: "another body", count: 300).utf8)
        let first = ZstdCompressor(level: 1).compress(text)
        for _ in 0..<8 {
            // Told otherwise, left in the middle, and given back.
            _ = ZstdCompressor(level: 9, checked: true).compress(other, blockFrom: 100)
            let cut = ZstdStreamDecoder(compressedMax: 100, expandedMax: 1 << 20)
            try first.prefix(20).withUnsafeBytes { try cut.feed($0) { _ in } }
        }
        #expect(ZstdCompressor(level: 1).compress(text) == first)
        #expect(try ZstdDecompressor().expand(first, to: text.count) == text)
    }

    @Test func `a frame of another length than said is refused`() {
        let frame = ZstdCompressor(level: 1).compress(text)
        #expect(expand(frame, to: text.count) == nil)
        #expect(expand(frame, to: text.count - 1) == .badCompression)
        #expect(expand(frame, to: text.count + 1) == .badCompression)
    }

    @Test func `a length beyond the limit is refused before there is room for it`() {
        let frame = ZstdCompressor(level: 1).compress(text)
        #expect(expand(frame, to: text.count, most: text.count) == nil)
        #expect(expand(frame, to: text.count, most: text.count - 1) == .tooLarge)
        #expect(expand([], to: .max) == .tooLarge)
    }

    @Test func `what stands behind the frame is refused`() {
        let frame = ZstdCompressor(level: 1).compress(text)
        #expect(expand(frame + [0], to: text.count) == .badCompression)
        #expect(expand(frame + HandmadeZstd.skippable(3), to: text.count) == .badCompression)
        #expect(expand(HandmadeZstd.skippable(3) + frame, to: text.count) == .badCompression)
        #expect(expand(frame + frame, to: text.count * 2) == .badCompression)
    }

    /// It says 225 bytes, and has one block of none.
    @Test func `a frame that gives another length than it says is refused, also byte by byte`() {
        let frame: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0x20, 0xE1, 0x01, 0x00, 0x00]
        for step in [1, frame.count] {
            let decoder = ZstdStreamDecoder()
            #expect(throws: WireError.self) {
                for at in stride(from: 0, to: frame.count, by: step) {
                    try frame[at..<at + step].withUnsafeBytes { try decoder.feed($0) { _ in } }
                }
            }
        }
    }

    /// A frame of zstd 0.5, as its library still reads it.
    @Test func `frames from before the standard are refused, in one piece and byte by byte`() {
        let old: [UInt8] = [0x25, 0xB5, 0x2F, 0xFD, 0x04, 0x61, 0x65, 0x01, 0x00, 0x69]
        for step in [1, old.count] {
            let decoder = ZstdStreamDecoder()
            #expect(throws: WireError.self) {
                for at in stride(from: 0, to: old.count, by: step) {
                    try old[at..<at + step].withUnsafeBytes { try decoder.feed($0) { _ in } }
                }
            }
        }
    }

    @Test func `every truncation of a frame is refused`() {
        let frame = ZstdCompressor(level: 1).compress(text)
        for end in 0..<frame.count {
            #expect(expand(Array(frame[..<end]), to: text.count) != nil, "cut at \(end)")
        }
    }

    @Test func `a frame that hides its length is refused`() {
        #expect(expand(HandmadeZstd.repeating(blocks: 1), to: 128 << 10) == .badCompression)
        let lying = HandmadeZstd.repeating(blocks: 8, contentSize: 128 << 10)
        #expect(expand(lying, to: 128 << 10) == .badCompression)
    }
}

/// A megabyte can stand for a gigabyte. What comes out is counted, and at the limit it ends.
@Suite struct ZstdStreamDecoderTests {
    /// How much was handed over, in what largest piece, and how it ended.
    private struct Run {
        var output: [UInt8] = []
        var expanded: Int { output.count }
        var largestPiece = 0
        var fault: WireError.Fault?
        var isAtFrameEnd = false
    }

    private func run(
        _ body: [UInt8], chunk: Int = 1 << 20, compressedMax: Int = WireLimits.bodyBytesMax,
        expandedMax: Int = WireLimits.expandedBytesMax
    ) -> Run {
        let decoder = ZstdStreamDecoder(compressedMax: compressedMax, expandedMax: expandedMax)
        var run = Run()
        for start in stride(from: 0, to: body.count, by: chunk) {
            let part = Array(body[start..<min(start + chunk, body.count)])
            part.withUnsafeBytes { buffer in
                do throws(WireError) {
                    try decoder.feed(buffer) { (piece) throws(WireError) in
                        run.output += piece
                        run.largestPiece = max(run.largestPiece, piece.count)
                    }
                } catch { run.fault = error.fault }
            }
            if run.fault != nil { break }
        }
        run.isAtFrameEnd = decoder.isAtFrameEnd
        return run
    }

    @Test(arguments: [1, 7, 1_000, 1 << 20]) func `chunks of any size give the same`(chunk: Int) {
        var random = SplitMix64(seed: 5)
        let bytes = random.bytes(100_000) + [UInt8](repeating: 1, count: 100_000)
        let run = run(ZstdCompressor(level: 3, checked: true).compress(bytes), chunk: chunk)
        #expect(run.fault == nil)
        #expect(run.expanded == bytes.count)
        #expect(run.isAtFrameEnd)
    }

    @Test(arguments: [1_000, 4 << 20]) func `a gigabyte in 32 KiB ends at the ratio`(chunk: Int) {
        let bomb = HandmadeZstd.repeating(blocks: 8_192)
        let run = run(bomb, chunk: chunk)
        #expect(run.fault == .tooLarge)
        #expect(run.expanded <= WireLimits.ratioMax * bomb.count)
        #expect(run.largestPiece <= 64 << 10)
    }

    @Test func `a bomb that is padded to a small ratio ends at the limit`() {
        let bomb =
            HandmadeZstd.skippable(60_000) + HandmadeZstd.repeating(blocks: 400)
            + HandmadeZstd.skippable(65_000) + HandmadeZstd.skippable(65_000)
        let padded = (0..<9).reduce(into: bomb) { all, _ in
            all = HandmadeZstd.skippable(65_000) + all
        }
        let run = run(padded)
        #expect(run.fault == .tooLarge)
        #expect(run.expanded <= WireLimits.expandedBytesMax)
    }

    @Test func `the ratio is not looked at below a mebibyte`() {
        let small = HandmadeZstd.repeating(blocks: 8)
        #expect(run(small).expanded == 1 << 20)
        #expect(run(small).fault == nil)
        #expect(run(HandmadeZstd.repeating(blocks: 9)).fault == .tooLarge)
    }

    @Test func `the absolute limits hold at their number and not one beyond`() {
        let body = HandmadeZstd.repeating(blocks: 2)
        #expect(run(body, expandedMax: 256 << 10).fault == nil)
        #expect(run(body, expandedMax: 256 << 10 - 1).fault == .tooLarge)
        #expect(run(body, compressedMax: body.count).fault == nil)
        #expect(run(body, chunk: 3, compressedMax: body.count - 1).fault == .tooLarge)
    }

    @Test func `a window beyond the limit is refused before there is memory for it`() {
        #expect(run(HandmadeZstd.repeating(blocks: 1, windowLog: 23)).fault == nil)
        #expect(run(HandmadeZstd.repeating(blocks: 1, windowLog: 24)).fault == .badCompression)
        #expect(run(HandmadeZstd.repeating(blocks: 1, windowLog: 41)).fault == .badCompression)
    }

    @Test func `a flipped bit is found before the end, unless it says nothing`() {
        let bytes = [UInt8](String(repeating: "seat 12, anji; ", count: 60).utf8)
        let body = ZstdCompressor(level: 3, checked: true).compress(bytes)
        for bit in 0..<body.count * 8 {
            let run = run(body.flipping(bit: bit))
            #expect(
                run.fault != nil || !run.isAtFrameEnd || run.output == bytes, "bit \(bit)")
        }
    }

    @Test func `a cut is seen`() {
        let body = ZstdCompressor(level: 3, checked: true).compress([UInt8](1...200))
        for end in 0..<body.count {
            let run = run(Array(body[..<end]))
            #expect(run.fault == nil && !run.isAtFrameEnd, "cut at \(end)")
        }
    }
}
