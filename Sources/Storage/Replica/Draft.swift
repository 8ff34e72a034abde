public import Causality
internal import Wire

// A draft is what a person (or a program) does in one go: the edits of one form, one command, one
// imported batch. It reads the rows as they are, notes for each write which dots its author saw and
// therefore replaces, and merges several writes of one cell into their net effect. Sealing turns it
// into one transaction for each scope it touches.

/// Collects local edits. Made by `Replica.edit`.
public final class Draft {
    unowned let replica: Replica
    private(set) var rows: [PendingRow] = []
    private(set) var places: [Place] = []
    /// Where each row stands, as soon as there are so many that looking costs more.
    private var positions: [PendingName: Int] = [:]
    private static let scannedRowsMax = 8
    private var lastTable: RowTable?
    /// How many rows have been added to tables of entries, by scope.
    private var entries: [ScopeID: UInt32] = [:]

    /// Names a row among the pending ones. The table by identity: hashing its name for every row of
    /// an import would cost more than the rest of the draft.
    private struct PendingName: Hashable {
        let table: ObjectIdentifier
        let key: RecordKey

        init(_ table: RowTable, _ key: RecordKey) {
            self.table = ObjectIdentifier(table)
            self.key = key
        }
    }

    /// Where pending rows lie. There are few of them however many rows there are.
    struct Place {
        let table: RowTable
        let scope: ScopeID
    }

    /// The net effect on one row so far.
    struct PendingRow {
        let key: RecordKey
        /// Position in `places`.
        let place: Int
        var change: PendingChange
    }

    enum PendingChange {
        /// Values of all cells, in order.
        case insert([Value])
        case update(PendingUpdate)
        case delete([Dot])
    }

    struct PendingUpdate {
        /// Marks named by a revival, if it is one.
        var revives: [Dot]?
        var writes = ByCell<PendingWrite>()
        var deltas = ByCell<Int64>()
        /// Where the row lies and its clock, as read for the draft: projecting it need not look for
        /// them again, since nobody else can write in between.
        var hint: RowHint?
    }

    struct PendingWrite {
        var value: Value
        let replaces: [Dot]
    }

    /// Whether it takes over what another tool has written already, and so cannot refuse it.
    private let isCapture: Bool

    init(_ replica: Replica, isCapture: Bool = false) {
        self.replica = replica
        self.isCapture = isCapture
    }

    /// Adds a row. Columns that `values` does not name are NULL.
    ///
    /// - Throws: `StorageError.rowExists` when the row is there. A row that was deleted is revived
    ///   with these values, and its marks are named.
    public func insert(_ table: String, _ key: RecordKey, _ values: [String: Value]) throws {
        let rows = try self.table(table)
        var columns = [Value](repeating: .null, count: rows.schema.columns.count)
        for (name, value) in values {
            let at = try column(name, rows.schema)
            columns[at] = try checked(value, at, rows.schema)
        }
        try insert(rows, key, columns: columns)
    }

    /// Adds a row given all columns in the order of the schema.
    public func insert(_ table: String, _ key: RecordKey, columns: [Value]) throws {
        let rows = try self.table(table)
        precondition(columns.count == rows.schema.columns.count, "one value for each column")
        // An import brings rows by the thousand: they are checked where they lie, and copied only
        // where a set may have another canonical form.
        for at in columns.indices {
            guard columns[at].fits(rows.storage[at]) else {
                throw wrongType(columns[at], at, rows.schema)
            }
            if columns[at].isTooLong { throw tooLong(at, rows.schema) }
        }
        var columns = columns
        for at in rows.unions { columns[at] = SetText.canonical(columns[at]) }
        try insert(rows, key, columns: columns)
    }

    /// Adds a row to a table whose rows are only ever added. It bears the name of the transaction
    /// that this draft becomes, so nobody may write in the row's scope before the draft is sealed.
    @discardableResult
    public func append(_ table: String, _ values: [String: Value]) throws -> EntryName {
        guard let rows = replica.tables[table], let prefix = rows.schema.entryPrefix else {
            throw StorageError.unknownName(table)
        }
        var columns = [Value](repeating: .null, count: rows.schema.columns.count)
        for (name, value) in values {
            let at = try column(name, rows.schema)
            columns[at] = try checked(value, at, rows.schema)
        }
        let scope = rows.schema.scopeOfNewRow(columns, at: replica.meta.site)
        let place = entries[scope, default: 0] + 1
        let name = EntryName(dot: replica.nextDot(in: scope), place: place)
        guard let key = name.key(prefix) else {
            throw StorageError.tooLarge(what: "bytes of a key", most: RecordKey.bytesMax)
        }
        try insert(rows, key, columns: columns)
        entries[scope] = place
        return name
    }

    private func insert(_ table: RowTable, _ key: RecordKey, columns: [Value]) throws {
        precondition(columns.count == table.schema.columns.count, "one value for each column")
        if let at = position(of: table, key) {
            guard case .delete(let dots) = rows[at].change else {
                throw StorageError.rowExists(table: table.schema.name, key: key)
            }
            // Deleted and added again in one go: the net effect is that every cell was written.
            var update = PendingUpdate()
            for (cell, value) in cells(table.schema, columns).enumerated() {
                update.writes[cell] = PendingWrite(value: value, replaces: dots)
            }
            rows[at].change = .update(update)
            return
        }
        var change = PendingChange.insert(cells(table.schema, columns))
        var scope = table.schema.scopeOfNewRow(columns, at: replica.meta.site)
        // Whether the row is there already is found out when it is written.
        if replica.hasGraves, try !replica.rowExists(table, key) {
            let state = try replica.loadRow(table, key).state
            if let old = state.anyDot {
                change = revival(table.schema, columns, state)
                scope = old.stream.scope
            }
        }
        note(PendingRow(key: key, place: try held(table, scope, key), change: change))
    }

    /// The place of a new row, which this site must hold.
    private func held(_ table: RowTable, _ scope: ScopeID, _ key: RecordKey) throws -> Int {
        if let last = places.last, last.table === table, last.scope == scope {
            return places.count - 1
        }
        guard try isCapture || replica.mayWrite(in: scope) else {
            throw StorageError.notHeld(scope, table: table.schema.name, key: key)
        }
        return place(table, scope)
    }

    private func place(_ table: RowTable, _ scope: ScopeID) -> Int {
        if let at = places.firstIndex(where: { $0.table === table && $0.scope == scope }) {
            return at
        }
        places.append(Place(table: table, scope: scope))
        return places.count - 1
    }

    private func revival(
        _ schema: TableSchema, _ columns: [Value], _ state: RowState
    ) -> PendingChange {
        var update = PendingUpdate(revives: state.marks.sorted())
        for (at, value) in cells(schema, columns).enumerated() {
            let seen = state.siblings(of: at, policy: schema.cells[at].policy).map(\.dot)
            update.writes[at] = PendingWrite(value: value, replaces: seen)
        }
        return .update(update)
    }

    /// Writes columns of a row. A value that is shown already is no change.
    ///
    /// - Parameter seen: the version of the row that the author had before them; `nil` for a blind
    ///   edit, which replaces the shown values only and never closes a conflict unseen.
    public func set(
        _ table: String, _ key: RecordKey, _ values: [String: Value], seen: RowVersion? = nil
    ) throws {
        let rows = try self.table(table)
        let schema = rows.schema
        let given = try values.map { name, value in
            let column = try column(name, schema)
            return GivenValue(
                cell: schema.cellOfColumn[column], column: column,
                value: try checked(value, column, schema))
        }
        // A group's columns are one cell, which is named once.
        var list: [Int] = []
        for one in given where !list.contains(one.cell) { list.append(one.cell) }
        let now = try replica.shownCells(list, rows, key)
        guard
            let at = position(of: rows, key)
                ?? now.map({ notePending(rows, key, $0.hint) })
        else { throw StorageError.noSuchRow(table: table, key: key) }
        switch self.rows[at].change {
        case .insert(var cells):
            for cell in list { cells[cell] = merged(cell, schema, cells[cell], given) }
            self.rows[at].change = .insert(cells)
        case .delete: throw StorageError.noSuchRow(table: table, key: key)
        case .update(var update):
            for cell in list {
                try checkSeen(seen?.dots(of: cell) ?? [], at, schema.cells[cell].name)
            }
            for (cell, shown) in zip(list, now?.cells ?? []) {
                let before = update.writes[cell]
                let value = merged(cell, schema, before?.value ?? shown.value, given)
                if before == nil && value == shown.value && seen == nil { continue }
                let dots = before?.replaces ?? seen?.dots(of: cell) ?? shown.dots
                update.writes[cell] = PendingWrite(value: value, replaces: dots)
            }
            self.rows[at].change = .update(update)
        }
    }

    /// Writes one cell in place of exactly the dots named: how conflicts are resolved.
    public func resolve(
        _ table: String, _ key: RecordKey, cell: String, value: Value, replacing dots: [Dot]
    ) throws {
        let rows = try self.table(table)
        guard let index = rows.schema.cells.firstIndex(where: { $0.name == cell }) else {
            throw StorageError.unknownName("\(table).\(cell)")
        }
        let at = try pending(rows, key)
        guard case .update(var update) = self.rows[at].change else {
            throw StorageError.noSuchRow(table: table, key: key)
        }
        try checkSeen(dots, at, cell)
        update.writes[index] = PendingWrite(value: value, replaces: dots.sorted())
        self.rows[at].change = .update(update)
    }

    /// Adds to a cell under the policy `sum`.
    public func add(_ table: String, _ key: RecordKey, _ column: String, _ amount: Int64) throws {
        let rows = try self.table(table)
        guard let cell = rows.schema.cell(column), rows.schema.cells[cell].policy.base == .sum
        else { throw StorageError.unknownName("\(table).\(column) as a counter") }
        let at = try pending(rows, key)
        switch self.rows[at].change {
        case .insert(var cells):
            cells[cell] = .integer((cells[cell].integer ?? 0) &+ amount)
            self.rows[at].change = .insert(cells)
        case .update(var update):
            if let write = update.writes[cell] {
                update.writes[cell] = PendingWrite(
                    value: .integer((write.value.integer ?? 0) &+ amount),
                    replaces: write.replaces)
            } else {
                update.deltas[cell] = (update.deltas[cell] ?? 0) &+ amount
            }
            self.rows[at].change = .update(update)
        case .delete: throw StorageError.noSuchRow(table: table, key: key)
        }
    }

    /// Deletes a row as far as its author saw it.
    public func delete(_ table: String, _ key: RecordKey, seen: RowVersion? = nil) throws {
        let rows = try self.table(table)
        if let at = position(of: rows, key), case .insert = self.rows[at].change {
            // Added and deleted in one go: nothing happened.
            forget(at)
            return
        }
        let at = try pending(rows, key)
        try checkSeen(seen?.all ?? [], at, ConflictID.existence)
        let state = try replica.loadRow(rows, key).state
        self.rows[at].change = .delete((seen?.all ?? Array(state.liveDots)).sorted())
    }

    /// Revives a row that a delete stands against, naming the marks.
    public func keep(_ table: String, _ key: RecordKey, marks: [Dot]) throws {
        let rows = try self.table(table)
        let at = try pending(rows, key)
        guard case .update(var update) = self.rows[at].change else {
            throw StorageError.noSuchRow(table: table, key: key)
        }
        update.revives = marks.sorted()
        self.rows[at].change = .update(update)
    }

    // MARK: Parts

    private func forget(_ at: Int) {
        rows.remove(at: at)
        positions = [:]
        if rows.count > Draft.scannedRowsMax { noteAll() }
    }

    private func note(_ row: PendingRow) {
        rows.append(row)
        if rows.count == Draft.scannedRowsMax + 1 {
            noteAll()
        } else if rows.count > Draft.scannedRowsMax {
            positions[name(row)] = rows.count - 1
        }
    }

    private func noteAll() {
        for (at, row) in rows.enumerated() { positions[name(row)] = at }
    }

    private func name(_ row: PendingRow) -> PendingName {
        PendingName(places[row.place].table, row.key)
    }

    private func position(of table: RowTable, _ key: RecordKey) -> Int? {
        guard rows.count <= Draft.scannedRowsMax else { return positions[PendingName(table, key)] }
        return rows.firstIndex { $0.key == key && places[$0.place].table === table }
    }

    /// The pending row with this name, begun as an empty update if there is none yet.
    private func pending(_ table: RowTable, _ key: RecordKey) throws -> Int {
        if let at = position(of: table, key) { return at }
        return notePending(table, key, try replica.hint(table, key))
    }

    private func notePending(_ table: RowTable, _ key: RecordKey, _ hint: RowHint) -> Int {
        note(
            PendingRow(
                key: key, place: place(table, hint.scope),
                change: .update(PendingUpdate(hint: hint))))
        return rows.count - 1
    }

    private func table(_ name: String) throws -> RowTable {
        // An import names the same table for every row.
        if let lastTable, lastTable.schema.name == name { return lastTable }
        guard let table = replica.tables[name] else { throw StorageError.unknownName(name) }
        guard table.schema.entryPrefix == nil else { throw StorageError.entriesOnly(table: name) }
        lastTable = table
        return table
    }

    private func column(_ name: String, _ schema: TableSchema) throws -> Int {
        guard let column = schema.column(name) else {
            throw StorageError.unknownName("\(schema.name).\(name)")
        }
        return column
    }

    private func checked(_ value: Value, _ column: Int, _ schema: TableSchema) throws -> Value {
        let declared = schema.columns[column]
        guard value.fits(declared.storage) else { throw wrongType(value, column, schema) }
        guard !value.isTooLong else { throw tooLong(column, schema) }
        return declared.policy.base == .union ? SetText.canonical(value) : value
    }

    private func wrongType(_ value: Value, _ column: Int, _ schema: TableSchema) -> StorageError {
        .wrongType(table: schema.name, column: schema.columns[column].name, value: value)
    }

    private func tooLong(_ column: Int, _ schema: TableSchema) -> StorageError {
        .tooLarge(
            what: "\(schema.name).\(schema.columns[column].name)", most: WireLimits.textBytesMax)
    }

    private func cells(_ schema: TableSchema, _ columns: [Value]) -> [Value] {
        guard schema.hasGroups else { return columns }
        return schema.cells.map { cell in
            cell.isGroup ? .group(cell.columns.map { columns[$0] }) : columns[cell.columns[0]]
        }
    }

    /// What is written into a column.
    private struct GivenValue {
        let cell: Int
        let column: Int
        let value: Value
    }

    /// A cell's value with those of its columns changed that are given.
    private func merged(
        _ cell: Int, _ schema: TableSchema, _ base: Value, _ given: [GivenValue]
    ) -> Value {
        let cellSchema = schema.cells[cell]
        guard cellSchema.isGroup else { return given.first { $0.cell == cell }?.value ?? base }
        var members = [Value](repeating: .null, count: cellSchema.columns.count)
        if case .tuple(let old) = base { members = old }
        for (at, column) in cellSchema.columns.enumerated() {
            if let one = given.first(where: { $0.column == column }) { members[at] = one.value }
        }
        return .group(members)
    }
}

/// Where a row lies, and its clock.
struct RowHint {
    let rowid: Int64
    let clock: RowClock
    let scope: ScopeID
}

/// Which dots a row showed when somebody looked: by cell, and the marks. A form carries it along, so
/// that what is saved replaces what was on the screen and nothing else.
public struct RowVersion: Sendable, Hashable {
    private let cells: [[Dot]]
    public let marks: [Dot]

    init(cells: [[Dot]], marks: [Dot]) {
        self.cells = cells
        self.marks = marks
    }

    func dots(of cell: Int) -> [Dot] { cells.indices.contains(cell) ? cells[cell] : [] }

    /// Every dot that was shown.
    var all: [Dot] { Array(Set(cells.joined()).union(marks)) }

    /// One line of text without blanks: dots by commas, cells by semicolons, the marks last.
    public var token: String {
        (cells + [marks]).map { $0.map(\.description).joined(separator: ",") }
            .joined(separator: ";")
    }

    /// Reads `token` back; `nil` when it is not of that form.
    public init?(token: String) {
        var parts: [[Dot]] = []
        for part in token.split(separator: ";", omittingEmptySubsequences: false) {
            let names = part.split(separator: ",")
            let dots = names.compactMap { Dot(String($0)) }
            guard dots.count == names.count else { return nil }
            parts.append(dots)
        }
        guard let marks = parts.popLast() else { return nil }
        self.init(cells: parts, marks: marks)
    }
}
