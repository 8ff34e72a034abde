internal import Causality

/// What one edit of a small world does. Which dots it names follows from what its site shows.
enum SmallEdit: Int, CaseIterable {
    /// In place of every sibling.
    case setSeen
    /// In place of what is shown, where that is one of several.
    case setBlind
    case add
    /// Settles a delete that stands against other writes by `keep`; else deletes, or makes anew what is
    /// not there.
    case existence

    /// What the edit writes; `nil` when it cannot be made, or is the same as another kind.
    func changes(of row: RowState, value number: Int64) -> [Change]? {
        let table = SmallWorld.table
        let value = Value.integer(number)
        guard row.isPresent else {
            guard self == .existence else { return nil }
            let cells = table.cells.enumerated().map { at, cell in
                CellWrite(
                    cell: cell.name, value: value,
                    replaces: row.siblings(of: at, policy: cell.policy).map(\.dot).sorted())
            }
            return [.keep(replaces: row.marks.sorted()), .set(cells)]
        }
        let policy = table.cells[0].policy
        let siblings = row.siblings(of: 0, policy: policy)
        switch self {
        case .setSeen:
            let dots = siblings.map(\.dot).sorted()
            return [.set([CellWrite(cell: "a", value: value, replaces: dots)])]
        case .setBlind:
            guard siblings.count > 1, let shown = policy.judge(siblings, owner: nil).dot
            else { return nil }
            return [.set([CellWrite(cell: "a", value: value, replaces: [shown])])]
        case .add: return [.add([CellValue(cell: "n", value: value)])]
        case .existence:
            return row.marks.isEmpty
                ? [.delete(replaces: row.liveDots.sorted())]
                : [.keep(replaces: row.marks.sorted())]
        }
    }
}

extension SmallEdit {
    /// What the edit may write, whatever the clocks show: a blind one takes the place of any of several.
    func everyWay(of row: RowState, value: Int) -> [[Change]] {
        guard self == .setBlind else {
            return changes(of: row, value: Int64(value)).map { [$0] } ?? []
        }
        guard row.isPresent else { return [] }
        let siblings = row.siblings(of: 0, policy: SmallWorld.table.cells[0].policy)
        guard siblings.count > 1 else { return [] }
        return siblings.map {
            [.set([CellWrite(cell: "a", value: .integer(Int64(value)), replaces: [$0.dot])])]
        }
    }
}

/// Which edits a search makes.
package enum Alphabet: String, CaseIterable, Sendable {
    /// Values are written, rows deleted, kept and made again.
    case values
    /// A counter is added to, rows deleted, kept and made again.
    case counters
    /// Values are written.
    case writes
    /// Rows are deleted, kept and made again.
    case existence

    var kinds: [SmallEdit] {
        switch self {
        case .values: [.setSeen, .setBlind, .existence]
        case .counters: [.add, .existence]
        case .writes: [.setSeen, .setBlind]
        case .existence: [.existence]
        }
    }
}

extension RowState {
    /// Applies a transaction of a small world.
    mutating func take(_ transaction: Transaction) {
        for operation in transaction.operations {
            apply(
                operation.change, dot: transaction.dot, stamp: transaction.stamp,
                context: transaction.context, in: SmallWorld.table)
        }
    }

    /// Compares a row of a small world with what its transactions make by definition.
    func check(_ log: [Transaction]) throws {
        let told = { (what: String) in
            Violation(
                "I4",
                what + "\n    "
                    + log.map { "\($0.dot) knowing \($0.context): \($0.operations.map(\.change))" }
                    .joined(separator: "\n    "))
        }
        let defined = Definition(log, SmallWorld.schema).rows[RowPlace("t", SmallWorld.key)]
        guard let defined else { throw told("there is no row") }
        guard defined.isPresent == isPresent, defined.marks == marks else {
            throw told("existence is not as defined")
        }
        guard isPresent else { return }
        for (at, cell) in SmallWorld.table.cells.enumerated() {
            let siblings = siblings(of: at, policy: cell.policy)
            let found = Set(siblings.map { Definition.Sibling(dot: $0.dot, value: $0.value) })
            guard found == Set(defined.siblings(of: cell)) else {
                throw told("\(cell.name) is not as defined")
            }
            let isOpen = cell.name == "a" && Set(found.map(\.value)).count > 1
            let verdict = cell.policy.judge(siblings, owner: nil)
            guard (verdict.standing == .open) == isOpen else {
                throw told("\(cell.name) is wrongly open or closed")
            }
            for owner in SmallWorld.names where cell.name == "a" {
                // The owner's word counts if it is one.
                let words = siblings.filter { $0.dot.stream.origin.site == owner }.count
                let verdict = MergePolicy.owner.judge(siblings, owner: owner)
                guard (verdict.standing == .open) == (isOpen && words != 1) else {
                    throw told("\(words) words of \(owner), and wrongly open or closed")
                }
            }
        }
    }
}
