public import Causality
public import Domain
public import Storage

/// Adding, editing, finding and retiring records by what people type.
public struct RecordDesk {
    public let replica: Replica
    private let classes = ClassMemory()

    public init(_ replica: Replica) { self.replica = replica }

    public func kind(_ name: String) throws(Problem) -> RecordKind {
        try RecordDesk.kind(named: name)
    }

    /// The kind with this name or label.
    public static func kind(named name: String) throws(Problem) -> RecordKind {
        if let kind = NetworkSchema.kind(name) { return kind }
        let names = NetworkSchema.kinds.flatMap { [$0.name, $0.label.zh, $0.label.en] }
        throw .noKind(name, didYouMean: Nearness.nearest(to: name, among: names))
    }

    /// Reads `field=value` texts into values of the kind's columns.
    ///
    /// - Throws: also when one refers to a record that is not here, unless that is allowed.
    public func values(
        _ kind: RecordKind, _ assignments: [String], missing: MissingRecords = .refused
    ) throws -> [String: Value] {
        var values: [String: Value] = [:]
        for text in assignments {
            guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
                throw Problem.usage(
                    Catalogue.Usage.notAssignment(text), help: "moso record fields \(kind.name)")
            }
            let name = String(text[..<equals])
            let typed = String(text[text.index(after: equals)...])
            let field = try known(field: name, of: kind)
            guard values[field.name] == nil else {
                throw Problem.usage(
                    Catalogue.Usage.twice(field.name), help: "moso record fields \(kind.name)")
            }
            values[field.name] = try value(field, typed, kind, missing)
        }
        try checkReferences(kind, values, missing)
        return values
    }

    /// A key that is insisted on is what it says, also where a longer one begins like it.
    private func value(
        _ field: FieldDeclaration, _ typed: String, _ kind: RecordKind, _ missing: MissingRecords
    ) throws -> Value {
        let key = TypedText.trimmed(typed)
        if missing == .allowed, case .reference(let name) = field.type,
            let other = NetworkSchema.kind(name), isKey(key, of: other)
        {
            return .text(key)
        }
        return try parse(field, typed, kind: kind.name)
    }

    /// The field with this name or label.
    public func known(field name: String, of kind: RecordKind) throws(Problem) -> FieldDeclaration {
        if let field = field(kind, name) { return field }
        let near = Nearness.nearest(to: name, among: kind.fields.map(\.name))
        throw .noField(name, kind: kind.name, didYouMean: near)
    }

    /// A field by its name or by one of its labels.
    public func field(_ kind: RecordKind, _ name: String) -> FieldDeclaration? {
        kind.field(name) ?? kind.fields.first { $0.label.zh == name || $0.label.en == name }
    }

    /// The value that a text stands for; the name of a record stands for the record.
    public func parse(_ field: FieldDeclaration, _ typed: String, kind: String) throws -> Value {
        switch field.type.parse(typed) {
        case .success(let value):
            if case .reference(let kind) = field.type, let text = value.text {
                return .text(try find(text, in: kind)?.key.text ?? text)
            }
            return value
        case .failure(let problem):
            throw Problem.value(typed, of: field, kind: kind, problem)
        }
    }

    /// Adds a record. Its key follows from what it says where it can, else it is drawn at random.
    public func add(
        _ kind: RecordKind, _ values: [String: Value], author: String, reason: String?
    ) throws -> RecordKey {
        let (key, values) = try readyToAdd(kind, values)
        try RuleGate(replica).passing(author: author) {
            try replica.editAtDesk(author: author, reason: reason) { draft in
                try draft.insert(kind.name, key, values)
            }
        }
        return key
    }

    /// A new record as it would be written, with its key, after all checks that concern it alone.
    func readyToAdd(
        _ kind: RecordKind, _ given: [String: Value]
    ) throws -> (key: RecordKey, values: [String: Value]) {
        var values = given
        if values["site"]?.isNull ?? true, let site = try defaultSite(kind, { values[$0] }) {
            values["site"] = site
        }
        values.merge(TakenDown.with(values, of: kind.name) { _ in nil }) { $1 }
        try check(kind, values)
        try checkPeriods(kind, values) { values[$0] }
        try checkSite(kind, at: values["site"]?.text) { values[$0] }
        try checkSeat(kind, values) { values[$0] }
        let key = try derivedKey(kind) { values[$0]?.text } ?? randomKey(kind)
        if let there = try replica.record(kind.name, key),
            let why = value(there, "retired")?.text
        {
            throw Problem.recordExists(id: key.text, kind: Phrase(kind.label), retired: why)
        }
        try checkOwnersWord(kind.name, values["site"]?.text, values)
        return (key, values)
    }

    /// The key that follows from what a record says about itself, unless the record under it has come to
    /// say something else, as after a mistyped credit code was put right: then it is another's.
    func derivedKey(_ kind: RecordKind, _ said: (String) -> String?) throws -> RecordKey? {
        guard let key = kind.derivedKey(said) else { return nil }
        guard let there = try replica.record(kind.name, key),
            let its = kind.derivedKey({ value(there, $0)?.text })
        else { return key }
        return its == key ? key : nil
    }

    /// Throws when a required field is missing.
    public func check(_ kind: RecordKind, _ values: [String: Value]) throws(Problem) {
        let missing = kind.fields.filter { field in
            field.isRequired && values[field.name]?.isNull ?? true && field.name != "site"
        }
        guard missing.isEmpty else {
            throw .fieldMissing(missing.map { Phrase($0.label) }, kind: kind.name)
        }
    }

    /// Throws when something that is written would end before it begins.
    ///
    /// - Parameter value: what a field holds after the write.
    private func checkPeriods(
        _ kind: RecordKind, _ written: [String: Value], _ value: (String) -> Value?
    ) throws(Problem) {
        for pair in kind.periods where pair.isTouched(by: written) && pair.isBroken(value) {
            throw .period(pair, of: kind, value)
        }
    }

    /// 60 random bits behind the kind's letter: short enough to type, and no two sites draw alike.
    private func randomKey(_ kind: RecordKind) -> RecordKey {
        let bytes = replica.environment.randomBytes(8)
        let text = "\(kind.prefix)-\(ShortText.base32(bytes).prefix(12))"
        guard let key = RecordKey(text) else { preconditionFailure("a drawn key is a key") }
        return key
    }

    /// Edits a record. Unless `seen` is given, what is shown now is replaced.
    public func edit(
        _ record: Record, _ values: [String: Value], author: String, reason: String?,
        seen: RowVersion?
    ) throws -> [Dot] {
        try checkEdit(record, values, throughSteps: false)
        let kept = TakenDown.with(values, of: record.table) { value(record, $0) }
        let values = values.merging(kept) { $1 }
            .merging(FormerNames.with(values, of: record)) { $1 }
        return try RuleGate(replica).passing(author: author) {
            try replica.editAtDesk(author: author, reason: reason) { draft in
                try draft.set(record.table, record.key, values, seen: seen)
            }
        }
    }

    /// Throws when a record may not be changed so.
    ///
    /// - Parameter throughSteps: whether a state may be one several steps on.
    func checkEdit(
        _ record: Record, _ values: [String: Value], throughSteps: Bool
    ) throws {
        let schema = NetworkSchema.kind(record.table)
        for (name, value) in values {
            guard let field = schema?.field(name), field.policy.base == .immutable,
                let old = self.value(record, name), !old.isNull, old != value
            else { continue }
            throw Problem.immutable(
                field: .field(name, of: record.table), id: record.key.text)
        }
        guard let schema else { return }
        try checkMoves(record, schema, values, throughSteps: throughSteps)
        let after = { (name: String) in values[name] ?? self.value(record, name) }
        try checkPeriods(schema, values, after)
        if let field = schema.siteFollows, values[field] != nil {
            try checkSite(schema, at: record.scope.owner?.name, after)
        }
        let owner = try followedSite(schema, after) ?? record.owner?.name
        try checkOwnersWord(schema.name, owner, values)
        try checkSeat(schema, values, after)
    }

    /// The fields of a record that an edit may set: all but those that are written once and filled.
    public func settable(_ record: Record, of kind: RecordKind) -> [String] {
        kind.fields.filter { field in
            field.policy.base != .immutable || value(record, field.name)?.isNull ?? true
        }.map(\.name)
    }

    /// The shown value of a column.
    public func value(_ record: Record, _ column: String) -> Value? {
        guard let at = NetworkSchema.replica.table(record.table)?.column(column) else { return nil }
        return column == FormerNames.column ? FormerNames.shown(record) : record.columns[at]
    }

    /// Every value that a column may have: one, or several while it is undecided.
    public func values(_ record: Record, _ column: String) -> [Value] {
        var values: [Value] = []
        for value in sides(record, column) where !values.contains(value) { values.append(value) }
        return values
    }

    /// The value of a column on each side while it is undecided, else the one it has. Of the members of
    /// a group the sides are the same, in the same order.
    func sides(_ record: Record, _ column: String) -> [Value] {
        guard let schema = NetworkSchema.replica.table(record.table),
            let at = schema.column(column)
        else { return [] }
        let cellAt = schema.cellOfColumn[at]
        let cell = record.cells[cellAt]
        guard cell.standing == .open else { return [value(record, column) ?? .null] }
        guard schema.cells[cellAt].isGroup else { return cell.siblings.map(\.value) }
        let place = schema.cells[cellAt].columns.firstIndex(of: at) ?? 0
        return cell.siblings.compactMap { sibling in
            guard case .tuple(let members) = sibling.value, place < members.count else {
                return nil
            }
            return members[place]
        }
    }

    /// The columns that name a record by themselves.
    func titleColumns(_ kind: RecordKind) -> [String] {
        kind.title.filter { name in
            if case .reference = kind.field(name)?.type { false } else { true }
        }
    }

    /// A record in one line: its title fields, references resolved.
    ///
    /// - Parameter language: in which choices are named; as their codes when `nil`.
    public func title(_ record: Record, in language: Language? = nil) throws -> String {
        try title(record, language, depth: 0)
    }

    private func title(_ record: Record, _ language: Language?, depth: Int) throws -> String {
        guard let kind = NetworkSchema.kind(record.table) else { return record.key.text }
        let record = try standing(for: record)
        var parts: [String] = []
        for name in kind.title {
            guard let value = value(record, name), !value.isNull, let text = value.text else {
                continue
            }
            if case .reference(let other) = kind.field(name)?.type, depth < 2,
                let key = RecordKey(text), let target = try replica.record(other, key)
            {
                parts.append(try title(target, language, depth: depth + 1))
                continue
            }
            let shown = language.flatMap { language in
                kind.field(name)?.type.display(value, zh: language == .zh)
            }
            if !parts.contains(shown ?? text) { parts.append(shown ?? text) }
            if record.table == "company" { break }
        }
        return parts.isEmpty ? record.key.text : parts.joined(separator: " ")
    }
}

extension RecordDesk {
    /// The card that stands for a company and all that were found to be the same; any other record
    /// stands for itself.
    private func standing(for record: Record) throws -> Record {
        guard record.table == "company" else { return record }
        let root = try classes.index(replica).root(of: record.key)
        return root == record.key ? record : try replica.record("company", root) ?? record
    }

    /// What two references to companies have in common when they mean one company.
    func company(of value: Value) throws -> Value {
        guard let key = value.text.flatMap({ RecordKey($0) }) else { return value }
        return .text(try classes.index(replica).root(of: key).text)
    }
}

/// The classes of companies, read again when something has been written since.
private final class ClassMemory {
    private var known: (arrival: Int64, index: AliasIndex)?

    func index(_ replica: Replica) throws -> AliasIndex {
        let arrival =
            try replica.select("SELECT max(arrival) FROM moso_log").first?.first?.integer ?? 0
        if let known, known.arrival == arrival { return known.index }
        let index = try CompanyAliases.index(replica)
        known = (arrival, index)
        return index
    }
}

/// Crockford's base 32 for keys.
enum ShortText {
    static func base32(_ bytes: [UInt8]) -> String {
        let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
        var text = ""
        var held: UInt64 = 0
        var bits = 0
        for byte in bytes {
            held = held << 8 | UInt64(byte)
            bits += 8
            while bits >= 5 {
                bits -= 5
                text.append(alphabet[Int(held >> UInt64(bits)) & 31])
            }
        }
        return text
    }
}
