import Causality
import Testing
import Wire

/// Laws of the canonical form, over random transactions. To repeat a failure:
/// `swift test --filter TransactionCodecTests`; the seed is printed with each.
@Suite struct TransactionCodecTests {
    static let seeds: [UInt64] = [1, 2, 3, 4, 5, 6, 7, 8]

    @Test(arguments: seeds) func `what is written is read back`(seed: UInt64) throws {
        var random = RandomTransactions(seed: seed)
        for _ in 0..<500 {
            let (transaction, previous) = random.next()
            let bytes = TransactionEncoder.encode(transaction, previousContext: previous)
            let read = try TransactionDecoder.decode(bytes, previousContext: previous)
            #expect(read == transaction, "seed \(seed)")
        }
    }

    @Test(arguments: seeds) func `what is read is written back to the same bytes`(seed: UInt64)
        throws
    {
        var random = RandomTransactions(seed: seed)
        for _ in 0..<500 {
            let (transaction, previous) = random.next()
            let bytes = TransactionEncoder.encode(transaction, previousContext: previous)
            let read = try TransactionDecoder.decode(bytes, previousContext: previous)
            let again = TransactionEncoder.encode(read, previousContext: previous)
            #expect(again == bytes, "seed \(seed)")
        }
    }

    @Test func `every truncation is refused`() throws {
        var random = RandomTransactions(seed: 11)
        for number in 0..<25 {
            let (transaction, previous) = random.next()
            let bytes = TransactionEncoder.encode(transaction, previousContext: previous)
            for end in 0..<bytes.count {
                #expect(throws: WireError.self, "seed 11, transaction \(number), cut at \(end)") {
                    try TransactionDecoder.decode(Array(bytes[..<end]), previousContext: previous)
                }
            }
        }
    }

    @Test func `a flipped bit is refused, or makes another transaction in its one form`() throws {
        var random = RandomTransactions(seed: 12)
        for number in 0..<25 {
            let transaction = random.first()
            let bytes = TransactionEncoder.encode(
                transaction, previousContext: VersionVector())
            for bit in 0..<bytes.count * 8 {
                let flipped = bytes.flipping(bit: bit)
                guard let read = try? TransactionDecoder.decode(flipped, previousContext: nil)
                else { continue }
                let again = TransactionEncoder.encode(read, previousContext: VersionVector())
                #expect(again == flipped, "seed 12, transaction \(number), bit \(bit)")
            }
        }
    }

    @Test func `random bytes are refused and never trap`() {
        var random = SplitMix64(seed: 13)
        var sound = RandomTransactions(seed: 14)
        for number in 0..<4_000 {
            // Half of them begin as a sound transaction, so that they are refused late.
            var bytes = random.bytes(random.below(200))
            if number % 2 == 0 {
                let (transaction, previous) = sound.next()
                let whole = TransactionEncoder.encode(transaction, previousContext: previous)
                bytes = whole.prefix(random.below(whole.count)) + bytes
            }
            guard let read = try? TransactionDecoder.decode(bytes, previousContext: nil) else {
                continue
            }
            let again = TransactionEncoder.encode(read, previousContext: VersionVector())
            #expect(again == bytes, "seed 13, number \(number)")
        }
    }

    @Test func `bytes after the last operation are refused`() {
        var random = RandomTransactions(seed: 15)
        let (transaction, previous) = random.next()
        let bytes = TransactionEncoder.encode(transaction, previousContext: previous) + [0]
        #expect(throws: WireError.self) {
            try TransactionDecoder.decode(bytes, previousContext: previous)
        }
    }
}
