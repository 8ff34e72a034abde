internal import Causality
public import Domain
public import Storage

/// The records that the rows of a file of one kind stand for, looked up in a replica.
///
/// A row names its record by the column `id`; else by what its kind derives a key from, such as a
/// credit code; else by a natural key that exactly one record here has; else by a key that is computed
/// from its natural key, or from the whole row: so the same file again finds the same record, and a
/// file that two sites import while they are apart makes one set of records. Cells
/// that read as an export of the record would write them are left out: an undecided field, which no
/// single value could stand for, comes back unchanged.
public struct KindPlan {
    public private(set) var records: [PlannedRecord] = []
    public private(set) var refused: [RefusedRow]
    /// Rows whose record is here already just as they say.
    public private(set) var same = 0
    private let desk: RecordDesk
    private let kind: RecordKind
    private let units: [String: String]
    private var lines: [RecordKey: Int] = [:]
    /// The keys that rows of the file give their records.
    private let fileKeys: Set<String>
    /// Rows that refer to other rows, which may be refused yet.
    private var leaning: [(row: KindRow, key: RecordKey, fault: RowFault)] = []

    public init(_ file: KindImport, kind: RecordKind, in replica: Replica) throws {
        desk = RecordDesk(replica)
        self.kind = kind
        units = file.units
        refused = file.refused
        fileKeys = Set(file.rows.compactMap { $0.text("id").map(TypedText.trimmed) })
        for row in file.rows { try take(row) }
        try refuseThoseThatLeanOnNothing()
        refused.sort { $0.line < $1.line }
    }

    /// The fields of a kind as an import knows them by their headers.
    public static func fields(of kind: RecordKind) -> [ImportField] {
        [ImportField(name: "id", labels: ["编号"])]
            + kind.fields.map { field in
                ImportField(
                    name: field.name,
                    labels: [field.label.zh, field.label.en].filter { $0 != "id" && $0 != "编号" })
            }
    }

    private mutating func take(_ row: KindRow) throws {
        var faults: [RowFault] = []
        let named = try existing(row, &faults)
        let values = try read(row, beside: named, &faults)
        guard faults.isEmpty else { return refuse(row, faults) }
        let computed = try newKey(row, values)
        let record =
            try named ?? byNaturalKey(values) ?? desk.replica.record(kind.name, computed)
        let wrong = try tooEarlyEnds(values, beside: record) + deskFaults(values, beside: record)
        guard wrong.isEmpty else { return refuse(row, wrong) }
        let key = record?.key ?? computed
        if let line = lines.updateValue(row.line, forKey: key) {
            return refuse(row, [RowFault(.sameRecord, otherLine: line)])
        }
        if let record {
            return plan(row, record.key, values.filter { desk.value(record, $0.name) != $0.value })
        }
        let missing = kind.fields.filter { field in
            field.isRequired && field.name != "site"
                && values.first { $0.name == field.name }?.value.isNull ?? true
        }
        guard missing.isEmpty else {
            return refuse(
                row, missing.map { RowFault(.missingField, column: $0.label) })
        }
        plan(row, key, values.filter { !$0.value.isNull })
    }

    private mutating func plan(_ row: KindRow, _ key: RecordKey, _ fields: [PlannedRecord.Field]) {
        if fields.isEmpty { return same += 1 }
        records.append(
            PlannedRecord(kind: kind.name, key: key, line: row.line, fields: fields))
        for field in fields {
            guard case .reference(kind.name) = kind.field(field.name)?.type,
                let text = field.value.text, fileKeys.contains(text)
            else { continue }
            let column = kind.field(field.name)?.label ?? Label(verbatim: field.name)
            leaning.append((row, key, RowFault(.missingRecord, column: column, value: text)))
        }
    }

    /// A row that refers to a refused row is refused too, and so on.
    private mutating func refuseThoseThatLeanOnNothing() throws {
        var planned = Set(records.map(\.key.text))
        while let at = try leaning.firstIndex(where: { try !isThere($0.fault.value, planned) }) {
            let (row, key, fault) = leaning.remove(at: at)
            guard planned.remove(key.text) != nil else { continue }
            records.removeAll { $0.key == key }
            refuse(row, [fault])
        }
    }

    private func isThere(_ text: String, _ planned: Set<String>) throws -> Bool {
        if planned.contains(text) { return true }
        guard let key = RecordKey(text) else { return false }
        return try desk.replica.record(kind.name, key) != nil
    }

    /// Ends in the row that are too early for their beginnings.
    private func tooEarlyEnds(
        _ values: [PlannedRecord.Field], beside record: Record?
    ) -> [RowFault] {
        let value = { (name: String) in
            values.first { $0.name == name }?.value ?? record.flatMap { desk.value($0, name) }
        }
        return kind.periods.filter { pair in
            values.contains { [pair.from, pair.to].contains($0.name) } && pair.isBroken(value)
        }.map { pair in
            RowFault(
                .endBeforeStart, column: kind.field(pair.to)?.label ?? Label(verbatim: pair.to),
                value: value(pair.to)?.text ?? "", detail: value(pair.from)?.text ?? "")
        }
    }

    /// What the desk would refuse: a site that is not that of what the row goes with, somebody else's
    /// word, a seat that is out of service.
    private func deskFaults(
        _ values: [PlannedRecord.Field], beside record: Record?
    ) throws -> [RowFault] {
        var written: [String: Value] = [:]
        for field in values { written[field.name] = field.value }
        let value = { (name: String) in
            written[name] ?? record.flatMap { self.desk.value($0, name) }
        }
        let followed = try desk.followedSite(kind, value)
        let site = record?.scope.owner?.name ?? value("site")?.text ?? followed
        let label = { (name: String) in
            self.kind.field(name)?.label ?? Label(verbatim: name)
        }
        do {
            if record == nil || kind.siteFollows.map({ written[$0] != nil }) ?? false {
                try desk.checkSite(kind, at: site, value)
            }
            try desk.checkOwnersWord(kind.name, followed ?? site, written)
            try desk.checkSeat(kind, written, value)
            return []
        } catch let problem as Problem {
            switch problem.code {
            case .siteFollows:
                let field = kind.siteFollows ?? ""
                return [
                    RowFault(
                        .otherSite, column: label(field), value: value(field)?.text ?? "",
                        detail: followed ?? "")
                ]
            case .claimNotOwner: return [RowFault(.notOwner, detail: followed ?? site ?? "")]
            case .seatOutOfService:
                return [RowFault(.seatOut, value: value("seat")?.text ?? "")]
            default: throw problem
            }
        }
    }

    /// Refuses further rows, by line, that `ImportWork` found to be beyond a share.
    public mutating func refuse(_ faults: [Int: RowFault], of file: KindImport) {
        guard !faults.isEmpty else { return }
        for row in file.rows {
            if let fault = faults[row.line] { refuse(row, [fault]) }
        }
        refused.sort { $0.line < $1.line }
    }

    private mutating func refuse(_ row: KindRow, _ faults: [RowFault]) {
        if let row = RefusedRow(record: row.record, faults: faults) { refused.append(row) }
    }

    /// The record that the column `id` names.
    private func existing(_ row: KindRow, _ faults: inout [RowFault]) throws -> Record? {
        guard let id = row.text("id").map(TypedText.trimmed), !id.isEmpty else { return nil }
        guard let key = RecordKey(id) else {
            faults.append(RowFault(.badValue, column: "id", value: id))
            return nil
        }
        if let record = try desk.replica.record(kind.name, key) { return record }
        // The id of something else: a file of the other kind, or a column that was mistaken for this one.
        let other = try NetworkSchema.kinds.first { other in
            guard other.name != kind.name, id.hasPrefix(other.prefix + "-") else { return false }
            return try desk.replica.record(other.name, key) != nil
        }
        if let other {
            faults.append(
                RowFault(.otherKind, column: "id", value: other.name, detail: kind.name))
        }
        return nil
    }

    private func read(
        _ row: KindRow, beside record: Record?, _ faults: inout [RowFault]
    ) throws -> [PlannedRecord.Field] {
        var values: [PlannedRecord.Field] = []
        for field in kind.fields {
            guard let typed = row.text(field.name) else { continue }
            if let record, KindExport.isUnchanged(typed, field, record, desk) { continue }
            let unit = units[field.name].flatMap { MoneyUnit(word: $0) } ?? .yuan
            switch field.type.parse(typed, moneyUnit: unit) {
            case .failure(let problem):
                faults.append(
                    RowFault(
                        .badValue, column: field.label, value: typed, problem: problem))
            case .success(let value):
                guard let found = try resolved(value, field) else {
                    faults.append(RowFault(.unknownRecord, column: field.label, value: typed))
                    continue
                }
                guard try isHere(found, field, row) else {
                    faults.append(RowFault(.missingRecord, column: field.label, value: typed))
                    continue
                }
                if let record, field.policy.base == .immutable,
                    let old = desk.value(record, field.name), !old.isNull, old != found
                {
                    faults.append(RowFault(.immutable, column: field.label, value: typed))
                }
                values.append(.init(field.name, found))
            }
        }
        return values
    }

    /// The value itself, or the key of the record it names; `nil` when several are called so.
    private func resolved(_ value: Value, _ field: FieldDeclaration) throws -> Value? {
        guard case .reference(let other) = field.type, let text = value.text else { return value }
        do {
            return .text(try desk.find(text, in: other)?.key.text ?? text)
        } catch is Problem {
            return nil
        }
    }

    /// Whether what a cell refers to is here, or a row of the file.
    private func isHere(_ value: Value, _ field: FieldDeclaration, _ row: KindRow) throws -> Bool {
        guard let text = value.text, field.type.referredKind != nil else { return true }
        if case .reference(kind.name) = field.type, fileKeys.contains(text) { return true }
        let code = row.text("code").map { Value.text(TypedText.trimmed($0)) } ?? .null
        return try desk.isHere(text, field, beside: ["code": code])
    }

    private func byNaturalKey(_ values: [PlannedRecord.Field]) throws -> Record? {
        let derived = try derivedKey(values)
        if let derived, let record = try desk.replica.record(kind.name, derived) { return record }
        // Who has a key of its own may still be here under another one; its name alone does not say so.
        for names in kind.naturalKeys where derived == nil || names.contains("credit_code") {
            let parts = names.map { name in values.first { $0.name == name }?.value ?? .null }
            guard !parts.contains(.null) else { continue }
            let match = names.enumerated().map { "\"\($1)\" = ?\($0 + 1)" }
                .joined(separator: " AND ")
            let rows = try desk.replica.select(
                "SELECT id FROM \"\(kind.name)\" WHERE \(match) LIMIT 2", parts)
            if rows.count == 1, let key = rows[0].first?.text.flatMap({ RecordKey($0) }) {
                return try desk.replica.record(kind.name, key)
            }
        }
        return nil
    }

    private func derivedKey(_ values: [PlannedRecord.Field]) throws -> RecordKey? {
        try desk.derivedKey(kind) { name in
            values.first { $0.name == name }?.value.text
                ?? (name == "site" ? desk.replica.meta.site.name : nil)
        }
    }

    private func newKey(_ row: KindRow, _ values: [PlannedRecord.Field]) throws -> RecordKey {
        if let id = row.text("id").map(TypedText.trimmed), let key = RecordKey(id) { return key }
        if let key = try derivedKey(values) { return key }
        var told = Dictionary(
            uniqueKeysWithValues: values.filter { !$0.value.isNull }.map { ($0.name, $0.value) })
        if kind.field("site") != nil, told["site"] == nil {
            told["site"] = .text(desk.replica.meta.site.name)
        }
        let natural = kind.naturalKeys.first { $0.allSatisfy { told[$0] != nil } }
        let parts =
            [kind.name]
            + (natural ?? told.keys.sorted()).map { name in
                "\(name)=\(told[name].map { "\($0)" } ?? "")"
            }
        let text = ShortText.base32(ContentHash.bytes(of: parts)).prefix(12)
        guard let key = RecordKey("\(kind.prefix)-\(text)") else {
            throw Problem.noRecord(String(text))
        }
        return key
    }
}
