internal import Causality

// Transactions that are being read about.
//
// Whoever shows a hundred conflicts asks a hundred times who wrote a value, and an import or a bulk
// decision is one transaction of ten thousand rows: to expand and decode it for each of them costs a
// hundred times ten thousand. So what has been opened once stands here, on a shelf, and of its operations
// only those that are asked for are built.
//
// What a transaction says follows from its bytes, but what it is *called* does not: a fork that arrives
// gives dots other names, a cut makes transactions void, an erasure takes values out, trimming takes
// bodies. To forget at each of these would be a list that the next such thing is missing from. So nothing
// stands here while anybody writes: each write of ours empties the shelf before it begins and keeps it
// closed until it has ended, and whatever another connection has committed empties it too, by the same
// number that tells the other caches. What stands here has therefore been read from a database that is as
// it was.

/// What a replica has opened of its log since it was last written to.
struct TransactionShelf {
    /// How much may stand here, in bytes of memory, roughly.
    struct Bounds {
        /// Headings beyond this are let go, and all bodies with them: whoever goes through the whole log needs
        /// each once.
        var headingBytesMost = 16 << 20
        /// The same for bodies alone. One that is larger stands here by itself.
        var bodyBytesMost = 32 << 20
    }

    private let bounds: Bounds
    private var transactions: [LocalDot: OpenedTransaction] = [:]
    private(set) var headingBytes = 0
    private(set) var bodyBytes = 0
    private var isClosed = false

    init(bounds: Bounds = Bounds()) { self.bounds = bounds }

    subscript(local: LocalDot) -> OpenedTransaction? { transactions[local] }

    mutating func put(_ opened: OpenedTransaction, at local: LocalDot) {
        guard !isClosed else { return }
        let bytes = opened.headingBytes
        if headingBytes + bytes > bounds.headingBytesMost { empty() }
        transactions[local] = opened
        headingBytes += bytes
    }

    /// Keeps the operations of a transaction that stands here.
    mutating func put(_ body: OpenedBody, of opened: OpenedTransaction) {
        guard !isClosed else { return }
        if bodyBytes + body.byteCount > bounds.bodyBytesMost {
            for opened in transactions.values { opened.body = nil }
            bodyBytes = 0
        }
        opened.body = body
        bodyBytes += body.byteCount
    }

    mutating func empty() {
        transactions = [:]
        headingBytes = 0
        bodyBytes = 0
    }

    /// Somebody begins to write.
    mutating func close() {
        empty()
        isClosed = true
    }

    /// The SQLite transaction has ended.
    mutating func open() { isClosed = false }
}

/// One transaction of the log as it is called here now.
final class OpenedTransaction {
    /// Everything but its operations.
    let heading: Transaction
    /// What its author had seen, where names have to be looked up; else `nil`.
    let seen: SeenContext?
    /// Its operations, once they have been asked for.
    var body: OpenedBody?

    init(_ heading: Transaction, _ seen: SeenContext?) {
        self.heading = heading
        self.seen = seen
    }

    /// Roughly what the heading takes: a context grows with the number of streams.
    var headingBytes: Int {
        let vectors = heading.context.count + (seen.map { 2 * $0.vector.count } ?? 0)
        return 512 + 128 * vectors + heading.author.utf8.count + (heading.reason?.utf8.count ?? 0)
    }
}
