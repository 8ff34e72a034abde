internal import ArgumentParser
internal import Causality
internal import Domain
internal import Storage
internal import Workflows

struct RecordCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        "record", Catalogue.Help.record,
        [
            RecordAdd.self, RecordEdit.self, RecordList.self, RecordShow.self, RecordRetire.self,
            Erase.self, RecordKinds.self, RecordFields.self, RecordReferenceCommand.self,
        ])
}

struct RecordAdd: ParsableCommand {
    static let configuration = CommandConfiguration("add", Catalogue.Help.recordAdd)
    @OptionGroup var options: GlobalOptions
    @Argument(help: Catalogue.Flag.kind.help("KIND")) var kind: String
    @Argument(help: Catalogue.Flag.assignments.help("FIELD=VALUE")) var assignments: [String] = []
    @Option(help: Catalogue.Flag.reason.help("TEXT")) var reason: String?
    @Flag(help: Catalogue.Flag.allowMissing.help) var allowMissing = false
    @Flag(name: [.customShort("n"), .long], help: Catalogue.Flag.dryRun.help) var dryRun = false

    func run() throws {
        let session = try Session(options)
        let replica = try session.open(sealing: !dryRun)
        let desk = RecordDesk(replica)
        let kind = try desk.kind(kind)
        let values = try desk.values(
            kind, assignments, missing: allowMissing ? .allowed : .refusedUnlessInsisted)
        if dryRun {
            try desk.check(kind, values)
            try Rehearsal.of(replica) {
                _ = try desk.add(kind, values, author: session.author, reason: nil)
            }
            session.printer.say(Catalogue.Record.wouldAdd(kind: Phrase(kind.label)))
            session.printer.say(Catalogue.Word.nothingWritten)
            return session.document(
                "record", replica, ["kind": .string(kind.name), "dry_run": true])
        }
        let opened = try OpenedConflicts(session, replica)
        let key = try desk.add(
            kind, values, author: session.author, reason: reason == "-" ? nil : reason)
        guard let record = try replica.record(kind.name, key) else { return }
        let items = opened.items()
        try session.document(
            "record", replica, opened.document(try RecordJSON(replica).json(record), items))
        session.printer.say(
            Catalogue.Record.added(id: key.text, kind: Phrase(kind.label)), mark: .done)
        opened.say(items)
        try session.sayWaiting(replica)
    }
}

struct RecordEdit: ParsableCommand {
    static let configuration = CommandConfiguration("edit", Catalogue.Help.recordEdit)
    @OptionGroup var options: GlobalOptions
    @Argument(help: Catalogue.Flag.recordKey.help("ID")) var key: String
    @Argument(help: Catalogue.Flag.assignments.help("FIELD=VALUE")) var assignments: [String] = []
    @Option(help: Catalogue.Flag.reason.help("TEXT")) var reason: String?
    @Option(help: Catalogue.Flag.unset.help("FIELD")) var unset: [String] = []
    @Option(help: Catalogue.Flag.basedOn.help("VERSION")) var basedOn: String?
    @Flag(help: Catalogue.Flag.allowMissing.help) var allowMissing = false
    @Flag(name: [.customShort("n"), .long], help: Catalogue.Flag.dryRun.help) var dryRun = false

    func run() throws {
        let session = try Session(options)
        let replica = try session.open(sealing: !dryRun)
        let desk = RecordDesk(replica)
        let record = try desk.existing(key)
        let kind = try desk.kind(record.table)
        let assignments = try assignments + unset.map { try emptied($0, desk, kind) }
        guard !assignments.isEmpty else {
            throw Problem.nothingToSet(
                record.key.text, kind: kind.name, fields: desk.settable(record, of: kind))
        }
        let values = try desk.values(
            kind, assignments, missing: allowMissing ? .allowed : .refusedUnlessInsisted)
        for (name, value) in values where value.isNull && kind.field(name)?.isRequired == true {
            throw Problem.fieldMissing([.field(name, of: kind.name)], kind: kind.name)
        }
        let seen = basedOn.flatMap { RowVersion(token: $0) }
        if let basedOn, seen == nil { throw Problem.usage(Catalogue.Usage.notVersion(basedOn)) }
        let changes = changes(session, desk, record, kind, values)
        if dryRun {
            try Rehearsal.of(replica) {
                _ = try desk.edit(
                    record, values, author: session.author, reason: nil, seen: seen)
            }
            return tellPlan(session, replica, record, kind, changes)
        }
        let opened = try OpenedConflicts(session, replica)
        let dots = try desk.edit(
            record, values, author: session.author, reason: reason == "-" ? nil : reason,
            seen: seen)
        let items = opened.items()
        if let after = try replica.record(record.table, record.key) {
            try session.document(
                "record", replica, opened.document(try RecordJSON(replica).json(after), items))
        }
        let id = record.key.text
        guard !dots.isEmpty else {
            return session.printer.say(Catalogue.Record.unchanged(id: id))
        }
        session.printer.say(
            Catalogue.Record.changed(id: id, kind: Phrase(kind.label), changes: changes),
            mark: .done)
        opened.say(items)
        try session.sayWaiting(replica)
    }

    /// `--unset note` is `note=`.
    private func emptied(
        _ name: String, _ desk: RecordDesk, _ kind: RecordKind
    ) throws -> String {
        try desk.known(field: name, of: kind).name + "="
    }

    private func changes(
        _ session: Session, _ desk: RecordDesk, _ record: Record, _ kind: RecordKind,
        _ values: [String: Value]
    ) -> [Phrase] {
        let empty = Catalogue.Word.emptyValue
        let told = { (field: FieldDeclaration?, value: Value) -> Phrase in
            value.isNull
                ? empty
                : field.map { Phrase($0.type.display(value)) } ?? Phrase(verbatim: "\(value)")
        }
        return kind.fields.compactMap { field in
            guard let value = values[field.name] else { return nil }
            return Catalogue.Record.change(
                field: Phrase(field.label),
                from: told(field, desk.value(record, field.name) ?? .null),
                to: told(field, value), marks: session.printer.marks)
        }
    }

    private func tellPlan(
        _ session: Session, _ replica: Replica, _ record: Record, _ kind: RecordKind,
        _ changes: [Phrase]
    ) {
        session.printer.say(
            Catalogue.Record.wouldChange(
                id: record.key.text, kind: Phrase(kind.label), changes: changes))
        session.printer.say(Catalogue.Word.nothingWritten)
        session.document(
            "record", replica,
            [
                "id": .string(record.key.text), "kind": .string(kind.name), "dry_run": true,
                "changes": .array(changes.map { .string(session.text($0)) }),
            ])
    }
}

struct RecordRetire: ParsableCommand {
    static let configuration = CommandConfiguration("retire", Catalogue.Help.recordRetire)
    @OptionGroup var options: GlobalOptions
    @Argument(help: Catalogue.Flag.recordKey.help("ID")) var key: String
    @Option(help: Catalogue.Flag.reason.help("TEXT")) var reason: String?
    @Flag(name: [.customShort("n"), .long], help: Catalogue.Flag.dryRun.help) var dryRun = false

    func run() throws {
        let session = try Session(options)
        let replica = try session.open(sealing: !dryRun)
        let desk = RecordDesk(replica)
        let record = try desk.existing(key)
        let kind = try desk.kind(record.table)
        let id = record.key.text
        let command = "moso record retire \(id)"
        // The reason is what the field holds: there is no retiring without one.
        guard let why = try session.reason(reason, command: command, mayBeNone: false) else {
            throw Problem.reasonMissing(command: command, mayBeNone: false)
        }
        if dryRun {
            session.printer.say(Catalogue.Record.wouldRetire(id: id, kind: Phrase(kind.label)))
            session.printer.say(Catalogue.Word.nothingWritten)
            return session.document("record", replica, ["id": .string(id), "dry_run": true])
        }
        let values = try desk.values(kind, ["retired=\(why)"])
        _ = try desk.edit(record, values, author: session.author, reason: why, seen: nil)
        if let after = try replica.record(record.table, record.key) {
            try session.document("record", replica, try RecordJSON(replica).json(after))
        }
        session.printer.say(Catalogue.Record.retired(id: id, kind: Phrase(kind.label)), mark: .done)
        session.printer.remark(
            Catalogue.Record.undo(command: "moso record edit \(id) retired="), indent: 2)
    }
}

extension Session {
    /// Said after every write at a site that has peers.
    func sayWaiting(_ replica: Replica) throws {
        let view = PeerView(self, replica)
        let waiting = try replica.peerRecords().compactMap { try view.toSend($0) }.max()
        guard let waiting else { return }
        printer.remark(Catalogue.Record.savedHere(waiting: waiting), indent: 2)
    }
}
