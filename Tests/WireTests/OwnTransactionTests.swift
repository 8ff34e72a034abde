import Causality
import Testing
import Wire

/// Who wrote a transaction reads it without its head: with the same result as everybody else.
@Suite struct OwnTransactionTests {
    @Test(arguments: TransactionCodecTests.seeds)
    func `what was written a moment ago is read as anybody reads it`(seed: UInt64) throws {
        var random = RandomTransactions(seed: seed)
        for _ in 0..<300 {
            let (transaction, previous) = random.next()
            let encoded = encode(transaction, after: previous)
            try encoded.bytes.withUnsafeBytes { bytes in
                var own = try TransactionReader(encoded, in: bytes, personal: nil)
                var other = try TransactionReader(bytes)
                #expect(own.header == other.header, "seed \(seed)")
                #expect(own.shapes == other.shapes, "seed \(seed)")
                #expect(own.operationCount == other.operationCount, "seed \(seed)")
                for _ in 0..<other.operationCount {
                    #expect(try own.operation() == other.operation(), "seed \(seed)")
                }
                try own.finish()
            }
        }
    }

    @Test func `what a reader elsewhere would refuse as too large is refused`() throws {
        let long = String(repeating: "t", count: WireLimits.nameBytesMax)
        for (name, isRefused) in [(long, false), (long + "t", true)] {
            var random = RandomTransactions(seed: 21)
            var transaction = random.first()
            let key = try #require(RecordKey("k"))
            transaction.operations = [
                Causality.Operation(
                    table: name, key: key,
                    change: .insert([CellValue(cell: "c", value: .integer(1))]))
            ]
            let encoded = encode(transaction, after: VersionVector())
            encoded.bytes.withUnsafeBytes { bytes in
                let own = try? TransactionReader(encoded, in: bytes, personal: nil)
                #expect((own == nil) == isRefused)
                #expect(((try? TransactionReader(bytes)) == nil) == isRefused)
            }
        }
    }

    private func encode(
        _ transaction: Transaction, after previous: VersionVector
    ) -> EncodedTransaction {
        let delta = TransactionEncoder.delta(
            transaction.context, after: previous, in: transaction.dot.stream)
        return TransactionEncoder.encode(transaction, delta: delta, personal: .init()) { [] }
    }
}
