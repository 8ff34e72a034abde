public import Causality
public import Wire

// Which of the received transactions their authors' sites have signed.
//
// From a signed hash one walks back along the chain: what a covered transaction names as the one before is
// covered too. That costs a look at a table for each transaction, and a verification for each signature,
// of which a batch has a few. Everything is decided by hashes of what has come, before
// any of it is taken in: a transaction under another name, with another number, or with one bit turned over has another hash, and
// nobody's signature leads to it.

/// What the chain says about one transaction.
public struct ChainLink: Sendable, Hashable {
    public let dot: Dot
    public let hash: Digest256
    /// The hash of the transaction before; zeros for the first of a stream.
    public let previous: Digest256
    /// Its canonical bytes.
    public let byteCount: Int

    public init(dot: Dot, hash: Digest256, previous: Digest256, byteCount: Int) {
        self.dot = dot
        self.hash = hash
        self.previous = previous
        self.byteCount = byteCount
    }

    /// `nil` when the bytes cannot be read.
    public init?(_ record: LogRecord) {
        let plain = record.expandedCount.map {
            try? ZstdDecompressor().expand(record.bytes, to: $0)
        }
        guard let bytes = plain ?? record.bytes,
            let header = bytes.withUnsafeBytes({ try? TransactionReader.header($0).header }),
            let previous = Digest256(bytes: header.previousHash)
        else { return nil }
        self.init(
            dot: header.dot, hash: Digest256(of: bytes), previous: previous,
            byteCount: bytes.count)
    }
}

/// The chains of a body's transactions, before anything is known about keys.
public struct ReceivedChains: Sendable {
    private let links: [Digest256: ChainLink]

    /// - Parameter heads: without any nothing can be covered, and nothing is read.
    public init(_ records: [LogRecord], signedBy heads: [SignedHead]) {
        guard !heads.isEmpty else {
            links = [:]
            return
        }
        links = Dictionary(
            records.compactMap(ChainLink.init).map { ($0.hash, $0) },
            uniquingKeysWith: { first, _ in first })
    }

    /// What the signatures cover.
    ///
    /// - Parameter signers: the keys that count for a site, the ones to be named first where several cover
    ///   something; `nil` when none is known.
    public func verified(
        _ heads: [SignedHead], signers: (SiteID) throws -> [PublicKey]?
    ) rethrows -> VerifiedHeads {
        var keys: [SiteID: [PublicKey]] = [:]
        var verified = VerifiedHeads()
        var signed: [(head: SignedHead, rank: Int, key: PublicKey)] = []
        for head in heads {
            let site = head.stream.origin.site
            if keys[site] == nil { keys[site] = try signers(site) ?? [] }
            for (rank, key) in (keys[site] ?? []).enumerated() where head.isSigned(by: [key]) {
                verified.heads.append(head)
                // The author names the one under its present key first.
                if verified.signatures[head.hash] == nil {
                    verified.signatures[head.hash] = head.signature
                }
                signed.append((head, rank, key))
                break
            }
        }
        for rank in Set(signed.map(\.rank)).sorted() {
            for one in signed where one.rank == rank { cover(one.head, one.key, &verified.keys) }
        }
        return verified
    }

    /// Walks back from a signed transaction to what is covered already, or has not come along.
    private func cover(
        _ head: SignedHead, _ key: PublicKey, _ covered: inout [Digest256: PublicKey]
    ) {
        var next = head.hash
        guard links[next]?.dot == Dot(stream: head.stream, seq: head.seq) else { return }
        while let link = links[next], link.dot.stream == head.stream, covered[next] == nil {
            covered[next] = key
            next = link.previous
        }
    }
}

/// Signatures that hold, and what they cover.
public struct VerifiedHeads: Sendable, Hashable {
    public fileprivate(set) var heads: [SignedHead] = []
    fileprivate var signatures: [Digest256: [UInt8]] = [:]
    /// The hashes of the transactions that are covered, and by which key.
    fileprivate var keys: [Digest256: PublicKey] = [:]

    /// The hashes of the transactions that are covered.
    public var covered: Set<Digest256> { Set(keys.keys) }

    public func covers(_ hash: Digest256) -> Bool { keys[hash] != nil }

    /// The key that covers a transaction; `nil` when none does.
    public func key(over hash: Digest256) -> PublicKey? { keys[hash] }

    /// The signature over a transaction itself; `nil` where it is covered by one over a later one, or by none.
    public func signature(over hash: Digest256) -> [UInt8]? { signatures[hash] }

    /// Nothing is covered.
    public init() {}

    /// What to say of a body's transactions. While there is more to come, its last ones may be
    /// covered by what comes next, and nothing is wrong with them.
    func told(_ results: [ItemResult], hasMore: Bool) -> [ItemResult] {
        guard hasMore, !keys.isEmpty else { return results }
        return results.filter { if case .unsigned = $0.outcome { false } else { true } }
    }
}
