public import Causality
public import Storage

/// Why a transaction was not undone. Nothing has been written.
public enum UndoProblem: Error, Sendable {
    case noTransaction(String)
    case ambiguous(String, candidates: [String])
    /// Cells that somebody has written since: undoing would take that back too.
    case editedSince(Dot, [UndoObstacle])
    /// All of it was undone before, and nobody has written there since: the undo.
    case undoneBefore(Dot, by: Dot)
    /// It wrote entries, which stay for good.
    case entry(Dot)
    /// Everything it did has been undone or replaced by equal values.
    case nothingToUndo(Dot)
}
