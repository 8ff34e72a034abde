internal import Causality
internal import Domain
public import Storage

// Records as pages: lists, one record with its history, and forms.
//
// Everything comes from the one declaration of kinds and fields: which columns a list has, which inputs a form
// has and what they take, which of them are missing. A page holds texts in one language and no values, so that
// what is shown is what is compared when a form comes back.

/// Lists and shows records to somebody, and saves what they typed.
public struct LedgerDesk {
    let replica: Replica
    let viewer: Viewer
    let desk: RecordDesk
    let shelf: OfficeShelf

    /// - Parameter shelf: where what takes long to find out is kept from one look to the next.
    public init(_ replica: Replica, _ viewer: Viewer, shelf: OfficeShelf = OfficeShelf()) {
        self.shelf = shelf
        self.replica = replica
        self.viewer = viewer
        desk = RecordDesk(replica)
    }

    var language: Language { viewer.language }

    /// A kind that this viewer may see.
    ///
    /// - Throws: the problem that there is none of that name, or that it is not for this role.
    func kind(_ name: String, to verb: Verb) throws -> RecordKind {
        guard let kind = NetworkSchema.kind(name) else {
            throw Problem.noKind(name, didYouMean: nil)
        }
        guard viewer.role.may(verb, Area(of: kind)), verb == .see || LedgerDesk.isTyped(kind) else {
            throw Problem.roleMayNot(viewer.role)
        }
        return kind
    }

    /// Whether people type records of this kind: not the entries of books, nor notes on conflicts, which
    /// other actions make.
    static func isTyped(_ kind: RecordKind) -> Bool {
        !kind.isEntry && kind.name != "review_note"
    }

    /// The fields of a kind that this viewer may see.
    func fields(_ kind: RecordKind) -> [FieldDeclaration] {
        kind.fields.filter { viewer.role.maySee($0.name, of: kind.name) }
    }

    func record(_ kind: RecordKind, _ key: String) throws -> Record {
        guard let key = RecordKey(key), let record = try replica.record(kind.name, key) else {
            throw Problem.noRecord(key)
        }
        return record
    }

    /// A value as people read it; a record that it names by what people call that.
    func text(_ field: FieldDeclaration, _ value: Value) throws -> String {
        if case .reference(let other) = field.type, let key = value.text.flatMap({ RecordKey($0) }),
            let target = try replica.record(other, key)
        {
            return try desk.title(target, in: language)
        }
        return value.isNull ? "" : field.type.display(value, zh: language == .zh)
    }

    /// The value of a field, or every one that it may come to be.
    func texts(_ record: Record, _ field: FieldDeclaration) throws -> [String] {
        try desk.values(record, field.name).map { try text(field, $0) }
    }

    /// The kinds that this viewer may see, with how many records stand.
    public func kinds() throws -> [KindLine] {
        try NetworkSchema.kinds.filter { viewer.role.may(.see, Area(of: $0)) }.map { kind in
            let stands = kind.field("retired") == nil ? "" : " WHERE retired IS NULL"
            let found = try replica.select("SELECT count(*) FROM \"\(kind.name)\"\(stands)")
            return KindLine(
                name: kind.name, label: Phrase(kind.label),
                count: Int(found.first?.first?.integer ?? 0), area: Area(of: kind))
        }
    }
}

/// A kind of record in the list of kinds.
public struct KindLine: Sendable {
    public let name: String
    public let label: Phrase
    public let count: Int
    public let area: Area

    public init(name: String, label: Phrase, count: Int, area: Area) {
        self.name = name
        self.label = label
        self.count = count
        self.area = area
    }
}
