// When a stream turns out to have forked, the transactions of the branch that is here get another name
// at every site (`Origin.branch`). What they did stays what it was; only the names of dots change, in
// everything that a row remembers, and with them the last tie-break of the order of siblings.

/// New names for the transactions of one stream from a number on.
public struct StreamRenaming: Sendable, Hashable {
    public let old: Stream
    /// The first number that is renamed.
    public let from: UInt64
    public let new: Stream

    public init(old: Stream, from: UInt64, new: Stream) {
        self.old = old
        self.from = from
        self.new = new
    }

    public func callAsFunction(_ dot: Dot) -> Dot {
        dot.stream == old && dot.seq >= from ? Dot(stream: new, seq: dot.seq) : dot
    }

    /// Who had seen the renamed ones had seen what came before them too.
    ///
    /// - Parameter first: the first number of the old stream.
    public func callAsFunction(_ vector: VersionVector, first: UInt64) -> VersionVector {
        let seen = vector[old]
        guard seen >= from else { return vector }
        var entries = vector.entries.filter { $0.stream != old }.map { ($0.stream, $0.seq) }
        if from > first { entries.append((old, from - 1)) }
        entries.append((new, seen))
        return VersionVector(entries)
    }
}

extension RowState {
    /// The same state under new names.
    ///
    /// - Parameter first: the first number of the renamed stream.
    public func renamed(_ rename: StreamRenaming, first: UInt64) -> RowState {
        let sibling = { (old: Sibling) in
            Sibling(
                dot: rename(old.dot), stamp: old.stamp, value: old.value, isDelta: old.isDelta)
        }
        let dots = { (old: Set<Dot>) in Set(old.map { rename($0) }) }
        return RowState(
            cells: cells.mapValues { cell in
                CellState(
                    live: cell.live.map(sibling).sorted { $0.precedes($1) },
                    ghosts: cell.ghosts.map {
                        Ghost(sibling: sibling($0.sibling), takers: dots($0.takers))
                    }.sorted { $0.sibling.precedes($1.sibling) })
            }, marks: dots(marks), keeps: dots(keeps), takenKeeps: dots(takenKeeps),
            deletes: Dictionary(
                uniqueKeysWithValues: deletes.map { dot, record in
                    (
                        rename(dot),
                        DeleteRecord(
                            context: rename(record.context, first: first),
                            isCrossed: record.isCrossed)
                    )
                }), erasures: erasures.mapValues(dots))
    }
}
