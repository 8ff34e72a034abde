internal import Causality
internal import Domain
internal import Storage
internal import Wire

/// One record with who set each field, and everything that was written to it.
public struct RecordView: Sendable {
    public struct Line: Sendable {
        public let label: String
        /// Several while it is undecided.
        public let values: [String]
        /// Who wrote it, where, when, why; empty where that is no longer kept.
        public let author: String
        public let site: String
        public let when: String
        public let reason: String
        /// The conflict to be decided, by its whole id and as it is called.
        public let conflict: (token: String, shortID: String)?
        /// The record that it names.
        public let link: RecordName?

        public init(
            label: String, values: [String], author: String = "", site: String = "",
            when: String = "", reason: String = "",
            conflict: (token: String, shortID: String)? = nil, link: RecordName? = nil
        ) {
            self.label = label
            self.values = values
            self.author = author
            self.site = site
            self.when = when
            self.reason = reason
            self.conflict = conflict
            self.link = link
        }
    }

    public struct Write: Sendable {
        public let when: String
        public let label: String
        public let value: String
        public let author: String
        public let site: String
        public let reason: String
        public let name: String
    }

    /// Where it is by now.
    public enum Place: Sendable {
        case hereOnly
        case atHub
        case everywhere
        /// Nobody is to have it but this site.
        case stays
    }

    public let name: RecordName
    public var lines: [Line] = []
    public var history: [Write] = []
    /// How many writes there are in all.
    public var writes = 0
    public var place = Place.stays
    public var isRetired = false
    public var mayWrite = false

    public init(name: RecordName) { self.name = name }
}

extension LedgerDesk {
    private static let writesMost = 100

    /// A record with all about it.
    public func record(_ kindName: String, key: String) throws -> RecordView {
        let kind = try kind(kindName, to: .see)
        let record = try record(kind, key)
        var view = RecordView(name: try name(record, kind))
        let writes = try History(replica).writes(record)
        view.lines = try lines(record, kind, writes)
        let told = writes.filter { write in
            (write.state != .whole || !write.value.isNull || !write.replaces.isEmpty)
                && viewer.role.maySee(cell: write.cell, of: kind.name)
        }
        view.writes = told.count
        view.history = told.prefix(LedgerDesk.writesMost).map { write($0, kind) }
        view.place = try place(of: record)
        view.isRetired = isRetired(record)
        view.mayWrite = viewer.role.may(.write, Area(of: kind)) && LedgerDesk.isTyped(kind)
        return view
    }

    func name(_ record: Record, _ kind: RecordKind) throws -> RecordName {
        RecordName(
            kind: kind.name, kindLabel: Phrase(kind.label), key: record.key.text,
            title: try desk.title(record, in: language))
    }

    private func lines(
        _ record: Record, _ kind: RecordKind, _ writes: [CellWriteRecord]
    ) throws -> [RecordView.Line] {
        let byDot = Dictionary(writes.map { ("\($0.cell) \($0.dot)", $0) }) { first, _ in first }
        return try fields(kind).compactMap { field in
            let cellName = kind.groups.first { $0.members.contains(field.name) }?.name ?? field.name
            guard let cell = record.cells.first(where: { $0.name == cellName }) else { return nil }
            let values = try texts(record, field).filter { !$0.isEmpty }
            guard !values.isEmpty || cell.standing == .open else { return nil }
            let shown = cell.siblings.first { $0.value == cell.shown } ?? cell.siblings.first
            let write = shown.flatMap { byDot["\(cellName) \($0.dot)"] }
            let isOpen = cell.standing == .open && viewer.role.may(.see, Area(of: kind))
            let id = RecordJSON.conflictID(record, cell)
            return RecordView.Line(
                label: CellText(language, table: kind.name).labelWithUnit(field.name),
                values: values, author: write?.author ?? "",
                site: write?.dot.stream.origin.site.name ?? "",
                when: write.map { viewer.stamp($0.milliseconds) } ?? "",
                reason: ReasonText.told(write?.reason, language),
                conflict: isOpen ? (id.description, id.short()) : nil,
                link: try link(field, record))
        }
    }

    private func link(_ field: FieldDeclaration, _ record: Record) throws -> RecordName? {
        guard case .reference(let other) = field.type, let kind = NetworkSchema.kind(other),
            viewer.role.may(.see, Area(of: kind)),
            let key = desk.value(record, field.name)?.text.flatMap({ RecordKey($0) }),
            let target = try replica.record(other, key)
        else { return nil }
        return try name(target, kind)
    }

    private func write(_ write: CellWriteRecord, _ kind: RecordKind) -> RecordView.Write {
        let text = CellText(language, table: kind.name)
        let value =
            switch write.state {
            case .whole, .trimmed: text.value(write.cell, write.value)
            case .valueTrimmed: Catalogue.History.trimmed.text(language)
            case .erasure: Catalogue.History.erasure.text(language)
            }
        return RecordView.Write(
            when: viewer.stamp(write.milliseconds), label: text.label(write.cell), value: value,
            author: write.author, site: write.dot.stream.origin.site.name,
            reason: ReasonText.told(write.reason, language),
            name: TransactionName.short(write.dot))
    }

    private func place(of record: Record) throws -> RecordView.Place {
        try Outbox(replica, for: viewer.role).place(
            of: record.cells.flatMap { $0.siblings.map(\.dot) }, in: record.scope)
    }
}
