package import Causality
internal import Wire

/// What a row shows by its exact state: the verdict on each cell, and the columns that follow.
package struct ShownRow {
    package let verdicts: [Verdict]
    package let columns: [Value]
    /// Whether some cell asks for a decision.
    let isOpen: Bool

    package init(_ state: RowState, _ table: TableSchema) {
        let owner = ShownRow.owner(state, table)
        var columns = [Value](repeating: .null, count: table.columns.count)
        verdicts = table.cells.enumerated().map { at, cell in
            let verdict = cell.policy.judge(
                state.siblings(of: at, policy: cell.policy), owner: owner)
            if case .tuple(let members) = verdict.shown {
                for (column, value) in zip(cell.columns, members) { columns[column] = value }
            } else if !cell.isGroup {
                columns[cell.columns[0]] = verdict.shown
            }
            return verdict
        }
        isOpen = verdicts.contains { $0.standing == .open }
        // What has been erased shows as NULL.
        self.columns = columns.map { $0.isErased ? .null : $0 }
    }

    private static func owner(_ state: RowState, _ table: TableSchema) -> SiteID? {
        if let owner = state.scope?.owner { return owner }
        guard let name = table.ownerColumn, let cell = table.cell(name) else { return nil }
        let policy = table.cells[cell].policy
        return policy.judge(state.siblings(of: cell, policy: policy), owner: nil).shown.text
            .flatMap { SiteID($0) }
    }

    package func inbox(_ place: RowPlace, _ state: RowState, _ table: TableSchema) -> [InboxItem] {
        var items: [InboxItem] = []
        let item = { (cell: String, dots: [Dot], values: [Value]) in
            InboxItem(
                id: ConflictID(table: place.table, key: place.key, cell: cell, dots: dots)
                    .description, place: place, cell: cell, dots: dots, values: values)
        }
        if !state.marks.isEmpty {
            let contexts = state.marks.compactMap { state.deletes[$0]?.context }
            let writes = state.livingWrites
            let unseen = writes.filter { dot in contexts.contains { !$0.contains(dot) } }
            items.append(
                item("*", state.marks.union(unseen.isEmpty ? writes : unseen).sorted(), []))
        }
        for (at, cell) in table.cells.enumerated() where verdicts[at].standing == .open {
            let siblings = state.siblings(of: at, policy: cell.policy).sorted { $0.dot < $1.dot }
            items.append(item(cell.name, siblings.map(\.dot), siblings.map(\.value)))
        }
        return items
    }
}
