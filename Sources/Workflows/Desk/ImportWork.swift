public import Causality
internal import Domain
public import Storage

/// What an import would do to the replica: records that are new, that differ, that are the same.
///
/// A file that is imported again must not take back what was edited since. So where a record differs
/// from its row, the row is compared with what the last import brought to that cell: if that was the
/// same, nothing is new in the file and the edit stays; otherwise the file was changed and counts.
/// What an import brought is read from the log, by the reason that `apply` gives.
public struct ImportWork {
    public private(set) var added: [PlannedRecord] = []
    /// Records that differ, with the fields that do.
    public private(set) var changed: [(record: PlannedRecord, fields: [String: Value])] = []
    public private(set) var same = 0
    /// Cells that an import brought before just as the file says and that were edited since.
    public private(set) var kept = 0
    private let replica: Replica
    private static let reasonPrefix = "import "

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
                guard !field.leaves(record.columns[at], instead: value) else { continue }
                if try isKnown(value, of: field.name, in: record) {
                    kept += 1
                } else {
                    fields[field.name] = value
                }
            }
            if fields.isEmpty { same += 1 } else { changed.append((planned, fields)) }
        }
    }

    /// Whether the last import that wrote this field brought just this value.
    private func isKnown(_ value: Value, of column: String, in record: Record) throws -> Bool {
        let kind = NetworkSchema.kind(record.table)
        let group = kind?.groups.first { $0.members.contains(column) }
        let brought = try History(replica).writes(record, cell: group?.name ?? column).first {
            $0.reason?.hasPrefix(ImportWork.reasonPrefix) ?? false
        }
        guard let brought else { return false }
        guard let at = group?.members.firstIndex(of: column) else { return brought.value == value }
        guard case .tuple(let members) = brought.value else { return false }
        return members.indices.contains(at) && members[at] == value
    }

    /// What a new record has although its row does not say it: the site that imports it.
    private func defaults(_ kind: String) -> [String: Value] {
        let hasSite = NetworkSchema.kind(kind)?.field("site") != nil
        return hasSite ? ["site": .text(replica.meta.site.name)] : [:]
    }

    /// Writes it, a few thousand records to a transaction, all in one durable commit.
    public func apply(author: String, file: String) throws {
        let reason = ImportWork.reasonPrefix + file
        try replica.write {
            var dots: [Dot] = []
            for part in added.parts(of: 2_000) {
                dots += try replica.edit(author: author, reason: reason) { draft in
                    for planned in part {
                        var values: [String: Value] = defaults(planned.kind)
                        for field in planned.fields { values[field.name] = field.value }
                        try draft.insert(planned.kind, planned.key, values)
                    }
                }
            }
            for part in changed.parts(of: 2_000) {
                dots += try replica.edit(author: author, reason: reason) { draft in
                    for (planned, fields) in part {
                        try draft.set(planned.kind, planned.key, fields)
                    }
                }
            }
            try QuotaDrawing(replica).follow(dots, author: author)
        }
    }
}

extension PlannedRecord.Field {
    /// Whether what a record holds stays, because it is what the file says or more than that.
    fileprivate func leaves(_ held: Value, instead value: Value) -> Bool {
        switch standing {
        case .said: held == value
        case .beginning:
            held == value || held.text?.hasPrefix("\(value.text ?? "")\n") == true
        case .assumed: true
        }
    }
}

extension Array {
    fileprivate func parts(of size: Int) -> [ArraySlice<Element>] {
        stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
    }
}
