internal import Causality
internal import Wire

/// What a shape means here: its table and the positions of its cells.
struct ShapePlan {
    /// `nil` when this schema has no such table: the operation stays in the log.
    let table: RowTable?
    let cells: [CellPlan]
    /// Positions of the cells that this schema has.
    let known: [Int]

    /// Whether rows show all that an operation of this shape says.
    var isWhole: Bool { known.count == cells.count || makesNoRows }
    private let makesNoRows: Bool

    init(_ shape: OperationShape, _ tables: [String: RowTable]) {
        table = tables[shape.table]
        makesNoRows = Replica.tablesOfLog.contains(shape.table)
        let schema = table?.schema
        let positions = shape.cells.map { name in
            schema?.cells.firstIndex { $0.name == name }
        }
        known = positions.compactMap { $0 }
        cells = positions.map { position in
            guard let position, let schema else { return .unknown }
            return CellPlan(position, schema)
        }
    }
}

/// The plans made last: edits at the desk are of few shapes, and those of an exchange come again with
/// each of its transactions.
final class ShapePlans {
    private let tables: [String: RowTable]
    private var plans: [(shape: OperationShape, plan: ShapePlan)] = []
    /// The position found last.
    private var recent = 0
    private static let most = 16

    init(_ tables: [String: RowTable]) { self.tables = tables }

    func plan(for shape: OperationShape) -> ShapePlan {
        if recent < plans.count, plans[recent].shape == shape { return plans[recent].plan }
        if let known = plans.indices.first(where: { plans[$0].shape == shape }) {
            recent = known
            return plans[known].plan
        }
        let plan = ShapePlan(shape, tables)
        if plans.count == ShapePlans.most { plans.removeAll(keepingCapacity: true) }
        recent = plans.count
        plans.append((shape, plan))
        return plan
    }
}

/// What has to be known about a cell for each of its values, as plain numbers: a copy of its
/// declaration for every value would cost more than binding it.
struct CellPlan {
    /// Position among the table's cells; -1 for a cell that this schema does not have.
    let position: Int
    let isGroup: Bool
    let columnCount: Int32
    /// Position of its first column.
    let column: Int32
    /// Of the first column.
    let storage: ColumnSchema.StorageClass
    /// Of the first column; a group has none.
    let personalSince: UInt32?

    static let unknown = CellPlan()

    var isKnown: Bool { position >= 0 }

    private init() {
        position = -1
        isGroup = false
        columnCount = 0
        column = 0
        storage = .text
        personalSince = nil
    }

    init(_ position: Int, _ schema: TableSchema) {
        let cell = schema.cells[position]
        let first = schema.columns[cell.columns[0]]
        self.position = position
        isGroup = cell.isGroup
        columnCount = Int32(cell.columns.count)
        column = Int32(cell.columns[0])
        storage = first.storage
        personalSince = first.personalSince
    }
}
