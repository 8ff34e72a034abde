internal import ArgumentParser
internal import Causality
internal import Domain
internal import Storage
internal import Wire
internal import Workflows

struct ConflictsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "conflicts", abstract: "What two sites changed differently.",
        subcommands: [List.self, Show.self, Resolve.self, Undo.self, Log.self])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List what is open.")
        @OptionGroup var options: GlobalOptions
        @Flag(help: "Exit with 3 if anything is open.") var check = false

        func run() throws {
            let session = Session(options)
            let replica = try session.open()
            try replica.sealForeignEdits()
            let inbox = ConflictInbox(replica)
            let items = try inbox.items()
            let printer = ConflictPrinter(session, replica)
            if options.json {
                session.print(
                    "conflict.list", site: replica.meta.site,
                    .array(try items.map(printer.json)))
            } else if items.isEmpty {
                session.print(Phrase(zh: "没有待处理的冲突。", en: "No open conflicts."))
            } else {
                session.print(try printer.table(items))
                session.print(
                    Phrase(
                        zh: "\(items.count) 处待处理。查看：moso conflicts show \(items[0].shortID)",
                        en: "\(English.counted(items.count, "open conflict")). See one: moso conflicts show \(items[0].shortID)"
                    ))
            }
            if check && !items.isEmpty { throw ArgumentParser.ExitCode(3) }
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show one conflict.")
        @OptionGroup var options: GlobalOptions
        @Argument(help: "Its id, such as C-K4T9.") var conflict: String

        func run() throws {
            let session = Session(options)
            let replica = try session.open()
            try replica.sealForeignEdits()
            let item = try ConflictInbox(replica).find(conflict)
            let printer = ConflictPrinter(session, replica)
            if options.json {
                session.print("conflict", site: replica.meta.site, try printer.json(item))
            } else {
                for line in try printer.lines(item) { session.print(line) }
            }
        }
    }

    struct Resolve: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Decide a conflict. The decision syncs like any other change.")
        @OptionGroup var options: GlobalOptions
        @Argument(help: "Its id, such as C-K4T9.") var conflict: String
        @Option(help: "A side: its letter, the site that wrote it, or base.") var take: String?
        @Option(help: "Another value.") var set: String?
        @Option(help: "One of the numbered options of a rule conflict.") var option: Int?
        @Option(help: "Why; - for none.") var reason: String?
        @Flag(name: [.customShort("n"), .long], help: "Say what would be written.")
        var dryRun = false

        func run() throws {
            let session = Session(options)
            let replica = try session.open()
            try replica.sealForeignEdits()
            let inbox = ConflictInbox(replica)
            let item = try inbox.find(conflict)
            guard let reason else {
                throw Problem(
                    .reasonMissing,
                    happened: Phrase(zh: "裁决需要理由。", en: "a decision needs a reason."),
                    safety: Phrase(zh: "没有写入任何内容。", en: "Nothing was written."),
                    remedies: [.run("moso conflicts resolve \(item.shortID) … --reason \"…\"")])
            }
            let why = reason == "-" ? nil : reason
            let said: String
            switch item.content {
            case .cell(let cell) where cell.cell == ConflictID.existence:
                said = try resolveExistence(inbox, cell, session, why)
            case .cell(let cell): said = try resolve(inbox, cell, session, why)
            case .rule(let finding):
                guard let option, finding.options.indices.contains(option - 1) else {
                    throw InboxProblem.needsOption(count: finding.options.count)
                }
                said = session.label(finding.options[option - 1].label)
                if !dryRun {
                    _ = try inbox.resolve(
                        finding, option: option, author: session.author, reason: why)
                }
            }
            if dryRun {
                session.print(
                    Phrase(zh: "试运行，未写入：\(item.shortID) → \(said)",
                        en: "Dry run, nothing written: \(item.shortID) → \(said)"))
            } else if options.json {
                session.print(
                    "resolution", site: replica.meta.site,
                    ["conflict": .string(item.id.description), "value": .string(said)])
            } else {
                session.print("✓ \(item.shortID) → \(said)")
            }
        }

        private func resolve(
            _ inbox: ConflictInbox, _ cell: CellConflict, _ session: Session, _ reason: String?
        ) throws -> String {
            let value = try chosen(inbox, cell)
            if !dryRun {
                _ = try inbox.resolve(cell, to: value, author: session.author, reason: reason)
            }
            return ConflictPrinter(session, inbox.replica).display(cell, value)
        }

        private func chosen(_ inbox: ConflictInbox, _ cell: CellConflict) throws -> Value {
            if let set { return try typed(set, inbox, cell) }
            guard let take else { throw ValidationError("say --take or --set") }
            let sides = try inbox.sides(cell)
            if take == "base" {
                guard let base = try inbox.base(cell) else {
                    throw InboxProblem.noSuchSide(take, known: sides.map(\.letter))
                }
                return base.value
            }
            let found = sides.filter {
                $0.letter == take.uppercased() || $0.dot.stream.origin.site.name == take
            }
            guard found.count == 1 else {
                throw InboxProblem.noSuchSide(
                    take, known: sides.map { "\($0.letter) (\($0.dot.stream.origin.site))" })
            }
            return found[0].value
        }

        /// A value typed for a cell: for a group, `field=value` parts separated by commas.
        private func typed(
            _ text: String, _ inbox: ConflictInbox, _ cell: CellConflict
        ) throws -> Value {
            let desk = RecordDesk(inbox.replica)
            let kind = try desk.kind(cell.table)
            guard let group = kind.groups.first(where: { $0.name == cell.cell }) else {
                return try desk.values(kind, ["\(cell.cell)=\(text)"])[cell.cell] ?? .null
            }
            let values = try desk.values(kind, text.split(separator: ",").map(String.init))
            guard let shown = try inbox.replica.record(cell.table, cell.key) else { return .null }
            return .group(
                group.members.map { values[$0] ?? desk.value(shown, $0) ?? .null })
        }

        private func resolveExistence(
            _ inbox: ConflictInbox, _ cell: CellConflict, _ session: Session, _ reason: String?
        ) throws -> String {
            guard let take, ["keep", "delete"].contains(take) else {
                throw InboxProblem.noSuchSide(self.take ?? "", known: ["keep", "delete"])
            }
            if !dryRun {
                _ = try inbox.resolveExistence(
                    cell, keep: take == "keep", author: session.author, reason: reason)
            }
            return take
        }
    }
}
