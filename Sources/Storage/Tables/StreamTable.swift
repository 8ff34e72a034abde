internal import Causality
internal import Wire

/// `moso_stream`: how far each stream has been applied, and what is needed to go on with it. The
/// rows together are the replica's version vector.
final class StreamTable {
    static let sql = """
        CREATE TABLE moso_stream(
            id INTEGER PRIMARY KEY,
            site TEXT NOT NULL,
            epoch INTEGER NOT NULL,
            scope TEXT NOT NULL,
            applied INTEGER NOT NULL,
            head BLOB NOT NULL,
            stamp INTEGER NOT NULL,
            context BLOB NOT NULL,
            UNIQUE(site, epoch, scope)
        ) STRICT;
        """

    private let insert: Statement
    private let update: Statement

    init(_ connection: Connection) throws(SQLiteError) {
        insert = try connection.prepare(
            """
            INSERT INTO moso_stream(id, site, epoch, scope, applied, head, stamp, context)
            VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            """)
        update = try connection.prepare(
            "UPDATE moso_stream SET applied = ?2, head = ?3, stamp = ?4, context = ?5 WHERE id = ?1"
        )
    }

    static func load(_ connection: Connection) throws -> [StreamState] {
        let select = try connection.prepare(
            "SELECT id, site, epoch, scope, applied, head, stamp, context FROM moso_stream ORDER BY id"
        )
        var states: [StreamState] = []
        while try select.step() {
            guard let site = SiteID(select.text(1)), let epoch = UInt32(exactly: select.integer(2)),
                epoch > 0, let scope = ScopeID(select.text(3)),
                let head = Digest256(bytes: select.blob(5))
            else { throw StorageError.damaged("moso_stream row \(select.integer(0))") }
            let stream = Stream(origin: Origin(site: site, epoch: epoch), scope: scope)
            states.append(
                StreamState(
                    id: select.integer(0), stream: stream, applied: UInt64(select.integer(4)),
                    head: head,
                    stamp: HybridTimestamp(bits: UInt64(bitPattern: select.integer(6))),
                    context: try ContextBlob.decode(select.bytes(7))))
        }
        return states
    }

    func save(_ state: StreamState, isNew: Bool) throws(SQLiteError) {
        let context = ContextBlob.encode(state.context)
        if isNew {
            insert.bind(1, integer: state.id)
            insert.bind(2, text: state.stream.origin.site.name)
            insert.bind(3, integer: Int64(state.stream.origin.epoch))
            insert.bind(4, text: state.stream.scope.name)
            insert.bind(5, integer: Int64(state.applied))
            insert.bind(6, blob: state.head.bytes)
            insert.bind(7, integer: Int64(bitPattern: state.stamp.bits))
            insert.bind(8, blob: context)
            try insert.run()
        } else {
            update.bind(1, integer: state.id)
            update.bind(2, integer: Int64(state.applied))
            update.bind(3, blob: state.head.bytes)
            update.bind(4, integer: Int64(bitPattern: state.stamp.bits))
            update.bind(5, blob: context)
            try update.run()
        }
    }
}

/// What is known of one stream.
struct StreamState {
    let id: Int64
    let stream: Stream
    var applied: UInt64
    /// Hash of the last applied transaction; zeros before the first.
    var head: Digest256
    /// Stamp of the last applied transaction.
    var stamp: HybridTimestamp
    /// Context of the last applied transaction: the next one carries only the difference to it.
    var context: VersionVector
}

/// A version vector as bytes: a count, then site, epoch, scope and number of each entry, in order.
enum ContextBlob {
    static func encode(_ vector: VersionVector) -> [UInt8] {
        var writer = ByteWriter()
        let entries = vector.entries
        writer.varint(entries.count)
        for entry in entries {
            writer.text(entry.stream.description)
            writer.varint(entry.seq)
        }
        return writer.bytes
    }

    static func decode(_ bytes: UnsafeRawBufferPointer) throws -> VersionVector {
        var reader = ByteReader(bytes)
        var vector = VersionVector()
        let count = try reader.count("context", most: WireLimits.vectorEntriesMax)
        for _ in 0..<count {
            let text = try reader.text("context.stream", most: 128)
            guard let stream = Stream(text) else {
                throw StorageError.damaged("stream \(text) in a context")
            }
            vector.advance(stream, to: try reader.varint("context.seq"))
        }
        return vector
    }
}
