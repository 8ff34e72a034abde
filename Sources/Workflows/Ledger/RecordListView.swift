internal import Causality
internal import Domain
internal import Storage

/// What somebody wants to see of a kind.
public struct RecordAsk: Sendable, Hashable {
    public var kind: String
    /// A part of a name or of a key; empty for all.
    public var text = ""
    /// A state; empty for all.
    public var state = ""
    public var withRetired = false
    /// From 0.
    public var page = 0

    public static let pageLength = 50

    public init(kind: String) { self.kind = kind }
}

/// A page of records of one kind.
public struct RecordListView: Sendable {
    public struct Row: Sendable {
        public let key: String
        public let title: String
        /// The values of each column: none, one, or several while it is undecided.
        public let cells: [[String]]
        public let isRetired: Bool

        public init(key: String, title: String, cells: [[String]], isRetired: Bool = false) {
            self.key = key
            self.title = title
            self.cells = cells
            self.isRetired = isRetired
        }
    }

    public struct Column: Sendable {
        public let label: Phrase
        public let isNumber: Bool

        public init(label: Phrase, isNumber: Bool) {
            self.label = label
            self.isNumber = isNumber
        }
    }

    public let kind: String
    public let label: Phrase
    public var columns: [Column] = []
    public var rows: [Row] = []
    public var count = 0
    public var page = 0
    /// The states that one can ask for.
    public var states: [(code: String, label: Phrase)] = []
    public var mayWrite = false

    public init(kind: String, label: Phrase) {
        self.kind = kind
        self.label = label
    }

    public var pages: Int { max(1, (count + RecordAsk.pageLength - 1) / RecordAsk.pageLength) }
}

extension LedgerDesk {
    private static let columnsMost = 6

    /// A page of a kind's records, by key. Found by the database, so that a long table costs no more than a
    /// short one.
    public func list(_ ask: RecordAsk) throws -> RecordListView {
        let kind = try kind(ask.kind, to: .see)
        let (condition, values) = self.condition(ask, kind)
        let from = "FROM \"\(kind.name)\" r\(condition)"
        let found = try replica.select("SELECT count(*) \(from)", values)
        var view = RecordListView(kind: kind.name, label: Phrase(kind.label))
        view.count = Int(found.first?.first?.integer ?? 0)
        view.page = min(max(0, ask.page), view.pages - 1)
        let records = try keys(
            ask, kind, most: RecordAsk.pageLength, skipping: view.page * RecordAsk.pageLength)
        let fields = filledFields(kind, records).prefix(LedgerDesk.columnsMost)
        view.columns = fields.map {
            .init(label: Phrase($0.label), isNumber: $0.type.isNumber)
        }
        view.rows = try records.map { record in
            RecordListView.Row(
                key: record.key.text, title: try desk.title(record, in: language),
                cells: try fields.map { try texts(record, $0) }, isRetired: isRetired(record))
        }
        view.states = states(kind)
        view.mayWrite = viewer.role.may(.write, Area(of: kind)) && LedgerDesk.isTyped(kind)
        return view
    }

    /// So many of the records that are asked for, by key.
    func keys(
        _ ask: RecordAsk, _ kind: RecordKind, most: Int, skipping: Int
    ) throws -> [Record] {
        let (condition, values) = self.condition(ask, kind)
        return try replica.select(
            "SELECT r.id FROM \"\(kind.name)\" r\(condition) ORDER BY r.id LIMIT \(most) "
                + "OFFSET \(skipping)", values
        ).compactMap { row in
            try row[0].text.flatMap { RecordKey($0) }.flatMap { try replica.record(kind.name, $0) }
        }
    }

    func isRetired(_ record: Record) -> Bool {
        desk.value(record, "retired").map { !$0.isNull } ?? false
    }

    private func states(_ kind: RecordKind) -> [(code: String, label: Phrase)] {
        stateField(kind)?.type.choices.map { ($0.code, Phrase($0.label)) } ?? []
    }

    private func stateField(_ kind: RecordKind) -> FieldDeclaration? {
        kind.fields.first { $0.machine != nil }
    }

    /// The fields that these records fill in, those that name them first left out: the title says them.
    func filledFields(_ kind: RecordKind, _ records: [Record]) -> [FieldDeclaration] {
        fields(kind).filter { field in
            !["note", "retired"].contains(field.name) && kind.title.first != field.name
                && records.contains { desk.value($0, field.name)?.isNull == false }
        }
    }

    // MARK: The question

    private func condition(_ ask: RecordAsk, _ kind: RecordKind) -> (String, [Value]) {
        var parts: [String] = []
        var values: [Value] = []
        if !ask.withRetired, kind.field("retired") != nil { parts.append("r.retired IS NULL") }
        if let field = stateField(kind), !ask.state.isEmpty {
            values.append(.text(ask.state))
            parts.append("r.\"\(field.name)\" = ?\(values.count)")
        }
        let text = ask.text.trimmedOfBlanks
        if !text.isEmpty {
            values.append(.text(text))
            let mark = "?\(values.count)"
            let found = searched(kind).map { "instr(lower(\($0)), lower(\(mark))) > 0" }
            parts.append("(\((found + ["instr(r.id, \(mark)) > 0"]).joined(separator: " OR ")))")
        }
        return (parts.isEmpty ? "" : " WHERE " + parts.joined(separator: " AND "), values)
    }

    /// What is looked for a name in: the fields that name a record, and the names of records that they refer to.
    private func searched(_ kind: RecordKind) -> [String] {
        kind.title.flatMap { name -> [String] in
            guard case .reference(let other) = kind.field(name)?.type,
                let target = NetworkSchema.kind(other)
            else { return ["r.\"\(name)\""] }
            return desk.titleColumns(target).map {
                "(SELECT o.\"\($0)\" FROM \"\(other)\" o WHERE o.id = r.\"\(name)\")"
            }
        }
    }
}
