internal import Causality
internal import Domain
internal import Storage
internal import Wire

// Moving a record from one state to the next.
//
// Every move is a write like any other: the log has who made it, when and why, and `moso history` shows
// them in order. What a person may type follows from the machine of the field: a tenancy that has ended
// is not extended, a fault that nobody has mended is not signed off. The moves of two sites that were
// apart merge by the same machine; where neither follows from the other the field is undecided, and
// the record stands where both sides last agreed. From there nobody moves it on before a person has
// decided: a third state would only be a third opinion.

extension RecordDesk {
    /// The state in which a record stands for all who work with it: the one shown, or, while sites
    /// differ, the last in which they agreed; `nil` when there is none.
    func agreedState(_ record: Record, _ field: String) throws -> String? {
        guard let cell = record.cells.first(where: { $0.name == field }) else {
            return value(record, field)?.text
        }
        guard cell.standing == .open else { return value(record, field)?.text }
        let history = History(replica)
        let lines = try cell.siblings.map { sibling in
            try ancestors(of: sibling.dot, record, field, history)
        }
        guard let first = lines.first else { return nil }
        let common = lines.dropFirst().reduce(Set(first.map(\.dot))) {
            $0.intersection($1.map(\.dot))
        }
        return first.first { common.contains($0.dot) }?.value.text
    }

    /// A write and what it replaced, one after the other, the newest first.
    private func ancestors(
        of dot: Dot, _ record: Record, _ field: String, _ history: History
    ) throws -> [CellWriteRecord] {
        var found: [CellWriteRecord] = []
        var seen: Set<Dot> = []
        var open = [dot]
        while let next = open.popLast() {
            guard seen.insert(next).inserted,
                let write = try history.write(next, record.table, record.key, field)
            else { continue }
            found.append(write)
            open += write.replaces
        }
        return found.sorted { ($1.milliseconds, $1.dot) < ($0.milliseconds, $0.dot) }
    }

    /// Throws when a state is written that does not follow from where the record stands.
    func checkMoves(
        _ record: Record, _ kind: RecordKind, _ values: [String: Value], throughSteps: Bool = false
    ) throws {
        for field in kind.fields {
            guard let machine = field.machine, let to = values[field.name]?.text,
                let shown = value(record, field.name)?.text
            else { continue }
            let cell = record.cells.first { $0.name == field.name }
            if let cell, cell.standing == .open {
                throw Problem.stateUndecided(
                    record.key.text, field, sides: cell.siblings.compactMap(\.value.text),
                    agreed: try agreedState(record, field.name),
                    conflict: RecordJSON.conflictID(record, cell).short())
            }
            // Writing what others wrote beside it closes nothing but the choice between them.
            if let cell, cell.siblings.count > 1,
                cell.siblings.contains(where: { $0.value == .text(to) })
            {
                continue
            }
            let moves = machine.moves(from: shown)
            let isKnown = machine.choices.contains { $0.code == shown }
            guard to != shown, isKnown, !moves.contains(to) else { continue }
            if throughSteps, machine.leads(from: shown, to: to) { continue }
            throw Problem.move(record.key.text, field, from: shown, to: to, allowed: moves)
        }
    }
}
