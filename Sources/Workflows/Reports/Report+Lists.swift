public import Domain

extension Report {
    /// Every name that opens a list: figures, columns and rows, and `ROW/COLUMN` besides.
    public var listNames: [String] {
        var seen: Set<String> = []
        return
            (figures.map(\.name) + countedColumns.map(\.name) + groups.compactMap { $0?.name }
            + rows.map(\.name) + checks.map(\.name)).filter { seen.insert($0).inserted }
    }

    private var countedColumns: [Column] {
        columns.enumerated().filter { at, _ in
            rows.contains { at < $0.cells.count && !$0.cells[at].records.isEmpty }
        }.map(\.element)
    }

    /// The records behind a figure, a column, a group, a row, a check, or one cell (`ROW/COLUMN`), each
    /// once and by kind and key; `nil` when nothing has that name.
    public func records(of name: String) -> [RowReference]? {
        found(name).map { Set($0).sorted() }
    }

    private func found(_ name: String) -> [RowReference]? {
        if let figure = figures.first(where: { $0.name == name }) { return figure.cell.records }
        if let check = checks.first(where: { $0.name == name }) { return check.records }
        if let at = columns.firstIndex(where: { $0.name == name }) {
            return rows.flatMap { records(of: $0, at) }
        }
        if groups.contains(where: { $0?.name == name }) {
            return rows.filter { $0.group?.name == name }.flatMap(all)
        }
        if let row = rows.first(where: { $0.name == name }) { return all(row) }
        // A row's name may have a stroke in it, a column's has none.
        guard let cut = name.lastIndex(of: "/") else { return nil }
        let column = String(name[name.index(after: cut)...])
        guard let row = rows.first(where: { $0.name == name[..<cut] }),
            let at = columns.firstIndex(where: { $0.name == column })
        else { return nil }
        return records(of: row, at)
    }

    /// A cell with records of its own is made from these, every other from the row's, or where the row has none from
    /// those of its other cells, as an amount is from the projects that are counted beside it.
    func records(of row: Row, _ at: Int) -> [RowReference] {
        guard row.cells.indices.contains(at) else { return [] }
        let cell = row.cells[at]
        guard cell.records.isEmpty else { return cell.records }
        if cell.content.isNothing { return hasOwnRecords(at) ? [] : row.records }
        return row.records.isEmpty ? row.cells.flatMap(\.records) : row.records
    }

    /// Whether any row has records of its own in a column: a zero beside them has none.
    private func hasOwnRecords(_ at: Int) -> Bool {
        rows.contains { $0.cells.indices.contains(at) && !$0.cells[at].records.isEmpty }
    }

    private func all(_ row: Row) -> [RowReference] {
        row.records + row.cells.flatMap(\.records)
    }
}

extension Report.Content {
    /// Whether it says nothing, or nought.
    var isNothing: Bool {
        switch self {
        case .none: true
        case .number(let range), .money(let range, _): range.low == 0 && range.high == 0
        case .amounts(let amounts): amounts.isEmpty
        case .text, .words, .days, .moment: false
        }
    }
}
