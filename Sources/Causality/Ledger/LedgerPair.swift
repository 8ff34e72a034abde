// The ledger: everything that was ever written twice.
//
// "Every concurrent pair is reported exactly once" sounds exact and is not: if a and b are concurrent
// and one site sees b only after c has replaced a, has (a, b) happened there? Whoever answers from
// what is live answers differently at different sites. So the ledger is defined over the set of
// transactions, and the order in which they came plays no part:
//
//     two writes of one cell stand in the ledger when neither is in the other's context and their
//     values differ.
//
// What is *open* is another question, which the live siblings answer (`MergePolicy.judge`). Three
// writes that did not know of each other give three pairs and one open conflict; the pairs stay when
// the conflict is resolved.

/// A write of a cell, as far as the ledger looks at it.
public struct LedgerWrite: Hashable, Sendable {
    public let dot: Dot
    public let stamp: HybridTimestamp
    /// What its author had seen.
    public let context: VersionVector
    public let value: Value

    public init(dot: Dot, stamp: HybridTimestamp, context: VersionVector, value: Value) {
        self.dot = dot
        self.stamp = stamp
        self.context = context
        self.value = value
    }

    /// Whether neither author had seen the other's write.
    public func isConcurrent(with other: LedgerWrite) -> Bool {
        dot != other.dot && !context.contains(other.dot) && !other.context.contains(dot)
    }
}

/// Two writes of one cell of which neither author had seen the other's, and which differ.
public struct LedgerPair: Hashable, Sendable {
    public let table: String
    public let key: RecordKey
    /// The cell's name; `*` for existence, where a delete writes 0 and every other write 1.
    public let cell: String
    /// The one with the lesser dot.
    public let first: LedgerWrite
    public let second: LedgerWrite

    /// `nil` when the two do not belong into the ledger.
    public init?(
        table: String, key: RecordKey, cell: String, _ one: LedgerWrite, _ other: LedgerWrite
    ) {
        guard one.isConcurrent(with: other), one.value != other.value else { return nil }
        self.table = table
        self.key = key
        self.cell = cell
        first = one.dot < other.dot ? one : other
        second = one.dot < other.dot ? other : one
    }

    /// The later of the two times of writing.
    public var stamp: HybridTimestamp { max(first.stamp, second.stamp) }

    /// By table, key, cell, then the lesser and the greater dot: the order of canonical listings.
    public func precedes(_ other: LedgerPair) -> Bool {
        if !table.hasSameBytes(as: other.table) { return table.precedesByBytes(other.table) }
        if key != other.key { return key < other.key }
        if !cell.hasSameBytes(as: other.cell) { return cell.precedesByBytes(other.cell) }
        return first.dot == other.first.dot
            ? second.dot < other.second.dot : first.dot < other.first.dot
    }
}

extension MergePolicy {
    /// Whether differing writes that did not know of each other stand in the ledger. Under `sum` and
    /// `union` they do not compete.
    public var keepsLedger: Bool {
        switch base {
        case .sum, .union: false
        default: true
        }
    }
}
