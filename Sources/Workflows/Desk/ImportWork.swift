public import Causality
internal import Domain
public import Storage

/// What an import would do to the replica: records that are new, that differ, that are the same.
public struct ImportWork {
    public private(set) var added: [PlannedRecord] = []
    /// Records that differ, with the fields that do.
    public private(set) var changed: [(record: PlannedRecord, fields: [String: Value])] = []
    public private(set) var same = 0
    private let replica: Replica

    public init(_ replica: Replica, _ plan: LedgerPlan) throws {
        try self.init(replica, plan.records, same: 0)
    }

    /// - Parameter same: records that were found to be the same before.
    public init(_ replica: Replica, _ records: [PlannedRecord], same known: Int) throws {
        self.replica = replica
        same = known
        for planned in records {
            guard let record = try replica.record(planned.kind, planned.key) else {
                added.append(planned)
                continue
            }
            let schema = NetworkSchema.replica.table(planned.kind)
            var fields: [String: Value] = [:]
            for field in planned.fields {
                guard let at = schema?.column(field.name) else { continue }
                let value =
                    schema?.columns[at].policy.base == .union
                    ? SetText.canonical(field.value) : field.value
                if record.columns[at] != value { fields[field.name] = value }
            }
            if fields.isEmpty { same += 1 } else { changed.append((planned, fields)) }
        }
    }

    /// What a new record has although its row does not say it: the site that imports it.
    private func defaults(_ kind: String) -> [String: Value] {
        let hasSite = NetworkSchema.kind(kind)?.field("site") != nil
        return hasSite ? ["site": .text(replica.meta.site.name)] : [:]
    }

    /// Writes it, a few thousand records to a transaction, all in one durable commit.
    public func apply(author: String, reason: String) throws {
        try replica.write {
            for part in added.parts(of: 2_000) {
                try replica.edit(author: author, reason: reason) { draft in
                    for planned in part {
                        var values: [String: Value] = defaults(planned.kind)
                        for field in planned.fields { values[field.name] = field.value }
                        try draft.insert(planned.kind, planned.key, values)
                    }
                }
            }
            for part in changed.parts(of: 2_000) {
                try replica.edit(author: author, reason: reason) { draft in
                    for (planned, fields) in part {
                        try draft.set(planned.kind, planned.key, fields)
                    }
                }
            }
        }
    }
}

extension Array {
    fileprivate func parts(of size: Int) -> [ArraySlice<Element>] {
        stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
    }
}
