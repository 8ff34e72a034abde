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
    private var transactions: [LocalDot: OpenedTransaction] = [:]
    /// Bytes of the bodies that stand here.
    private var bodyBytes = 0
    private var isClosed = false

    /// Bodies beyond this are let go, all of them: whoever goes through the whole log needs each once.
    static let bodyBytesMost = 32 << 20
    static let transactionsMost = 20_000

    subscript(local: LocalDot) -> OpenedTransaction? { transactions[local] }

    mutating func put(_ opened: OpenedTransaction, at local: LocalDot) {
        guard !isClosed else { return }
        if transactions.count >= TransactionShelf.transactionsMost { empty() }
        transactions[local] = opened
    }

    /// Makes room for a body that is about to be opened.
    mutating func makeRoom(for bytes: Int) {
        if bodyBytes + bytes > TransactionShelf.bodyBytesMost {
            for opened in transactions.values { opened.body = nil }
            bodyBytes = 0
        }
        bodyBytes += bytes
    }

    mutating func empty() {
        transactions = [:]
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
}
