public import Causality
public import Storage

/// Transactions as the JSON lines of `moso log --json`: enough for an outsider to compute state,
/// siblings and conflicts again.
public enum LogJSON {
    /// - Parameter effective: the timestamp by which its writes are ordered.
    public static func line(
        _ transaction: Transaction, arrival: Int64, effective: HybridTimestamp?
    ) -> JSON {
        var head = [
            ("arrival", JSON.integer(arrival)),
            ("status", transaction.isVoid ? "quarantined" : "applied"),
        ]
        if transaction.isVoid {
            head.append(("why", "beyond the cut of \(transaction.dot.stream.origin.site)"))
        }
        return object(
            head
                + content(
                    transaction, context: context(transaction.context), effective: effective))
    }

    /// - Parameters:
    ///   - transaction: what the held bytes say.
    ///   - isContextWhole: whether its context is known, which is told as the difference to the
    ///     transaction before it: unknown while that one is missing.
    public static func held(
        _ transaction: Transaction, lacks: [Dot], isContextWhole: Bool
    ) -> JSON {
        let head = [
            ("status", JSON.string("held")),
            ("lacks", .array(lacks.map { .string($0.description) })),
        ]
        let context = isContextWhole ? context(transaction.context) : .null
        return object(head + content(transaction, context: context))
    }

    private static func content(
        _ transaction: Transaction, context: JSON, effective: HybridTimestamp? = nil
    ) -> [(String, JSON)] {
        let witnessed = effective.flatMap { $0 == transaction.stamp ? nil : $0 }
        return [
            ("dot", dot(transaction.dot)), ("hlc", .string(stamp(transaction.stamp))),
            ("effective", .optional(witnessed.map(stamp))), ("context", context),
            ("author", .string(transaction.author)),
            ("reason", .optional(transaction.reason)),
            (
                "ops",
                transaction.isTrimmed
                    ? .null
                    : .array((transaction.operations + transaction.evidence).flatMap(operations))
            ),
        ]
    }

    private static func object(_ members: [(String, JSON)]) -> JSON {
        var object = JSON.Object()
        for (name, value) in members { object[name] = value }
        return .object(object)
    }

    public static func quarantined(_ item: QuarantinedTransaction) -> JSON {
        [
            "status": "quarantined", "dot": item.dot.map(dot) ?? .null, "why": .string(item.why),
            "from": .string(item.peer.name),
        ]
    }

    static func dot(_ dot: Dot) -> JSON {
        var object = JSON.Object()
        object["site"] = .string(dot.stream.origin.site.name)
        object["epoch"] = .integer(Int64(dot.stream.origin.epoch))
        // Only where the stream has forked.
        if dot.stream.origin.branch != nil {
            object["origin"] = .string(dot.stream.origin.description)
        }
        object["scope"] = .string(dot.stream.scope.name)
        object["seq"] = .integer(Int64(dot.seq))
        return .object(object)
    }

    /// `2023-08-11T07:00:00.000Z/0`: the wall clock's part and the counter.
    private static func stamp(_ stamp: HybridTimestamp) -> String {
        "\(TimeText.rfc3339(Int64(stamp.milliseconds)))/\(stamp.counter)"
    }

    private static func context(_ vector: VersionVector) -> JSON {
        var object = JSON.Object()
        for entry in vector.entries {
            object[entry.stream.description] = .integer(Int64(entry.seq))
        }
        return .object(object)
    }

    /// The member for a written value; an erased one says only that.
    private static func value(_ value: Value) -> (String, JSON) {
        value.isErased ? ("erased", true) : ("value", RecordJSON.json(value))
    }

    private static func operations(_ operation: Operation) -> [JSON] {
        let base: [(String, JSON)] = [
            ("table", .string(operation.table)), ("key", .string(operation.key.text)),
        ]
        let make = { (more: [(String, JSON)]) in object(base + more) }
        let names = { (dots: [Dot]) in JSON.array(dots.map { .string($0.description) }) }
        switch operation.change {
        case .insert(let values):
            var columns = JSON.Object()
            for value in values { columns[value.cell] = RecordJSON.json(value.value) }
            return [make([("kind", "set"), ("columns", .object(columns)), ("replaces", [])])]
        case .set(let writes):
            return writes.map { write in
                make([
                    ("column", .string(write.cell)), ("kind", "set"), value(write.value),
                    ("replaces", names(write.replaces)),
                ])
            }
        case .add(let values):
            return values.map { value in
                make([
                    ("column", .string(value.cell)), ("kind", "delta"), self.value(value.value),
                    ("replaces", []),
                ])
            }
        case .delete(let dots): return [make([("kind", "delete"), ("replaces", names(dots))])]
        case .keep(let dots): return [make([("kind", "keep"), ("replaces", names(dots))])]
        case .erase(let cells):
            return cells.map {
                make([("column", .string($0)), ("kind", "erase"), ("replaces", [])])
            }
        }
    }
}
