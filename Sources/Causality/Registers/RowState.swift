// Existence: when a row is deleted by one site while another one works on it.
//
// A delete that simply wins loses an edit; an edit that simply wins brings back a row with one
// column. Here existence is a cell like any other. Every write of a row counts as *present* on it; a
// delete replaces every dot its author saw and leaves a **mark**. The row is there as long as any
// other dot of it lives. A delete is **crossed** when some write of the row is concurrent with it:
// then mark and dot both live, which is a conflict for a person, and the row comes back whole. For
// that, what a delete takes from a cell waits as a **ghost**: a cell without a live dot shows the
// ghosts that only crossed deletes took (`sum` and `union` add them), and goes on doing so after the
// mark has been removed by a `keep`. Whether a delete is crossed depends on the contexts alone, so
// every order of arrival ends in the same state.
//
// A ghost waits for as long as nobody has written its cell knowing that it went. Who had seen the delete
// and wrote the cell anew has taken its place, as much as by naming it: were it kept, a row that is
// deleted and crossed a second time would show values from before the first time, beside the one that
// somebody has decided on since. Where values add up there is no place to take, and every ghost stays.

/// The exact merge state of one row: live siblings of each cell, and what deletes left behind.
///
/// Rows that one live dot per cell describes need none of this; storage keeps a packed clock for
/// them and comes here only for the others.
public struct RowState: Hashable, Sendable {
    /// Siblings and ghosts by the position of the cell in the table's schema.
    public private(set) var cells = RowCells()
    /// Marks of deletes that nobody has named yet.
    public private(set) var marks: Set<Dot> = []
    /// Dots of `keep`, which live on the existence cell.
    public private(set) var keeps: Set<Dot> = []
    /// Dots of `keep` that deletes took: writes of the row that another delete may not have seen.
    public private(set) var takenKeeps: Set<Dot> = []
    /// Every delete of this row that is not stable yet.
    public private(set) var deletes: [Dot: DeleteRecord] = [:]
    /// Erasures by the position of the cell. They stay for good, because a write that had not seen
    /// one may come at any time.
    public private(set) var erasures: [Int: Set<Dot>] = [:]

    public init() {}

    public init(
        cells: RowCells, marks: Set<Dot> = [], keeps: Set<Dot> = [],
        takenKeeps: Set<Dot> = [], deletes: [Dot: DeleteRecord] = [:],
        erasures: [Int: Set<Dot>] = [:]
    ) {
        self.cells = cells
        self.marks = marks
        self.keeps = keeps
        self.takenKeeps = takenKeeps
        self.deletes = deletes
        self.erasures = erasures
    }

    /// Whether the row is there: some dot lives that is not a mark.
    public var isPresent: Bool { !keeps.isEmpty || cells.values.contains { !$0.live.isEmpty } }

    /// Whether a delete stands against writes it had not seen.
    public var isContested: Bool { isPresent && !marks.isEmpty }

    /// Dots of writes that nothing has replaced: neither marks nor what deletes took.
    public var livingWrites: Set<Dot> {
        cells.values.reduce(into: keeps) { dots, cell in dots.formUnion(cell.live.map(\.dot)) }
    }

    /// Every dot that counts for what the row shows, marks and what crossed deletes took included:
    /// what a delete written now would name.
    public var liveDots: Set<Dot> {
        cells.values.reduce(into: marks.union(keeps)) { dots, cell in
            dots.formUnion(cell.live.map(\.dot))
            dots.formUnion(visibleGhosts(of: cell).map(\.dot))
        }
    }

    /// The siblings that count for what a cell shows: the live ones, and what crossed deletes took
    /// from it if there is none, or in any case where values add up.
    public func siblings(of cell: Int, policy: MergePolicy) -> [Sibling] {
        guard let state = cells[cell] else { return [] }
        if !state.live.isEmpty && !policy.addsUp { return state.live.tellingMost }
        return (state.live + visibleGhosts(of: state)).tellingMost
    }

    private func visibleGhosts(of cell: CellState) -> [Sibling] {
        cell.ghosts.filter { ghost in
            ghost.takers.allSatisfy { deletes[$0]?.isCrossed ?? false }
        }.map(\.sibling)
    }

    /// Every write that the row remembers: what is live, what deletes took, and what says that it stays.
    public var rememberedDots: Set<Dot> {
        cells.values.reduce(into: keeps.union(takenKeeps)) { dots, cell in
            dots.formUnion(cell.live.map(\.dot))
            dots.formUnion(cell.ghosts.map(\.sibling.dot))
        }
    }
}

/// The siblings of one cell, and what deletes took from it.
public struct CellState: Hashable, Sendable {
    public var live: [Sibling]
    public var ghosts: [Ghost]

    public init(live: [Sibling] = [], ghosts: [Ghost] = []) {
        self.live = live
        self.ghosts = ghosts
    }
}

/// A value that deletes took away, kept until they are stable.
public struct Ghost: Hashable, Sendable {
    public let sibling: Sibling
    /// The deletes that named it.
    public var takers: Set<Dot>

    public init(sibling: Sibling, takers: Set<Dot>) {
        self.sibling = sibling
        self.takers = takers
    }
}

/// What is remembered of a delete.
public struct DeleteRecord: Hashable, Sendable {
    public let context: VersionVector
    /// Whether a write of the row is concurrent with it. Once true, always true.
    public var isCrossed: Bool

    public init(context: VersionVector, isCrossed: Bool) {
        self.context = context
        self.isCrossed = isCrossed
    }
}

extension RowState {
    /// Applies one operation on this row.
    ///
    /// - Parameters:
    ///   - context: the transaction's full causal context.
    ///   - table: the row's; a write of a cell that it does not have is left to the log.
    public mutating func apply(
        _ change: Change, dot: Dot, stamp: HybridTimestamp, context: VersionVector,
        in table: TableSchema
    ) {
        let cellOf = { (name: String) in table.cells.firstIndex { $0.name == name } }
        switch change {
        case .insert(let values):
            // Who had seen a mark and adds the row again takes it away, whether the grave is still
            // there to be named or not.
            if !marks.isEmpty { marks = marks.filter { !context.contains($0) } }
            for (at, cell) in table.cells.enumerated() {
                let value = values.last { $0.cell == cell.name }?.value ?? .null
                write(
                    at, Sibling(dot: dot, stamp: stamp, value: value), replacing: [], context,
                    cell.policy)
            }
            crossDeletes(unseenBy: context)
        // What this schema does not know leaves nothing in the row, so that a delete that comes later
        // cannot tell: then it must not matter either when the delete came first. The upgrade, which
        // reads the log, makes up for it.
        case .set(let writes):
            var isKnown = false
            for entry in writes {
                guard let cell = cellOf(entry.cell) else { continue }
                isKnown = true
                write(
                    cell, Sibling(dot: dot, stamp: stamp, value: entry.value),
                    replacing: entry.replaces, context, table.cells[cell].policy)
            }
            if isKnown { crossDeletes(unseenBy: context) }
        case .add(let values):
            var isKnown = false
            for entry in values {
                guard let cell = cellOf(entry.cell) else { continue }
                isKnown = true
                write(
                    cell, Sibling(dot: dot, stamp: stamp, value: entry.value, isDelta: true),
                    replacing: [], context, table.cells[cell].policy)
            }
            if isKnown { crossDeletes(unseenBy: context) }
        case .keep(let named):
            marks.subtract(named)
            keeps.subtract(named)
            keeps.insert(dot)
            crossDeletes(unseenBy: context)
        case .delete(let named):
            delete(naming: Set(named), dot: dot, context: context)
        case .erase(let names):
            for name in names { if let cell = cellOf(name) { erase(cell, dot) } }
        }
        checkInvariants()
    }

    private mutating func write(
        _ cell: Int, _ sibling: Sibling, replacing named: [Dot], _ context: VersionVector,
        _ policy: MergePolicy
    ) {
        var sibling = sibling
        if let erasures = erasures[cell], !erasures.allSatisfy(context.contains) {
            sibling = sibling.erased
        }
        cells.change(cell) { state in
            state.live.removeAll { named.contains($0.dot) }
            state.ghosts.removeAll { named.contains($0.sibling.dot) }
            if !policy.addsUp {
                state.ghosts.removeAll { $0.takers.contains(where: context.contains) }
            }
            state.live.append(sibling)
            state.live.sort { $0.precedes($1) }
        }
    }

    /// No write that is here can have seen an erasure that comes only now.
    private mutating func erase(_ cell: Int, _ dot: Dot) {
        erasures[cell, default: []].insert(dot)
        guard let state = cells[cell] else { return }
        cells[cell] = CellState(
            live: state.live.map(\.erased),
            ghosts: state.ghosts.map { Ghost(sibling: $0.sibling.erased, takers: $0.takers) })
    }

    private mutating func delete(naming named: Set<Dot>, dot: Dot, context: VersionVector) {
        var unseen = keeps.union(takenKeeps).contains { !context.contains($0) }
        for (cell, state) in cells {
            var state = state
            for sibling in state.live where named.contains(sibling.dot) {
                state.ghosts.append(Ghost(sibling: sibling, takers: []))
            }
            state.live.removeAll { named.contains($0.dot) }
            for at in state.ghosts.indices where named.contains(state.ghosts[at].sibling.dot) {
                state.ghosts[at].takers.insert(dot)
            }
            state.ghosts.sort { $0.sibling.precedes($1.sibling) }
            // A write that this delete had not seen is live, or was taken by another delete.
            let all = state.live.map(\.dot) + state.ghosts.map(\.sibling.dot)
            unseen = unseen || all.contains { !context.contains($0) }
            cells[cell] = state
        }
        marks.subtract(named)
        takenKeeps.formUnion(keeps.intersection(named))
        keeps.subtract(named)
        marks.insert(dot)
        deletes[dot] = DeleteRecord(context: context, isCrossed: unseen)
    }

    /// A write whose author had not seen a delete crosses it: neither knew of the other, since the
    /// delete was applied before and so cannot have seen the write.
    private mutating func crossDeletes(unseenBy context: VersionVector) {
        for dot in deletes.keys where !context.contains(dot) { deletes[dot]?.isCrossed = true }
    }

    /// Every promise of the type that can be checked on a single value.
    public func checkInvariants() {
        for state in cells.values {
            assert(
                zip(state.live, state.live.dropFirst()).allSatisfy { $0.precedes($1) },
                "siblings stand in their order, each dot once")
            assert(
                state.ghosts.allSatisfy { !$0.takers.isEmpty }, "each ghost was taken by a delete")
        }
        assert(marks.isSubset(of: deletes.keys), "each mark belongs to a known delete")
    }
}
