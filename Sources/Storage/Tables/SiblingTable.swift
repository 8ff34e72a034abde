internal import Causality
internal import Wire

/// `moso_sibling`: everything about a row that one live dot per cell cannot say. Rows without
/// siblings, ghosts and marks have nothing here.
///
/// A cell that stands here at all has *all* its entries here, the shown one included; its dot in the
/// row's clock then says nothing.
final class SiblingTable {
    static let sql = """
        CREATE TABLE moso_sibling(
            tab TEXT NOT NULL,
            key TEXT NOT NULL,
            cell TEXT NOT NULL,
            kind TEXT NOT NULL,
            stream INTEGER NOT NULL,
            seq INTEGER NOT NULL,
            stamp INTEGER NOT NULL,
            value ANY,
            extra BLOB,
            PRIMARY KEY(tab, key, cell, kind, stream, seq)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX moso_sibling_marks ON moso_sibling(tab, key) WHERE cell = '*';
        """

    /// The existence cell's name; no column can be called so.
    static let existence = "*"

    enum Kind: String {
        case live, delta
        case ghost
        case ghostDelta = "ghost-delta"
        case mark, keep
        case takenKeep = "taken-keep"
        /// A live write, or a ghost, whose value has been erased.
        case erased
        case erasedGhost = "erased-ghost"
        case delete
    }

    struct Entry {
        var cell: String
        var kind: Kind
        var dot: LocalDot
        var stamp: HybridTimestamp
        var value: Value
        var extra: [UInt8]?
    }

    private let select: Statement
    private let selectAll: Statement
    private let insert: Statement
    private let remove: Statement
    private let removeCell: Statement

    init(_ connection: Connection) throws(SQLiteError) {
        select = try connection.prepare(
            """
            SELECT cell, kind, stream, seq, stamp, value, extra FROM moso_sibling
            WHERE tab = ?1 AND key = ?2
            """)
        selectAll = try connection.prepare(
            """
            SELECT cell, kind, stream, seq, stamp, value, extra, tab, key FROM moso_sibling
            ORDER BY tab, key, cell
            """)
        insert = try connection.prepare(
            """
            INSERT INTO moso_sibling(tab, key, cell, kind, stream, seq, stamp, value, extra)
            VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
            """)
        remove = try connection.prepare("DELETE FROM moso_sibling WHERE tab = ?1 AND key = ?2")
        removeCell = try connection.prepare(
            "DELETE FROM moso_sibling WHERE tab = ?1 AND key = ?2 AND cell = ?3")
    }

    func entries(table: TableSchema, key: RecordKey) throws -> [Entry] {
        select.bind(1, text: table.name)
        select.bind(2, key: key)
        defer { select.reset() }
        var entries: [Entry] = []
        while try select.step() {
            entries.append(
                try SiblingTable.entry(select) { name in
                    table.cells.first { $0.name == name }?.isGroup ?? false
                })
        }
        return entries
    }

    /// Visits every row of the tables given that has entries, by table and key, with all of its entries by
    /// rising cell.
    func forEachRow(
        of tables: [String: RowTable],
        _ body: (_ table: RowTable, _ key: RecordKey, _ entries: [Entry]) throws -> Void
    ) throws {
        defer { selectAll.reset() }
        var row: (table: RowTable, key: String)?
        var entries: [Entry] = []
        func visit() throws {
            if let row, let key = RecordKey(row.key) { try body(row.table, key, entries) }
            entries.removeAll(keepingCapacity: true)
        }
        while try selectAll.step() {
            let (name, key) = (selectAll.text(7), selectAll.text(8))
            if row?.key != key || row?.table.schema.name != name {
                try visit()
                row = tables[name].map { ($0, key) }
            }
            guard let table = row?.table else { continue }
            entries.append(try SiblingTable.entry(selectAll, isGroup: table.isGroup))
        }
        try visit()
    }

    /// The entry in the current row of a statement that begins with the columns of an entry.
    private static func entry(
        _ row: borrowing Statement, isGroup: (_ cell: String) -> Bool
    ) throws -> Entry {
        let cell = row.text(0)
        guard let kind = Kind(rawValue: row.text(1)) else {
            throw StorageError.damaged("\(cell) in moso_sibling")
        }
        return Entry(
            cell: cell, kind: kind,
            dot: LocalDot(stream: row.integer(2), seq: UInt64(row.integer(3))),
            stamp: HybridTimestamp(bits: UInt64(bitPattern: row.integer(4))),
            value: !row.isNull(5) && isGroup(cell)
                ? try TupleBlob.decode(row.bytes(5)) : row.value(5),
            extra: row.isNull(6) ? nil : row.blob(6))
    }

    func replace(
        _ entries: [Entry], table: String, key: RecordKey, removingOld: Bool
    ) throws(SQLiteError) {
        if removingOld {
            remove.bind(1, text: table)
            remove.bind(2, key: key)
            try remove.run()
        }
        for entry in entries { try add(entry, table: table, key: key) }
    }

    func add(_ entry: Entry, table: String, key: RecordKey) throws(SQLiteError) {
        insert.bind(1, text: table)
        insert.bind(2, key: key)
        insert.bind(3, text: entry.cell)
        insert.bind(4, text: entry.kind.rawValue)
        insert.bind(5, integer: entry.dot.stream)
        insert.bind(6, integer: Int64(entry.dot.seq))
        insert.bind(7, integer: Int64(bitPattern: entry.stamp.bits))
        if case .tuple(let members) = entry.value {
            insert.bind(8, blob: TupleBlob.encode(members))
        } else {
            insert.bind(8, entry.value)
        }
        if let extra = entry.extra { insert.bind(9, blob: extra) } else { insert.bindNull(9) }
        try insert.run()
    }
}

/// The members of a group in one blob: a count, then for each 0 (NULL), 1 and a zigzag number, or
/// 2 and a text.
enum TupleBlob {
    static func encode(_ members: [Value]) -> [UInt8] {
        var writer = ByteWriter()
        writer.varint(members.count)
        for member in members {
            switch member {
            case .null, .tuple, .erased: writer.byte(0)
            case .integer(let number):
                writer.byte(1)
                writer.signed(number)
            case .text(let text):
                writer.byte(2)
                writer.text(text)
            }
        }
        return writer.bytes
    }

    static func decode(_ bytes: UnsafeRawBufferPointer) throws -> Value {
        var reader = ByteReader(bytes)
        var members: [Value] = []
        for _ in 0..<(try reader.count("tuple", most: WireLimits.groupMembersMax)) {
            switch try reader.byte("tuple.kind") {
            case 0: members.append(.null)
            case 1: members.append(.integer(try reader.signed("tuple.number")))
            case 2: members.append(.text(try reader.text("tuple.text", most: 1 << 20)))
            default: throw StorageError.damaged("a group's value in moso_sibling")
            }
        }
        return .tuple(members)
    }
}
