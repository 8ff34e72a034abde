internal import Causality
internal import Storage

// An earlier life of a record.
//
// A record that was deleted and added again shows what the insert wrote, and no write of it names what was
// there before: the delete did. But whoever adds it again names the delete, and so there is a way back.
//
//     i: 900      d: delete ← i      j: 1000, keep ← d
//     writes(record) = {j}           j names d, d names i
//
// A delete that some write had not seen takes nothing from view, so what it names is reached by the walk from
// what is live, and is no part of an earlier life.

/// A delete that a later insert took the place of.
struct OverruledDelete {
    let dot: Dot
    let milliseconds: UInt64
    /// The writes of the life that it ended, those that later ones had replaced among them.
    let took: [CellWriteRecord]
}

extension History {
    /// The deletes that were overruled on the way to what a record shows now.
    ///
    /// - Parameter known: every write that is reached without them.
    func overruledDeletes(
        _ record: Record, _ known: [CellWriteRecord]
    ) throws -> [OverruledDelete] {
        var found: [OverruledDelete] = []
        var reached = Set(known.map { CellDot(cell: $0.cell, dot: $0.dot) })
        var open = Set(known.map(\.dot)).sorted()
        var asked: Set<Dot> = []
        while let dot = open.popLast() {
            guard asked.insert(dot).inserted else { continue }
            for mark in try named(by: dot, record, { $0.marks }) where asked.insert(mark).inserted {
                guard let delete = try replica.transaction(mark) else { continue }
                let took = try life(
                    record, endingIn: named(by: mark, record, { $0.deleted }), &reached)
                open += took.map(\.dot)
                found.append(
                    OverruledDelete(
                        dot: mark, milliseconds: delete.stamp.milliseconds, took: took))
            }
        }
        return found
    }

    /// The writes that can be reached from some dots in any cell and were not reached before.
    private func life(
        _ record: Record, endingIn dots: [Dot], _ reached: inout Set<CellDot>
    ) throws -> [CellWriteRecord] {
        var found: [CellWriteRecord] = []
        for cell in record.cells {
            var open = dots
            while let dot = open.popLast() {
                guard reached.insert(CellDot(cell: cell.name, dot: dot)).inserted,
                    let write = try write(dot, record.table, record.key, cell.name)
                else { continue }
                found.append(write)
                open += write.replaces
            }
        }
        return found
    }

    private func named(
        by dot: Dot, _ record: Record, _ dots: (Change) -> [Dot]
    ) throws -> [Dot] {
        try replica.transaction(dot)?.operations.filter {
            $0.table == record.table && $0.key == record.key
        }.flatMap { dots($0.change) } ?? []
    }
}

/// A write of one cell by name.
private struct CellDot: Hashable {
    let cell: String
    let dot: Dot
}

extension Change {
    /// The deletes that are overruled.
    fileprivate var marks: [Dot] {
        if case .keep(let marks) = self { marks } else { [] }
    }

    /// What a delete takes.
    fileprivate var deleted: [Dot] {
        if case .delete(let dots) = self { dots } else { [] }
    }
}
