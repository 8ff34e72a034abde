// Witnessed time: what a clock that is a year ahead cannot win by.
//
// Stamps decide what is shown first among writes that did not know of each other. A site whose clock
// is a year ahead would be first for a year. Its writes cannot be refused (people made them), and
// their stamps cannot be changed (they are hashed). So the first trusted receiver, the hub, writes down
// when it received such a write, in a transaction of its own, which reaches everybody like any other.
// The effective timestamp of a write is the lesser of its stamp and the witnessed time plus five
// minutes; it stands in the order of siblings in the place of the stamp. It follows from the set of
// transactions alone: who holds the write and its witness orders it like everybody else who does, and
// the witness comes after the write everywhere, because its author had seen it.
//
// Only stamps that lie more than five minutes ahead of the hub's own clock are witnessed. For the others
// the lesser of the two is the stamp, so that nothing would change, and ordinary work pays nothing. A
// clock that is behind needs no witness: the lesser of the two is the stamp again.

/// The testimony that a transaction was received at a time: an operation on a table that no schema
/// declares.
public struct Witness: Hashable, Sendable {
    /// The table that a witness is written to.
    public static let table = "moso_witness"
    /// Its only cell: milliseconds since 1970 by the clock of the receiver.
    public static let cell = "received"

    /// What was received.
    public let dot: Dot
    public let receivedMilliseconds: UInt64

    public init(dot: Dot, receivedMilliseconds: UInt64) {
        self.dot = dot
        self.receivedMilliseconds = receivedMilliseconds
    }

    /// `nil` when the operation is none of a witness, or is not of its form.
    public init?(_ operation: Operation) {
        guard operation.table == Witness.table, let dot = Dot(operation.key.text),
            case .insert(let values) = operation.change, let only = values.first,
            values.count == 1, only.cell == Witness.cell, let number = only.value.integer,
            number > 0
        else { return nil }
        self.init(dot: dot, receivedMilliseconds: UInt64(number))
    }

    /// `nil` when the dot's text is too long for a key, which that of no stream is.
    public var operation: Operation? {
        guard let key = RecordKey(dot.description) else { return nil }
        let received = Value.integer(Int64(clamping: receivedMilliseconds))
        return Operation(
            table: Witness.table, key: key,
            change: .insert([CellValue(cell: Witness.cell, value: received)]))
    }

    /// The latest that a write received then counts as.
    public var bound: HybridTimestamp {
        let (sum, overflow) = receivedMilliseconds.addingReportingOverflow(
            HybridClock.driftMaxMilliseconds)
        return HybridTimestamp(
            milliseconds: overflow ? 1 << 48 - 1 : min(sum, 1 << 48 - 1), counter: 0)
    }
}

extension RowState {
    /// The same state with the effective timestamps of some writes bounded from above.
    public func bounded(by bounds: [Dot: HybridTimestamp]) -> RowState {
        let sibling = { (old: Sibling) in
            guard let bound = bounds[old.dot], bound < old.stamp else { return old }
            return Sibling(dot: old.dot, stamp: bound, value: old.value, isDelta: old.isDelta)
        }
        return RowState(
            cells: cells.mapValues { cell in
                CellState(
                    live: cell.live.map(sibling).sorted { $0.precedes($1) },
                    ghosts: cell.ghosts.map {
                        Ghost(sibling: sibling($0.sibling), takers: $0.takers)
                    }.sorted { $0.sibling.precedes($1.sibling) })
            }, marks: marks, keeps: keeps, takenKeeps: takenKeeps, deletes: deletes,
            erasures: erasures)
    }
}
