import Causality
import Testing
import Wire

@testable import Sync

/// Nothing is taken for a site's work that the site has not signed, whoever brings it (ASSURANCE T03, T17).
struct SignedBatchTests {
    private static let seed: UInt64 = 20_261_126
    private let anji: SigningKey
    private let hangzhou: SigningKey
    private let site = ModelReplica("anji")

    init() throws {
        anji = try #require(SigningKey(seed: [UInt8](repeating: 1, count: 32)))
        hangzhou = try #require(SigningKey(seed: [UInt8](repeating: 2, count: 32)))
    }

    private func signers(of site: SiteID) -> [PublicKey]? {
        switch site.name {
        case "anji": [anji.publicKey]
        case "hangzhou": [hangzhou.publicKey]
        default: nil
        }
    }

    /// Transactions of Anji as they lie in its log, and its signature over the last.
    private func batch(_ count: Int) throws -> (records: [LogRecord], head: SignedHead) {
        for number in 0..<count { site.write(.common, author: "李娜", note: "\(number)") }
        let records = site.log.suffix(count).map(\.record)
        let last = try #require(site.log.last)
        return (
            records,
            SignedHead(stream: last.dot.stream, seq: last.dot.seq, hash: last.hash, by: anji)
        )
    }

    private func verified(_ records: [LogRecord], _ heads: [SignedHead]) -> VerifiedHeads {
        ReceivedChains(records, signedBy: heads).verified(heads, signers: signers)
    }

    @Test func `one signature covers a batch, and what comes behind it not`() throws {
        let (records, head) = try batch(100)
        site.write(.common)
        let late = try #require(site.log.last)
        let found = verified(records + [late.record], [head])
        #expect(found.covered == Set(records.map { Digest256(of: $0.bytes) }))
        #expect(found.heads == [head] && !found.covers(late.hash))
    }

    @Test func `T03: of 100,000 re-attributed or bit-flipped transactions none is covered`() throws
    {
        var random = SplitMix64(seed: Self.seed)
        let (records, head) = try batch(100)
        let sound = Set(records.map { Digest256(of: $0.bytes) })
        for round in 0..<1_000 {
            var forged: [LogRecord] = []
            for record in records {
                forged.append(
                    round % 4 == 0
                        ? try reattributed(record, &random) : flipped(record, &random))
            }
            let heads = [head, resigned(head, &random)]
            let found = verified(forged, heads)
            let accepted = forged.filter { found.covers(Digest256(of: $0.bytes)) }
            #expect(accepted.isEmpty, "seed \(Self.seed), round \(round)")
            // Beside the sound ones, no forged one is taken for covered either.
            if round % 100 == 0 {
                #expect(verified(records + forged, heads).covered == sound, "round \(round)")
            }
        }
    }

    private func flipped(_ record: LogRecord, _ random: inout SplitMix64) -> LogRecord {
        var bytes = record.bytes
        let bit = Int(random.next() % UInt64(bytes.count * 8))
        bytes[bit / 8] ^= 1 << UInt8(bit % 8)
        return LogRecord(bytes: bytes)
    }

    /// The same work under another name, another scope or another number.
    private func reattributed(
        _ record: LogRecord, _ random: inout SplitMix64
    ) throws -> LogRecord {
        var transaction = try TransactionDecoder.decode(
            record.bytes, personal: nil, previousContext: VersionVector())
        let (old, seq) = (transaction.dot.stream, transaction.dot.seq)
        let name = ["beijing", "hangzhou", "anji"][Int(random.next() % 3)]
        let origin = Origin(site: .named(name), epoch: name == "anji" ? 2 : 1)
        let stream = Causality.Stream(
            origin: origin, scope: random.next() % 2 == 0 ? .common : .of("anji"))
        transaction.dot = Dot(stream: stream, seq: 1 + random.next() % 200)
        precondition(transaction.dot != Dot(stream: old, seq: seq))
        return LogRecord(
            bytes: TransactionEncoder.encode(transaction, previousContext: VersionVector()))
    }

    /// A signature by somebody else, over something else, or damaged.
    private func resigned(_ head: SignedHead, _ random: inout SplitMix64) -> SignedHead {
        switch random.next() % 3 {
        case 0:
            return SignedHead(stream: head.stream, seq: head.seq, hash: head.hash, by: hangzhou)
        case 1:
            return SignedHead(
                stream: head.stream, seq: head.seq + 1, hash: head.hash,
                signature: head.signature)
        default:
            var bytes = head.signature
            bytes[Int(random.next() % 64)] ^= 1 << UInt8(random.next() % 8)
            return SignedHead(
                stream: head.stream, seq: head.seq, hash: head.hash, signature: bytes)
        }
    }

    @Test func `T03: a member signs for itself and for nobody else`() throws {
        let (records, head) = try batch(3)
        let forged = SignedHead(
            stream: head.stream, seq: head.seq, hash: head.hash, by: hangzhou)
        #expect(verified(records, [forged]) == VerifiedHeads())
        let stranger = SignedHead(
            stream: Causality.Stream(
                origin: Origin(site: .named("suzhou"), epoch: 1), scope: .common), seq: 1,
            hash: head.hash, by: hangzhou)
        #expect(verified(records, [stranger]) == VerifiedHeads())
    }

    @Test func `T17: a relay that changes any one byte of a batch changes what is covered`() throws
    {
        let (records, head) = try batch(3)
        for (at, record) in records.enumerated() {
            for byte in record.bytes.indices {
                var changed = records
                var bytes = record.bytes
                bytes[byte] ^= 0x41
                changed[at] = LogRecord(bytes: bytes)
                let covered = verified(changed, [head]).covered
                #expect(!covered.contains(Digest256(of: bytes)), "record \(at), byte \(byte)")
                // What lies behind the changed one is as it was signed.
                #expect(covered.count == records.count - 1 - at, "record \(at), byte \(byte)")
            }
        }
    }

    @Test func `a gap in a batch ends what is covered, and a dropped end covers nothing`() throws {
        let (records, head) = try batch(10)
        let gap = Array(records[..<4]) + Array(records[5...])
        #expect(verified(gap, [head]).covered.count == 5)
        #expect(verified(Array(records.dropLast()), [head]).covered.isEmpty)
    }

    @Test func `what is not covered yet while more is to come is nothing to complain of`() throws {
        let (records, head) = try batch(2)
        let lacks = ItemResult(dot: site.log[0].dot, outcome: .unsigned(why: "why"))
        let done = ItemResult(dot: site.log[1].dot, outcome: .applied)
        let found = verified(records, [head])
        #expect(found.told([lacks, done], hasMore: true) == [done])
        #expect(found.told([lacks, done], hasMore: false) == [lacks, done])
        #expect(VerifiedHeads().told([lacks], hasMore: true) == [lacks])
    }
}
