internal import ArgumentParser
internal import Causality
internal import Domain
internal import Storage
internal import Workflows

extension RecordCommand {
    struct Erase: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Erase personal values everywhere and for good.",
            discussion: """
                Removes what personal fields hold and ever held: here at once, at every other site
                when it next syncs. Nobody can undo it, and no edit that was made before it anywhere
                brings a value back. Backups made earlier still hold it.
                """)
        @OptionGroup var options: GlobalOptions
        @Argument(help: "The record's key, or the beginning of it.") var key: String
        @Option(name: .customLong("field"), help: "A personal field; may be repeated.")
        var fields: [String]
        @Option(help: "On whose demand; kept for good, so without the value itself.")
        var reason: String
        @Flag(name: [.customShort("n"), .long], help: "Check, write nothing.") var dryRun = false

        func run() throws {
            let session = Session(options)
            let replica = try session.open()
            let work = EraseWork(replica)
            let plan = try work.plan(key, fields: fields, reason: reason)
            let names = plan.fields.map { session.label($0.label) }
                .joined(separator: session.language == .zh ? "、" : ", ")
            if dryRun {
                session.print(
                    Phrase(
                        zh: "试运行，未写入：将抹除 \(plan.record.key) 的\(names)。",
                        en: "Dry run, nothing written: would erase \(names) of \(plan.record.key).")
                )
                return
            }
            let dot = try work.carryOut(plan, author: session.author, reason: reason)
            if options.json {
                let after = try replica.record(plan.record.table, plan.record.key)
                session.print(
                    "erasure", site: replica.meta.site,
                    [
                        "dot": .string(dot.description),
                        "scrubbed": .bool(try !replica.awaitsScrub()),
                        "record": try after.map { try RecordJSON(replica).json($0) } ?? .null,
                    ])
                return
            }
            session.print(
                Phrase(
                    zh: "✓ 已抹除 \(plan.record.key) 的\(names)，不可恢复。其他分站在下次同步时抹除；以前的备份仍含原值。",
                    en: """
                        ✓ Erased \(names) of \(plan.record.key) for good. Other sites follow at their \
                        next sync; earlier backups still hold it.
                        """))
        }
    }
}
