import Causality
import Testing
import Wire

/// The example of docs/formats/frames.md, byte by byte, before compression.
@Suite struct GoldenBodyTests {
    /// Up to the transaction, which is that of `GoldenTransactionTests`; and what follows it.
    private let before = [UInt8](
        hex: """
            4d4f534f01015404616e6a6901076265696a696e67076265696a696e67010101000204616e6a6901
            076265696a696e67020206636f6d6d6f6e09736974652f616e6a690200012aa61dfa55a46d283601
            00ac020123456789abcdef02af01
            """)
    private let after = [UInt8](
        hex: """
            042b01146265696a696e672e322f636f6d6d6f6e3a333032146265696a696e672e322f636f6d6d6f
            6e3a33303105020100
            """)

    private func expanded(_ body: [UInt8]) throws -> [UInt8] {
        var bytes: [UInt8] = []
        let decoder = ZstdStreamDecoder()
        try body.withUnsafeBytes { buffer in
            try decoder.feed(buffer) { (piece) throws(WireError) in bytes += piece }
        }
        return bytes
    }

    private func hello() throws -> Hello {
        let own = try #require(Stream("anji.1/site/anji"))
        let hub = try #require(Stream("beijing.2/common"))
        let beijing = try #require(SiteID("beijing"))
        return Hello(
            identity: own.origin, recipient: beijing, hub: beijing, schemaVersion: 1,
            vector: .full([
                StreamClaim(stream: own, seq: 42, head: 0xa61d_fa55_a46d_2836),
                StreamClaim(stream: hub, seq: 300, head: 0x0123_4567_89ab_cdef),
            ]))
    }

    @Test func `the example is written as the page says`() throws {
        var encoder = FrameEncoder()
        encoder.append(try hello())
        encoder.append(bytes: GoldenTransactionTests.bytes, expandedCount: nil)
        encoder.append(
            ItemNotice(kind: .held, dot: "beijing.2/common:302", detail: "beijing.2/common:301"))
        let bytes = try expanded(encoder.finish(more: false))
        #expect(bytes.hex == (before + GoldenTransactionTests.bytes + after).hex)
    }

    @Test func `the example is read as the page says`() throws {
        let body = ZstdCompressor(level: 1).compress(
            before + GoldenTransactionTests.bytes + after)
        #expect(
            try SampleBody.read(body) == [
                .hello(try hello()),
                .transaction(
                    bytes: GoldenTransactionTests.bytes, expandedCount: nil, personal: nil),
                .notice(
                    ItemNotice(
                        kind: .held, dot: "beijing.2/common:302", detail: "beijing.2/common:301")),
                .end(transactions: 1, more: false),
            ])
    }
}
