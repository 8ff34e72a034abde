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
// never fire there. It was half of the time of a short command. So everything is said as seldom as it can be: SQLite
// has no procedures, but a view that is empty and has an `INSTEAD OF INSERT` trigger is one, called by an insert. What
// a text must be is said in one of them for the whole file, and how a row is kept in one for each table, which its three
// triggers call.

/// The SQL of capture for one table.
enum TriggerWriter {
    /// Which triggers a file has; rises with every change of them, so that older files get the new ones.
    static let version: Int64 = 5

    static let journalSQL = """
        CREATE TABLE moso_journal(
            id INTEGER PRIMARY KEY,
            tab TEXT NOT NULL,
            key TEXT NOT NULL,
            UNIQUE(tab, key)
        ) STRICT;
        """

    /// What all tables share. A file that has it from before gets it anew.
    static let sharedSQL = """
        DROP VIEW IF EXISTS moso_text;
        CREATE VIEW moso_text(x) AS SELECT NULL WHERE 0;
        CREATE TRIGGER moso_text_check INSTEAD OF INSERT ON moso_text BEGIN
            \(TriggerGuards.text)
        END;
        """

    /// The view that an insert of a key makes keep the row of that key.
    private static func keeper(_ schema: TableSchema) -> String {
        quoted("moso_keep_\(schema.name)")
    }

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
            DROP VIEW IF EXISTS \(keeper(schema));
            """
        guard schema.entryPrefix == nil else { return none + "\n" + refusals(schema) }
        let guards = TriggerGuards(schema: schema, rights: rights)
        let keep = keeper(schema)
        return """
            \(none)
            CREATE VIEW \(keep)(k) AS SELECT NULL WHERE 0;
            CREATE TRIGGER \(quoted("moso_keep_\(schema.name)_row")) INSTEAD OF INSERT ON \(keep)
            WHEN NEW.k IS NOT NULL BEGIN
                \(keepRow(schema))
                \(keepAbsence(schema))
                \(note(schema))
            END;
            CREATE TRIGGER \(at("insert")) BEFORE INSERT ON \(table) BEGIN
                \(guards.onInsert)
                INSERT INTO \(keep) VALUES(NEW.id);
            END;
            CREATE TRIGGER \(at("update")) BEFORE UPDATE ON \(table) BEGIN
                \(guards.onUpdate)
                INSERT INTO \(keep) SELECT OLD.id UNION ALL SELECT NEW.id WHERE NEW.id IS NOT OLD.id;
            END;
            CREATE TRIGGER \(at("delete")) BEFORE DELETE ON \(table) BEGIN
                \(guards.onDelete)
                INSERT INTO \(keep) VALUES(OLD.id);
            END;
            """
    }

    /// The row that is there under the key.
    private static func keepRow(_ schema: TableSchema) -> String {
        let list = (schema.columns.map { quoted($0.name) } + ["moso_clock"])
            .joined(separator: ", ")
        let image = quoted(imageTable(schema.name))
        return """
            INSERT INTO \(image)(id, existed, \(list))
                SELECT id, 1, \(list) FROM \(quoted(schema.name)) AS t
                WHERE id = NEW.k AND NOT EXISTS (SELECT 1 FROM \(image) i WHERE i.id = t.id);
            """
    }

    /// That there is none under the key.
    private static func keepAbsence(_ schema: TableSchema) -> String {
        let image = quoted(imageTable(schema.name))
        return """
            INSERT INTO \(image)(id, existed)
                SELECT NEW.k, 0 WHERE NOT EXISTS (SELECT 1 FROM \(image) WHERE id = NEW.k);
            """
    }

    private static func note(_ schema: TableSchema) -> String {
        """
        INSERT INTO moso_journal(tab, key)
            SELECT '\(schema.name)', NEW.k WHERE NOT EXISTS (
                SELECT 1 FROM moso_journal WHERE tab = '\(schema.name)' AND key = NEW.k);
        """
    }
}
