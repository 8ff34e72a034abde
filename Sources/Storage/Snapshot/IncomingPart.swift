internal import Causality
internal import Wire

/// One part of a snapshot while it is read: its items in turn, and what its positions mean here.
final class IncomingPart {
    let part: SnapshotPart
    /// Local numbers of its streams, in the order of their positions.
    let ids: Range<Int64>
    private let reader: ChunkReader
    /// The item that is next, if it has been looked at.
    private var next: SnapshotItem?

    init(
        _ part: SnapshotPart, firstID: Int64, _ plan: SnapshotPlan, _ schema: ReplicaSchema
    ) throws {
        self.part = part
        ids = firstID..<firstID + Int64(part.streams.count)
        let chunk = plan.chunk
        let progress = plan.progress
        var count = 0
        reader = ChunkReader(part) { wanted in
            let bytes = try chunk(wanted)
            count += 1
            progress(count)
            return bytes
        }
        for table in part.tables {
            // Columns are only ever appended, so a newer schema begins with an older one's cells.
            guard let known = schema.table(table.name),
                known.cells.prefix(table.cells.count).map(\.name) == table.cells
            else { throw fault("its table \(table.name) is another one here") }
        }
    }

    /// The next item, which stays the next one.
    func peek() throws -> SnapshotItem? {
        if next == nil { next = try read() }
        return next
    }

    /// The next item, and goes on.
    func pop() throws -> SnapshotItem? {
        defer { next = nil }
        return try next ?? read()
    }

    private func read() throws -> SnapshotItem? {
        do {
            return try reader.next()
        } catch let error as WireError {
            throw fault("\(error)")
        }
    }

    func local(_ dot: SnapshotDot) -> LocalDot {
        LocalDot(stream: ids.lowerBound + Int64(dot.stream), seq: dot.seq)
    }

    /// The states of the streams, which stand before everything else.
    func streamStates() throws -> [StreamState] {
        try part.streams.enumerated().map { at, stream in
            guard case .context(at, let bytes) = try pop() else {
                throw fault("the context of stream \(at) is not there")
            }
            return StreamState(
                id: ids.lowerBound + Int64(at),
                stream: Stream(origin: stream.origin, scope: part.scope),
                applied: stream.applied, head: stream.head, stamp: stream.stamp,
                context: try bytes.withUnsafeBytes { try WrittenContext.decode($0) },
                parent: stream.parent.map { ids.lowerBound + Int64($0) }, base: stream.base,
                saved: stream.applied)
        }
    }

    func fault(_ detail: String) -> StorageError { .badSnapshot(.content(part.scope, detail)) }
}
