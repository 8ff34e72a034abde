internal import Causality
internal import Domain
internal import Storage
internal import Wire

/// What the cells of one row may come to hold: the value they show, or while one is undecided the
/// values of all its siblings. The figures of the overview ask here and never the row itself, so that
/// none of them chooses silently.
struct OpenRow {
    private let cells: [String: [Sibling]]

    init(_ cells: [String: [Sibling]]) { self.cells = cells }

    /// - Parameter shown: what the row shows.
    func values(_ cell: String, shown: Value) -> [Value] {
        cells[cell]?.map(\.value) ?? [shown]
    }

    /// The values of a column that is a member of a group.
    func values(_ column: String, of group: String, in table: String, shown: Value) -> [Value] {
        let members = NetworkSchema.kind(table)?.groups.first { $0.name == group }?.members
        guard let siblings = cells[group], let at = members?.firstIndex(of: column) else {
            return [shown]
        }
        return siblings.map { sibling in
            guard case .tuple(let values) = sibling.value, values.indices.contains(at) else {
                return .null
            }
            return values[at]
        }
    }

    /// Whether the row is there: a delete may stand against another write.
    var exists: Range64 { cells[ConflictID.existence] == nil ? .one : Range64(0, 1) }

    /// Whether the row is there and not retired.
    func stands(retired: Value) -> Range64 {
        exists.both(values("retired", shown: retired).map(\.isNull).verdict)
    }
}

/// The undecided cells of all rows, gathered once.
struct OpenCells {
    private var rows: [String: [RecordKey: [String: [Sibling]]]] = [:]

    init(_ conflicts: [InboxItem]) {
        self.init(
            conflicts.compactMap { item in
                if case .cell(let conflict) = item.content { conflict } else { nil }
            })
    }

    init(_ conflicts: [CellConflict]) {
        for conflict in conflicts {
            rows[conflict.table, default: [:]][conflict.key, default: [:]][conflict.cell] =
                conflict.siblings
        }
    }

    func row(_ table: String, _ key: RecordKey) -> OpenRow { OpenRow(rows[table]?[key] ?? [:]) }
}
