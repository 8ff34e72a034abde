import Causality
import Testing
import Wire

@Suite struct FrameTests {
    /// What a decoder makes of a body.
    private struct Reading: Equatable {
        var frames: [Frame] = []
        var fault: WireError.Fault?
        var isWhole = false
    }

    private func read(_ body: [UInt8], chunk: Int = 1 << 20) -> Reading {
        let decoder = FrameDecoder()
        var reading = Reading()
        for start in stride(from: 0, to: body.count, by: chunk) {
            do throws(WireError) {
                try decoder.feed(Array(body[start..<min(start + chunk, body.count)])) {
                    reading.frames.append($0)
                }
            } catch {
                reading.fault = error.fault
                break
            }
        }
        reading.isWhole = decoder.isWhole
        return reading
    }

    /// The bytes of a body before compression, by hand.
    private func body(_ frames: [(type: UInt8, payload: [UInt8])]) -> [UInt8] {
        var writer = ByteWriter()
        writer.raw(Array("MOSO".utf8) + [1])
        for frame in frames {
            writer.byte(frame.type)
            writer.varint(frame.payload.count)
            writer.raw(frame.payload)
        }
        return ZstdCompressor(level: 1, checked: true).compress(writer.bytes)
    }

    /// A hello as its payload: `anji.1`, to nobody, hub `beijing`, protocol 1, schema 7, vector
    /// unknown.
    private let hello: [UInt8] =
        [4] + Array("anji".utf8) + [1, 0, 7] + Array("beijing".utf8) + [1, 1, 7, 2]
    private let end: [UInt8] = [0, 0]

    @Test func `what is written is read back, in chunks of any size`() {
        let (frames, bytes) = SampleBody.make(transactions: 5)
        for chunk in [1, 2, 3, 10, 1 << 20] {
            #expect(read(bytes, chunk: chunk) == Reading(frames: frames, isWhole: true))
        }
    }

    @Test func `a body cut at any byte yields whole frames only, and is not whole`() {
        let (frames, bytes) = SampleBody.make(transactions: 40)
        var most = 0
        for cut in 0..<bytes.count {
            let reading = read(Array(bytes[..<cut]))
            #expect(reading.fault == nil && !reading.isWhole, "cut at \(cut)")
            #expect(reading.frames == Array(frames.prefix(reading.frames.count)), "cut at \(cut)")
            most = max(most, reading.frames.count)
        }
        #expect(most == frames.count, "only the checksum was missing")
    }

    @Test func `a body with a flipped bit is not whole, unless the bit says nothing`() {
        let (frames, bytes) = SampleBody.make(transactions: 3)
        for bit in 0..<bytes.count * 8 {
            let reading = read(bytes.flipping(bit: bit))
            #expect(!reading.isWhole || reading.frames == frames, "bit \(bit)")
        }
    }

    @Test func `types that are not known are passed over`() {
        let reading = read(body([(1, hello), (200, [1, 2, 3]), (99, []), (5, end)]))
        #expect(reading.isWhole && reading.frames.count == 2)
    }

    @Test func `the first frame is a hello, and the only one`() {
        #expect(read(body([(5, end)])).fault == .inconsistent)
        #expect(read(body([(200, []), (1, hello), (5, end)])).fault == .inconsistent)
        #expect(read(body([(1, hello), (1, hello), (5, end)])).fault == .inconsistent)
    }

    @Test func `another magic or version is refused`() {
        for first in [Array("MOSP".utf8) + [1], Array("MOSO".utf8) + [2], Array("<html".utf8)] {
            let body = ZstdCompressor(level: 1).compress(first + [5, 2, 0, 0])
            #expect(read(body).fault == .unknownFormat)
        }
        #expect(read(Array("{\"error\":1}".utf8)).fault == .badCompression)
    }

    @Test func `an end that disagrees is refused`() {
        #expect(read(body([(1, hello), (5, [1, 0])])).fault == .inconsistent)
        #expect(read(body([(1, hello), (2, [1]), (5, [0, 0])])).fault == .inconsistent)
        #expect(read(body([(1, hello), (5, [0, 2])])).fault == .inconsistent)
        #expect(read(body([(1, hello), (5, [0, 0, 0])])).fault == .trailingBytes)
    }

    @Test func `nothing stands behind the end`() {
        #expect(read(body([(1, hello), (5, end), (200, [])])).fault == .trailingBytes)
        let twice = body([(1, hello), (5, end)]) + ZstdCompressor(level: 1).compress([0])
        #expect(read(twice).fault == .trailingBytes)
    }

    @Test func `a length beyond the limit is refused before the bytes come`() {
        for (type, length) in [
            (2, WireLimits.transactionBytesMax + 17), (3, WireLimits.transactionBytesMax + 17),
            (4, 4_097), (5, 17), (1, 1 << 20 + 1), (99, 1 << 20 + 1), (2, 1 << 40),
        ] as [(UInt8, Int)] {
            var writer = ByteWriter()
            writer.raw(Array("MOSO".utf8) + [1, 1, UInt8(hello.count)] + hello)
            writer.byte(type)
            writer.varint(length)
            let body = ZstdCompressor(level: 1).compress(writer.bytes)
            #expect(read(body).fault == .tooLarge, "type \(type)")
        }
    }

    @Test func `transactions are counted`() {
        let most = WireLimits.transactionsPerBodyMax
        let many = Array(repeating: (type: UInt8(2), payload: [UInt8(1)]), count: most)
        var count = ByteWriter()
        count.varint(most)
        #expect(read(body([(1, hello)] + many + [(5, count.bytes + [0])])).isWhole)
        #expect(read(body([(1, hello)] + many + [(2, [1])])).fault == .tooLarge)
    }

    @Test
    func `a kind of notice that older versions cannot read comes in a frame that they pass over`()
        throws
    {
        for kind in ItemNotice.Kind.allCases {
            var encoder = FrameEncoder()
            encoder.append(ItemNotice(kind: kind, dot: "", detail: ""))
            // Magic and version, the notice, the end.
            let bytes = try ZstdDecompressor().expand(encoder.finish(more: false), to: 14)
            #expect(bytes[5] == (kind.rawValue > 4 ? 13 : 4), "\(kind)")
        }
        // A kind of the future is passed over with its frame, and what stands behind it is read.
        let future: [UInt8] = [77, 1, 65, 0]
        let reading = read(body([(1, hello), (13, future), (13, [5, 0, 0]), (5, end)]))
        #expect(reading.isWhole && reading.frames.count == 3)
        #expect(reading.frames[1] == .notice(ItemNotice(kind: .postponed, dot: "", detail: "")))
        #expect(read(body([(1, hello), (4, future), (5, end)])).fault == .outOfRange)
    }

    @Test func `notices are counted`() {
        let notice: (type: UInt8, payload: [UInt8]) = (4, [1, 0, 0])
        let many = Array(repeating: notice, count: WireLimits.transactionsPerBodyMax)
        #expect(read(body([(1, hello)] + many + [(5, end)])).isWhole)
        #expect(read(body([(1, hello)] + many + [notice])).fault == .tooLarge)
    }

    @Test func `packed transactions count with what they expand to`() {
        func packed(_ count: Int) -> (type: UInt8, payload: [UInt8]) {
            var writer = ByteWriter()
            writer.varint(count)
            return (3, writer.bytes + [1])
        }
        let half = packed(WireLimits.transactionBytesMax)
        #expect(read(body([(1, hello), half, half, (5, [2, 0])])).isWhole)
        #expect(read(body([(1, hello), half, half, packed(1)])).fault == .tooLarge)
        #expect(
            read(body([(1, hello), packed(WireLimits.transactionBytesMax + 1)])).fault == .tooLarge)
    }
}

/// The sending side keeps the limits it expects of others.
@Suite struct FrameEncoderTests {
    @Test func `a full body is within the limits`() {
        var random = SplitMix64(seed: 21)
        var encoder = FrameEncoder()
        SampleBody.hello(&encoder)
        var taken = 0
        while case .taken = encoder.add(bytes: random.bytes(40_000), expandedCount: nil) {
            taken += 1
        }
        #expect(taken == encoder.transactions && taken > 20)
        let body = encoder.finish(more: true)
        #expect(body.count <= WireLimits.bodyBytesMax)
        #expect((try? SampleBody.read(body))?.count == taken + 2)
    }

    @Test func `of a body that was cut, what lies before the last whole zstd frame is checked`()
        throws
    {
        var random = SplitMix64(seed: 22)
        var encoder = FrameEncoder()
        SampleBody.hello(&encoder)
        for _ in 0..<10 { _ = encoder.add(bytes: random.bytes(30_000), expandedCount: nil) }
        let body = encoder.finish(more: false)
        var counts: Set<Int> = []
        for cut in Array(stride(from: 0, through: body.count, by: 1_009)) + [body.count - 1] {
            let decoder = FrameDecoder()
            var taken = 0
            try decoder.feed(Array(body[..<cut])) { _ in taken += 1 }
            #expect(decoder.checkedCount <= taken)
            counts.insert(decoder.checkedCount)
        }
        // Hello and one transaction, then one more while pieces are smaller than one, then as many as
        // fill a piece; the end only with the last byte.
        #expect(counts == [0, 2, 3, 4, 6, 9])
        let decoder = FrameDecoder()
        try decoder.feed(body) { _ in }
        #expect(decoder.checkedCount == 12 && decoder.isWhole)
    }

    @Test func `however early a line breaks, some of what came over it is believed`() throws {
        var random = SplitMix64(seed: 23)
        var encoder = FrameEncoder()
        SampleBody.hello(&encoder)
        for _ in 0..<500 { _ = encoder.add(bytes: random.bytes(400), expandedCount: nil) }
        let body = encoder.finish(more: false)
        for cut in stride(from: 6_000, to: body.count, by: 1_777) {
            let decoder = FrameDecoder()
            try decoder.feed(Array(body[..<cut])) { _ in }
            #expect(decoder.checkedCount * 400 > cut / 3, "\(cut) of \(body.count)")
        }
    }

    @Test func `512 transactions fill a body`() {
        var encoder = FrameEncoder()
        for _ in 0..<WireLimits.transactionsPerBodyMax {
            guard case .taken = encoder.add(bytes: [1], expandedCount: nil) else {
                Issue.record("room for \(encoder.transactions) only")
                return
            }
        }
        guard case .full = encoder.add(bytes: [1], expandedCount: nil) else {
            Issue.record("the limit is passed")
            return
        }
    }

    @Test func `a large transaction travels alone, one too large never`() {
        var random = SplitMix64(seed: 22)
        let large = random.bytes(FrameEncoder.payloadMax)
        var encoder = FrameEncoder()
        SampleBody.hello(&encoder)
        guard case .taken = encoder.add(bytes: large, expandedCount: nil),
            case .full = encoder.add(bytes: [1] + random.bytes(2 << 20), expandedCount: nil)
        else {
            Issue.record("not alone")
            return
        }
        #expect(encoder.finish(more: true).count <= WireLimits.bodyBytesMax)
        var another = FrameEncoder()
        guard case .neverFits = another.add(bytes: large + [1], expandedCount: nil) else {
            Issue.record("it cannot fit")
            return
        }
    }

    @Test func `a transaction that compresses well is packed, so that no ratio is passed`() throws {
        var encoder = FrameEncoder()
        SampleBody.hello(&encoder)
        let blank = [UInt8](repeating: 0x20, count: WireLimits.transactionBytesMax)
        guard case .taken = encoder.add(bytes: blank, expandedCount: nil) else {
            Issue.record("it fits when packed")
            return
        }
        let frames = try SampleBody.read(encoder.finish(more: false))
        guard case .transaction(let bytes, let count?, _) = frames[1] else {
            Issue.record("it is packed")
            return
        }
        #expect(try ZstdDecompressor().expand(bytes, to: count) == blank)
    }

    @Test func `a notice is clipped between characters`() throws {
        var encoder = FrameEncoder()
        SampleBody.hello(&encoder)
        encoder.append(
            ItemNotice(
                kind: .quarantined, dot: "", detail: String(repeating: "租", count: 1_000)))
        let frames = try SampleBody.read(encoder.finish(more: false))
        guard case .notice(let notice) = frames[1] else { return }
        #expect(notice.detail == String(repeating: "租", count: 333))
    }
}
