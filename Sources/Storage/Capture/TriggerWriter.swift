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

/// The SQL of capture for one table.
enum TriggerWriter {
    /// Which triggers a file has; rises with every change of them, so that older files get the new ones.
    static let version: Int64 = 3

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
                \(keepRow(schema, key: "NEW.id"))
                \(keepAbsence(schema, key: "NEW.id"))
            END;
            CREATE TRIGGER \(at("update")) BEFORE UPDATE ON \(table) BEGIN
                \(guards.onUpdate)
                \(keepRow(schema, key: "OLD.id"))
                \(keepRow(schema, key: "NEW.id"))
                \(keepAbsence(schema, key: "NEW.id"))
            END;
            CREATE TRIGGER \(at("delete")) BEFORE DELETE ON \(table) BEGIN
                \(guards.onDelete)
                \(keepRow(schema, key: "OLD.id"))
            END;
            """
    }

    private static func keepRow(_ schema: TableSchema, key: String) -> String {
        let list = (schema.columns.map { quoted($0.name) } + ["moso_clock"])
            .joined(separator: ", ")
        let image = quoted(imageTable(schema.name))
        return """
            INSERT INTO \(image)(id, existed, \(list))
                SELECT id, 1, \(list) FROM \(quoted(schema.name))
                WHERE id = \(key) AND NOT EXISTS (SELECT 1 FROM \(image) WHERE id = \(key));
            \(note(schema, key: key))
            """
    }

    private static func keepAbsence(_ schema: TableSchema, key: String) -> String {
        let image = quoted(imageTable(schema.name))
        return """
            INSERT INTO \(image)(id, existed)
                SELECT \(key), 0
                WHERE \(key) IS NOT NULL AND NOT EXISTS (SELECT 1 FROM \(image) WHERE id = \(key));
            \(note(schema, key: key))
            """
    }

    private static func note(_ schema: TableSchema, key: String) -> String {
        """
        INSERT INTO moso_journal(tab, key)
            SELECT '\(schema.name)', \(key)
            WHERE \(key) IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM moso_journal WHERE tab = '\(schema.name)' AND key = \(key));
        """
    }
}
