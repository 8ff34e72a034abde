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
    /// What a person should look at because of what is here, by line; rows without are most.
    public private(set) var warnings: [(line: Int, warning: RowWarning)] = []
    /// Rows beyond this site's share of a quota, by line.
    public private(set) var beyondShare: [Int: RowFault] = [:]
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
                if try replica.hasGrave(planned.kind, planned.key) {
                    warn(planned.line, .wasDeleted)
                }
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
            if fields.isEmpty {
                same += 1
            } else {
                if let at = schema?.column("retired"), !record.columns[at].isNull,
                    fields["retired"] == nil
                {
                    warn(planned.line, .isRetired)
                }
                changed.append((planned, fields))
            }
        }
        try leaveOutWhatIsBeyondShares()
    }

    /// Once for each row, whichever of its records it is about.
    private mutating func warn(_ line: Int, _ warning: RowWarning) {
        let ofRow = warnings.reversed().prefix { $0.line == line }
        guard !ofRow.contains(where: { $0.warning == warning }) else { return }
        warnings.append((line, warning))
    }

    /// A row that draws more than this site's share of a quota holds, the rows above it served first,
    /// is refused alone.
    private mutating func leaveOutWhatIsBeyondShares() throws {
        let drawing = QuotaDrawing(replica)
        var wishes: [(line: Int, wish: QuotaDrawing.Wish)] = []
        for planned in added {
            guard let draw = QuotaDraw.of(planned.kind) else { continue }
            let values = try written(planned)
            let site = values["site"]?.text.flatMap { SiteID($0) }
            let wish = QuotaDrawing.Wish(
                draw, planned.key, in: .site(site ?? replica.meta.site),
                pool: values[draw.poolField]?.text
            ) { [values[$0] ?? .null] }
            wishes.append((planned.line, wish))
        }
        var priced = Set(wishes.map(\.wish.key))
        let desk = RecordDesk(replica)
        for (planned, fields) in changed {
            guard let draw = QuotaDraw.of(planned.kind),
                let record = try replica.record(planned.kind, planned.key)
            else { continue }
            if draw.currencyField.map({ fields[$0] != nil }) ?? false { priced.insert(planned.key) }
            let pool = fields[draw.poolField] ?? desk.value(record, draw.poolField)
            let wish = QuotaDrawing.Wish(draw, planned.key, in: record.scope, pool: pool?.text) {
                fields[$0].map { [$0] } ?? desk.values(record, $0)
            }
            wishes.append((planned.line, wish))
        }
        guard !wishes.isEmpty else { return }
        wishes.sort { $0.line < $1.line }
        let refusals = try drawing.refusals(wishes.map(\.wish), priced: priced)
        for (line, wish) in wishes { beyondShare[line] = refusals[wish.key]?.fault }
        added.removeAll { refusals[$0.key] != nil }
        changed.removeAll { refusals[$0.record.key] != nil }
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

    /// What is written for a new record: what its row says, and the site, which it may leave out.
    private func written(_ planned: PlannedRecord) throws -> [String: Value] {
        var values: [String: Value] = [:]
        for field in planned.fields { values[field.name] = field.value }
        if values["site"]?.isNull ?? true, let kind = NetworkSchema.kind(planned.kind),
            let site = try RecordDesk(replica).defaultSite(kind, { values[$0] })
        {
            values["site"] = site
        }
        return values
    }

    /// What goes into one transaction.
    private enum Part {
        case added(ArraySlice<PlannedRecord>)
        case changed(ArraySlice<(record: PlannedRecord, fields: [String: Value])>)
    }

    /// Writes it, a few thousand records to a transaction, all in one durable commit and one action: an
    /// import that was a mistake is taken back by one undo.
    ///
    /// - Returns: its transactions; undoing any of them undoes all.
    @discardableResult
    public func apply(author: String, file: String) throws -> [Dot] {
        let parts =
            added.parts(of: 2_000).map { Part.added($0) }
            + changed.parts(of: 2_000).map { Part.changed($0) }
        return try replica.write {
            let dots = try replica.edit(
                author: author, reason: ImportWork.reasonPrefix + file, parts: parts
            ) { part, draft in
                switch part {
                case .added(let records):
                    for planned in records {
                        try draft.insert(planned.kind, planned.key, try written(planned))
                    }
                case .changed(let records):
                    for (planned, fields) in records {
                        try draft.set(planned.kind, planned.key, fields)
                    }
                }
            }
            try QuotaDrawing(replica).follow(dots, author: author)
            return dots
        }
    }
}

extension QuotaRefusal {
    /// As what is wrong with a row.
    fileprivate var fault: RowFault {
        switch self {
        case .noQuota(let name), .ambiguous(let name, _): RowFault(.quotaNone, value: name)
        case .retired(let pool, _): RowFault(.quotaNone, value: pool.name)
        case .currency(let pool, let found):
            RowFault(
                .quotaCurrency,
                value: found.sorted { $0.precedesByBytes($1) }.joined(separator: ", "),
                detail: pool.unit.code)
        case .short(let pool, let wanted, let here):
            RowFault(
                .quotaShort, value: pool.unit.number(wanted), detail: pool.unit.number(here))
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
