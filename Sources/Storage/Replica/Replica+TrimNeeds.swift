internal import Causality
internal import Wire

// What may not be trimmed although everybody has it and it is old: what somebody who decides is shown, what
// says whose a value is that an undo brought back, and what transactions that stay refer to.

extension Replica {
    /// The bodies that open conflicts show, and those that transactions beyond the horizon name.
    func bodiesNeeded(beyond horizon: VersionVector) throws -> Set<LocalDot> {
        var needed: Set<Dot> = []
        var naming = LogNaming()
        var decisions: [ConflictID: [Dot]] = [:]
        var undos: [Dot] = []
        _ = try log.scan(from: 0) { _, local, record in
            let record = record()
            let header = try header(of: record)
            if let conflict = DecisionNote.parse(header.reason)?.conflict {
                decisions[conflict, default: []].append(try globalDot(local))
            }
            if header.reason?.hasPrefix("undo ") ?? false { undos.append(try globalDot(local)) }
            let seen = try naming.seen(local, header, in: self)
            guard try !horizon.contains(globalDot(local)) else { return true }
            needed.formUnion(try decoded(record, header, local, seen).namedDots)
            return true
        }
        for conflict in try openConflicts() { try addOrigins(of: conflict, to: &needed) }
        for made in decisions.values where made.count > 1 {
            try addRivals(made, to: &needed)
        }
        for undo in undos where try stands(undo) { try addBroughtBack(by: undo, to: &needed) }
        return Set(
            needed.compactMap { dot in
                streams.id(of: dot.stream).map { LocalDot(stream: $0, seq: dot.seq) }
            })
    }

    /// What the sides of a conflict took the place of, which is shown as what they started from: also behind
    /// undos, undone decisions, and decisions of decisions, however many there are.
    private func addOrigins(of conflict: CellConflict, to needed: inout Set<Dot>) throws {
        var sides = Set(conflict.siblings.map(\.dot) + conflict.marks)
        var seen: Set<Dot> = []
        var step = 0
        while !sides.isEmpty {
            seen.formUnion(sides)
            needed.formUnion(sides)
            var next: Set<Dot> = []
            for dot in sides {
                guard let made = try transaction(dot) else { continue }
                let isUndo = made.reason?.hasPrefix("undo ") ?? false
                if step < 1 { next.formUnion(made.namedDots) }
                let named = made.operations.filter {
                    $0.table == conflict.table && $0.key == conflict.key
                }.flatMap(\.change.named)
                // What a side took the place of is shown; behind it lies more only where an undo or a
                // decision leads there.
                needed.formUnion(named)
                if isUndo || named.count > 1 { next.formUnion(named) }
            }
            sides = next.subtracting(seen)
            step += 1
        }
    }

    /// Whether anything that a transaction wrote is live.
    private func stands(_ dot: Dot) throws -> Bool {
        try transaction(dot)?.operations.contains { operation in
            guard let table = tables[operation.table] else { return false }
            return try loadRow(table, operation.key).state.liveDots.contains(dot)
        } ?? false
    }

    /// The way from an undo whose values are live back to the writes that it brought back: they say whose the
    /// values are, and how old.
    private func addBroughtBack(by undo: Dot, to needed: inout Set<Dot>) throws {
        var open = [undo]
        var seen: Set<Dot> = []
        while let dot = open.popLast() {
            guard seen.insert(dot).inserted, let made = try transaction(dot) else { continue }
            needed.insert(dot)
            needed.formUnion(made.namedDots)
            let undone = try made.namedDots.compactMap(transaction)
            for other in undone {
                needed.formUnion(other.namedDots)
                // An undo of an undo, or of what had been brought back, leads further.
                open += ([other.dot] + other.namedDots).filter { !seen.contains($0) }
            }
            open = try open.filter { try isUndo($0) }
        }
    }

    private func isUndo(_ dot: Dot) throws -> Bool {
        try transaction(dot)?.reason?.hasPrefix("undo ") ?? false
    }

    /// Decisions of one conflict of which several still stand, and what they took the place of: nobody
    /// has decided between them.
    private func addRivals(_ decisions: [Dot], to needed: inout Set<Dot>) throws {
        let standing = try decisions.filter(stands)
        guard standing.count > 1 else { return }
        for dot in standing {
            needed.insert(dot)
            needed.formUnion(try transaction(dot)?.namedDots ?? [])
        }
    }
}

extension Transaction {
    /// Every dot that its operations name.
    fileprivate var namedDots: [Dot] { operations.flatMap(\.change.named) }
}

extension Change {
    /// The dots in whose place it writes, or which it takes away.
    fileprivate var named: [Dot] {
        switch self {
        case .set(let writes): writes.flatMap(\.replaces)
        case .delete(let dots), .keep(let dots): dots
        case .insert, .add, .erase: []
        }
    }
}
