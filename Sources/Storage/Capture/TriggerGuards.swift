internal import Causality
internal import Wire

// What the triggers refuse.
//
// Some rows can be written by SQL and can never be replicated: a text over the limit of the wire, a key
// that no peer would take, bytes that are no UTF-8, a record of a scope that this site does not hold. Whoever
// writes one should hear it there and then, in the tool that he uses, since that is the one moment when he
// knows what he meant. So the triggers of capture refuse it, in plain SQL and for any SQLite tool.
//
// A row with a field that is not decided is not deleted from outside either: the tool shows one of the values, and
// a delete would take the others along, which nobody has looked at. What the values are is asked of
// `moso_sibling`; where it takes the owner or an order of states to tell (`owner`, `furthest`), sealing does.
//
// Triggers can be switched off, and a row may be older than they are. Sealing therefore asks the same once
// more (`Replica+Aside`).
//
// SQLite keeps whatever bytes it is given and decodes them loosely: E4 B8 without its third byte is read as
// U+0138. But `char(unicode(c))` writes the strict form of what was read, so a character is UTF-8 exactly when
// that gives its bytes back (but for U+FFFE and U+FFFF, which SQLite reads as U+FFFD). Functions on text end
// at a NUL, so what stands behind one cannot be looked at, and a NUL is refused too. Most texts are ASCII,
// which one GLOB tells; the others are taken apart 400 characters at a time, because taking them
// apart one by one is quadratic.

/// Which records the site of a replica may make, as far as triggers have to know.
struct CaptureRights {
    let site: SiteID
    /// Whether it may make records of other sites, as the hub may.
    let includesOthers: Bool
    /// The fixed scopes that it does not hold.
    let foreignScopes: Set<ScopeID>
    /// The codes of the cities whose talks it holds, where it is not the hub.
    let cities: [String]

    init(
        _ site: SiteID, hub: SiteID, _ schema: ReplicaSchema, _ environment: ReplicaEnvironment,
        granted: Set<ScopeID> = []
    ) {
        self.site = site
        // Any site but these two stands for all others.
        let other = ["a", "b", "c"].compactMap { SiteID($0) }.first { $0 != site && $0 != hub }
        includesOthers = other.map { environment.holds(site, hub, .site($0)) } ?? true
        foreignScopes = Set(
            schema.tables.compactMap { table in
                guard case .fixed(let scope) = table.scope,
                    !environment.holds(site, hub, scope), !granted.contains(scope)
                else { return nil }
                return scope
            })
        cities = granted.filter(\.isOfCity).map { String($0.name.dropFirst(5)) }.sorted()
    }
}

/// The conditions under which a trigger refuses a row.
struct TriggerGuards {
    let schema: TableSchema
    let rights: CaptureRights

    /// What stands first in the trigger on inserts.
    var onInsert: String {
        let value = { (name: String) in "NEW.\(quoted(name))" }
        return statements(key: "NEW.id", value, scopeOfNew)
    }

    /// The same for updates. What was there before is not asked about, or an older row that is wrong in
    /// one field could not be mended in another.
    var onUpdate: String {
        let changed = { (name: String) in "nullif(NEW.\(quoted(name)), OLD.\(quoted(name)))" }
        return statements(key: "nullif(NEW.id, OLD.id)", changed, scopeOfChanged + [onNewKey])
    }

    /// The same for deletes, and for a new key, which is the old row's end.
    var onDelete: String { undecided(where: "1") }

    private var onNewKey: String { undecided(where: "NEW.id IS NOT OLD.id") }

    private func undecided(where condition: String) -> String {
        let cells = schema.cells.filter { [.ask, .immutable].contains($0.policy.base) }
        guard !cells.isEmpty else { return "" }
        let names = cells.map { "'\($0.name)'" }.joined(separator: ", ")
        return refuse(
            "this record of \(schema.name) has a field that is not decided; decide it first (moso conflicts list)",
            where: """
                \(condition) AND EXISTS(
                    SELECT 1 FROM moso_sibling
                    WHERE tab = '\(schema.name)' AND key = OLD.id AND kind = 'live'
                        AND cell IN (\(names))
                    GROUP BY cell HAVING count(DISTINCT quote(value)) > 1)
                """)
    }

    private func statements(
        key: String, _ value: (String) -> String, _ scope: [String]
    ) -> String {
        ([keySize(key), look([key] + texts.map(value))] + scope)
            .joined(separator: "\n")
    }

    private var texts: [String] { schema.columns.filter { $0.storage == .text }.map(\.name) }

    private func refuse(_ sentence: String, where condition: String) -> String {
        "SELECT RAISE(ABORT, 'moso: \(sentence)') WHERE \(condition);"
    }

    private func keySize(_ key: String) -> String {
        refuse(
            "an id of \(schema.name) has 1 to \(RecordKey.bytesMax) bytes",
            where: "length(CAST(\(key) AS BLOB)) NOT BETWEEN 1 AND \(RecordKey.bytesMax)")
    }

    /// A look at each text of the row for what may be wrong with any.
    private func look(_ values: [String]) -> String {
        "INSERT INTO moso_text VALUES(\(values.joined(separator: "),(")));"
    }

    /// What stands in the trigger that looks at a text. It does not know of which table it is: the statement that is
    /// refused says so.
    static var text: String {
        let most = WireLimits.textBytesMax
        return """
            SELECT CASE WHEN length(CAST(x AS BLOB)) > \(most)
                    THEN RAISE(ABORT, 'moso: a text holds at most \(most) bytes')
                    ELSE RAISE(ABORT, 'moso: a text is not UTF-8, or holds a NUL character') END
                FROM (SELECT NEW.x AS x)
                WHERE length(CAST(x AS BLOB)) > \(most) OR instr(CAST(x AS BLOB), x'00')
                    OR x GLOB '*[^' || char(1) || '-' || char(127) || ']*' AND EXISTS(
                        WITH RECURSIVE part(p, rest) AS (
                            SELECT substr(x, 1, 400), substr(x, 401)
                            UNION ALL SELECT substr(rest, 1, 400), substr(rest, 401)
                                FROM part WHERE rest <> ''),
                        one(c, rest) AS (
                            SELECT substr(p, 1, 1), substr(p, 2) FROM part
                            UNION ALL SELECT substr(rest, 1, 1), substr(rest, 2)
                                FROM one WHERE rest <> '')
                        SELECT 1 FROM one WHERE hex(c) <> hex(char(unicode(c)))
                            AND hex(c) NOT IN ('EFBFBE', 'EFBFBF'));
            """
    }

    // MARK: Scopes

    private var scopeOfNew: [String] {
        switch schema.scope {
        case .fixed(let scope):
            guard rights.foreignScopes.contains(scope) else { return [] }
            return [
                refuse(
                    "records of \(schema.name) are not kept at \(rights.site), and would never leave it",
                    where: "1")
            ]
        case .siteOf(let column):
            guard !rights.includesOthers else { return [] }
            return [othersAreMadeThere("NEW.\(quoted(column)) <> '\(rights.site)'")]
        case .cityOf(let column):
            guard !rights.includesOthers else { return [] }
            // Names of scopes have no quotes.
            let codes = rights.cities.map { "'\($0)'" }.joined(separator: ", ")
            return [
                refuse(
                    "records of \(schema.name) are kept at the hub and where it grants the city, and would "
                        + "never leave \(rights.site)",
                    where: "coalesce(NEW.\(quoted(column)), '') NOT IN (\(codes))")
            ]
        }
    }

    /// A record stays in the scope in which it was made, whatever the column says later.
    private var scopeOfChanged: [String] {
        // Where a fixed scope is not held, there is no row to change.
        guard case .siteOf(let name) = schema.scope else { return [] }
        let column = quoted(name)
        let moved = refuse(
            "\(name) of \(schema.name) is set once; add the record anew at the other site",
            where: "NEW.\(column) IS NOT OLD.\(column) AND (OLD.\(column) IS NOT NULL OR "
                + "NEW.\(column) <> '\(rights.site)')")
        guard !rights.includesOthers else { return [moved] }
        return [
            moved,
            // Under a new key it would be a new record.
            othersAreMadeThere(
                "NEW.id IS NOT OLD.id AND NEW.\(column) <> '\(rights.site)'"),
        ]
    }

    private func othersAreMadeThere(_ condition: String) -> String {
        refuse(
            "a \(schema.name) of another site is made there or at the hub; here it would never leave",
            where: condition)
    }
}
