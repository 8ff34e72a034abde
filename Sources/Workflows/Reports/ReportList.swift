internal import Causality
public import Domain
public import Storage

/// The records behind a figure, each in one line. One query for each kind, however many there are.
public struct ReportList {
    public struct Line: Sendable {
        public let record: RowReference
        public let site: String?
        /// The fields that name it, references in words.
        public let title: String
    }

    public let lines: [Line]

    /// - Parameter records: by kind and key, as `Report.records(of:)` gives them.
    public init(_ replica: Replica, _ records: [RowReference], _ language: Language) throws {
        lines = try replica.read {
            try Dictionary(grouping: records, by: \.table)
                .sorted { $0.key.precedesByBytes($1.key) }
                .flatMap { try ReportList.lines(replica, $0.key, $0.value, language) }
        }
    }

    private static func lines(
        _ replica: Replica, _ table: String, _ records: [RowReference], _ language: Language
    ) throws -> [Line] {
        guard let kind = NetworkSchema.kind(table) else { return [] }
        let fields = kind.title.compactMap { kind.field($0) }
        let hasSite = kind.field("site") != nil
        let columns = fields.map { "r.\"\($0.name)\"" } + (hasSite ? ["r.site"] : [])
        let keys = JSON.array(records.map { .string($0.key.text) }).text
        let names = try self.names(replica, kind, fields, keys)
        return try replica.select(
            """
            SELECT r.id, \(columns.joined(separator: ", ")) FROM "\(table)" r
            WHERE r.id IN (SELECT value FROM json_each(?1)) ORDER BY r.id
            """, [.text(keys)]
        ).compactMap { row in
            guard let key = row[0].text.flatMap({ RecordKey($0) }) else { return nil }
            let parts = zip(fields, row.dropFirst()).map { field, value in
                value.text.flatMap { names[$0] }
                    ?? field.type.display(value, zh: language == .zh)
            }
            return Line(
                record: RowReference(table, key), site: hasSite ? row.last?.text : nil,
                title: parts.filter { !$0.isEmpty }.joined(separator: " "))
        }
    }

    /// What the records are called that the title fields refer to: companies by name, the others by what
    /// names them, one step on.
    private static func names(
        _ replica: Replica, _ kind: RecordKind, _ fields: [FieldDeclaration], _ keys: String
    ) throws -> [String: String] {
        var names: [String: String] = [:]
        for field in fields {
            guard case .reference(let other) = field.type, let named = name(of: other) else {
                continue
            }
            for row in try replica.select(
                """
                SELECT o.id, \(named) FROM "\(other)" o
                WHERE o.id IN (SELECT "\(field.name)" FROM "\(kind.name)"
                    WHERE id IN (SELECT value FROM json_each(?1)))
                """, [.text(keys)])
            {
                if let key = row[0].text, let name = row[1].text { names[key] = name }
            }
        }
        return names
    }

    /// The name of a record as SQL over its row `o`.
    private static func name(of kind: String) -> String? {
        let company = { (column: String) in
            "(SELECT coalesce(c.display_name, c.legal_name) FROM company c WHERE c.id = o.\(column))"
        }
        switch kind {
        case "company": return "coalesce(o.display_name, o.legal_name)"
        case "tenancy", "waitlist_entry", "application", "investment", "company_year":
            return company("company")
        case "seat": return "o.label"
        case "space": return "o.path"
        case "expert", "fund", "lp", "person": return "o.name"
        case "demand": return "o.asker"
        default: return nil
        }
    }
}
