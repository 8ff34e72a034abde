public import Causality
internal import Sync
public import Wire

/// A row that a rule looks at.
public struct RuleRow: Hashable, Sendable {
    public let table: String
    public let key: RecordKey

    public init(table: String, key: RecordKey) {
        self.table = table
        self.key = key
    }
}

/// How far the rules have been checked.
public enum RuleProgress: Sendable {
    /// Never, or by other rules than these: everything has to be looked at.
    case nothing
    /// These rows have been touched since, and these decisions have come.
    case touched(Set<RuleRow>, [NotedDecision])
}

/// A transaction that decides a conflict, as its reason says.
public struct NotedDecision: Hashable, Sendable {
    public let dot: Dot
    public let note: DecisionNote.Parsed
}

/// The memory of rule checks: which rows were touched, which group each belongs to, which groups
/// break a rule. What the rules say is the domain's business.
extension Replica {
    /// What has to be looked at again.
    ///
    /// - Parameters:
    ///   - rules: names the set of rules; another name than last time starts anew.
    ///   - tables: those whose rows the rules look at.
    public func ruleProgress(
        _ rules: String, tables wanted: Set<String>
    ) throws -> (progress: RuleProgress, arrival: Int64) {
        try read {
            let last = try connection.number("SELECT max(arrival) FROM moso_log") ?? 0
            let known = try connection.word("SELECT value FROM moso_meta WHERE name = 'rules'")
            guard let known, known == rules,
                let from = try connection.number(
                    "SELECT value FROM moso_meta WHERE name = 'rules_arrival'"), from <= last
            else { return (.nothing, last) }
            var touched: Set<RuleRow> = []
            guard from < last else { return (.touched(touched, []), last) }
            var isCut = false
            var decisions: [NotedDecision] = []
            let isWhole = try log.scan(from: from + 1) { _, local, record in
                let record = record()
                guard !record.isTrimmed else { return false }
                let bytes = try expanded(record)
                try bytes.withUnsafeBytes { buffer in
                    let reader = try TransactionReader(buffer)
                    isCut =
                        isCut
                        || reader.shapes.contains {
                            $0.table == RevocationCut.table || $0.table == ScopeGrant.table
                        }
                    if let noted = try noted(reader.header, local) { decisions.append(noted) }
                    guard
                        reader.shapes.contains(where: {
                            wanted.contains($0.table) || $0.table == Witness.table
                        })
                    else { return }
                    let made = try TransactionDecoder.decode(bytes, previousContext: nil)
                    for operation in made.operations where wanted.contains(operation.table) {
                        touched.insert(RuleRow(table: operation.table, key: operation.key))
                    }
                    // A testimony changes who came first among the writes it is about.
                    for dot in made.operations.compactMap({ Witness($0)?.dot }) {
                        for operation in try transaction(dot)?.operations ?? []
                        where wanted.contains(operation.table) {
                            touched.insert(RuleRow(table: operation.table, key: operation.key))
                        }
                    }
                }
                return true
            }
            // What it touched cannot be told any more where a body is gone, nor what a cut took away.
            return (isWhole && !isCut ? .touched(touched, decisions) : .nothing, last)
        }
    }

    /// Every transaction that decides a conflict, as its reason says, in the order of arrival. Reads the heads
    /// of the whole log.
    public func notedDecisions() throws -> [NotedDecision] {
        try read {
            var found: [NotedDecision] = []
            _ = try log.scan(from: 0) { _, local, record in
                if let noted = try noted(header(of: record()), local) { found.append(noted) }
                return true
            }
            return found
        }
    }

    private func noted(_ header: TransactionHeader, _ local: LocalDot) throws -> NotedDecision? {
        guard let note = DecisionNote.parse(header.reason) else { return nil }
        return NotedDecision(dot: try globalDot(local), note: note)
    }

    /// Forgets everything the rules remember and begins anew under this name.
    ///
    /// - Parameter sparse: columns that few rows fill and the rules read as a whole, which then costs
    ///   what is filled and not what there is.
    public func beginRules(
        _ rules: String, sparse: [(table: String, column: String)] = []
    ) throws {
        try write {
            try connection.execute(
                "\(FindingTable.sql) DELETE FROM moso_fact; DELETE FROM moso_finding;")
            for (table, column) in sparse {
                try connection.execute(
                    """
                    CREATE INDEX IF NOT EXISTS \(quoted("moso_sparse_\(table)_\(column)"))
                    ON \(quoted(table))(\(quoted(column))) WHERE \(quoted(column)) IS NOT NULL
                    """)
            }
            try setMeta("rules", rules)
        }
    }

    /// Forgets what the rules remember: groups are called by values, which may have been erased. The next
    /// check builds it anew.
    func forgetRules() throws {
        let isThere = try connection.number(
            "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'moso_fact'")
        if isThere != nil {
            try connection.execute("DELETE FROM moso_fact; DELETE FROM moso_finding;")
        }
        try connection.execute(
            "DELETE FROM moso_meta WHERE name IN ('rules', 'rules_arrival')")
    }

    /// Takes note that everything up to `arrival` has been looked at.
    public func keepRuleProgress(_ arrival: Int64) throws {
        try write { try setMeta("rules_arrival", "\(arrival)") }
    }

    func setMeta(_ name: String, _ value: String) throws {
        let insert = try connection.prepare(
            """
            INSERT INTO moso_meta(name, value) VALUES(?1, ?2)
            ON CONFLICT(name) DO UPDATE SET value = excluded.value
            """)
        insert.bind(1, text: name)
        insert.bind(2, text: value)
        try insert.run()
    }

    /// The group that a row belonged to under a rule when it was last looked at.
    public func ruleSubject(_ rule: String, _ row: RuleRow) throws -> String? {
        try select(
            "SELECT subject FROM moso_fact WHERE rule = ?1 AND tab = ?2 AND key = ?3",
            [.text(rule), .text(row.table), .text(row.key.text)]
        ).first?.first?.text
    }

    /// Puts a row into a group, or out of all with `nil`.
    public func keepRuleSubject(_ subject: String?, _ rule: String, _ row: RuleRow) throws {
        try write {
            let change =
                try subject == nil
                ? connection.prepare(
                    "DELETE FROM moso_fact WHERE rule = ?1 AND tab = ?2 AND key = ?3")
                : connection.prepare(
                    """
                    INSERT INTO moso_fact(rule, tab, key, subject) VALUES(?1, ?2, ?3, ?4)
                    ON CONFLICT(rule, tab, key) DO UPDATE SET subject = excluded.subject
                    """)
            change.bind(1, text: rule)
            change.bind(2, text: row.table)
            change.bind(3, key: row.key)
            if let subject { change.bind(4, text: subject) }
            try change.run()
        }
    }

    /// The rows of a group, by key.
    public func ruleGroup(_ rule: String, _ subject: String) throws -> [RecordKey] {
        try select(
            "SELECT key FROM moso_fact WHERE rule = ?1 AND subject = ?2 ORDER BY key",
            [.text(rule), .text(subject)]
        ).compactMap { $0[0].text.flatMap { RecordKey($0) } }
    }

    /// Takes note of whether a group breaks its rule.
    public func keepFinding(_ isBroken: Bool, _ rule: String, _ subject: String) throws {
        try write {
            let change =
                try isBroken
                ? connection.prepare("INSERT OR IGNORE INTO moso_finding VALUES(?1, ?2)")
                : connection.prepare("DELETE FROM moso_finding WHERE rule = ?1 AND subject = ?2")
            change.bind(1, text: rule)
            change.bind(2, text: subject)
            try change.run()
        }
    }

    /// The groups that break a rule.
    public func brokenGroups(_ rule: String) throws -> [String] {
        try select(
            "SELECT subject FROM moso_finding WHERE rule = ?1 ORDER BY subject", [.text(rule)]
        ).compactMap { $0[0].text }
    }
}
