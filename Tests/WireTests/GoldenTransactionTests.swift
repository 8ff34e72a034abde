import Causality
import Testing
import Wire

/// The example of docs/formats/transaction.md, byte by byte. It changes only with the format number.
@Suite struct GoldenTransactionTests {
    static let bytes = [UInt8](
        hex: """
            01010204616e6a690109736974652f616e6a69076265696a696e670209736974652f616e6a692a00
            0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f0189e3651580000301
            01070106e69d8ee5a89c06e7bbade7adbe020774656e616e6379020472656e7406706572696f6404
            736561740002011b0f8fad5bd9cb469fa16570867728950e04412d31320180972201110b2a323032
            332d30392d30310004001101070305
            """)

    private func transaction() throws -> Transaction {
        let own = try #require(Stream("anji.1/site/anji"))
        let hub = try #require(Stream("beijing.2/site/anji"))
        let common = try #require(Stream("beijing.2/common"))
        let tenancy = try #require(RecordKey("0f8fad5b-d9cb-469f-a165-70867728950e"))
        let seat = try #require(RecordKey("A-12"))
        return Transaction(
            dot: Dot(stream: own, seq: 42), previousHash: [UInt8](0..<32),
            stamp: HybridTimestamp(milliseconds: 1_691_737_200_000, counter: 3),
            context: vector([(own, 41), (hub, 7), (common, 300)]),
            schemaVersion: 1, author: "李娜", reason: "续签",
            operations: [
                Causality.Operation(
                    table: "tenancy", key: tenancy,
                    change: .set([
                        CellWrite(
                            cell: "rent", value: .integer(280_000),
                            replaces: [Dot(stream: own, seq: 17)]),
                        CellWrite(
                            cell: "period", value: .tuple([.text("2023-09-01"), .null]),
                            replaces: [Dot(stream: own, seq: 17), Dot(stream: hub, seq: 7)]),
                    ])),
                Causality.Operation(
                    table: "seat", key: seat, change: .delete(replaces: [Dot(stream: hub, seq: 5)])),
            ])
    }

    private func vector(_ entries: [(Stream, UInt64)]) -> VersionVector { VersionVector(entries) }

    /// What the stream's transaction before had seen.
    private func previous() throws -> VersionVector {
        let own = try #require(Stream("anji.1/site/anji"))
        let common = try #require(Stream("beijing.2/common"))
        return vector([(own, 40), (common, 300)])
    }

    @Test func `the example is written as the page says`() throws {
        let bytes = TransactionEncoder.encode(
            try transaction(), previousContext: try previous())
        #expect(bytes.hex == Self.bytes.hex)
    }

    @Test func `the example is read as the page says`() throws {
        let read = try TransactionDecoder.decode(Self.bytes, previousContext: try previous())
        #expect(read == (try transaction()))
    }

    @Test func `its hash is as the page says`() {
        #expect(
            Digest256(of: Self.bytes).description
                == "a61dfa55a46d28369265958353ea777f16c3872a770557da5437b89f27869000")
    }
}
