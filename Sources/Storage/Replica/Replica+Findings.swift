public import Causality
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
public enum RuleProgress: Sendable, Equatable {
    /// Never, or by other rules than these: everything has to be looked at.
    case nothing
    /// Rows are being put into their groups, table by table and by rising key: what comes after this key of this
    /// table is to be done. `nil` stands for the first.
    case sorting(table: String?, after: RecordKey?)
    /// What transactions up to this arrival number touched is in its groups.
    case sorted(upTo: Int64)
}

/// A transaction that decides a conflict, as its reason says.
public struct NotedDecision: Hashable, Sendable {
    public let dot: Dot
    public let note: DecisionNote.Parsed
}

/// A group of rows under a rule.
public struct RuleGroup: Hashable, Sendable {
    public let rule: String
    public let subject: String

    public init(rule: String, subject: String) {
        self.rule = rule
        self.subject = subject
    }
}

/// The memory of rule checks: how far the log has been looked at, which group each row belongs to, which groups
/// are to be looked at, which of them break their rule. What the rules say is the domain's business.
extension Replica {
    /// How far a set of rules has been checked; another name than last time starts anew.
    public func ruleProgress(_ rules: String) throws -> RuleProgress {
        try read {
            guard try meta("rules") == rules,
                let arrival = try meta("rules_arrival").flatMap(Int64.init)
            else { return .nothing }
            guard let cursor = try meta("rules_sorting") else { return .sorted(upTo: arrival) }
            let words = cursor.split(separator: " ", maxSplits: 1).map(String.init)
            return .sorting(
                table: words.first, after: words.count == 2 ? RecordKey(words[1]) : nil)
        }
    }

    private func meta(_ name: String) throws -> String? {
        try select("SELECT value FROM moso_meta WHERE name = ?1", [.text(name)]).first?.first?.text
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

    func noted(_ header: TransactionHeader, _ local: LocalDot) throws -> NotedDecision? {
        guard let note = DecisionNote.parse(header.reason) else { return nil }
        return NotedDecision(dot: try globalDot(local), note: note)
    }

    /// Forgets everything the rules remember and begins anew under this name: every row is to be put into its
    /// groups, and what is touched from now on to be looked at after that.
    ///
    /// - Parameter sparse: columns that few rows fill and the rules read as a whole, which then costs
    ///   what is filled and not what there is.
    public func beginRules(
        _ rules: String, sparse: [(table: String, column: String)] = []
    ) throws {
        try write {
            try connection.execute(FindingTable.sql + FindingTable.empty)
            for (table, column) in sparse {
                try connection.execute(
                    """
                    CREATE INDEX IF NOT EXISTS \(quoted("moso_sparse_\(table)_\(column)"))
                    ON \(quoted(table))(\(quoted(column))) WHERE \(quoted(column)) IS NOT NULL
                    """)
            }
            try setMeta("rules", rules)
            try setMeta("rules_arrival", "\(lastArrival())")
            try setMeta("rules_sorting", "")
        }
    }

    /// Forgets what the rules remember: groups are called by values, which may have been erased. The next
    /// check builds it anew.
    func forgetRules() throws {
        for table in FindingTable.all {
            let isThere = try connection.number(
                "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '\(table)'")
            if isThere != nil { try connection.execute("DELETE FROM \(table)") }
        }
        try connection.execute(
            "DELETE FROM moso_meta WHERE name IN ('rules', 'rules_arrival', 'rules_sorting')")
        try setMeta("rules_forgotten", "\(try timesForgotten() + 1)")
    }

    /// How often everything that follows from rows had to be forgotten: values were erased, or rows went with a
    /// grant, which no transaction that touches them tells.
    public func timesForgotten() throws -> Int64 {
        try meta("rules_forgotten").flatMap { Int64($0) } ?? 0
    }

    /// Takes note that what was touched up to `arrival` is in its groups.
    public func keepRuleProgress(_ arrival: Int64) throws {
        try write { try setMeta("rules_arrival", "\(arrival)") }
    }

    /// Takes note of which table's rows are to be put into their groups next, and after which key; without a table
    /// all are in them.
    public func keepSorting(of table: String?, after key: RecordKey? = nil) throws {
        try write {
            guard let table else {
                return try connection.execute(
                    "DELETE FROM moso_meta WHERE name = 'rules_sorting'")
            }
            try setMeta("rules_sorting", key.map { "\(table) \($0.text)" } ?? table)
        }
    }

    /// The keys of a table's rows after one of them, by rising key; fewer than `limit` where there are no more.
    public func keys(of table: String, after key: RecordKey?, limit: Int) throws -> [RecordKey] {
        guard tables[table] != nil else { throw StorageError.unknownName(table) }
        return try read {
            let select = try connection.prepare(
                "SELECT id FROM \(quoted(table)) WHERE id > ?1 ORDER BY id")
            select.bind(1, text: key?.text ?? "")
            var keys: [RecordKey] = []
            while try keys.count < limit && select.step() {
                if let key = RecordKey(select.text(0)) { keys.append(key) }
            }
            return keys
        }
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
        let name: [Value] = [.text(rule), .text(row.table), .text(row.key.text)]
        guard let subject else {
            return try change(
                "DELETE FROM moso_fact WHERE rule = ?1 AND tab = ?2 AND key = ?3", name)
        }
        try change(
            """
            INSERT INTO moso_fact(rule, tab, key, subject) VALUES(?1, ?2, ?3, ?4)
            ON CONFLICT(rule, tab, key) DO UPDATE SET subject = excluded.subject
            """, name + [.text(subject)])
    }

    /// A statement that is run again and again, within a commit.
    private func change(_ sql: String, _ parameters: [Value]) throws {
        try write {
            let box = try questions.prepared(sql, connection)
            defer { box.statement.clear() }
            for (at, value) in parameters.enumerated() { box.statement.bind(Int32(at) + 1, value) }
            while try box.statement.step() {}
        }
    }

    /// The rows of a group, by key.
    public func ruleGroup(_ rule: String, _ subject: String) throws -> [RecordKey] {
        try select(
            "SELECT key FROM moso_fact WHERE rule = ?1 AND subject = ?2 ORDER BY key",
            [.text(rule), .text(subject)]
        ).compactMap { $0[0].text.flatMap { RecordKey($0) } }
    }

    /// Takes note that a group is to be looked at. One without rows that broke nothing is none.
    ///
    /// - Parameter isWhole: whether it is the group of all rows, which has no list of them.
    public func keepDue(_ rule: String, _ subject: String, isWhole: Bool = false) throws {
        try change(
            """
            INSERT OR IGNORE INTO moso_due(rule, subject) SELECT ?1, ?2 WHERE ?3
                OR EXISTS(SELECT 1 FROM moso_fact WHERE rule = ?1 AND subject = ?2)
                OR EXISTS(SELECT 1 FROM moso_finding WHERE rule = ?1 AND subject = ?2)
            """, [.text(rule), .text(subject), .integer(isWhole ? 1 : 0)])
    }

    /// Takes note that every group of a rule is to be looked at.
    public func keepAllDue(_ rule: String) throws {
        try change(
            """
            INSERT OR IGNORE INTO moso_due(rule, subject)
            SELECT rule, subject FROM moso_fact WHERE rule = ?1
            UNION SELECT rule, subject FROM moso_finding WHERE rule = ?1
            """, [.text(rule)])
    }

    /// A group that is to be looked at; `nil` when none is.
    public func nextDue() throws -> RuleGroup? {
        try select("SELECT rule, subject FROM moso_due LIMIT 1").first.flatMap { row in
            row[0].text.flatMap { rule in
                row[1].text.map { RuleGroup(rule: rule, subject: $0) }
            }
        }
    }

    /// Takes note that a group was looked at, and whether it breaks its rule.
    public func keepFinding(_ isBroken: Bool, _ group: RuleGroup) throws {
        let name: [Value] = [.text(group.rule), .text(group.subject)]
        try change(
            isBroken
                ? "INSERT OR IGNORE INTO moso_finding VALUES(?1, ?2)"
                : "DELETE FROM moso_finding WHERE rule = ?1 AND subject = ?2", name)
        try change("DELETE FROM moso_due WHERE rule = ?1 AND subject = ?2", name)
    }

    /// The groups that break a rule.
    public func brokenGroups(_ rule: String) throws -> [String] {
        try select(
            "SELECT subject FROM moso_finding WHERE rule = ?1 ORDER BY subject", [.text(rule)]
        ).compactMap { $0[0].text }
    }
}
