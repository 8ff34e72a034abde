internal import Causality
internal import Domain
internal import Storage

/// A form for a record, made from the declaration of its kind.
public struct RecordForm: Sendable {
    /// How an input takes what is typed.
    public enum Input: Sendable {
        case line
        case lines
        case number
        case day
        case choice([(code: String, label: Phrase)])
    }

    public struct Field: Sendable {
        public let name: String
        public let label: Phrase
        public let unit: Phrase?
        public let help: Phrase?
        public let input: Input
        public let isRequired: Bool
        /// What stood there when the form was made.
        public var before: String
        /// What stands in the input.
        public var typed: String
        public var fault: Phrase?
        /// The record that is named by what stands there.
        public var named: String?
        /// What the record says now, where that is not what was typed over.
        public var present: Phrase?

        public init(
            name: String, label: Phrase, unit: Phrase? = nil, help: Phrase? = nil,
            input: Input = .line, isRequired: Bool = false, before: String = ""
        ) {
            self.name = name
            self.label = label
            self.unit = unit
            self.help = help
            self.input = input
            self.isRequired = isRequired
            self.before = before
            typed = before
        }
    }

    public let kind: String
    public let kindLabel: Phrase
    /// `nil` for a new record.
    public let name: RecordName?
    public var fields: [Field] = []
    /// What the record showed when the form was made; empty for a new one.
    public var version = ""
    public var reason = ""
    /// Whether what stands in it was typed before the record was changed by others.
    public var isOvertaken = false
    /// What is wrong with the whole.
    public var fault: Problem?

    public init(kind: String, kindLabel: Phrase, name: RecordName?) {
        self.kind = kind
        self.kindLabel = kindLabel
        self.name = name
    }

    public var hasFaults: Bool { fault != nil || fields.contains { $0.fault != nil } }
}

/// What came back of a form.
public struct RecordInput: Sendable {
    public let kind: String
    /// `nil` for a new record.
    public let key: String?
    public let version: String
    public let reason: String
    /// By field: what stood there, and what was typed.
    public let fields: [String: (before: String, typed: String)]

    public init(
        kind: String, key: String?, version: String, reason: String,
        fields: [String: (before: String, typed: String)]
    ) {
        self.kind = kind
        self.key = key
        self.version = version
        self.reason = reason
        self.fields = fields
    }
}

/// What became of it.
public enum RecordOutcome: Sendable {
    case saved(key: String, isChanged: Bool)
    /// The same form again, with what was typed and what is wrong.
    case faulty(RecordForm)
}

extension LedgerDesk {
    /// The form for a record, or for a new one.
    public func form(_ kindName: String, key: String?) throws -> RecordForm {
        let kind = try kind(kindName, to: .write)
        let record = try key.map { try self.record(kind, $0) }
        var form = RecordForm(
            kind: kind.name, kindLabel: Phrase(kind.label),
            name: try record.map { try name($0, kind) })
        form.version = record?.version.token ?? ""
        let settable = Set(record.map { desk.settable($0, of: kind) } ?? kind.fields.map(\.name))
        for field in fields(kind) where settable.contains(field.name) && isShown(field, record) {
            form.fields.append(try input(field, record))
        }
        return form
    }

    private func input(_ field: FieldDeclaration, _ record: Record?) throws -> RecordForm.Field {
        let value = record.flatMap { desk.value($0, field.name) } ?? .null
        var made = RecordForm.Field(
            name: field.name, label: Phrase(field.label), unit: field.unit.map { Phrase($0) },
            help: field.help.map { Phrase($0) }, input: LedgerDesk.input(field.type),
            isRequired: field.isRequired && field.name != "site",
            before: typedText(field, value))
        if case .reference = field.type, !value.isNull { made.named = try text(field, value) }
        return made
    }

    /// What retiring sets is not typed into a new record.
    private func isShown(_ field: FieldDeclaration, _ record: Record?) -> Bool {
        record != nil || field.name != "retired"
    }

    /// A value as it stands in an input: choices and records by their code and key.
    private func typedText(_ field: FieldDeclaration, _ value: Value) -> String {
        switch field.type {
        case .choice, .reference, .site: value.text ?? ""
        case .yesNo: value.integer.map { $0 == 1 ? "yes" : "no" } ?? ""
        default: value.isNull ? "" : field.type.display(value, zh: language == .zh)
        }
    }

    private static func input(_ type: FieldType) -> RecordForm.Input {
        switch type {
        case .choice(let choices): .choice(choices.map { ($0.code, Phrase($0.label)) })
        case .yesNo: .choice([("yes", Catalogue.RecordPage.yes), ("no", Catalogue.RecordPage.no)])
        case .wholeNumber, .decimal, .money, .area, .digits: .number
        case .day, .moment: .day
        case .text(let most) where most > 300: .lines
        default: .line
        }
    }

    // MARK: Saving

    /// Saves what was typed: of a record, the fields that differ from what stood there, in place of what was
    /// shown and of nothing that was written since.
    public func save(_ input: RecordInput) throws -> RecordOutcome {
        let kind = try kind(input.kind, to: .write)
        guard input.fields.keys.allSatisfy({ viewer.role.maySee($0, of: kind.name) }) else {
            throw Problem.roleMayNot(viewer.role)
        }
        var form = try form(input.kind, key: input.key)
        form.version = input.version
        form.reason = input.reason
        var values: [String: Value] = [:]
        for at in form.fields.indices {
            let name = form.fields[at].name
            guard let given = input.fields[name], let field = kind.field(name) else { continue }
            form.fields[at].before = given.before
            form.fields[at].typed = given.typed
            let isTouched = given.typed.trimmedOfBlanks != given.before.trimmedOfBlanks
            do {
                if isTouched { values[name] = try desk.parse(field, given.typed, kind: kind.name) }
            } catch let problem as Problem {
                form.fields[at].fault = problem.happened
            }
            if form.fields[at].isRequired, given.typed.trimmedOfBlanks.isEmpty {
                form.fields[at].fault = Catalogue.RecordPage.mustBeFilled
            }
        }
        guard !form.hasFaults else { return .faulty(form) }
        do {
            return try write(kind, input, values)
        } catch let problem as Problem {
            form.fault = problem
        } catch let error as StorageError {
            form.fault = Problem.storage(error)
        }
        return .faulty(form)
    }

    private func write(
        _ kind: RecordKind, _ input: RecordInput, _ values: [String: Value]
    ) throws -> RecordOutcome {
        let typed = input.reason.trimmedOfBlanks
        let reason = typed.isEmpty ? nil : typed
        try desk.checkReferences(kind, values, .refused)
        guard let key = input.key else {
            let filled = values.filter { !$0.value.isNull }
            let made = try desk.add(kind, filled, author: viewer.name, reason: reason)
            return .saved(key: made.text, isChanged: true)
        }
        guard !values.isEmpty else { return .saved(key: key, isChanged: false) }
        guard let seen = RowVersion(token: input.version) else {
            throw Problem.usage(Catalogue.Usage.notVersion(input.version))
        }
        let dots = try desk.edit(
            try record(kind, key), values, author: viewer.name, reason: reason, seen: seen)
        return .saved(key: key, isChanged: !dots.isEmpty)
    }
}
