public import Causality
public import Storage

/// Undoing transactions by the names people use for them.
public struct UndoDesk {
    public let replica: Replica

    public init(_ replica: Replica) { self.replica = replica }

    /// What an undo has done.
    public struct Done: Sendable {
        /// The transaction undone.
        public let undone: Dot
        /// The transactions that undo it.
        public let dots: [Dot]
        public let cells: [UndoneCell]
        /// Where the undo was forced: what somebody had written since and it took the place of.
        public let overridden: [UndoObstacle]
    }

    /// Undoes what `name` (a dot or `R-…`) did.
    ///
    /// - Throws: `UndoProblem` when cells were written since and `force` is off, or nothing is left
    ///   of it.
    public func undo(
        _ name: String, force: Bool, author: String, reason: String?
    ) throws -> Done {
        let dot = try TransactionName.find(name, in: replica)
        let note = UndoNote.reason(undoing: dot, why: reason)
        return try replica.write {
            var outcome = try replica.undo(dot, author: author, reason: note)
            var overridden: [UndoObstacle] = []
            if force, case .refused(let obstacles) = outcome {
                overridden = obstacles
                outcome = try replica.undo(dot, force: true, author: author, reason: note)
            }
            switch outcome {
            case .done(let dots, let cells):
                try QuotaDrawing(replica).follow(dots, author: author)
                return Done(undone: dot, dots: dots, cells: cells, overridden: overridden)
            case .refused(let obstacles) where obstacles.contains { $0.why == .entry }:
                throw UndoProblem.entry(dot)
            case .refused(let obstacles):
                if let undo = try undo(of: dot, obstacles) {
                    throw UndoProblem.undoneBefore(dot, by: undo)
                }
                throw UndoProblem.editedSince(dot, obstacles)
            case .nothing: throw UndoProblem.nothingToUndo(dot)
            }
        }
    }

    /// The undo of a transaction, where nothing but that stands in the way.
    private func undo(of dot: Dot, _ obstacles: [UndoObstacle]) throws -> Dot? {
        let writes = Set(obstacles.flatMap(\.by))
        for write in writes {
            guard UndoNote.parse(try replica.heading(write)?.reason)?.dot == dot else { return nil }
        }
        return writes.max()
    }
}
