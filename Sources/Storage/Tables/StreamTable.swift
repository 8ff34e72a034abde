internal import Causality
internal import Wire

/// `moso_stream`: how far each stream has been applied, and what is needed to go on with it. The
/// rows together are the replica's version vector, but for what this site wrote last: a stream of our
/// own may be ahead by what follows in the log (`StreamCache.saved`), so that an edit writes one page
/// less.
final class StreamTable {
    static let sql = """
        CREATE TABLE moso_stream(
            id INTEGER PRIMARY KEY,
            site TEXT NOT NULL,
            epoch INTEGER NOT NULL,
            branch TEXT NOT NULL,
            scope TEXT NOT NULL,
            applied INTEGER NOT NULL,
            head BLOB NOT NULL,
            stamp INTEGER NOT NULL,
            context BLOB NOT NULL,
            parent INTEGER,
            base INTEGER NOT NULL,
            UNIQUE(site, epoch, branch, scope)
        ) STRICT;
        """

    private let insert: Statement
    private let update: Statement

    init(_ connection: Connection) throws(SQLiteError) {
        insert = try connection.prepare(
            """
            INSERT INTO moso_stream(id, site, epoch, branch, scope, applied, head, stamp, context,
                parent, base)
            VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
            """)
        update = try connection.prepare(
            """
            UPDATE moso_stream
            SET applied = ?2, head = ?3, stamp = ?4, context = ?5, parent = ?6, base = ?7
            WHERE id = ?1
            """)
    }

    static func load(_ connection: Connection) throws -> [StreamState] {
        let select = try connection.prepare(
            """
            SELECT id, site || '.' || epoch || branch || '/' || scope, applied, head, stamp, context,
                parent, base
            FROM moso_stream ORDER BY id
            """)
        var states: [StreamState] = []
        while try select.step() {
            guard let stream = Stream(select.text(1)), let head = Digest256(bytes: select.blob(3))
            else { throw StorageError.damaged("moso_stream row \(select.integer(0))") }
            states.append(
                StreamState(
                    id: select.integer(0), stream: stream, applied: UInt64(select.integer(2)),
                    head: head,
                    stamp: HybridTimestamp(bits: UInt64(bitPattern: select.integer(4))),
                    context: try WrittenContext.decode(select.bytes(5)),
                    parent: select.isNull(6) ? nil : select.integer(6),
                    base: UInt64(select.integer(7)), saved: UInt64(select.integer(2))))
        }
        return states
    }

    func save(_ state: StreamState, isNew: Bool) throws(SQLiteError) {
        if isNew {
            let origin = state.stream.origin
            insert.bind(1, integer: state.id)
            insert.bind(2, text: origin.site.name)
            insert.bind(3, integer: Int64(origin.epoch))
            insert.bind(4, text: origin.branchText)
            insert.bind(5, text: state.stream.scope.name)
            bindProgress(of: state, insert, at: 6)
            try insert.run()
        } else {
            update.bind(1, integer: state.id)
            bindProgress(of: state, update, at: 2)
            try update.run()
        }
    }

    private func bindProgress(of state: StreamState, _ statement: borrowing Statement, at: Int32) {
        statement.bind(at, integer: Int64(state.applied))
        statement.bind(at + 1, blob: state.head.bytes)
        statement.bind(at + 2, integer: Int64(bitPattern: state.stamp.bits))
        statement.bind(at + 3, blob: state.context.bytes)
        if let parent = state.parent {
            statement.bind(at + 4, integer: parent)
        } else {
            statement.bindNull(at + 4)
        }
        statement.bind(at + 5, integer: Int64(state.base))
    }
}

extension Origin {
    /// `#5d1f0a2b`; empty without a branch.
    var branchText: String {
        branch == nil ? "" : String(description.dropFirst(plain.description.count))
    }
}

/// What is known of one stream: of one that never forked, of what came before a fork, or of a branch.
struct StreamState {
    let id: Int64
    let stream: Stream
    /// The last number applied; for a branch never below `base`.
    var applied: UInt64
    /// Hash of the last applied transaction; zeros before the first.
    var head: Digest256
    /// Stamp of the last applied transaction.
    var stamp: HybridTimestamp
    /// Context of the last applied transaction: the next one carries only the difference to it.
    var context: WrittenContext
    /// For a branch, the stream it continues; it begins behind that one's end.
    var parent: Int64?
    /// For a branch, the last number before its first; else 0.
    var base: UInt64 = 0
    /// The last number that the stream's row in `moso_stream` tells of.
    var saved: UInt64 = 0
    /// The bytes of the transactions behind that.
    var unsavedBytes = 0

    /// Whether the stream's row need not be written yet: a few short transactions are read again from
    /// the log as fast as it takes to find them.
    var mayWait: Bool {
        applied - saved < StreamState.waitingMost && unsavedBytes <= StreamState.waitingBytesMost
    }

    private static let waitingMost: UInt64 = 32
    private static let waitingBytesMost = 16 << 10

    func holds(_ seq: UInt64) -> Bool { seq > base && seq <= applied }
}

/// A transaction's context as its stream's bytes say it: by the names that its author knew streams
/// by, and with the hashes that tell which branch of a fork is meant.
struct WrittenContext {
    private(set) var vector = VersionVector()
    /// The first four bytes of the hash of the transaction each entry names, as far as told.
    private(set) var heads: [Stream: UInt32] = [:]
    private(set) var namesBranches = false

    /// The context of the next transaction of the stream; `nil` when it goes back.
    func after(_ header: TransactionHeader) -> WrittenContext? {
        header.context(after: vector).map { after(header, is: $0) }
    }

    /// The context of the next transaction of the stream, given the whole of its vector.
    func after(_ header: TransactionHeader, is vector: VersionVector) -> WrittenContext {
        var next = self
        next.vector = vector
        for entry in header.contextDelta {
            next.heads[entry.stream] = entry.head
            next.namesBranches = next.namesBranches || entry.stream.origin.branch != nil
        }
        return next
    }

    /// A count, then stream and number of each entry in order, and its head plus 1, or 0.
    var bytes: [UInt8] {
        var writer = ByteWriter()
        let entries = vector.entries
        writer.varint(entries.count)
        for entry in entries {
            writer.text(entry.stream.description)
            writer.varint(entry.seq)
            writer.varint(heads[entry.stream].map { UInt64($0) + 1 } ?? 0)
        }
        return writer.bytes
    }

    static func decode(_ bytes: UnsafeRawBufferPointer) throws -> WrittenContext {
        var reader = ByteReader(bytes)
        var context = WrittenContext()
        for _ in 0..<(try reader.count("context", most: WireLimits.vectorEntriesMax)) {
            let text = try reader.text("context.stream", most: 128)
            guard let stream = Stream(text) else {
                throw StorageError.damaged("stream \(text) in a context")
            }
            context.vector.advance(stream, to: try reader.varint("context.seq"))
            let head = try reader.varint("context.head")
            if head > 0 { context.heads[stream] = UInt32(truncatingIfNeeded: head - 1) }
            context.namesBranches = context.namesBranches || stream.origin.branch != nil
        }
        return context
    }
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
