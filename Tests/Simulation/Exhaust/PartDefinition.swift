internal import Causality

// The definition once more, on sets of bits.
//
// A search over tens of millions of histories can afford some hundred nanoseconds to ask what a part of
// one should show. `Definition` takes a hundred times as long. So this one says the same for the one row
// of a small world, whose transactions are numbered; each write has 1 << its number as its value, so that
// the values of siblings, put together, are the set of those who wrote them. `HistorySearch` compares it
// with `Definition` in every history of a smaller search and in one of sixty-four of a larger.

/// A part of a history: a bit for each transaction.
typealias Part = Int

/// What each part of a growing history makes of the row.
struct PartDefinition {
    /// What one transaction does.
    private struct Step {
        var known: Part
        /// What it takes the place of, by cell.
        var replaces: [Part] = [0, 0]
        /// What it names as a delete or a keep.
        var names: Part = 0
    }

    private var steps: [Step] = []
    /// Who writes a cell, by cell.
    private var writes: [Part] = [0, 0]
    private(set) var deletes: Part = 0
    private var keeps: Part = 0

    /// Adds a transaction, whose number is how many there were.
    ///
    /// - Parameter number: the number of a dot that a change names.
    mutating func push(_ changes: [Change], knowing known: Part, number: (Dot) -> Int) {
        let bit = 1 << steps.count
        func part(_ dots: [Dot]) -> Part { dots.reduce(0) { $0 | 1 << number($1) } }
        var step = Step(known: known)
        for change in changes {
            switch change {
            case .insert: writes = writes.map { $0 | bit }
            case .set(let entries):
                for entry in entries {
                    writes[entry.cell == "a" ? 0 : 1] |= bit
                    step.replaces[entry.cell == "a" ? 0 : 1] |= part(entry.replaces)
                }
            case .add: writes[1] |= bit
            case .delete(let dots):
                deletes |= bit
                step.names |= part(dots)
            case .keep(let dots):
                keeps |= bit
                step.names |= part(dots)
            case .erase: preconditionFailure("nothing is personal in a small world")
            }
        }
        steps.append(step)
    }

    mutating func pop() {
        steps.removeLast()
        let kept = 1 << steps.count - 1
        writes = writes.map { $0 & kept }
        deletes &= kept
        keeps &= kept
    }

    // MARK: What a part shows

    /// What is named by those of `who` in the part.
    private func named(by who: Part, in part: Part) -> Part {
        bits(who & part).reduce(0) { $0 | steps[$1].names }
    }

    func marks(of part: Part) -> Part {
        deletes & part & ~named(by: deletes | keeps, in: part)
    }

    func isPresent(in part: Part) -> Bool {
        live(0, in: part) | live(1, in: part) | keeps & part & ~named(by: deletes | keeps, in: part)
            != 0
    }

    /// Who counts for what the cell shows; 0 is `a`, which asks, 1 is `n`, which adds up.
    func siblings(of cell: Int, in part: Part) -> Part {
        let live = live(cell, in: part)
        return live != 0 && cell == 0 ? live : live | ghosts(cell, in: part)
    }

    private func live(_ cell: Int, in part: Part) -> Part {
        unreplaced(cell, in: part) & ~named(by: deletes, in: part)
    }

    private func unreplaced(_ cell: Int, in part: Part) -> Part {
        bits(writes[cell] & part).reduce(writes[cell] & part) { $0 & ~steps[$1].replaces[cell] }
    }

    /// What only crossed deletes took.
    private func ghosts(_ cell: Int, in part: Part) -> Part {
        let uncrossed = bits(deletes & part).reduce(0) {
            isCrossed($1, in: part) ? $0 : $0 | 1 << $1
        }
        let taken =
            unreplaced(cell, in: part) & named(by: deletes, in: part)
            & ~named(by: uncrossed, in: part)
        // What adds up stays, whoever wrote since.
        return cell == 1
            ? taken
            : bits(taken).reduce(taken) {
                isWrittenAnew(cell, $1, in: part) ? $0 & ~(1 << $1) : $0
            }
    }

    /// Whether somebody who had seen a delete take the value wrote the cell.
    private func isWrittenAnew(_ cell: Int, _ taken: Int, in part: Part) -> Bool {
        let takers = bits(deletes & part).reduce(0) {
            steps[$1].names & 1 << taken != 0 ? $0 | 1 << $1 : $0
        }
        return bits(writes[cell] & part).contains { steps[$0].known & takers != 0 }
    }

    /// Whether a write of the row, or a keep, and the delete do not know of each other.
    private func isCrossed(_ delete: Int, in part: Part) -> Bool {
        let others = (writes[0] | writes[1] | keeps) & part & ~steps[delete].known
        return bits(others).contains { steps[$0].known & 1 << delete == 0 }
    }

    private func bits(_ part: Part) -> Bits { Bits(rest: part) }

    /// The numbers in a part, rising.
    private struct Bits: Sequence, IteratorProtocol {
        var rest: Part

        mutating func next() -> Int? {
            guard rest != 0 else { return nil }
            let number = rest.trailingZeroBitCount
            rest &= rest - 1
            return number
        }
    }
}

extension RowState {
    /// In what a row of a small world is not as defined; `nil` when it is.
    func difference(
        from definition: PartDefinition, of part: Part, number: (Dot) -> Int
    ) -> String? {
        let found = marks.reduce(0) { $0 | 1 << number($1) }
        guard isPresent == definition.isPresent(in: part), found == definition.marks(of: part)
        else { return "existence is not as defined" }
        guard isPresent else { return nil }
        for (at, cell) in SmallWorld.table.cells.enumerated() {
            let siblings = siblings(of: at, policy: cell.policy)
            // The row every site begins with has no `n`.
            let writers = siblings.reduce(0) { $0 | Part($1.value.integer ?? 1) }
            guard writers == definition.siblings(of: at, in: part),
                writers.nonzeroBitCount == siblings.count
            else { return "\(cell.name) is not as defined" }
            if let wrong = wrongVerdict(cell, siblings, writers) { return wrong }
        }
        return nil
    }

    private func wrongVerdict(
        _ cell: CellSchema, _ siblings: [Sibling], _ writers: Part
    ) -> String? {
        let verdict = cell.policy.judge(siblings, owner: nil)
        guard cell.name == "a" else {
            let isRight = (verdict.shown.integer ?? 0) == Int64(writers & ~1)
            return isRight ? nil : "\(cell.name) is added up wrongly"
        }
        guard (verdict.standing == .open) == (siblings.count > 1) else {
            return "\(cell.name) is wrongly open or closed"
        }
        for owner in SmallWorld.names {
            // The owner's word counts if it is one.
            let words = siblings.filter { $0.dot.stream.origin.site == owner }.count
            let verdict = MergePolicy.owner.judge(siblings, owner: owner)
            guard (verdict.standing == .open) == (siblings.count > 1 && words != 1) else {
                return "\(words) words of \(owner), and wrongly open or closed"
            }
        }
        return nil
    }
}
