internal import Causality
internal import Sync
internal import Wire

/// `moso_log`: every applied transaction's canonical bytes in the order in which they were applied.
///
/// The arrival number is the rowid, so writing is appending, and "what has the peer not seen" is a
/// range scan that copies bytes. `stamp` is the effective timestamp (`Witness`), the first that was
/// written stands in the bytes. Bodies that shrink are kept as zstd frames; hashes are always those
/// of the canonical bytes. `hash` stands only where the body has been trimmed: `bytes` are then the
/// header's, and the hash cannot be computed any more.
///
/// A transaction is found by its name through `moso_log_run`: where consecutive numbers of one stream
/// arrived one after the other, one row says so for all of them. A row tells where its run begins; what
/// does not belong to it any more is known by the entry's own stream and number. So an edit at the desk,
/// which goes on with its site's run, dirties no page of an index.
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
            personal BLOB,
            hash BLOB
        ) STRICT;
        CREATE TABLE moso_log_run(
            stream INTEGER NOT NULL,
            seq INTEGER NOT NULL,
            arrival INTEGER NOT NULL,
            PRIMARY KEY(stream, seq)
        ) STRICT, WITHOUT ROWID;
        """

    /// Names the entry of stream `?1` with number `?2`.
    private static let isDot = """
        stream = ?1 AND seq = ?2 AND arrival = (
            SELECT run.arrival + ?2 - run.seq FROM moso_log_run AS run
            WHERE run.stream = ?1 AND run.seq <= ?2 ORDER BY run.seq DESC LIMIT 1)
        """

    private let connection: Connection
    private let insert: Statement
    private let beginRun: Statement
    private let last: Statement
    private let byDot: Statement
    private let stampByDot: Statement
    private let arrivalByDot: Statement
    private let headByDot: Statement
    private let from: Statement
    /// The last entry, as far as it is known here.
    private var end: (arrival: Int64, dot: LocalDot)?

    init(_ connection: Connection) throws(SQLiteError) {
        self.connection = connection
        insert = try connection.prepare(
            """
            INSERT INTO moso_log(stream, seq, stamp, head, expanded, bytes, personal, arrival, hash)
            VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
            """)
        beginRun = try connection.prepare(
            "INSERT INTO moso_log_run(stream, seq, arrival) VALUES(?1, ?2, ?3)")
        last = try connection.prepare(
            "SELECT arrival, stream, seq FROM moso_log ORDER BY arrival DESC LIMIT 1")
        byDot = try connection.prepare(
            """
            SELECT expanded, bytes, personal, hash FROM moso_log WHERE \(LogTable.isDot)
            """)
        stampByDot = try connection.prepare("SELECT stamp FROM moso_log WHERE \(LogTable.isDot)")
        arrivalByDot = try connection.prepare(
            "SELECT arrival FROM moso_log WHERE \(LogTable.isDot)")
        headByDot = try connection.prepare("SELECT head FROM moso_log WHERE \(LogTable.isDot)")
        from = try connection.prepare(
            """
            SELECT arrival, stream, seq, expanded, bytes, personal, hash FROM moso_log
            WHERE arrival >= ?1 ORDER BY arrival
            """)
    }

    /// - Parameters:
    ///   - head: the first four bytes of the transaction's hash.
    ///   - bytes: as they are to be kept; a zstd frame when `expanded` is not `nil`.
    ///   - trimmedHash: of the whole, where `bytes` are the header alone.
    func append(
        _ dot: LocalDot, stamp: HybridTimestamp, head: UInt32, expanded: Int?,
        bytes: UnsafeRawBufferPointer, personal: [UInt8]?, trimmedHash: Digest256? = nil
    ) throws(SQLiteError) {
        if end == nil { end = try readEnd() }
        let arrival = (end?.arrival ?? 0) + 1
        if end?.dot.stream != dot.stream || end?.dot.seq != dot.seq - 1 {
            beginRun.bind(1, integer: dot.stream)
            beginRun.bind(2, integer: Int64(dot.seq))
            beginRun.bind(3, integer: arrival)
            try beginRun.run()
        }
        insert.bind(1, integer: dot.stream)
        insert.bind(2, integer: Int64(dot.seq))
        insert.bind(3, integer: Int64(bitPattern: stamp.bits))
        insert.bind(4, integer: Int64(head))
        if let expanded { insert.bind(5, integer: Int64(expanded)) } else { insert.bindNull(5) }
        insert.bind(6, borrowedBlob: bytes)
        if let personal { insert.bind(7, blob: personal) } else { insert.bindNull(7) }
        insert.bind(8, integer: arrival)
        if let trimmedHash { insert.bind(9, blob: trimmedHash.bytes) } else { insert.bindNull(9) }
        try insert.run()
        end = (arrival, dot)
    }

    /// Has the end of the log looked up anew: a commit was rolled back, or somebody else committed.
    func forgetEnd() { end = nil }

    private func readEnd() throws(SQLiteError) -> (arrival: Int64, dot: LocalDot)? {
        defer { last.reset() }
        guard try last.step() else { return nil }
        return (
            last.integer(0), LocalDot(stream: last.integer(1), seq: UInt64(last.integer(2)))
        )
    }

    func record(_ dot: LocalDot) throws(SQLiteError) -> LogRecord? {
        byDot.bind(1, integer: dot.stream)
        byDot.bind(2, integer: Int64(dot.seq))
        defer { byDot.reset() }
        guard try byDot.step() else { return nil }
        return LogTable.record(byDot, at: 0)
    }

    /// The record in four columns from `at` on: expanded, bytes, personal, hash.
    private static func record(_ row: borrowing Statement, at: Int32) -> LogRecord {
        LogRecord(
            bytes: row.blob(at + 1), expandedCount: row.isNull(at) ? nil : Int(row.integer(at)),
            personal: row.isNull(at + 2) ? nil : row.blob(at + 2),
            trimmedHash: row.isNull(at + 3) ? nil : Digest256(bytes: row.blob(at + 3)))
    }

    /// What an entry is, without its bytes.
    struct Outline {
        let arrival: Int64
        let local: LocalDot
        /// The effective timestamp.
        let stamp: HybridTimestamp
        /// Whether its body is there.
        let isWhole: Bool
        /// Bytes in the log.
        let bytes: Int
    }

    /// Visits every entry in the order of arrival.
    func outline(_ body: (Outline) throws -> Void) throws {
        let select = try connection.prepare(
            """
            SELECT stream, seq, stamp, typeof(hash) = 'null',
                length(bytes) + coalesce(length(personal), 0), arrival
            FROM moso_log ORDER BY arrival
            """)
        while try select.step() {
            try body(
                Outline(
                    arrival: select.integer(5),
                    local: LocalDot(stream: select.integer(0), seq: UInt64(select.integer(1))),
                    stamp: HybridTimestamp(bits: UInt64(bitPattern: select.integer(2))),
                    isWhole: select.integer(3) != 0, bytes: Int(select.integer(4))))
        }
    }

    /// Whether some body of a stream's numbers is gone.
    func holdsTrimmed(_ stream: Int64, from: UInt64, to: UInt64) throws(SQLiteError) -> Bool {
        let select = try connection.prepare(
            """
            SELECT 1 FROM moso_log
            WHERE stream = ?1 AND seq BETWEEN ?2 AND ?3 AND typeof(hash) = 'blob' LIMIT 1
            """)
        select.bind(1, integer: stream)
        select.bind(2, integer: Int64(from))
        select.bind(3, integer: Int64(to))
        return try select.step()
    }

    /// Leaves of a transaction its header and its hash.
    func trim(_ dot: LocalDot, header: ArraySlice<UInt8>, hash: Digest256) throws(SQLiteError) {
        let update = try connection.prepare(
            """
            UPDATE moso_log SET bytes = ?3, hash = ?4, expanded = NULL, personal = NULL
            WHERE \(LogTable.isDot)
            """)
        update.bind(1, integer: dot.stream)
        update.bind(2, integer: Int64(dot.seq))
        update.bind(3, blob: Array(header))
        update.bind(4, blob: hash.bytes)
        try update.run()
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
            "UPDATE moso_log SET stamp = ?3 WHERE \(LogTable.isDot)")
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
    ///
    /// - Precondition: the stream holds number `seq`.
    func move(_ stream: Int64, from seq: UInt64, to other: Int64) throws(SQLiteError) {
        let steps = [
            "UPDATE moso_log SET stream = ?3 WHERE stream = ?1 AND seq >= ?2",
            // The run that the number lies within goes on under the other stream.
            """
            INSERT OR IGNORE INTO moso_log_run(stream, seq, arrival)
            SELECT ?3, ?2, arrival + ?2 - seq FROM moso_log_run
            WHERE stream = ?1 AND seq <= ?2 ORDER BY seq DESC LIMIT 1
            """,
            """
            UPDATE OR REPLACE moso_log_run SET stream = ?3 WHERE stream = ?1 AND seq >= ?2
            """,
        ]
        for step in steps {
            let statement = try connection.prepare(step)
            statement.bind(1, integer: stream)
            statement.bind(2, integer: Int64(seq))
            statement.bind(3, integer: other)
            try statement.run()
        }
        forgetEnd()
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
                LogTable.record(from, at: 3)
            }
            guard goOn else { return false }
        }
        return true
    }

    /// Puts another personal section beside a transaction.
    func replaceSection(of dot: LocalDot, with section: [UInt8]) throws(SQLiteError) {
        let update = try connection.prepare(
            "UPDATE moso_log SET personal = ?3 WHERE \(LogTable.isDot)")
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
