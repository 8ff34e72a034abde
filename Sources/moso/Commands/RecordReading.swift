internal import ArgumentParser
internal import Causality
internal import Domain
internal import Storage
internal import Wire
internal import Workflows

struct RecordList: ParsableCommand {
    static let configuration = CommandConfiguration("list", Catalogue.Help.recordList)
    @OptionGroup var options: GlobalOptions
    @Argument(help: Catalogue.Flag.kind.help("KIND")) var kind: String?
    @Option(name: .customLong("where"), help: Catalogue.Flag.whereExpression.help("EXPR"))
    var condition: String?
    @Option(help: Catalogue.Flag.site.help("SITE")) var site: String?
    @Option(help: Catalogue.Flag.columns.help("FIELDS")) var columns: String?
    @Option(help: Catalogue.Flag.sort.help("FIELD")) var sort: String?
    @Option(help: Catalogue.Flag.limit.help("N")) var limit: Int = 0
    @Flag(help: Catalogue.Flag.all.help) var all = false

    func run() throws {
        let session = try Session(options)
        let replica = try session.open()
        let desk = RecordDesk(replica)
        if let site { _ = try desk.knownSite(site) }
        let kinds = try kind.map { [try desk.kind($0)] } ?? NetworkSchema.kinds
        var items: [JSON] = []
        for kind in kinds {
            let found = try records(desk, kind)
            let shown = limit > 0 ? Array(found.prefix(limit)) : found
            if options.json {
                items += try shown.map(RecordJSON(replica).json)
            } else if kinds.count == 1 || !found.isEmpty {
                try RecordTable(session, desk, kind).print(
                    shown, of: found.count, columns: columns, titled: kinds.count > 1)
            }
        }
        session.document("record.list", replica, .array(items))
    }

    private func records(_ desk: RecordDesk, _ kind: RecordKind) throws -> [Record] {
        let filter = try condition.map { try RecordFilter($0, of: kind, desk) }
        let sites = try site.map { try RecordFilter("site=\($0)", of: kind, desk) }
        var found: [Record] = []
        try desk.replica.forEachRecord(of: kind.name) { record in
            let isRetired = desk.value(record, "retired").map { !$0.isNull } ?? false
            guard all || options.json || !isRetired else { return }
            guard try filter?.matches(record) ?? true, try sites?.matches(record) ?? true else {
                return
            }
            found.append(record)
        }
        guard let sort else { return found }
        let isFalling = sort.hasPrefix("-")
        let field = try desk.known(field: isFalling ? String(sort.dropFirst()) : sort, of: kind)
        let rising = found.sorted { a, b in
            let (one, other) = (desk.value(a, field.name), desk.value(b, field.name))
            return one == other
                ? a.key.text < b.key.text
                : RecordFilter.isOrdered(one ?? .null, other ?? .null)
        }
        return isFalling ? rising.reversed() : rising
    }
}

/// Records of one kind as a table.
struct RecordTable {
    fileprivate let session: Session
    private let desk: RecordDesk
    private let kind: RecordKind

    init(_ session: Session, _ desk: RecordDesk, _ kind: RecordKind) {
        self.session = session
        self.desk = desk
        self.kind = kind
    }

    func print(_ records: [Record], of count: Int, columns: String?, titled: Bool) throws {
        let printer = session.printer
        if titled {
            printer.remark(Phrase(verbatim: "\(session.label(kind.label)) (\(kind.name))"))
        }
        if records.isEmpty {
            return printer.remark(Catalogue.Record.none(kind: Phrase(kind.label)))
        }
        let fields = try fields(columns, records)
        var table = TextTable(
            [session.column(Catalogue.Heading.id)]
                + fields.enumerated().map { at, field in
                    // Columns that somebody asked for are all shown, at whatever width, and days
                    // and amounts always are.
                    session.column(
                        Phrase(field.label), field.type.isNumber ? .right : .left,
                        flexible: !field.type.isFirm,
                        optional: columns == nil
                            && (field.type == .site || at > 1 && !field.type.isDayOrAmount))
                })
        for record in records {
            try table.add([try id(record)] + fields.map { try cell(record, $0) })
        }
        let leftOut = printer.table(table)
        if !leftOut.isEmpty { printer.remark(Catalogue.Record.leftOut(leftOut)) }
        printer.remark(
            records.count < count
                ? Catalogue.Record.more(shown: records.count, of: count)
                : Catalogue.Record.count(count, kind: Phrase(kind.label)))
        let undecided = records.lazy.filter {
            !$0.marks.isEmpty || $0.cells.contains { $0.standing == .open }
        }
        for record in undecided.prefix(3) { try sayConflicts(record) }
        if titled { printer.gap() }
    }

    /// A record's key; where there is little room, as much of it as tells it from all others.
    private func id(_ record: Record) throws -> TextTable.Cell {
        guard session.printer.answerRules.width != nil else { return .init(record.key.text) }
        return .init(record.key.text, short: try desk.shortest(record))
    }

    private func sayConflicts(_ record: Record) throws {
        let open = record.cells.filter { $0.standing == .open }
        if let first = open.first {
            session.printer.remark(
                Catalogue.Record.hasConflicts(
                    id: record.key.text, count: open.count,
                    first: RecordJSON.conflictID(record, first).short()))
        }
        guard !record.marks.isEmpty else { return }
        let all = try desk.replica.openConflicts(of: record.table, record.key)
        if let stays = all.first(where: { $0.cell == ConflictID.existence }) {
            session.printer.remark(
                Catalogue.Record.hasOpen(
                    id: record.key.text, what: Catalogue.Conflicts.editAndDelete,
                    conflict: stays.id.short()))
        }
    }

    private func fields(_ columns: String?, _ records: [Record]) throws -> [FieldDeclaration] {
        if let columns {
            return try columns.split(separator: ",").map {
                try desk.known(field: String($0), of: kind)
            }
        }
        // A program counts columns: which there are must not depend on what is in them.
        guard session.printer.mode == .text else { return kind.fields }
        let filled = kind.fields.filter { field in
            !["note", "retired"].contains(field.name)
                && records.contains { desk.value($0, field.name)?.isNull == false }
        }
        return Array(filled.prefix(8))
    }

    func cell(_ record: Record, _ field: FieldDeclaration) throws -> TextTable.Cell {
        let values = desk.values(record, field.name)
        guard values.count > 1 else {
            return .init(try text(field, desk.value(record, field.name) ?? .null))
        }
        let texts = try values.map { try text(field, $0) }
        return .init(session.text(Catalogue.Word.undecided(texts)), .attention)
    }
}

extension RecordTable {
    /// A value; a record that it names by what people call that.
    private func text(_ field: FieldDeclaration, _ value: Value) throws -> String {
        guard session.printer.mode == .text, case .reference(let other) = field.type,
            let key = value.text.flatMap({ RecordKey($0) }),
            let record = try desk.replica.record(other, key)
        else { return session.shown(field, value) }
        return try desk.title(record, in: session.language)
    }
}

struct RecordShow: ParsableCommand {
    static let configuration = CommandConfiguration("show", Catalogue.Help.recordShow)
    @OptionGroup var options: GlobalOptions
    @Argument(help: Catalogue.Flag.recordKey.help("ID")) var key: String
    @Option(help: Catalogue.Flag.asOf.help("TIME")) var asOf: String?

    func run() throws {
        let session = try Session(options)
        let replica = try session.open()
        if let asOf {
            return try RecordPast(session: session, replica: replica).show(key, asOf: asOf)
        }
        let desk = RecordDesk(replica)
        let record = try desk.existing(key)
        let company = try CompanyClass(of: record, desk)
        var document = try RecordJSON(replica).json(record)
        if let company, case .object(var members) = document {
            members["company"] = company.json
            document = .object(members)
        }
        session.document("record", replica, document)
        let kind = try desk.kind(record.table)
        session.printer.remark(
            Catalogue.Record.title(
                id: record.key.text, kind: Phrase(kind.label),
                label: try desk.title(record, in: session.language)))
        var table = TextTable([.init(""), .init("", isFlexible: true)], hasHeader: false)
        let cells = RecordTable(session, desk, kind)
        if let company { return try say(company, session, cells) }
        for field in kind.fields where desk.value(record, field.name)?.isNull == false {
            table.add([.init(session.label(field.label)), try cells.cell(record, field)])
        }
        session.printer.table(table, indent: 2)
        let open = record.cells.filter { $0.standing == .open }
        if let first = open.first {
            session.printer.remark(
                Catalogue.Record.hasConflicts(
                    id: record.key.text, count: open.count,
                    first: RecordJSON.conflictID(record, first).short()), mark: .attention)
        }
        try sayOther(record, session, replica)
    }
}

extension RecordShow {
    /// Whether the record stays, and the rules that it breaks.
    private func sayOther(_ record: Record, _ session: Session, _ replica: Replica) throws {
        for item in try ConflictInbox(replica).items(about: record) {
            let what: Phrase
            switch item.content {
            case .rule(let finding): what = Phrase(finding.rule.label)
            case .cell(let cell) where cell.cell == ConflictID.existence:
                what = Catalogue.Conflicts.editAndDelete
            case .cell, .fork: continue
            }
            session.printer.remark(
                Catalogue.Record.hasOpen(
                    id: record.key.text, what: what, conflict: item.id.short()), mark: .attention)
        }
    }

    /// A company of several cards: what they say together, and what has to be decided.
    private func say(_ company: CompanyClass, _ session: Session, _ cells: RecordTable) throws {
        let keys = company.cards.map(\.key.text)
        session.printer.remark(Catalogue.Record.linkedCards(keys), indent: 2)
        var table = TextTable([.init(""), .init("", isFlexible: true)], hasHeader: false)
        for line in company.lines() {
            table.add([
                .init(session.label(line.field.label)), try cells.cell(line),
            ])
        }
        session.printer.table(table, indent: 2)
        let items = try ConflictInbox(company.desk.replica).items().filter { item in
            guard case .rule(let finding) = item.content, finding.rule == .linkedCardsAgree else {
                return false
            }
            return finding.rows.contains { $0.key == company.root }
                || finding.rows.contains { row in company.cards.contains { $0.key == row.key } }
        }
        if let first = items.first {
            session.printer.remark(
                Catalogue.Record.cardsDiffer(items.count, first: first.shortID), mark: .attention)
        }
        session.printer.remark(Catalogue.Record.unlink(keys), indent: 2)
    }
}

extension RecordTable {
    /// What the cards of a company say about a field, each value with its cards where they differ.
    func cell(_ line: CompanyClass.Line) throws -> TextTable.Cell {
        let texts = try line.values.map { value, cards in
            let shown = try text(line.field, value)
            return line.values.count == 1
                ? shown : "\(shown) (\(cards.map(\.text).joined(separator: ", ")))"
        }
        guard texts.count > 1 else { return .init(texts.first ?? "") }
        return .init(session.text(Catalogue.Word.undecided(texts)), .attention)
    }
}

struct RecordKinds: ParsableCommand {
    static let configuration = CommandConfiguration("kinds", Catalogue.Help.recordKinds)
    @OptionGroup var options: GlobalOptions

    func run() throws {
        let session = try Session(options)
        let kinds = NetworkSchema.kinds
        session.document(
            "record.kinds", site: nil,
            .array(
                kinds.map { kind in
                    [
                        "name": .string(kind.name), "label": .string(session.label(kind.label)),
                        "prefix": .string(kind.prefix),
                    ]
                }))
        var table = TextTable([
            session.column(Catalogue.Heading.kind), session.column(Catalogue.Heading.name),
            session.column(Catalogue.Heading.id),
        ])
        for kind in kinds {
            table.add([kind.name, session.label(kind.label), "\(kind.prefix)-…"])
        }
        session.printer.table(table)
        session.printer.remark(Catalogue.Record.kindsHint)
    }
}

struct RecordFields: ParsableCommand {
    static let configuration = CommandConfiguration("fields", Catalogue.Help.recordFields)
    @OptionGroup var options: GlobalOptions
    @Argument(help: Catalogue.Flag.kind.help("KIND")) var kind: String?

    func run() throws {
        let session = try Session(options)
        let kinds = try kind.map { [try RecordDesk.kind(named: $0)] } ?? NetworkSchema.kinds
        session.document("record.fields", site: nil, .array(kinds.map { json($0, session) }))
        for kind in kinds { show(kind, session) }
    }

    private func show(_ kind: RecordKind, _ session: Session) {
        typealias Heading = Catalogue.Heading
        session.printer.remark(
            Catalogue.Record.fieldsOf(kind: Phrase(kind.label), name: kind.name))
        var table = TextTable([
            session.column(Heading.field), session.column(Heading.name, flexible: true),
            session.column(Heading.type, flexible: true),
            session.column(Heading.mergeRule, flexible: true), session.column(Heading.required),
        ])
        for field in kind.fields {
            let rule = Catalogue.MergeRule.named(field.policy.base.name)
            let choices = field.type.choices.map(\.code).joined(separator: "|")
            table.add([
                field.name, session.label(field.label),
                choices.isEmpty ? field.type.name : choices,
                session.text(field.policy.isListed ? Catalogue.MergeRule.listed(rule) : rule),
                field.isRequired ? session.text(Catalogue.Word.yes) : "",
            ])
        }
        session.printer.table(table, indent: 2)
        if self.kind == nil { session.printer.gap() }
    }

    private func json(_ kind: RecordKind, _ session: Session) -> JSON {
        let fields: [JSON] = kind.fields.map { field in
            [
                "name": .string(field.name), "label": .string(session.label(field.label)),
                "type": .string(field.type.name), "policy": .string(field.policy.name),
                "listed": .bool(field.policy.isListed), "order": stateOrder(field.policy),
                "required": .bool(field.isRequired), "personal": .bool(field.isPersonal),
            ]
        }
        let groups: [JSON] = kind.groups.map { group in
            [
                "name": .string(group.name),
                "members": .array(group.members.map { .string($0) }),
            ]
        }
        return ["kind": .string(kind.name), "fields": .array(fields), "groups": .array(groups)]
    }

    private func stateOrder(_ policy: MergePolicy) -> JSON {
        guard case .furthest(let order) = policy.base else { return .null }
        var object = JSON.Object()
        for (state, next) in order.steps.sorted(by: { $0.key < $1.key }) {
            object[state] = .array(next.map { .string($0) })
        }
        return .object(object)
    }
}
