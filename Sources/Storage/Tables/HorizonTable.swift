public import Causality

/// `moso_horizon`: for each stream up to which number bodies may have been trimmed. Together they are
/// the horizon of each scope: what it holds is acknowledged by everybody who counts, and nothing that
/// is still to come has not seen it.
final class HorizonTable {
    static let sql = """
        CREATE TABLE moso_horizon(
            stream INTEGER PRIMARY KEY,
            seq INTEGER NOT NULL
        ) STRICT;
        """

    private let connection: Connection
    private let select: Statement
    private let upsert: Statement

    init(_ connection: Connection) throws(SQLiteError) {
        self.connection = connection
        select = try connection.prepare("SELECT stream, seq FROM moso_horizon")
        upsert = try connection.prepare(
            """
            INSERT INTO moso_horizon(stream, seq) VALUES(?1, ?2)
            ON CONFLICT(stream) DO UPDATE SET seq = max(seq, excluded.seq)
            """)
    }

    func all() throws(SQLiteError) -> [LocalDot] {
        defer { select.reset() }
        var dots: [LocalDot] = []
        while try select.step() {
            dots.append(LocalDot(stream: select.integer(0), seq: UInt64(select.integer(1))))
        }
        return dots
    }

    func advance(to dot: LocalDot) throws(SQLiteError) {
        upsert.bind(1, integer: dot.stream)
        upsert.bind(2, integer: Int64(dot.seq))
        try upsert.run()
    }

    /// Lets a branch take over what lies beyond the number at which it leaves its stream.
    func move(_ stream: Int64, from seq: UInt64, to other: Int64) throws(SQLiteError) {
        for dot in try all() where dot.stream == stream && dot.seq >= seq {
            try advance(to: LocalDot(stream: other, seq: dot.seq))
            let update = try connection.prepare(
                "UPDATE moso_horizon SET seq = ?2 WHERE stream = ?1")
            update.bind(1, integer: stream)
            update.bind(2, integer: Int64(seq) - 1)
            try update.run()
        }
    }
}

extension Replica {
    /// What may have been trimmed of all scopes; empty as long as nothing has been.
    public func horizon() throws -> VersionVector {
        try read {
            var vector = VersionVector()
            for local in try horizons.all() where local.seq > 0 {
                vector.merge(VersionVector([(try globalDot(local).stream, local.seq)]))
            }
            return vector
        }
    }
}
