public import Causality
internal import Domain
public import Storage

// A record as it was.
//
// Nothing keeps old states; the log keeps every write with what it took the place of, and that is enough. Of
// a cell's writes those are live at a moment which had been made by then and which no write made by then had
// replaced; what it showed follows from them by the policy, as always. So a past state costs one walk along
// the record's own history, however long the log is.
//
//     o: 1000    a: 900 ← o   b: 1100 ← o    r: 950 ← a, b
//     as of a:  live {a}           900
//     as of b, once both had met:  live {a, b}   open: 900 or 1100
//     as of r:  live {r}           950

/// The moment at which a record is looked at.
public enum PastMoment: Sendable {
    /// What had been written by then anywhere, as far as it has arrived here by now.
    case time(milliseconds: UInt64)
    /// What the author of a transaction had before them, and the transaction itself.
    case transaction(Dot)
}

/// A record at a moment that has passed.
public struct PastRecord: Sendable {
    public struct Cell: Sendable {
        public let name: String
        public let shown: Value
        public let standing: Verdict.Standing
        /// By the order of siblings.
        public let siblings: [Sibling]
        /// Whether the value is no longer kept.
        public let isTrimmed: Bool
    }

    /// Empty when the record was not there yet, or was deleted then.
    public let cells: [Cell]
    public var isThere: Bool { !cells.isEmpty }
}

extension History {
    /// How far back a stream is read to find out what the author of a transaction had seen.
    private static let stepsMost: UInt64 = 20_000

    /// A record as it was, in an earlier life too: what a delete took before it was added again.
    public func past(_ record: Record, at moment: PastMoment) throws -> PastRecord {
        guard let schema = NetworkSchema.replica.table(record.table) else {
            return PastRecord(cells: [])
        }
        let known = try writes(record).filter { $0.state != .erasure }
        let deletes = try overruledDeletes(record, known)
        let writes = Dictionary(grouping: known + deletes.flatMap(\.took), by: \.cell)
        let gone = try deletes.filter { try was($0.dot, $0.milliseconds, by: moment) }
            .flatMap(\.took)
        var cells: [PastRecord.Cell] = []
        var isThere = false
        for cell in schema.cells {
            let made = try (writes[cell.name] ?? []).filter { write in
                try was(write.dot, write.milliseconds, by: moment)
            }
            let replaced = Set(made.flatMap(\.replaces))
                .union(gone.filter { $0.cell == cell.name }.map(\.dot))
            let live = made.filter { !replaced.contains($0.dot) }
            isThere = isThere || !live.isEmpty
            let siblings = try live.map { write in
                Sibling(
                    dot: write.dot, stamp: try replica.effectiveStamp(of: write.dot) ?? .zero,
                    value: write.value)
            }.sorted { $0.precedes($1) }
            let verdict = cell.policy.judge(siblings, owner: record.owner)
            cells.append(
                PastRecord.Cell(
                    name: cell.name, shown: verdict.shown, standing: verdict.standing,
                    siblings: siblings, isTrimmed: live.contains { $0.state == .valueTrimmed }))
        }
        return PastRecord(cells: isThere ? cells : [])
    }

    private func was(_ dot: Dot, _ milliseconds: UInt64, by moment: PastMoment) throws -> Bool {
        switch moment {
        case .time(let limit):
            return (try replica.effectiveStamp(of: dot)?.milliseconds ?? milliseconds) <= limit
        case .transaction(let seen):
            return try dot == seen || saw(seen, dot)
        }
    }

    /// Whether the author of `dot` had taken in `other`.
    private func saw(_ dot: Dot, _ other: Dot) throws -> Bool {
        if dot.stream == other.stream { return other.seq <= dot.seq }
        var seq = dot.seq
        while seq > 0, dot.seq - seq < History.stepsMost {
            guard let made = try replica.heading(Dot(stream: dot.stream, seq: seq)) else {
                return false
            }
            if made.context[other.stream] > 0 { return made.context.contains(other) }
            seq -= 1
        }
        return false
    }
}
