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
        let desk = RecordDesk(replica)
        for (at, column) in (schema?.columns ?? []).enumerated() {
            columns[column.name] = RecordJSON.json(record.columns[at])
            guard let cellAt = schema?.cellOfColumn[at] else { continue }
            let cell = record.cells[cellAt]
            fields[column.name] =
                cell.standing == .open
                ? undecided(record, cell, column.name)
                : RecordJSON.field(
                    desk.value(record, column.name) ?? .null, table: record.table, column.name,
                    currency: currency(record, column.name))
        }
        return [
            "id": .string(record.key.text), "kind": .string(record.table),
            "retired": .bool(desk.value(record, "retired").map { !$0.isNull } ?? false),
            "scope": .string(record.scope.name),
            "label": .string(try desk.title(record)),
            "fields": .object(fields),
            // The working value of each column as stored, for programs that must have one.
            "columns": .object(columns),
            "version": .string(record.version.token),
        ]
    }

    /// The id of the conflict that an open cell is.
    public static func conflictID(_ record: Record, _ cell: RecordCell) -> ConflictID {
        ConflictID(
            table: record.table, key: record.key, cell: cell.name,
            dots: cell.siblings.map(\.dot))
    }

    /// The currency that stands beside an amount in its group; `nil` where it has none.
    private func currency(_ record: Record, _ column: String) -> String? {
        let groups = NetworkSchema.kind(record.table)?.groups ?? []
        guard
            groups.contains(where: {
                $0.members.contains(column) && $0.members.contains("currency")
            }),
            let at = NetworkSchema.replica.table(record.table)?.column("currency")
        else { return nil }
        return record.columns[at].text
    }

    /// The values of one field, one for each value of its cell, in the order of the siblings. Of a
    /// group each value is of all its members, so the lists of the members belong together, one by one.
    private func undecided(_ record: Record, _ cell: RecordCell, _ column: String) -> JSON {
        let id = RecordJSON.conflictID(record, cell)
        let group = NetworkSchema.kind(record.table)?.groups.first { $0.name == cell.name }
        let place = group?.members.firstIndex(of: column)
        var distinct: [Value] = []
        for sibling in cell.siblings where !distinct.contains(sibling.value) {
            distinct.append(sibling.value)
        }
        let values = distinct.map { value -> JSON in
            guard let group, let place, case .tuple(let members) = value else {
                return RecordJSON.field(value, table: record.table, column, currency: nil)
            }
            return RecordJSON.field(
                members[place], table: record.table, column,
                currency: RecordJSON.currency(group.members, members))
        }
        return [
            "undecided": .string(id.short()), "id": .string(id.description),
            "values": .array(values),
        ]
    }

    /// The value of a cell as programs need it: money with its currency, yes and no as such, a group
    /// as an object of its members by name.
    public static func json(_ value: Value, table: String, cell: String) -> JSON {
        guard let group = NetworkSchema.kind(table)?.groups.first(where: { $0.name == cell }),
            case .tuple(let members) = value
        else { return field(value, table: table, cell, currency: nil) }
        let currency = currency(group.members, members)
        var object = JSON.Object()
        for (name, member) in zip(group.members, members) {
            object[name] = field(member, table: table, name, currency: currency)
        }
        return .object(object)
    }

    private static func currency(_ names: [String], _ values: [Value]) -> String? {
        names.firstIndex(of: "currency").flatMap { values[$0].text }
    }

    /// - Parameter currency: of an amount; yuan where none is named.
    private static func field(
        _ value: Value, table: String, _ column: String, currency: String?
    ) -> JSON {
        let type = NetworkSchema.kind(table)?.field(column)?.type
        if type == .money, let fen = value.integer {
            return .money(Fen(fen).description, currency: currency ?? Fen.currency)
        }
        if type == .yesNo, let flag = value.integer { return .bool(flag != 0) }
        return json(value)
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
