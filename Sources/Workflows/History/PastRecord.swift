public import Causality
internal import Domain
internal import Storage

// A record as it was.
//
// Nothing keeps old states; the log keeps every write with what it took the place of, and that is enough. What
// had been done to a record by a moment is done once more, in the order in which it arrived, by the same lines
// that merge it (`RowState`), and what it showed follows by the policy, as always. So a past state can be nothing
// that the record never was, deletes and what stood against them among it, and it costs one walk along the
// record's own history, however long the log is.
//
//     o: 1000    a: 900 ← o    b: 1100 ← o    r: 950 ← a, b    d: delete ← r    u: 950 ← r, keep ← d
//     as of a:  900
//     as of b, once both had met:  open: 900 or 1100
//     as of r:  950
//     as of d:  not there
//     as of u:  950

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

    /// In the order of the schema; empty when the record was not there yet, or was deleted then.
    public let cells: [Cell]
    public var isThere: Bool { !cells.isEmpty }
    /// Whether anything had been done to it by then: it was not there because it was deleted.
    public let wasKnown: Bool
}

extension History {
    /// How far back a stream is read to find out what the author of a transaction had seen.
    private static let stepsMost: UInt64 = 20_000

    /// A record as it was, in an earlier life too, and also one that is deleted now.
    public func past(
        _ table: String, _ key: RecordKey, at moment: PastMoment
    ) throws -> PastRecord {
        guard let schema = NetworkSchema.replica.table(table) else {
            return PastRecord(cells: [], wasKnown: false)
        }
        let life = try life(of: key, in: schema)
        let streams = Set(life.map(\.dot.stream))
        let done = try life.filter(by(moment, streams))
        // What somebody had seen matters where something was deleted or erased.
        let needsContexts = done.contains { $0.changes.contains(where: \.takes) }
        var state = RowState()
        for step in done {
            let context = try needsContexts ? context(of: step.dot, streams) : VersionVector()
            for change in step.changes {
                state.apply(
                    change, dot: step.dot, stamp: step.stamp, context: context, in: schema)
            }
        }
        guard state.isPresent else { return PastRecord(cells: [], wasKnown: !done.isEmpty) }
        let lost = Dictionary(uniqueKeysWithValues: done.map { ($0.dot, $0.lost) })
        return PastRecord(cells: cells(state, schema, lost), wasKnown: true)
    }

    private func cells(
        _ state: RowState, _ schema: TableSchema, _ lost: [Dot: Set<String>]
    ) -> [PastRecord.Cell] {
        let owner = owner(state, schema)
        return schema.cells.enumerated().map { at, cell in
            let siblings = state.siblings(of: at, policy: cell.policy)
            let verdict = cell.policy.judge(siblings, owner: owner)
            return PastRecord.Cell(
                name: cell.name, shown: verdict.shown, standing: verdict.standing,
                siblings: siblings,
                isTrimmed: siblings.contains { lost[$0.dot]?.contains(cell.name) ?? false })
        }
    }

    /// The record's own site then: that of its scope, or the one that its owner column showed.
    private func owner(_ state: RowState, _ schema: TableSchema) -> SiteID? {
        if let owner = state.livingWrites.min()?.stream.scope.owner { return owner }
        guard let column = schema.ownerColumn,
            let at = schema.cells.firstIndex(where: { $0.name == column })
        else { return nil }
        let policy = schema.cells[at].policy
        return policy.judge(state.siblings(of: at, policy: policy), owner: nil)
            .shown.text.flatMap { SiteID($0) }
    }

    /// Whether something had been done by a moment.
    private func by(
        _ moment: PastMoment, _ streams: Set<Causality.Stream>
    ) throws -> (LifeStep) -> Bool {
        switch moment {
        case .time(let limit): return { $0.stamp.milliseconds <= limit }
        case .transaction(let dot):
            let seen = try context(of: dot, streams)
            return { $0.dot == dot || seen.contains($0.dot) }
        }
    }

    /// How far the author of a transaction had taken in some streams.
    private func context(
        of dot: Dot, _ streams: Set<Causality.Stream>
    ) throws -> VersionVector {
        var context = VersionVector([(dot.stream, dot.seq - 1)])
        var missing = streams.subtracting([dot.stream])
        var seq = dot.seq
        // A transaction says what its author took in since the one before in its stream.
        while seq > 0, !missing.isEmpty, dot.seq - seq < History.stepsMost {
            guard let made = try replica.heading(Dot(stream: dot.stream, seq: seq)) else { break }
            for stream in missing where made.context[stream] > 0 {
                context.advance(stream, to: made.context[stream])
                missing.remove(stream)
            }
            seq -= 1
        }
        return context
    }
}

extension Change {
    /// Whether it takes values away from others, who may or may not have seen it.
    fileprivate var takes: Bool {
        switch self {
        case .delete, .erase: true
        case .insert, .set, .add, .keep: false
        }
    }
}
