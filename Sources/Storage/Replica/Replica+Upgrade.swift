internal import Causality
internal import Wire

// What an older schema did not know.
//
// A site that has not been upgraded yet receives writes of tables and columns that its schema does not
// have. They go into its log and on to others, and its rows know nothing of them. When it is upgraded
// they must appear, as if it had known them all along: an old site is no hole through which fields fall.
// So it is noted when such a write comes, and after an upgrade that follows, rows are worked out from the
// log once more, as verification does. So are they where rows have siblings or graves, which say for each
// cell what a delete took, and know nothing of a new one. Elsewhere an upgrade costs nothing of the kind.
//
// The new version may judge by another policy, too. Of one value all policies say the same, so only rows
// with side entries are judged anew: what they show, and which conflicts people may have heard of.

extension Replica {
    /// Set from the first write on that this schema does not know.
    static let unknownFlag = "unknown"
    /// Set by an upgrade until rows have been worked out anew.
    static let staleFlag = "stale"

    /// Takes note that the log holds a write which the rows do not show.
    func noteUnknown() throws {
        try connection.execute(
            "INSERT OR IGNORE INTO moso_meta(name, value) VALUES('\(Replica.unknownFlag)', '1')")
    }

    /// Whether the log may hold a write which the rows do not show.
    func knowsTooLittle() throws -> Bool {
        try connection.number(
            "SELECT 1 FROM moso_meta WHERE name IN ('\(Replica.unknownFlag)', '\(Replica.staleFlag)')"
        )
            != nil
    }

    /// What is written to these makes no rows: it is heeded as it is applied.
    static let tablesOfLog: Set = [
        Witness.table, MemberStep.table, RosterEntry.table, RevocationCut.table,
        ScopeGrant.table, KeyChange.table, SeenHeads.table,
    ]

    /// Whether rows can be made of all that an operation says.
    func knows(_ operation: Operation) -> Bool {
        if Replica.tablesOfLog.contains(operation.table) { return true }
        guard let schema = tables[operation.table]?.schema else { return false }
        return operation.change.cellNames.allSatisfy { name in
            schema.cells.contains { $0.name == name }
        }
    }

    /// Works rows out from the log where an upgrade has made that necessary. A log that is damaged
    /// changes no row; `verify` says what is wrong with it.
    func catchUpAfterUpgrade() throws {
        let isStale = try read {
            try connection.number(
                "SELECT 1 FROM moso_meta WHERE name = '\(Replica.staleFlag)'") != nil
        }
        guard isStale, damage == nil else { return }
        try write {
            var report = VerificationReport()
            // What others have countersigned is no reason against it: rows follow from the log that is here.
            var said = SaidHeads()
            let rows = try projectLog(&report, &said)
            let horizon = try horizon()
            guard report.findings.isEmpty else { return }
            for (name, state) in rows.sorted(by: { $0.key.precedes($1.key) }) {
                guard let table = tables[name.table] else { continue }
                var exact = try loadRow(table, name.key)
                let state = state.completed(by: exact.state, within: horizon)
                guard exact.state != state || exact.hadSideEntries else { continue }
                exact.state = state
                try saveRow(exact, table, name.key)
            }
            try judgeAnew { rows[$0] == nil }
            try connection.execute(
                "DELETE FROM moso_meta WHERE name = '\(Replica.staleFlag)'")
        }
    }
}

extension Replica {
    /// Those of which the log says nothing any more.
    private func judgeAnew(_ isWanted: (RowName) -> Bool) throws {
        var names: [(RowTable, RecordKey)] = []
        try siblings.forEachRow(of: tables) { table, key, _ in
            if isWanted(RowName(table: table.schema.name, key: key)) { names.append((table, key)) }
        }
        for (table, key) in names { try saveRow(loadRow(table, key), table, key) }
    }
}

extension RowName {
    /// By table and key.
    func precedes(_ other: RowName) -> Bool {
        table == other.table ? key < other.key : table.precedesByBytes(other.table)
    }
}

extension Change {
    /// The cells that it names.
    fileprivate var cellNames: [String] {
        switch self {
        case .insert(let values), .add(let values): values.map(\.cell)
        case .set(let writes): writes.map(\.cell)
        case .erase(let names): names
        case .delete, .keep: []
        }
    }
}
