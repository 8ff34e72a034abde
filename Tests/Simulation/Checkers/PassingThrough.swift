internal import Causality
internal import Sync
internal import Wire

/// I18: what a newer site writes in columns and tables that an older one does not know lies in the older one's
/// log as it was written, to the byte, for it to hand on; and once that site is upgraded, each such value is in
/// its row, unless somebody has taken its place.
package final class PassingThrough: Checker {
    private struct Write {
        let place: RowPlace
        let cell: String
        let value: Value
    }

    /// What was written, by those who wrote it.
    private var written: [Dot: Set<[UInt8]>] = [:]
    /// What came to each site while it did not know all of it.
    private var passed: [Int: [Dot: [Write]]] = [:]

    package init() {}

    package func see(_ moment: Moment, _ world: World) throws {
        guard world.scenario.versions != nil else { return }
        switch moment {
        case .edited(let site, let made):
            for transaction in made where !unknown(transaction, WorldSchema.version1).isEmpty {
                guard let bytes = try bytes(of: transaction.dot, at: site) else { continue }
                written[transaction.dot, default: []].insert(bytes)
            }
        case .tookIn(let site, _, let results):
            for result in results where result.outcome == .applied {
                guard let dot = result.dot, let transaction = world.truth.transactions[dot]
                else { continue }
                let writes = unknown(transaction, site.store.schema)
                if writes.isEmpty { continue }
                passed[site.index, default: [:]][dot] = writes
                try look(dot, at: site, world)
            }
        case .restarted, .repeated, .exchanged, .sent, .undone, .rotted, .tricked: break
        }
    }

    package func atRest(_ core: [World.WorldSite], _ world: World) throws {
        for site in core {
            guard let passed = passed[site.index] else { continue }
            let vector = try site.store.vector { _ in true }
            let replaced = Replaced(try site.store.transactions())
            for (dot, writes) in passed.sorted(by: { $0.key < $1.key }) where vector.contains(dot) {
                if try !look(dot, at: site, world) { continue }
                for write in writes where !replaced.contains(dot, write.place, write.cell) {
                    try find(write, of: dot, at: site)
                    world.counters.sometimes("unknown value there after an upgrade")
                }
            }
        }
    }

    /// - Returns: whether the name means one transaction, so that there is something to compare.
    @discardableResult
    private func look(_ dot: Dot, at site: World.WorldSite, _ world: World) throws -> Bool {
        guard let written = written[dot], !isForked(dot, world) else { return false }
        guard let found = try bytes(of: dot, at: site), written.contains(found) else {
            throw Violation("I18", "\(site.id) holds \(dot) in other bytes than it was written in")
        }
        return true
    }

    /// Whether its number, or one before it in the stream, is two transactions: then sites call it by the name of
    /// a branch.
    private func isForked(_ dot: Dot, _ world: World) -> Bool {
        world.variants.contains { other, hashes in
            other.stream.plain == dot.stream.plain && other.seq <= dot.seq && hashes.count > 1
        }
    }

    private func find(_ write: Write, of dot: Dot, at site: World.WorldSite) throws {
        guard let table = site.store.schema.table(write.place.table),
            let at = table.cells.firstIndex(where: { $0.name == write.cell })
        else { throw Violation("I18", "\(site.id) was not upgraded to know \(write.cell)") }
        let cell = try site.store.exactState(of: write.place).cells[at] ?? CellState()
        let all = cell.live + cell.ghosts.map(\.sibling)
        guard let sibling = all.first(where: { $0.dot == dot }) else {
            throw Violation(
                "I18", "\(site.id) was upgraded and lacks \(dot) in \(write.place) \(write.cell)")
        }
        guard sibling.value == write.value || sibling.value.isErased else {
            throw Violation(
                "I18",
                "\(site.id) has \(sibling.value) of \(dot) in \(write.place), not \(write.value)")
        }
    }

    /// What a transaction writes that a schema does not know.
    private func unknown(_ transaction: Transaction, _ schema: ReplicaSchema) -> [Write] {
        transaction.operations.flatMap { operation -> [Write] in
            guard WorldSchema.version2.table(operation.table) != nil else { return [] }
            let table = schema.table(operation.table)
            return operation.change.values.compactMap { cell, value in
                if let table, table.cells.contains(where: { $0.name == cell }) { return nil }
                let place = RowPlace(operation.table, operation.key)
                return Write(place: place, cell: cell, value: value)
            }
        }
    }

    /// The bytes that a site would hand on.
    private func bytes(of dot: Dot, at site: World.WorldSite) throws -> [UInt8]? {
        let scope = dot.stream.scope
        var before = VersionVector()
        for entry in try site.store.vector({ $0 == scope }).entries {
            let seq = entry.stream == dot.stream ? dot.seq - 1 : entry.seq
            if seq > 0 { before.advance(entry.stream, to: seq) }
        }
        var found: LogRecord?
        _ = try site.store.extract(beyond: before, { $0 == scope }) { record in
            found = record
            return false
        }
        guard let found else { return nil }
        guard let count = found.expandedCount else { return found.bytes }
        return try ZstdDecompressor().expand(found.bytes, to: count)
    }
}

/// In whose place later writes came.
private struct Replaced {
    private struct Place: Hashable {
        let place: RowPlace
        /// `nil` for the whole row.
        let cell: String?
    }

    private var dots: [Place: Set<Dot>] = [:]

    init(_ log: [Transaction]) {
        for operation in log.flatMap(\.operations) {
            let place = RowPlace(operation.table, operation.key)
            switch operation.change {
            case .set(let writes):
                for write in writes {
                    dots[Place(place: place, cell: write.cell), default: []]
                        .formUnion(write.replaces)
                }
            case .delete(let named):
                dots[Place(place: place, cell: nil), default: []].formUnion(named)
            case .insert, .add, .keep, .erase: break
            }
        }
    }

    func contains(_ dot: Dot, _ place: RowPlace, _ cell: String) -> Bool {
        dots[Place(place: place, cell: cell)]?.contains(dot) ?? false
            || dots[Place(place: place, cell: nil)]?.contains(dot) ?? false
    }
}
