public import Causality
internal import Wire

// What another tool wrote and no transaction can carry.
//
// A text may be 256 KiB, a row's values 1 MiB together; SQLite allows a thousand times that. Sealed, such a
// value could be read by nobody, this site included. So it is put aside as it was written, into a table
// that any tool can read; the field keeps what it had, and everything else that was written goes on.
// It is told until the field is written again here.

/// A value that another tool wrote and that stays here.
public struct ValueAside: Sendable, Hashable {
    public let table: String
    public let key: RecordKey
    public let column: String
    public let value: Value
    /// Up to which own timestamp it had not been written again.
    let stampBits: UInt64

    public var byteCount: Int { value.text?.utf8.count ?? 0 }

    /// The most that a value may have.
    public static let bytesMax = WireLimits.textBytesMax
}

/// `moso_aside`, made when it is needed for the first time.
private enum AsideTable {
    static let sql = """
        CREATE TABLE IF NOT EXISTS moso_aside(
            tab TEXT NOT NULL, key TEXT NOT NULL, column TEXT NOT NULL, value TEXT NOT NULL,
            stamp INTEGER NOT NULL
        ) STRICT;
        """
}

extension Replica {
    /// What can travel of the values that another tool has written into a row, in the order of columns.
    ///
    /// - Returns: whether each may be sealed.
    static func canTravel(_ values: [Value], rowBytesMax: Int, size: (Value) -> Int) -> [Bool] {
        var room = rowBytesMax
        return values.map { value in
            guard (value.text?.utf8.count ?? 0) <= ValueAside.bytesMax, size(value) <= room else {
                return false
            }
            room -= size(value)
            return true
        }
    }

    /// Keeps values aside; in a commit that is running, after what goes with them has been sealed.
    func keepAside(_ values: [(table: String, key: RecordKey, column: String, value: Value)]) throws
    {
        guard !values.isEmpty else { return }
        try connection.execute(AsideTable.sql)
        let insert = try connection.prepare(
            "INSERT INTO moso_aside(tab, key, column, value, stamp) VALUES(?1, ?2, ?3, ?4, ?5)")
        let stamp = streams.all.filter { $0.stream.origin.plain == origin }.map(\.stamp).max()
        for entry in values {
            try forgetAside(entry.table, entry.key, [entry.column])
            insert.bind(1, text: entry.table)
            insert.bind(2, key: entry.key)
            insert.bind(3, text: entry.column)
            insert.bind(4, entry.value)
            insert.bind(5, integer: Int64(bitPattern: (stamp ?? .zero).bits))
            try insert.run()
        }
    }

    /// Takes over what another replica of this site had put aside.
    public func keepAside(of other: Replica) throws {
        let values = try other.valuesAside()
        try write {
            try keepAside(values.map { ($0.table, $0.key, $0.column, $0.value) })
        }
    }

    /// The values that stay here because they are too large, and whose field nobody has written here since.
    public func valuesAside() throws -> [ValueAside] {
        try read {
            guard try hasAside() else { return [] }
            let select = try connection.prepare(
                "SELECT tab, key, column, value, stamp FROM moso_aside ORDER BY rowid")
            var found: [ValueAside] = []
            while try select.step() {
                guard let key = RecordKey(select.text(1)) else {
                    throw StorageError.damaged("moso_aside of \(select.text(0))")
                }
                found.append(
                    ValueAside(
                        table: select.text(0), key: key, column: select.text(2),
                        value: select.value(3),
                        stampBits: UInt64(bitPattern: select.integer(4))))
            }
            return try found.filter { try !isWrittenSince($0) }
        }
    }

    private func isWrittenSince(_ aside: ValueAside) throws -> Bool {
        guard let schema = schema.table(aside.table), let cell = schema.cell(aside.column),
            let record = try record(aside.table, aside.key)
        else { return false }
        let name = schema.cells[cell].name
        let dots = record.cells.first { $0.name == name }?.siblings.map(\.dot) ?? []
        return try dots.contains { dot in
            guard dot.stream.origin.site == meta.site,
                let made = try log.record(localDot(dot)).map(header)
            else { return false }
            return made.stamp.bits > aside.stampBits
        }
    }

    /// Forgets what was put aside of columns of a row.
    func forgetAside(_ table: String, _ key: RecordKey, _ columns: Set<String>) throws {
        guard try hasAside() else { return }
        let delete = try connection.prepare(
            "DELETE FROM moso_aside WHERE tab = ?1 AND key = ?2 AND column = ?3")
        for column in columns.sorted(by: { $0.precedesByBytes($1) }) {
            delete.bind(1, text: table)
            delete.bind(2, key: key)
            delete.bind(3, text: column)
            try delete.run()
        }
    }

    private func hasAside() throws -> Bool {
        try connection.number(
            "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'moso_aside'") != nil
    }
}
