internal import Causality

// Capture.
//
// "Any SQLite tool can read and write a replica" means that a row changed by `sqlite3` must
// replicate like one changed by moso. moso's own connections switch triggers off and pay nothing.
// Every other connection fires these triggers, which are plain SQL and need no extension: before the
// first change of a row they refuse what could never be replicated (`TriggerGuards`), keep the row's *image*,
// clock included, and note its key in the journal. The
// next moso that writes compares image and row, seals the difference as a transaction, and empties
// both. So the net effect is sealed, however often the row was changed.
//
// `REPLACE` fires no delete trigger, so the insert trigger runs *before* the insert, while the row
// that will vanish can still be read. `INSERT OR IGNORE` inside a trigger would take over the outer
// statement's conflict rule; `WHERE NOT EXISTS` does not.
//
// Every connection to a file reads the text of all its triggers when it is opened, moso's own too, though they
// never fire there. It was half of the time of a short command. So what is said of each column is said as
// seldom as it can be.

/// The SQL of capture for one table.
enum TriggerWriter {
    /// Which triggers a file has; rises with every change of them, so that older files get the new ones.
    static let version: Int64 = 4

    static let journalSQL = """
        CREATE TABLE moso_journal(
            id INTEGER PRIMARY KEY,
            tab TEXT NOT NULL,
            key TEXT NOT NULL,
            UNIQUE(tab, key)
        ) STRICT;
        """

    static func imageTable(_ table: String) -> String { "moso_before_\(table)" }

    static func sql(_ schema: TableSchema, _ rights: CaptureRights) -> String {
        let image = quoted(imageTable(schema.name))
        let columns = schema.columns.map { "\(quoted($0.name)) \($0.storage.rawValue)" }
        return """
            CREATE TABLE IF NOT EXISTS \(image)(
                id TEXT PRIMARY KEY NOT NULL,
                existed INTEGER NOT NULL,
                \(columns.joined(separator: ",\n    ")),
                moso_clock BLOB
            ) STRICT;
            \(triggers(schema, rights))
            """
    }

    /// A key that names a transaction cannot be made outside of moso: other tools are refused.
    private static func refusals(_ schema: TableSchema) -> String {
        ["insert", "update", "delete"].map { event in
            """
            CREATE TRIGGER \(quoted("moso_capture_\(schema.name)_\(event)"))
            BEFORE \(event.uppercased()) ON \(quoted(schema.name)) BEGIN
                SELECT RAISE(ABORT, 'moso alone adds rows to \(schema.name), and nobody changes them');
            END;
            """
        }.joined(separator: "\n")
    }

    /// Drops and makes the triggers anew, as after a change of the table's columns.
    static func triggers(_ schema: TableSchema, _ rights: CaptureRights) -> String {
        let table = quoted(schema.name)
        let at = { (event: String) in quoted("moso_capture_\(schema.name)_\(event)") }
        let none = """
            DROP TRIGGER IF EXISTS \(at("insert"));
            DROP TRIGGER IF EXISTS \(at("update"));
            DROP TRIGGER IF EXISTS \(at("delete"));
            """
        guard schema.entryPrefix == nil else { return none + "\n" + refusals(schema) }
        let guards = TriggerGuards(schema: schema, rights: rights)
        return """
            \(none)
            CREATE TRIGGER \(at("insert")) BEFORE INSERT ON \(table) BEGIN
                \(guards.onInsert)
                \(keepRow(schema, keys: "NEW.id"))
                \(keepAbsence(schema, key: "NEW.id"))
                \(note(schema, keys: "SELECT NEW.id AS k"))
            END;
            CREATE TRIGGER \(at("update")) BEFORE UPDATE ON \(table) BEGIN
                \(guards.onUpdate)
                \(keepRow(schema, keys: "OLD.id, NEW.id"))
                \(keepAbsence(schema, key: "NEW.id"))
                \(note(schema, keys: "SELECT OLD.id AS k UNION ALL SELECT NEW.id WHERE NEW.id IS NOT OLD.id"))
            END;
            CREATE TRIGGER \(at("delete")) BEFORE DELETE ON \(table) BEGIN
                \(guards.onDelete)
                \(keepRow(schema, keys: "OLD.id"))
                \(note(schema, keys: "SELECT OLD.id AS k"))
            END;
            """
    }

    /// The rows that are there under these keys.
    private static func keepRow(_ schema: TableSchema, keys: String) -> String {
        let list = (schema.columns.map { quoted($0.name) } + ["moso_clock"])
            .joined(separator: ", ")
        let image = quoted(imageTable(schema.name))
        return """
            INSERT INTO \(image)(id, existed, \(list))
                SELECT id, 1, \(list) FROM \(quoted(schema.name)) AS t
                WHERE id IN (\(keys)) AND NOT EXISTS (SELECT 1 FROM \(image) i WHERE i.id = t.id);
            """
    }

    /// That there is none under a key.
    private static func keepAbsence(_ schema: TableSchema, key: String) -> String {
        let image = quoted(imageTable(schema.name))
        return """
            INSERT INTO \(image)(id, existed)
                SELECT \(key), 0
                WHERE \(key) IS NOT NULL AND NOT EXISTS (SELECT 1 FROM \(image) WHERE id = \(key));
            """
    }

    /// - Parameter keys: a query that gives them as `k`.
    private static func note(_ schema: TableSchema, keys: String) -> String {
        """
        INSERT INTO moso_journal(tab, key)
            SELECT '\(schema.name)', k FROM (\(keys))
            WHERE k IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM moso_journal WHERE tab = '\(schema.name)' AND key = k);
        """
    }
}
