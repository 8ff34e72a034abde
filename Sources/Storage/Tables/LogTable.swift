internal import Causality
internal import Sync
internal import Wire

/// `moso_log`: every applied transaction's canonical bytes in the order in which they were applied.
///
/// The arrival number is the rowid, so writing is appending, and "what has the peer not seen" is a
/// range scan that copies bytes. `stamp` is the effective timestamp (`Witness`), the first that was
/// written stands in the bytes. Bodies that shrink are kept as zstd frames; hashes are always those
/// of the canonical bytes.
final class LogTable {
    static let sql = """
        CREATE TABLE moso_log(
            arrival INTEGER PRIMARY KEY,
            stream INTEGER NOT NULL,
            seq INTEGER NOT NULL,
            stamp INTEGER NOT NULL,
            head INTEGER NOT NULL,
            expanded INTEGER,
            bytes BLOB NOT NULL,
            personal BLOB
        ) STRICT;
        CREATE UNIQUE INDEX moso_log_dot ON moso_log(stream, seq);
        """

    private let connection: Connection
    private let insert: Statement
    private let byDot: Statement
    private let stampByDot: Statement
    private let arrivalByDot: Statement
    private let headByDot: Statement
    private let from: Statement

    init(_ connection: Connection) throws(SQLiteError) {
        self.connection = connection
        insert = try connection.prepare(
            """
            INSERT INTO moso_log(stream, seq, stamp, head, expanded, bytes, personal)
            VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)
            """)
        byDot = try connection.prepare(
            "SELECT expanded, bytes, personal FROM moso_log WHERE stream = ?1 AND seq = ?2")
        stampByDot = try connection.prepare(
            "SELECT stamp FROM moso_log WHERE stream = ?1 AND seq = ?2")
        arrivalByDot = try connection.prepare(
            "SELECT arrival FROM moso_log WHERE stream = ?1 AND seq = ?2")
        headByDot = try connection.prepare(
            "SELECT head FROM moso_log WHERE stream = ?1 AND seq = ?2")
        from = try connection.prepare(
            """
            SELECT arrival, stream, seq, expanded, bytes, personal FROM moso_log
            WHERE arrival >= ?1 ORDER BY arrival
            """)
    }

    /// - Parameters:
    ///   - head: the first four bytes of the transaction's hash.
    ///   - bytes: as they are to be kept; a zstd frame when `expanded` is not `nil`.
    func append(
        _ dot: LocalDot, stamp: HybridTimestamp, head: UInt32, expanded: Int?,
        bytes: UnsafeRawBufferPointer, personal: [UInt8]?
    ) throws(SQLiteError) {
        insert.bind(1, integer: dot.stream)
        insert.bind(2, integer: Int64(dot.seq))
        insert.bind(3, integer: Int64(bitPattern: stamp.bits))
        insert.bind(4, integer: Int64(head))
        if let expanded { insert.bind(5, integer: Int64(expanded)) } else { insert.bindNull(5) }
        insert.bind(6, borrowedBlob: bytes)
        if let personal { insert.bind(7, blob: personal) } else { insert.bindNull(7) }
        try insert.run()
    }

    func record(_ dot: LocalDot) throws(SQLiteError) -> LogRecord? {
        byDot.bind(1, integer: dot.stream)
        byDot.bind(2, integer: Int64(dot.seq))
        defer { byDot.reset() }
        guard try byDot.step() else { return nil }
        return LogRecord(
            bytes: byDot.blob(1), expandedCount: byDot.isNull(0) ? nil : Int(byDot.integer(0)),
            personal: byDot.isNull(2) ? nil : byDot.blob(2))
    }

    /// The effective timestamp: the transaction's own, unless the hub has witnessed an earlier time.
    func stamp(_ dot: LocalDot) throws(SQLiteError) -> HybridTimestamp? {
        stampByDot.bind(1, integer: dot.stream)
        stampByDot.bind(2, integer: Int64(dot.seq))
        defer { stampByDot.reset() }
        guard try stampByDot.step() else { return nil }
        return HybridTimestamp(bits: UInt64(bitPattern: stampByDot.integer(0)))
    }

    /// Lets a transaction's effective timestamp stand beside it.
    func restamp(_ dot: LocalDot, _ stamp: HybridTimestamp) throws(SQLiteError) {
        let update = try connection.prepare(
            "UPDATE moso_log SET stamp = ?3 WHERE stream = ?1 AND seq = ?2")
        update.bind(1, integer: dot.stream)
        update.bind(2, integer: Int64(dot.seq))
        update.bind(3, integer: Int64(bitPattern: stamp.bits))
        try update.run()
    }

    func arrival(_ dot: LocalDot) throws(SQLiteError) -> Int64? {
        arrivalByDot.bind(1, integer: dot.stream)
        arrivalByDot.bind(2, integer: Int64(dot.seq))
        defer { arrivalByDot.reset() }
        return try arrivalByDot.step() ? arrivalByDot.integer(0) : nil
    }

    /// The first four bytes of a transaction's hash; `nil` when it is not here.
    func head(_ dot: LocalDot) throws(SQLiteError) -> UInt32? {
        headByDot.bind(1, integer: dot.stream)
        headByDot.bind(2, integer: Int64(dot.seq))
        defer { headByDot.reset() }
        return try headByDot.step() ? UInt32(truncatingIfNeeded: headByDot.integer(0)) : nil
    }

    /// Puts what follows a number of a stream under another one.
    func move(_ stream: Int64, from seq: UInt64, to other: Int64) throws(SQLiteError) {
        let update = try connection.prepare(
            "UPDATE moso_log SET stream = ?3 WHERE stream = ?1 AND seq >= ?2")
        update.bind(1, integer: stream)
        update.bind(2, integer: Int64(seq))
        update.bind(3, integer: other)
        try update.run()
    }

    /// Visits entries from `arrival` on, in the order of their arrival, until `body` says `false`.
    ///
    /// - Parameter body: gets arrival, dot, and a function that copies the record.
    /// - Returns: whether the end was reached.
    func scan(
        from arrival: Int64, _ body: (Int64, LocalDot, () -> LogRecord) throws -> Bool
    ) throws -> Bool {
        from.bind(1, integer: arrival)
        defer { from.reset() }
        while try from.step() {
            let dot = LocalDot(stream: from.integer(1), seq: UInt64(from.integer(2)))
            let goOn = try body(from.integer(0), dot) {
                LogRecord(
                    bytes: from.blob(4), expandedCount: from.isNull(3) ? nil : Int(from.integer(3)),
                    personal: from.isNull(5) ? nil : from.blob(5))
            }
            guard goOn else { return false }
        }
        return true
    }

    /// Puts another personal section beside a transaction.
    func replaceSection(of dot: LocalDot, with section: [UInt8]) throws(SQLiteError) {
        let update = try connection.prepare(
            "UPDATE moso_log SET personal = ?3 WHERE stream = ?1 AND seq = ?2")
        update.bind(1, integer: dot.stream)
        update.bind(2, integer: Int64(dot.seq))
        update.bind(3, blob: section)
        try update.run()
    }

    /// Every transaction with personal values.
    func withSection() throws -> [LocalDot] {
        let select = try connection.prepare(
            "SELECT stream, seq FROM moso_log WHERE personal IS NOT NULL ORDER BY arrival")
        var dots: [LocalDot] = []
        while try select.step() {
            dots.append(LocalDot(stream: select.integer(0), seq: UInt64(select.integer(1))))
        }
        return dots
    }
}
