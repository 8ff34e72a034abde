internal import ArgumentParser
internal import Causality
internal import Domain
internal import Storage
internal import Workflows

struct RecordCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record", abstract: "Look at records and change them.",
        subcommands: [
            Add.self, Edit.self, List.self, Show.self, Retire.self, Erase.self, Kinds.self,
            Fields.self,
        ])

    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Add a record.")
        @OptionGroup var options: GlobalOptions
        @Argument(help: "The kind, such as company.") var kind: String
        @Argument(help: "field=value …") var assignments: [String] = []
        @Option(help: "Why.") var reason: String?
        @Flag(name: [.customShort("n"), .long], help: "Check, write nothing.") var dryRun = false

        func run() throws {
            let session = Session(options)
            let replica = try session.open()
            let desk = RecordDesk(replica)
            let kind = try desk.kind(kind)
            let values = try desk.values(kind, assignments)
            if dryRun {
                session.print(Phrase(zh: "试运行，未写入。", en: "Dry run; nothing written."))
                return
            }
            let key = try desk.add(kind, values, author: session.author, reason: reason)
            guard let record = try replica.record(kind.name, key) else { return }
            if options.json {
                session.print("record", site: replica.meta.site, try RecordJSON(replica).json(record))
            } else {
                session.print(
                    Phrase(
                        zh: "✓ 已加 \(key)（\(kind.label.zh)：\(try desk.title(record))）。已安全保存在本机。",
                        en: "✓ Added \(key) (\(kind.label.en): \(try desk.title(record))). Safe on this machine."
                    ))
            }
        }
    }

    struct Edit: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Change fields of a record.")
        @OptionGroup var options: GlobalOptions
        @Argument(help: "The record's key, or the beginning of it.") var key: String
        @Argument(help: "field=value …") var assignments: [String]
        @Option(help: "Why.") var reason: String?
        @Option(help: "The version the change is based on, as `record show --json` gives it.")
        var basedOn: String?
        @Flag(name: [.customShort("n"), .long], help: "Check, write nothing.") var dryRun = false

        func run() throws {
            let session = Session(options)
            let replica = try session.open()
            try replica.sealForeignEdits()
            let desk = RecordDesk(replica)
            guard let record = try desk.find(key) else { throw RecordProblem.notFound(key) }
            let kind = try desk.kind(record.table)
            let values = try desk.values(kind, assignments)
            let changes = values.keys.sorted().map { name -> String in
                let old = desk.value(record, name) ?? .null
                let type = kind.field(name)?.type
                let zh = session.language == .zh
                let show = { (value: Value) in type?.display(value, zh: zh) ?? value.description }
                let label = kind.field(name).map { session.label($0.label) } ?? name
                return "\(label) \(show(old)) → \(show(values[name] ?? .null))"
            }
            let line = changes.joined(separator: session.language == .zh ? "，" : ", ")
            if dryRun {
                session.print(Phrase(zh: "试运行，未写入：\(line)", en: "Dry run, nothing written: \(line)"))
                return
            }
            let seen = basedOn.flatMap { RowVersion(token: $0) }
            guard basedOn == nil || seen != nil else {
                throw ValidationError("--based-on is no version")
            }
            let dots = try desk.edit(
                record, values, author: session.author, reason: reason, seen: seen)
            if options.json, let after = try replica.record(record.table, record.key) {
                session.print("record", site: replica.meta.site, try RecordJSON(replica).json(after))
            } else if dots.isEmpty {
                session.print(Phrase(zh: "\(record.key) 没有变化。", en: "\(record.key) is unchanged."))
            } else {
                session.print(
                    Phrase(
                        zh: "✓ 已改 \(record.key)：\(line)。已安全保存在本机，下次联网自动发送。",
                        en: "✓ Changed \(record.key): \(line). Safe here; it goes out at the next sync."))
            }
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List records of a kind.")
        @OptionGroup var options: GlobalOptions
        @Argument(help: "The kind; all kinds with --json when left out.") var kind: String?
        @Option(help: "Only records of this site.") var site: String?
        @Flag(help: "Retired ones too.") var all = false

        func run() throws {
            let session = Session(options)
            let replica = try session.open()
            try replica.sealForeignEdits()
            let desk = RecordDesk(replica)
            let kinds = try kind.map { [try desk.kind($0)] } ?? NetworkSchema.kinds
            if options.json { return try printJSON(session, replica, kinds) }
            for kind in kinds { try printTable(session, replica, desk, kind, many: kinds.count > 1) }
        }

        private func printJSON(
            _ session: Session, _ replica: Replica, _ kinds: [RecordKind]
        ) throws {
            let printer = RecordJSON(replica)
            var items: [JSON] = []
            for kind in kinds {
                try replica.forEachRecord(of: kind.name) { record in
                    if try matches(record) { items.append(try printer.json(record)) }
                }
            }
            session.print("record.list", site: replica.meta.site, .array(items))
        }

        private func matches(_ record: Record) throws -> Bool {
            let table = NetworkSchema.replica.table(record.table)
            if let site, let at = table?.column("site"), record.columns[at].text != site {
                return false
            }
            if !all, !options.json, let at = table?.column("retired"), !record.columns[at].isNull {
                return false
            }
            return true
        }

        private func printTable(
            _ session: Session, _ replica: Replica, _ desk: RecordDesk, _ kind: RecordKind,
            many: Bool
        ) throws {
            var records: [Record] = []
            try replica.forEachRecord(of: kind.name) { record in
                if try matches(record) { records.append(record) }
            }
            if many && records.isEmpty { return }
            let shown = kind.fields.filter { field in
                !["note", "retired"].contains(field.name)
                    && records.contains { desk.value($0, field.name)?.isNull == false }
            }.prefix(8)
            let key = session.language == .zh ? "编号" : "Key"
            var table = TextTable(
                [TextTable.Column(key)]
                    + shown.map { TextTable.Column(session.label($0.label), isFlexible: true) })
            let zh = session.language == .zh
            for record in records {
                let open = Set(record.cells.filter { $0.standing == .open }.map(\.name))
                let texts = shown.map { field -> String in
                    let text = field.type.display(desk.value(record, field.name) ?? .null, zh: zh)
                    let cell = NetworkSchema.replica.table(kind.name).flatMap { schema in
                        schema.cell(field.name).map { schema.cells[$0].name }
                    }
                    guard let cell, open.contains(cell) else { return text }
                    return text + (zh ? "（待定）" : " (undecided)")
                }
                table.add([record.key.text] + texts)
            }
            if many { session.print("\(session.label(kind.label)) (\(kind.name))") }
            session.print(table)
            session.print(
                Phrase(
                    zh: "\(records.count) 条\(kind.label.zh)。",
                    en: "\(records.count) of kind \(kind.label.en)."))
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show one record.")
        @OptionGroup var options: GlobalOptions
        @Argument(help: "The record's key, the beginning of it, or its name.") var key: String

        func run() throws {
            let session = Session(options)
            let replica = try session.open()
            try replica.sealForeignEdits()
            let desk = RecordDesk(replica)
            guard let record = try desk.find(key) else { throw RecordProblem.notFound(key) }
            if options.json {
                session.print("record", site: replica.meta.site, try RecordJSON(replica).json(record))
                return
            }
            let kind = try desk.kind(record.table)
            let zh = session.language == .zh
            session.print("\(record.key)  \(session.label(kind.label))  \(try desk.title(record))")
            var table = TextTable([.init(""), .init("", isFlexible: true)], hasHeader: false)
            for field in kind.fields {
                let value = desk.value(record, field.name) ?? .null
                guard !value.isNull else { continue }
                table.add([session.label(field.label), field.type.display(value, zh: zh)])
            }
            session.print(table)
            for cell in record.cells where cell.standing == .open {
                session.print(
                    Phrase(
                        zh: "! \(cell.name) 待核对：moso conflicts list",
                        en: "! \(cell.name) is undecided: moso conflicts list"))
            }
        }
    }

    struct Retire: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Retire a record with a reason. Nothing is deleted.")
        @OptionGroup var options: GlobalOptions
        @Argument(help: "The record's key.") var key: String
        @Option(help: "Why.") var reason: String?

        func run() throws {
            let session = Session(options)
            let replica = try session.open()
            try replica.sealForeignEdits()
            let desk = RecordDesk(replica)
            guard let reason, !reason.isEmpty else { throw RecordProblem.retiredWithoutReason }
            guard let record = try desk.find(key) else { throw RecordProblem.notFound(key) }
            _ = try desk.edit(
                record, ["retired": .text(reason)], author: session.author, reason: reason,
                seen: nil)
            session.print(
                Phrase(
                    zh: "✓ \(record.key) 已停用：\(reason)。恢复：moso record edit \(record.key) retired=",
                    en: "✓ Retired \(record.key): \(reason). Undo: moso record edit \(record.key) retired="
                ))
        }
    }

    struct Kinds: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the kinds of record.")
        @OptionGroup var options: GlobalOptions

        func run() throws {
            let session = Session(options)
            if options.json {
                return session.print(
                    "record.kinds", site: nil,
                    .array(
                        NetworkSchema.kinds.map { kind in
                            [
                                "name": .string(kind.name), "label": .string(session.label(kind.label)),
                                "prefix": .string(kind.prefix),
                            ]
                        }))
            }
            var table = TextTable([.init("kind"), .init("中文"), .init("English"), .init("key")])
            for kind in NetworkSchema.kinds {
                table.add([kind.name, kind.label.zh, kind.label.en, "\(kind.prefix)-…"])
            }
            session.print(table)
        }
    }

    struct Fields: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the fields of a kind.")
        @OptionGroup var options: GlobalOptions
        @Argument(help: "The kind; all kinds with --json when left out.") var kind: String?

        func run() throws {
            let session = Session(options)
            let kinds = try kind.map { name -> [RecordKind] in
                guard let kind = NetworkSchema.kind(name) else {
                    throw RecordProblem.unknownKind(name, known: NetworkSchema.kinds.map(\.name))
                }
                return [kind]
            } ?? NetworkSchema.kinds
            if options.json {
                return session.print(
                    "record.fields", site: nil, .array(kinds.map { fieldsJSON($0, session) }))
            }
            for kind in kinds {
                var table = TextTable([
                    .init(kind.name), .init("中文"), .init("English"), .init("type"),
                    .init("policy"), .init("required"),
                ])
                for field in kind.fields {
                    table.add([
                        field.name, field.label.zh, field.label.en, field.type.name,
                        field.policy.name, field.isRequired ? "*" : "",
                    ])
                }
                session.print(table)
            }
        }

        private func fieldsJSON(_ kind: RecordKind, _ session: Session) -> JSON {
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
            return [
                "kind": .string(kind.name), "fields": .array(fields), "groups": .array(groups),
            ]
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
}
