internal import Causality
internal import Sync

/// I20: to take a transaction back is to show what would be shown had it never been, unless somebody
/// has written there since, and then nothing is taken back; and what a site has shown at any time can
/// be worked out from the beginning of its log that it held then. The past is looked at in one seed of
/// four.
package final class UndoAndPast: Checker {
    /// What a site showed once.
    private struct Sight {
        /// How many transactions it held.
        let count: Int
        let vector: VersionVector
        let version: UInt32
        /// How often an older copy had been put back before.
        let copies: Int
        let shown: [RowPlace: [Value]]
    }

    private var sights: [Int: [Sight]] = [:]
    private var looks = 0

    package init() {}

    package func see(_ moment: Moment, _ world: World) throws {
        switch moment {
        case .edited(let site, _), .tookIn(let site, _, _):
            looks += 1
            if looks % 24 == 7, world.scenario.seed.isMultiple(of: 4) { try remember(site) }
        case .undone(let site, let undoing): try check(undoing, at: site, world)
        case .restarted, .repeated, .exchanged, .sent, .rotted, .tricked: break
        }
    }

    package func atRest(_ core: [World.WorldSite], _ world: World) throws {
        for site in core {
            let log = try site.store.transactions()
            let vector = try site.store.vector { _ in true }
            // An older copy that was put back has its own past.
            for sight in sights[site.index] ?? []
            where sight.copies == site.copies && sight.vector.isCovered(by: vector) {
                world.counters.sometimes("past state")
                try compare(sight, log, at: site)
            }
        }
    }

    // MARK: Undo

    private func check(_ undoing: Undoing, at site: World.WorldSite, _ world: World) throws {
        let told = { (what: String) in
            let names = undoing.parts.map(\.dot.description).joined(separator: " ")
            return Violation("I20", "at \(site.id) the undo of \(names) \(what)")
        }
        let dots = Set(undoing.parts.map(\.dot))
        let rest = undoing.before.filter { !dots.contains($0.dot) }
        let schema = site.store.schema
        let places = rows(of: undoing.parts, schema)
        switch undoing.answer {
        case .done where undoing.isForced:
            let before = Definition(undoing.before, schema)
            let now = Definition(try site.store.transactions(), schema)
            try expectNoTorso(before, now, undoing, told)
        case .done:
            let now = Definition(try site.store.transactions(), schema)
            try expectEqual(now, Definition(rest, schema), places, undoing, schema, told)
        case .nothing:
            world.counters.sometimes("nothing to undo")
            guard try site.store.transactions().count == undoing.before.count else {
                throw told("found nothing to take back and wrote")
            }
            let before = Definition(undoing.before, schema)
            // Though somebody has written since, a row that is gone stays gone; and one that was made anew
            // after it had been deleted is there, and stays as it was made.
            let isSettled = { (place: RowPlace) in
                guard undoing.isForced else { return false }
                guard let row = before.rows[place], row.isPresent else { return true }
                return undoing.parts.contains {
                    $0.deletes(place) && !row.marks.contains($0.dot)
                }
            }
            try expectEqual(
                before, Definition(rest, schema), places.filter { !isSettled($0) }, undoing, schema,
                told)
        case .refused:
            world.counters.sometimes("undo refused")
            guard try site.store.transactions().count == undoing.before.count else {
                throw told("was refused and wrote")
            }
            // Who had been seen by what is taken back cannot have come since.
            let isTouched = rest.contains { other in
                undoing.parts.contains { !$0.context.contains(other.dot) }
                    && !places.isDisjoint(with: rows(of: [other], schema))
            }
            let isEntry = places.contains { schema.table($0.table)?.entryPrefix != nil }
            guard isTouched || isEntry else {
                throw told("was refused though nobody has written there since")
            }
        }
    }

    /// A row that was gone comes back by a forced undo only where this takes back what took it away.
    private func expectNoTorso(
        _ before: Definition, _ now: Definition, _ undoing: Undoing, _ told: (String) -> Violation
    ) throws {
        for (place, row) in now.rows where row.isPresent {
            guard !(before.rows[place]?.isPresent ?? false) else { continue }
            guard undoing.parts.contains(where: { !$0.onlyWrites(place) }) else {
                throw told("brings \(place) back, which was deleted since")
            }
        }
    }

    private func rows(of log: [Transaction], _ schema: ReplicaSchema) -> Set<RowPlace> {
        Set(
            log.flatMap(\.operations).filter { schema.table($0.table) != nil }
                .map { RowPlace($0.table, $0.key) })
    }

    private func expectEqual(
        _ now: Definition, _ expected: Definition, _ places: Set<RowPlace>, _ undoing: Undoing,
        _ schema: ReplicaSchema, _ told: (String) -> Violation
    ) throws {
        // What has been erased is brought back by nothing.
        let erased = erasedRows(undoing.before)
        for place in places.subtracting(erased).sorted() {
            guard let table = schema.table(place.table) else { continue }
            let (found, wanted) = (now.rows[place], expected.rows[place])
            if let found, found.isPresent, !found.marks.isEmpty,
                undoing.parts.contains(where: { $0.deletes(place) || $0.keeps(place) })
            {
                // Others have deleted or kept it too: it is there, and whether it stays is open.
                continue
            }
            if let found, let wanted,
                try isAsBefore(found, wanted, table, place, undoing, schema, told)
            {
                continue
            }
            guard (found?.isPresent ?? false) == (wanted?.isPresent ?? false) else {
                throw told("leaves \(place) \(found?.isPresent ?? false ? "there" : "gone")")
            }
            guard let found, let wanted, found.isPresent else { continue }
            guard found.marks.isEmpty == wanted.marks.isEmpty else {
                throw told("\(found.marks.isEmpty ? "settles" : "contests") that \(place) is there")
            }
            for cell in table.cells {
                let (values, old) = (worth(found, cell), worth(wanted, cell))
                // What it had replaced is back, also where somebody else had replaced it too.
                let extra = values.subtracting(old)
                // What a delete took that others have crossed comes back where nothing else lives.
                let isBeside = undoing.parts.contains { $0.deletes(place) }
                guard isBeside || owed(cell, wanted, undoing).isSubset(of: values),
                    extra.isEmpty || extra.isSubset(of: replaced(cell, wanted, place, undoing))
                else { throw told("leaves \(place) \(cell.name) at \(values), not \(old)") }
            }
        }
    }

    /// What a cell has to show again: what it would show if the undone had never been, but for what a delete had
    /// taken of which the author of the undone knew. He left that deleted, whoever stood against it.
    private func owed(
        _ cell: CellSchema, _ wanted: Definition.Row, _ undoing: Undoing
    ) -> Set<Value> {
        let all = wanted.siblings(of: cell)
        guard !cell.policy.addsUp else { return worth(wanted, cell) }
        let left = all.filter { sibling in
            !wanted.deletes.contains { delete in
                delete.names.contains(sibling.dot)
                    && undoing.parts.contains { $0.context.contains(delete.dot) }
            }
        }
        return left.isEmpty && !all.isEmpty ? [] : worth(left.map(\.value), cell)
    }

    /// Whether the undone stood against a delete that nobody else stood against, or that nothing would be
    /// left against. That is not taken back, for a person to decide: what the undone had replaced is there
    /// in its place, and the rest of the row, and what stands against it, is as before.
    private func isAsBefore(
        _ found: Definition.Row, _ wanted: Definition.Row, _ table: TableSchema, _ place: RowPlace,
        _ undoing: Undoing,
        _ schema: ReplicaSchema, _ told: (String) -> Violation
    ) throws -> Bool {
        guard undoing.parts.allSatisfy({ $0.onlyWrites(place) }),
            let before = Definition(undoing.before, schema).rows[place],
            before.crossed != wanted.crossed || (!wanted.isPresent && !before.marks.isEmpty)
        else { return false }
        guard found.isPresent == before.isPresent, found.marks == before.marks else {
            throw told("changes whether \(place) is there")
        }
        let own = Set(undoing.parts.map(\.dot))
        for cell in table.cells {
            let others = before.siblings(of: cell).filter { !own.contains($0.dot) }.map(\.value)
            let named = named(cell, before, place, undoing)
            let (values, wanted) = (worth(found, cell), worth(others + named, cell))
            guard values == wanted else {
                throw told("leaves \(place) \(cell.name) at \(values), not \(wanted)")
            }
        }
        return true
    }

    /// What the undone had taken the place of in a cell, as a cell that holds nothing else shows it.
    private func replaced(
        _ cell: CellSchema, _ row: Definition.Row, _ place: RowPlace, _ undoing: Undoing
    ) -> Set<Value> {
        let values = named(cell, row, place, undoing)
        return values.isEmpty ? [] : worth(values, cell)
    }

    /// The values that the undone had taken the place of in a cell.
    private func named(
        _ cell: CellSchema, _ row: Definition.Row, _ place: RowPlace, _ undoing: Undoing
    ) -> [Value] {
        let named = undoing.parts.flatMap(\.operations).flatMap { operation -> [Dot] in
            guard RowPlace(operation.table, operation.key) == place,
                case .set(let writes) = operation.change
            else { return [] }
            return writes.filter { $0.cell == cell.name }.flatMap(\.replaces)
        }
        let own = Set(undoing.parts.map(\.dot))
        let writes = row.cell(cell.name).map { row.cells[$0].writes } ?? []
        return writes.filter { named.contains($0.dot) && !own.contains($0.dot) }.map(\.value)
    }

    private func erasedRows(_ log: [Transaction]) -> Set<RowPlace> {
        var rows: Set<RowPlace> = []
        for operation in log.flatMap(\.operations) {
            if case .erase = operation.change {
                rows.insert(RowPlace(operation.table, operation.key))
            }
        }
        return rows
    }

    /// The different values of a cell; where they add up, what they come to.
    private func worth(_ row: Definition.Row, _ cell: CellSchema) -> Set<Value> {
        worth(row.siblings(of: cell).map(\.value), cell)
    }

    private func worth(_ values: [Value], _ cell: CellSchema) -> Set<Value> {
        switch cell.policy.base {
        case .sum:
            return [.integer(values.reduce(Int64(0)) { $0 &+ ($1.integer ?? 0) })]
        case .union:
            return Set(
                values.flatMap { $0.text?.split(separator: ",") ?? [] }.map { .text(String($0)) })
        default: return values.isEmpty ? [.null] : Set(values)
        }
    }

    // MARK: The past

    private func remember(_ site: World.WorldSite) throws {
        sights[site.index, default: []].append(
            Sight(
                count: try site.store.transactions().count,
                vector: try site.store.vector { _ in true }, version: site.store.schema.version,
                copies: site.copies, shown: try site.store.shownRows()))
    }

    private func compare(_ sight: Sight, _ log: [Transaction], at site: World.WorldSite) throws {
        let schema = WorldSchema.of(version: Int(sight.version))
        let past = Definition(Array(log.prefix(sight.count)), schema)
        let erased = erasedRows(log)
        for place in Set(past.rows.keys).union(sight.shown.keys).subtracting(erased).sorted() {
            let told = { (what: String) in
                Violation("I20", "with \(sight.count) transactions \(site.id) showed \(what)")
            }
            guard let row = past.rows[place], let table = schema.table(place.table) else {
                throw told("\(place), of which its log knows nothing")
            }
            guard row.isPresent == (sight.shown[place] != nil) else {
                throw told("\(place) \(row.isPresent ? "not" : "all the same")")
            }
            for cell in table.cells where cell.policy.base != .sum && cell.policy.base != .union {
                guard let columns = sight.shown[place] else { continue }
                let members = cell.columns.map { columns[$0] }
                let value = cell.isGroup ? Value.group(members) : members[0]
                guard worth(row, cell).contains(value) else {
                    throw told("\(value) in \(place) \(cell.name), not \(worth(row, cell))")
                }
            }
        }
    }
}

extension Transaction {
    fileprivate func deletes(_ place: RowPlace) -> Bool {
        changes(of: place).contains { if case .delete = $0 { true } else { false } }
    }

    fileprivate func keeps(_ place: RowPlace) -> Bool {
        changes(of: place).contains { if case .keep = $0 { true } else { false } }
    }

    /// Whether it changes nothing but cells there.
    fileprivate func onlyWrites(_ place: RowPlace) -> Bool {
        changes(of: place).allSatisfy { change in
            switch change {
            case .set, .add: true
            case .insert, .delete, .keep, .erase: false
            }
        }
    }

    private func changes(of place: RowPlace) -> [Change] {
        operations.filter { RowPlace($0.table, $0.key) == place }.map(\.change)
    }
}
