internal import Causality

/// What one site holds and shows, as the answer tells it. Everything is sorted: objects by name,
/// siblings, dots and marks in the order of dots, lists of rows by table, key and cell.
struct SiteAnswer {
    private let site: any SimulatedSite
    private let log: [Transaction]

    init(_ site: any SimulatedSite) throws {
        self.site = site
        log = try site.transactions()
    }

    var json: JSONValue {
        get throws {
            var members: [String: JSONValue] = [
                "log": .array(try logJSON()), "rows": try rows(), "inbox": .array(try inbox()),
                "ledger": .array(try ledger()),
            ]
            if site.schema.table(ShareMove.table.name) != nil { members["quota"] = try quota() }
            return .object(members)
        }
    }

    // MARK: The quota

    /// What each origin may still use and what it uses, where that is not nothing.
    private func quota() throws -> JSONValue {
        let escrow = try ShareDesk(site).escrow
        let text = { (amounts: [Origin: Int64]) in
            var members: [String: JSONValue] = [:]
            for (origin, amount) in amounts where amount != 0 {
                members[origin.description] = .number(amount)
            }
            return JSONValue.object(members)
        }
        return .object(["shares": text(escrow.shares), "used": text(escrow.used)])
    }

    // MARK: The log

    private func logJSON() throws -> [JSONValue] {
        let json = TransactionJSON(site.schema)
        let applied = try log.enumerated().map { at, transaction in
            json.applied(
                transaction, arrival: at + 1,
                effective: try site.effectiveStamp(of: transaction.dot))
        }
        return applied + (try site.waiting().map(json.waiting))
    }

    // MARK: Rows

    private func rows() throws -> JSONValue {
        let shown = try site.shownRows()
        var tables: [String: [String: JSONValue]] = [:]
        for table in site.schema.tables { tables[table.name] = [:] }
        for place in try site.knownRows() {
            guard let table = site.schema.table(place.table) else { continue }
            tables[place.table]?[place.key.text] = try row(place, table, shown[place])
        }
        return .object(tables.mapValues { .object($0) })
    }

    private func row(
        _ place: RowPlace, _ table: TableSchema, _ columns: [Value]?
    ) throws -> JSONValue {
        let state = try site.exactState(of: place)
        var shown: [String: JSONValue] = [:]
        var siblings: [String: JSONValue] = [:]
        if let columns {
            for (column, value) in zip(table.columns, columns) {
                shown[column.name] = JSONValue(value, in: nil, of: nil)
            }
            for (at, cell) in table.cells.enumerated() {
                let all = state.siblings(of: at, policy: cell.policy).sorted { $0.dot < $1.dot }
                siblings[cell.name] = .array(
                    all.map { sibling in
                        .object([
                            "dot": .string(sibling.dot.description),
                            "value": JSONValue(sibling.value, in: cell, of: table),
                        ])
                    })
            }
        }
        return .object([
            "present": .bool(columns != nil), "columns": .object(shown),
            "siblings": .object(siblings), "marks": .strings(state.marks.sorted()),
        ])
    }

    // MARK: Conflicts

    private func inbox() throws -> [JSONValue] {
        try site.inbox().sorted { ($0.place, $0.cell) < ($1.place, $1.cell) }.map { item in
            let table = site.schema.table(item.place.table)
            let cell = table?.cells.first { $0.name == item.cell }
            return .object([
                "id": .string(item.id), "kind": .string(item.cell == "*" ? "existence" : "cell"),
                "table": .string(item.place.table), "key": .string(item.place.key.text),
                "cell": .string(item.cell), "dots": .strings(item.dots),
                "values": .array(item.values.map { JSONValue($0, in: cell, of: table) }),
            ])
        }
    }

    private func ledger() throws -> [JSONValue] {
        try site.ledger().map { pair in
            .object([
                "table": .string(pair.table), "key": .string(pair.key.text),
                "cell": .string(pair.cell), "dots": .strings(pair.dots),
            ])
        }
    }
}
