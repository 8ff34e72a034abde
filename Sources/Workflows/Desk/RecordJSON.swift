public import Causality
internal import Domain
public import Storage
public import Wire

/// Records in the form of `--json`: values as programs need them, undecided ones never silently.
public struct RecordJSON {
    private let replica: Replica

    public init(_ replica: Replica) { self.replica = replica }

    public func json(_ record: Record) throws -> JSON {
        let schema = NetworkSchema.replica.table(record.table)
        var fields = JSON.Object()
        var columns = JSON.Object()
        for (at, column) in (schema?.columns ?? []).enumerated() {
            columns[column.name] = RecordJSON.json(record.columns[at])
            guard let cellAt = schema?.cellOfColumn[at] else { continue }
            let cell = record.cells[cellAt]
            fields[column.name] =
                cell.standing == .open
                ? undecided(record, cell) : shown(record, column.name, record.columns[at])
        }
        return [
            "id": .string(record.key.text), "kind": .string(record.table),
            "scope": .string(record.scope.name),
            "label": .string(try RecordDesk(replica).title(record)),
            "fields": .object(fields),
            // The working value of each column as stored, for programs that must have one.
            "columns": .object(columns),
            "version": .string(record.version.token),
        ]
    }

    private func shown(_ record: Record, _ column: String, _ value: Value) -> JSON {
        let type = NetworkSchema.kind(record.table)?.field(column)?.type
        if type == .money, let fen = value.integer { return .money(Fen(fen).description) }
        if type == .yesNo, let flag = value.integer { return .bool(flag != 0) }
        return RecordJSON.json(value)
    }

    /// The id of the conflict that an open cell is.
    public static func conflictID(_ record: Record, _ cell: RecordCell) -> ConflictID {
        ConflictID(
            table: record.table, key: record.key, cell: cell.name,
            dots: cell.siblings.map(\.dot))
    }

    private func undecided(_ record: Record, _ cell: RecordCell) -> JSON {
        let id = RecordJSON.conflictID(record, cell)
        return [
            "undecided": .string(id.short()), "id": .string(id.description),
            "values": .array(cell.siblings.map { RecordJSON.json($0.value) }),
        ]
    }

    /// A value as it is stored; a group as the array of its members.
    public static func json(_ value: Value) -> JSON {
        switch value {
        case .null: .null
        case .integer(let number): .integer(number)
        case .text(let text): .string(text)
        case .tuple(let members): .array(members.map(json))
        case .erased: ["erased": true]
        }
    }
}
