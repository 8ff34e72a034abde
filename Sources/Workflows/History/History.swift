public import Causality
public import Storage

/// One write of a cell as the log tells it.
public struct CellWriteRecord: Sendable {
    public let dot: Dot
    public let value: Value
    public let replaces: [Dot]
    public let author: String
    public let reason: String?
    public let milliseconds: UInt64
    public let cell: String
    /// What is left of the write.
    public var state = State.whole

    public enum State: Sendable {
        case whole
        /// The transaction's body is gone, and with it what the write replaced. Its value is that of the
        /// sibling which is there.
        case trimmed
        /// The same of a write that is no sibling any more: nobody knows its value.
        case valueTrimmed
        /// No write but an erasure: every value of the cell whose author had not seen it is gone for
        /// good.
        case erasure
    }

    public var isTrimmed: Bool { state == .trimmed || state == .valueTrimmed }
}

/// Who set what, when and why. Following `replaces` back through the log needs no index of its own.
public struct History {
    public let replica: Replica

    public init(_ replica: Replica) { self.replica = replica }

    /// What a transaction wrote to one cell; `nil` when it did not touch it.
    public func write(
        _ dot: Dot, _ table: String, _ key: RecordKey, _ cell: String
    ) throws -> CellWriteRecord? {
        guard let made = try replica.heading(dot) else { return nil }
        for operation in try replica.operations(of: dot, on: table, key) {
            guard let (value, replaces) = operation.change.write(of: cell) else { continue }
            return CellWriteRecord(
                dot: dot, value: value, replaces: replaces, author: made.author,
                reason: made.reason, milliseconds: made.stamp.milliseconds, cell: cell)
        }
        return nil
    }

    /// A write whose transaction has been trimmed: who, when and why, and its value where it is live.
    private func trimmed(_ dot: Dot, _ cell: RecordCell) throws -> CellWriteRecord? {
        guard let made = try replica.heading(dot), made.isTrimmed else { return nil }
        let live = cell.siblings.first { $0.dot == dot }
        return CellWriteRecord(
            dot: dot, value: live?.value ?? .null, replaces: [], author: made.author,
            reason: made.reason, milliseconds: made.stamp.milliseconds, cell: cell.name,
            state: live == nil ? .valueTrimmed : .trimmed)
    }

    /// Who erased values of a record's cells, when and why.
    private func erasures(_ record: Record) throws -> [CellWriteRecord] {
        try replica.erasures(record.table, record.key).flatMap { cell, dots in
            try dots.compactMap { dot in
                try replica.heading(dot).map { made in
                    CellWriteRecord(
                        dot: dot, value: .null, replaces: [], author: made.author,
                        reason: made.reason, milliseconds: made.stamp.milliseconds, cell: cell,
                        state: .erasure)
                }
            }
        }
    }

    /// Every write of a record's cells that can be reached from what is live, and every erasure, the
    /// newest first.
    ///
    /// - Parameter cell: only this one; all of them when `nil`.
    public func writes(_ record: Record, cell wanted: String? = nil) throws -> [CellWriteRecord] {
        var found = try erasures(record).filter { wanted == nil || $0.cell == wanted }
        for cell in record.cells where wanted == nil || cell.name == wanted {
            var open = cell.siblings.map(\.dot)
            var seen: Set<Dot> = []
            while let dot = open.popLast() {
                guard seen.insert(dot).inserted,
                    let write = try write(dot, record.table, record.key, cell.name)
                        ?? trimmed(dot, cell)
                else { continue }
                found.append(write)
                open += write.replaces
            }
        }
        return found.sorted(by: CellWriteRecord.isNewer)
    }
}

extension CellWriteRecord {
    /// By falling time; those of one time by falling dot, those of one transaction by the cell's name.
    static func isNewer(_ a: CellWriteRecord, _ b: CellWriteRecord) -> Bool {
        if a.milliseconds != b.milliseconds { return a.milliseconds > b.milliseconds }
        return a.dot == b.dot ? a.cell < b.cell : b.dot < a.dot
    }
}

extension Change {
    /// What this change writes to a cell, and what that replaces.
    func write(of cell: String) -> (Value, [Dot])? {
        switch self {
        case .insert(let values), .add(let values):
            values.first { $0.cell == cell }.map { ($0.value, []) }
        case .set(let writes):
            writes.first { $0.cell == cell }.map { ($0.value, $0.replaces) }
        case .delete, .keep, .erase: nil
        }
    }
}
