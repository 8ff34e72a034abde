internal import Causality

/// Transactions in the open form of `moso log --json`, for any schema.
struct TransactionJSON {
    private let schema: ReplicaSchema

    init(_ schema: ReplicaSchema) { self.schema = schema }

    func applied(
        _ transaction: Transaction, arrival: Int, effective: HybridTimestamp?
    ) -> JSONValue {
        let witnessed = effective.flatMap { $0 == transaction.stamp ? nil : $0 }
        var context: [String: JSONValue] = [:]
        for entry in transaction.context.entries {
            context[entry.stream.description] = .number(entry.seq)
        }
        return .object([
            "arrival": .number(arrival), "status": "applied",
            "dot": dot(transaction.dot), "hlc": .string(transaction.stamp.text),
            "effective": witnessed.map { .string($0.text) } ?? .null,
            "context": .object(context), "author": .string(transaction.author),
            "reason": transaction.reason.map { .string($0) } ?? .null,
            "ops": .array(transaction.operations.flatMap(operations)),
        ])
    }

    func waiting(_ item: WaitingItem) -> JSONValue {
        let name = item.dot.map(dot) ?? .null
        switch item.standing {
        case .held(let lacks):
            return .object(["status": "held", "dot": name, "lacks": .strings(lacks)])
        case .quarantined(let why):
            return .object(["status": "quarantined", "dot": name, "why": .string(why)])
        }
    }

    private func dot(_ dot: Dot) -> JSONValue {
        .object([
            "site": .string(dot.stream.origin.site.name),
            "epoch": .number(dot.stream.origin.epoch), "scope": .string(dot.stream.scope.name),
            "seq": .number(dot.seq),
        ])
    }

    private func operations(_ operation: Operation) -> [JSONValue] {
        let table = schema.table(operation.table)
        let value = { (name: String, value: Value) in
            JSONValue(value, in: table?.cells.first { $0.name == name }, of: table)
        }
        let make = { (kind: String, more: [String: JSONValue], replaces: [Dot]) -> JSONValue in
            var members = more
            members["table"] = .string(operation.table)
            members["key"] = .string(operation.key.text)
            members["kind"] = .string(kind)
            members["replaces"] = .strings(replaces.sorted())
            return .object(members)
        }
        switch operation.change {
        case .insert(let values):
            var columns: [String: JSONValue] = [:]
            for entry in values { columns[entry.cell] = value(entry.cell, entry.value) }
            return [make("set", ["columns": .object(columns)], [])]
        case .set(let writes):
            return writes.map { write in
                make(
                    "set",
                    ["column": .string(write.cell), "value": value(write.cell, write.value)],
                    write.replaces)
            }
        case .add(let values):
            return values.map { entry in
                make(
                    "delta",
                    ["column": .string(entry.cell), "value": value(entry.cell, entry.value)], [])
            }
        case .delete(let dots): return [make("delete", [:], dots)]
        case .keep(let dots): return [make("keep", [:], dots)]
        case .erase(let cells): return cells.map { make("erase", ["column": .string($0)], []) }
        }
    }
}

extension JSONValue: ExpressibleByStringLiteral {
    package init(stringLiteral value: String) { self = .string(value) }
}
