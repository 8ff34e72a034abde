internal import ArgumentParser
internal import Causality
internal import Domain
internal import Storage
internal import Workflows

extension RecordCommand {
    struct Erase: ParsableCommand {
        static let configuration = CommandConfiguration("erase", Catalogue.Help.recordErase)
        @OptionGroup var options: GlobalOptions
        @Argument(help: Catalogue.Flag.recordKey.help("ID")) var key: String
        @Option(name: .customLong("field"), help: Catalogue.Flag.personalField.help("FIELD"))
        var fields: [String]
        @Option(help: Catalogue.Flag.erasureReason.help("TEXT")) var reason: String
        @Flag(name: [.customShort("n"), .long], help: Catalogue.Flag.dryRun.help)
        var dryRun = false

        func run() throws {
            let session = try Session(options)
            let replica = try session.open(sealing: !dryRun)
            let work = EraseWork(replica)
            let plan = try work.plan(key, fields: fields, reason: reason)
            let names = Phrase.list(plan.fields.map { Phrase($0.label) })
            let id = plan.key.text
            let elsewhere = try work.elsewhere(plan)
            if dryRun {
                session.printer.say(Catalogue.Record.wouldErase(names, of: id))
                sayElsewhere(elsewhere, session)
                session.printer.say(Catalogue.Word.nothingWritten)
                return session.document(
                    "erasure", replica,
                    ["id": .string(id), "dry_run": true, "elsewhere": json(elsewhere)])
            }
            let dot = try work.carryOut(plan, author: session.author, reason: reason)
            let after = try replica.record(plan.table, plan.key)
            try session.document(
                "erasure", replica,
                [
                    "dot": .string(dot.description),
                    "scrubbed": .bool(try replica.awaitsScrub() == nil),
                    "record": try after.map { try RecordJSON(replica).json($0) } ?? .null,
                    "elsewhere": json(elsewhere),
                ])
            session.printer.say(Catalogue.Record.erased(names, of: id), mark: .done)
            session.printer.remark(Catalogue.Record.erasedElsewhere, indent: 2)
            sayElsewhere(elsewhere, session)
            if let needs = try replica.awaitsScrub() {
                session.printer.note(
                    Catalogue.Snapshot.awaitsScrub(needs, in: replica.directory))
            }
        }

        private func sayElsewhere(_ plans: [EraseWork.Plan], _ session: Session) {
            for plan in plans {
                session.printer.remark(
                    Catalogue.Record.alsoErase(
                        Phrase.list(plan.fields.map { Phrase($0.label) }), of: plan.key.text,
                        flags: plan.fields.map { "--field \($0.name)" }.joined(separator: " ")),
                    mark: .attention, indent: 2)
            }
        }

        private func json(_ plans: [EraseWork.Plan]) -> JSON {
            .array(
                plans.map { plan in
                    [
                        "id": .string(plan.key.text),
                        "fields": .array(plan.fields.map { .string($0.name) }),
                    ]
                })
        }
    }
}
