internal import Causality
internal import Wire

/// `moso_ack`: how far each origin has said to have applied each scope, in the names of this replica as
/// far as it knows the streams.
///
/// `number` orders the news: what is greater than a reader has read is passed on to it. It is the clock's
/// reading, in milliseconds, or one more than the last where that has not moved on, and one for all that was
/// heard at once: a count would tell each reader how much goes on in scopes that it does not hold.
final class AckTable {
    static let sql = """
        CREATE TABLE moso_ack(
            member TEXT NOT NULL,
            scope TEXT NOT NULL,
            heard BLOB NOT NULL,
            settled BLOB NOT NULL,
            number INTEGER NOT NULL,
            PRIMARY KEY(member, scope)
        ) STRICT, WITHOUT ROWID;
        """

    struct Entry {
        let scope: ScopeID
        var acknowledgement: Acknowledgement
        var number: UInt64
    }

    private let select: Statement
    private let upsert: Statement
    private let remove: Statement

    init(_ connection: Connection) throws(SQLiteError) {
        select = try connection.prepare(
            "SELECT member, scope, heard, settled, number FROM moso_ack ORDER BY member, scope")
        upsert = try connection.prepare(
            """
            INSERT INTO moso_ack(member, scope, heard, settled, number) VALUES(?1, ?2, ?3, ?4, ?5)
            ON CONFLICT(member, scope) DO UPDATE
            SET heard = excluded.heard, settled = excluded.settled, number = excluded.number
            """)
        remove = try connection.prepare("DELETE FROM moso_ack WHERE scope = ?1")
    }

    func all() throws -> [Entry] {
        defer { select.reset() }
        var entries: [Entry] = []
        while try select.step() {
            guard let member = Origin(select.text(0)[...]), let scope = ScopeID(select.text(1))
            else { throw StorageError.damaged("moso_ack of \(select.text(0))") }
            let acknowledgement = Acknowledgement(
                origin: member, heard: try ContextBlob.decode(select.bytes(2)),
                settled: try ContextBlob.decode(select.bytes(3)))
            entries.append(
                Entry(
                    scope: scope, acknowledgement: acknowledgement,
                    number: UInt64(select.integer(4))))
        }
        return entries
    }

    func keep(_ entry: Entry) throws(SQLiteError) {
        upsert.bind(1, text: entry.acknowledgement.origin.description)
        upsert.bind(2, text: entry.scope.name)
        upsert.bind(3, blob: ContextBlob.encode(entry.acknowledgement.heard))
        upsert.bind(4, blob: ContextBlob.encode(entry.acknowledgement.settled))
        upsert.bind(5, integer: Int64(entry.number))
        try upsert.run()
    }

    func forget(_ scope: ScopeID) throws(SQLiteError) {
        remove.bind(1, text: scope.name)
        try remove.run()
    }
}

/// The acknowledgements in memory.
struct AckBook {
    private struct Name: Hashable {
        let member: Origin
        let scope: ScopeID
    }

    private var entries: [Name: AckTable.Entry] = [:]
    private(set) var last: UInt64 = 0

    init(_ entries: [AckTable.Entry]) {
        for entry in entries { put(entry) }
    }

    private mutating func put(_ entry: AckTable.Entry) {
        let name = Name(member: entry.acknowledgement.origin, scope: entry.scope)
        entries[name] = entry
        last = max(last, entry.number)
    }

    /// Those of one scope, by rising origin.
    func of(_ scope: ScopeID) -> [Acknowledgement] {
        entries.values.filter { $0.scope == scope }.map(\.acknowledgement)
            .sorted { $0.origin < $1.origin }
    }

    /// Those that are newer than `number`, the oldest first.
    func beyond(_ number: UInt64) -> [AckTable.Entry] {
        guard number < last else { return [] }
        return entries.values.filter { $0.number > number }.sorted {
            ($0.number, $0.scope) < ($1.number, $1.scope)
        }
    }

    var members: Set<Origin> { Set(entries.keys.map(\.member)) }

    /// What becomes of an acknowledgement by another one of the same origin: the greater of each
    /// number. `nil` when that changes nothing.
    ///
    /// - Parameters:
    ///   - held: what is here of the scope.
    ///   - number: of the news that it would be.
    func merged(
        _ vector: VersionVector, of member: Origin, in scope: ScopeID, held: VersionVector,
        number: UInt64
    ) -> AckTable.Entry? {
        let old = entries[Name(member: member, scope: scope)]
        var next = old?.acknowledgement ?? Acknowledgement(origin: member, heard: VersionVector())
        next.hear(vector, held: held)
        guard next.heard != old?.acknowledgement.heard else { return nil }
        return AckTable.Entry(scope: scope, acknowledgement: next, number: number)
    }

    mutating func keep(_ entry: AckTable.Entry) { put(entry) }
}
