public import Causality
internal import Storage

// Whose a value is that an undo brought back.
//
// An undo writes plain values again, so the live write is that of whoever undid. The value is still
// somebody else's, and people who decide between two values ask whose they are. The log tells: the
// undo's reason names what it undid, and among the writes that this one had replaced in the cell is
// the one that held the value.
//
//     a: 900 李娜   b: 1100 周凯      r: 1000 ← a, b   赵敏
//     u1: 900 ← –   u2: 1100 ← r    `undo r`, 赵敏
//     origin(u1) = a    origin(u2) = b
//
// Where somebody had written since, `c: 1050 ← r`, and the undo was forced, `u2: 1100 ← c`: then what was undone lies
// behind that, and is found on the way back.
//
// All of it follows from the transactions, so every site that holds them names the same origins.

extension History {
    /// The write whose value stands in `write`: itself, unless it is that of an undo that brought
    /// back an earlier one. An undo of an undo is looked through too.
    public func origin(
        of write: CellWriteRecord, _ table: String, _ key: RecordKey
    ) throws -> CellWriteRecord {
        var current = write
        var seen: Set<Dot> = [write.dot]
        while let before = try broughtBack(current, table, key), seen.insert(before.dot).inserted {
            current = before
        }
        return current
    }

    private func broughtBack(
        _ write: CellWriteRecord, _ table: String, _ key: RecordKey
    ) throws -> CellWriteRecord? {
        guard let note = UndoNote.parse(write.reason),
            let undone = try replica.heading(note.dot)
        else { return nil }
        let undoing = try parts(write.dot)
        let replaced = try undoing.flatMap {
            try self.write($0, table, key, write.cell)?.replaces ?? []
        }
        var before: [Dot] = []
        var beside: [Dot] = []
        for dot in Set(replaced).sorted() where !undoing.contains(dot) {
            let isUndone = try dot == note.dot || isPart(dot, of: undone)
            guard isUndone else {
                beside.append(dot)
                continue
            }
            before += try self.write(dot, table, key, write.cell)?.replaces ?? []
        }
        if before.isEmpty { before = try behind(beside, undone, table, key, write.cell) }
        // What the undone write had replaced comes before what else the undo took the place of, as
        // the values that a deleted row had.
        for dot in Set(before).sorted() + beside {
            let found = try self.write(dot, table, key, write.cell)
            if let found, found.value == write.value { return found }
        }
        return nil
    }

    /// What an undone transaction had replaced in a cell, found behind what others wrote there since and a
    /// forced undo took the place of.
    private func behind(
        _ dots: [Dot], _ undone: Transaction, _ table: String, _ key: RecordKey, _ cell: String
    ) throws -> [Dot] {
        var found: [Dot] = []
        var seen = Set(dots)
        var open = dots
        while let dot = open.popLast() {
            let named = try self.write(dot, table, key, cell)?.replaces ?? []
            if try dot == undone.dot || isPart(dot, of: undone) {
                found += named
            } else {
                open += named.filter { seen.insert($0).inserted }
            }
        }
        return found
    }

    private func isPart(_ dot: Dot, of undone: Transaction) throws -> Bool {
        guard let action = undone.action else { return false }
        return try replica.heading(dot)?.action == action
    }

    /// The transactions of one action in one stream: they follow each other.
    private func parts(_ dot: Dot) throws -> Set<Dot> {
        guard let action = try replica.heading(dot)?.action else { return [dot] }
        var parts: Set<Dot> = [dot]
        for step in [-1, 1] {
            var seq = Int64(dot.seq) + Int64(step)
            while seq > 0, parts.count < Int(action.parts) {
                let next = Dot(stream: dot.stream, seq: UInt64(seq))
                guard try replica.heading(next)?.action == action else { break }
                parts.insert(next)
                seq += Int64(step)
            }
        }
        return parts
    }
}
