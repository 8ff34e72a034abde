internal import Causality

/// `moso_step`: the steps of the members' ladders that have been applied here, and how far the hub lets
/// everybody trim. It follows from the log, which never loses the bodies of steps.
final class StepTable {
    static let sql = """
        CREATE TABLE moso_step(
            stream INTEGER NOT NULL,
            seq INTEGER NOT NULL,
            subject TEXT NOT NULL,
            step TEXT NOT NULL,
            stamp INTEGER NOT NULL,
            PRIMARY KEY(stream, seq, subject)
        ) STRICT, WITHOUT ROWID;
        """

    private let connection: Connection
    private let insert: Statement

    init(_ connection: Connection) throws(SQLiteError) {
        self.connection = connection
        insert = try connection.prepare(
            """
            INSERT OR IGNORE INTO moso_step(stream, seq, subject, step, stamp)
            VALUES(?1, ?2, ?3, ?4, ?5)
            """)
    }

    func note(
        _ step: MemberStep, by dot: LocalDot, stamp: HybridTimestamp
    ) throws(SQLiteError) {
        try note(step.kind.rawValue, of: step.subject, by: dot, stamp: stamp)
    }

    func note(
        _ step: HorizonStep, by dot: LocalDot, stamp: HybridTimestamp
    ) throws(SQLiteError) {
        try note(HorizonStep.name, of: step.text, by: dot, stamp: stamp)
    }

    private func note(
        _ step: String, of subject: String, by dot: LocalDot, stamp: HybridTimestamp
    ) throws(SQLiteError) {
        insert.bind(1, integer: dot.stream)
        insert.bind(2, integer: Int64(dot.seq))
        insert.bind(3, text: subject)
        insert.bind(4, text: step)
        insert.bind(5, integer: Int64(bitPattern: stamp.bits))
        try insert.run()
    }

    /// The ladders by scope.
    func ladders(_ name: (LocalDot) -> Dot?) throws -> [ScopeID: MemberLadder] {
        let select = try connection.prepare(
            """
            SELECT stream, seq, subject, step, stamp FROM moso_step
            WHERE step <> '\(HorizonStep.name)'
            """)
        var entries: [ScopeID: [MemberLadder.Entry]] = [:]
        while try select.step() {
            let local = LocalDot(stream: select.integer(0), seq: UInt64(select.integer(1)))
            guard let dot = name(local),
                let step = MemberStep(select.text(3), about: select.text(2))
            else { throw StorageError.damaged("moso_step of \(select.text(2))") }
            let stamp = HybridTimestamp(bits: UInt64(bitPattern: select.integer(4)))
            entries[dot.stream.scope, default: []].append(.init(step, dot: dot, stamp: stamp))
        }
        return entries.mapValues { MemberLadder($0) }
    }

    /// How far the hub lets everybody trim, all scopes together.
    func horizon(_ name: (LocalDot) -> Dot?) throws -> VersionVector {
        let select = try connection.prepare(
            "SELECT stream, seq, subject FROM moso_step WHERE step = '\(HorizonStep.name)'")
        var vector = VersionVector()
        while try select.step() {
            let local = LocalDot(stream: select.integer(0), seq: UInt64(select.integer(1)))
            guard let scope = name(local)?.stream.scope,
                let step = HorizonStep(select.text(2), in: scope)
            else { throw StorageError.damaged("moso_step of \(HorizonStep.name)") }
            vector.merge(step.vector)
        }
        return vector
    }

    func move(_ stream: Int64, from seq: UInt64, to other: Int64) throws(SQLiteError) {
        let update = try connection.prepare(
            "UPDATE moso_step SET stream = ?3 WHERE stream = ?1 AND seq >= ?2")
        update.bind(1, integer: stream)
        update.bind(2, integer: Int64(seq))
        update.bind(3, integer: other)
        try update.run()
    }
}
