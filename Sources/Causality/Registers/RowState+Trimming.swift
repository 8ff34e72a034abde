// Graves.
//
// What a delete took waits as a ghost, in case a write turns up that had not seen the delete: then the
// row comes back whole. Once every member has acknowledged the delete, no such write can come: whatever
// comes later has seen it. Then the grave says nothing any more that could be shown, and may go.
//
//     d: delete ← a       acknowledged by all       grave {a by d, mark d}      ──►   nothing
//     n: insert           by somebody who has seen d                           ──►   live {n}
//
// With the grave, n takes the mark d away, because its author had seen it; without, there is no mark.
// Either way the row shows n and nothing is open. That has to hold for everything that may come, or
// replicas that trimmed at different times would differ: it is a law with a test.

extension RowState {
    /// The same row without what can never be seen again, given that every transaction that is still
    /// to come has seen `horizon`.
    public func trimmed(within horizon: VersionVector) -> RowState {
        guard !isContested else { return self }
        guard isPresent else {
            // What only crossed deletes took is shown again beside whatever is written there.
            let isDone =
                deletes.keys.allSatisfy(horizon.contains)
                && cells.values.allSatisfy {
                    $0.ghosts.allSatisfy { isHidden($0, within: horizon) }
                }
            return isDone ? RowState(cells: [:], erasures: erasures) : self
        }
        var cells = RowCells()
        for (cell, state) in self.cells {
            let kept = CellState(
                live: state.live, ghosts: state.ghosts.filter { !isHidden($0, within: horizon) })
            if !kept.isEmpty { cells[cell] = kept }
        }
        let takers = Set(cells.values.flatMap(\.ghosts).flatMap(\.takers))
        return RowState(
            cells: cells, marks: marks, keeps: keeps,
            takenKeeps: takenKeeps.filter { !horizon.contains($0) },
            deletes: deletes.filter {
                takers.contains($0.key) || marks.contains($0.key) || !horizon.contains($0.key)
            }, erasures: erasures)
    }

    /// Whether a ghost will never be shown again: a delete took it that no write crosses any more.
    private func isHidden(_ ghost: Ghost, within horizon: VersionVector) -> Bool {
        ghost.takers.allSatisfy(horizon.contains)
            && !ghost.takers.allSatisfy { deletes[$0]?.isCrossed ?? false }
    }

    /// The state that the transactions beyond `horizon` have made of this row, given what is kept of
    /// it: of writes within the horizon nothing but `kept` tells any more.
    public func completed(by kept: RowState, within horizon: VersionVector) -> RowState {
        let beyond = { (dot: Dot) in !horizon.contains(dot) }
        var cells = RowCells()
        for cell in Set(self.cells.keys).union(kept.cells.keys) {
            let (new, old) = (self.cells[cell] ?? CellState(), kept.cells[cell] ?? CellState())
            let state = CellState(
                live: (new.live.filter { beyond($0.dot) } + old.live.filter { !beyond($0.dot) })
                    .sorted { $0.precedes($1) },
                ghosts: (new.ghosts.filter { beyond($0.sibling.dot) }
                    + old.ghosts.filter { !beyond($0.sibling.dot) })
                    .sorted { $0.sibling.precedes($1.sibling) })
            if !state.isEmpty { cells[cell] = state }
        }
        let joined = { (new: Set<Dot>, old: Set<Dot>) in
            new.filter(beyond).union(old.filter { !beyond($0) })
        }
        var deletes = kept.deletes.filter { !beyond($0.key) }
        for (dot, record) in self.deletes where beyond(dot) {
            let crossed = record.isCrossed || kept.deletes[dot]?.isCrossed ?? false
            deletes[dot] = DeleteRecord(context: record.context, isCrossed: crossed)
        }
        var erasures: [Int: Set<Dot>] = [:]
        for cell in Set(self.erasures.keys).union(kept.erasures.keys) {
            let dots = joined(self.erasures[cell] ?? [], kept.erasures[cell] ?? [])
            if !dots.isEmpty { erasures[cell] = dots }
        }
        return RowState(
            cells: cells, marks: joined(marks, kept.marks), keeps: joined(keeps, kept.keeps),
            takenKeeps: joined(takenKeeps, kept.takenKeeps), deletes: deletes, erasures: erasures)
    }
}

extension CellState {
    var isEmpty: Bool { live.isEmpty && ghosts.isEmpty }
}
