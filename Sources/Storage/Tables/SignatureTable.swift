internal import Causality
internal import Wire

/// `moso_signature`: the signatures of authors' sites that came with what others wrote, by the
/// transaction that each is over. This site's own are made when they are needed: they
/// need no chance, so they are the same each time.
///
/// They stay, since whoever passes a part of a stream on needs one where that part ends.
final class SignatureTable {
    static let sql = """
        CREATE TABLE moso_signature(
            stream INTEGER NOT NULL,
            seq INTEGER NOT NULL,
            signature BLOB NOT NULL,
            PRIMARY KEY(stream, seq)
        ) STRICT, WITHOUT ROWID;
        """

    private let connection: Connection
    private let insert: Statement
    private let one: Statement
    private let last: Statement
    private let range: Statement

    init(_ connection: Connection) throws(SQLiteError) {
        self.connection = connection
        insert = try connection.prepare(
            "INSERT OR IGNORE INTO moso_signature(stream, seq, signature) VALUES(?1, ?2, ?3)")
        one = try connection.prepare(
            "SELECT signature FROM moso_signature WHERE stream = ?1 AND seq = ?2")
        last = try connection.prepare(
            "SELECT max(seq) FROM moso_signature WHERE stream = ?1 AND seq <= ?2")
        range = try connection.prepare(
            """
            SELECT seq, signature FROM moso_signature WHERE stream = ?1 AND seq > ?2 AND seq <= ?3
            ORDER BY seq LIMIT ?4
            """)
    }

    func keep(_ signature: [UInt8], over dot: LocalDot) throws(SQLiteError) {
        insert.bind(1, integer: dot.stream)
        insert.bind(2, integer: Int64(dot.seq))
        insert.bind(3, blob: signature)
        try insert.run()
    }

    func signature(over dot: LocalDot) throws(SQLiteError) -> [UInt8]? {
        one.bind(1, integer: dot.stream)
        one.bind(2, integer: Int64(dot.seq))
        defer { one.reset() }
        return try one.step() ? one.blob(0) : nil
    }

    /// The last number of a stream, up to one, with a signature; 0 when there is none.
    func reach(
        of stream: Int64, upTo to: UInt64 = UInt64(Int64.max)
    ) throws(SQLiteError) -> UInt64 {
        last.bind(1, integer: stream)
        last.bind(2, integer: Int64(to))
        defer { last.reset() }
        return try last.step() && !last.isNull(0) ? UInt64(last.integer(0)) : 0
    }

    /// The first `most` signatures beyond a number.
    func signatures(
        of stream: Int64, beyond from: UInt64, upTo to: UInt64, most: Int
    ) throws(SQLiteError) -> [(seq: UInt64, signature: [UInt8])] {
        range.bind(1, integer: stream)
        range.bind(2, integer: Int64(from))
        range.bind(3, integer: Int64(to))
        range.bind(4, integer: Int64(most))
        defer { range.reset() }
        var found: [(seq: UInt64, signature: [UInt8])] = []
        while try range.step() { found.append((UInt64(range.integer(0)), range.blob(1))) }
        return found
    }

    func move(_ stream: Int64, from seq: UInt64, to other: Int64) throws(SQLiteError) {
        let update = try connection.prepare(
            "UPDATE moso_signature SET stream = ?3 WHERE stream = ?1 AND seq >= ?2")
        update.bind(1, integer: stream)
        update.bind(2, integer: Int64(seq))
        update.bind(3, integer: other)
        try update.run()
    }
}
