internal import ArgumentParser
internal import Causality
internal import Domain
internal import Glibc
internal import Storage
internal import Workflows

struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        "import", Catalogue.Help.importFile, alias: "导入")
    @OptionGroup var options: GlobalOptions
    @Argument(help: Catalogue.Flag.file.help("FILE")) var file: String
    @Option(help: Catalogue.Flag.importKind.help("KIND")) var kind: String?
    @Option(help: Catalogue.Flag.importEncoding.help) var encoding: EncodingChoice = .auto
    @Option(help: Catalogue.Flag.importSheet.help("NAME")) var sheet: String?
    @Option(help: Catalogue.Flag.refusedFile.help("FILE")) var refused: String?
    @Flag(name: [.customShort("n"), .long], help: Catalogue.Flag.dryRun.help) var dryRun = false

    /// How many rows of a table are printed.
    private static let shownRows = 20

    func run() throws {
        let session = try Session(options)
        let replica = try session.open(sealing: !dryRun)
        guard let bytes = File.read(file, most: ExchangeLimits().bytesMax + 1) else {
            throw Problem.fileUnreadable(file, why: Catalogue.Cause.system(errno))
        }
        let plan: ImportPlan
        do {
            plan = try ImportPlan(
                bytes, kind: kind, encoding: encoding, sheet: sheet, replica, session.language)
        } catch let refusal as FileRefusal {
            throw Problem.importing(file, refusal)
        }
        // First, so that a file that cannot be written leaves the replica unchanged, as it says.
        let saved = try save(plan)
        let dots = dryRun ? [] : try plan.work.apply(author: session.author, file: file)
        let name = dots.first.map(TransactionName.short)
        session.document("import", replica, json(plan, saved, name))
        tell(session, plan, saved)
        if let name { session.printer.remark(Catalogue.Import.undoable(name)) }
        guard plan.refused.isEmpty else {
            throw ArgumentParser.ExitCode(Workflows.ExitCode.badData.rawValue)
        }
    }

    /// Saves the refused rows beside the file, or where `--refused` says. A dry run leaves no file
    /// that was not asked for.
    private func save(_ plan: ImportPlan) throws(Problem) -> String? {
        guard let bytes = plan.refusedFile, refused != nil || file != "-" && !dryRun else {
            return nil
        }
        let ending = [".csv", ".tsv", ".jsonl", ".xlsx"].first { file.hasSuffix($0) } ?? ""
        let path =
            refused ?? file.dropLast(ending.count)
            + ".refused"
            + (plan.isLines ? ".jsonl" : plan.sheet == nil ? ".csv" : ".xlsx")
        guard File.write(path, bytes) else {
            throw .fileUnwritable(path, why: Catalogue.Cause.system(errno))
        }
        return path
    }

    private func tell(_ session: Session, _ plan: ImportPlan, _ saved: String?) {
        let printer = session.printer
        let work = plan.work
        printer.remark(
            plan.sheet.map {
                Catalogue.Import.sheet(
                    $0, rows: plan.rowCount + plan.refused.count, refused: plan.refused.count)
            }
                ?? Catalogue.Import.recognised(
                    encoding: plan.encoding.rawValue, delimiter: plan.layout,
                    rows: plan.rowCount + plan.refused.count, refused: plan.refused.count))
        printer.table(headerTable(session, plan), indent: 2)
        if !plan.unknownHeaders.isEmpty {
            printer.remark(Catalogue.Import.ignoredColumns(plan.unknownHeaders))
        }
        let counts = (work.added.count, work.changed.count, work.same, plan.refused.count)
        printer.say(
            dryRun
                ? Catalogue.Import.wouldWrite(
                    added: counts.0, updated: counts.1, same: counts.2, refused: counts.3)
                : Catalogue.Import.wrote(
                    added: counts.0, updated: counts.1, same: counts.2, refused: counts.3),
            mark: dryRun ? nil : .done)
        if !work.changed.isEmpty { printer.table(changes(session, work), indent: 2) }
        if !plan.refused.isEmpty { printer.table(refusedTable(session, plan), indent: 2) }
        if plan.refused.count > ImportCommand.shownRows {
            printer.remark(
                Catalogue.Import.moreRefused(plan.refused.count - ImportCommand.shownRows),
                indent: 2)
        }
        if !plan.warnings.isEmpty {
            printer.say(Catalogue.Import.notes(plan.warnings.count))
            printer.table(warningTable(session, plan), indent: 2)
        }
        if let saved { printer.remark(Catalogue.Import.refusedSaved(path: saved)) }
        if work.kept > 0 { printer.remark(Catalogue.Import.kept(work.kept)) }
        if work.added.isEmpty, work.changed.isEmpty, work.kept == 0, plan.refused.isEmpty {
            printer.remark(Catalogue.Import.nothingNew)
        }
        if dryRun { printer.say(Catalogue.Word.nothingWritten) }
    }

    private func headerTable(_ session: Session, _ plan: ImportPlan) -> TextTable {
        var table = TextTable([
            session.column(Catalogue.Heading.header), session.column(Catalogue.Heading.field),
            session.column(Catalogue.Heading.example, flexible: true),
        ])
        for column in plan.columns { table.add([column.header, column.field, column.example]) }
        return table
    }

    /// The first differences, as what would be replaced by what.
    private func changes(_ session: Session, _ work: ImportWork) -> TextTable {
        var table = TextTable([
            session.column(Catalogue.Heading.record), session.column(Catalogue.Heading.field),
            session.column(Catalogue.Heading.after, flexible: true),
        ])
        for (record, fields) in work.changed.prefix(ImportCommand.shownRows) {
            for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
                let field = NetworkSchema.kind(record.kind)?.field(name)
                table.add([
                    .init(record.key.text), .init(name),
                    .init(session.shown(field, value), isFirm: field?.type.isFirm ?? false),
                ])
            }
        }
        return table
    }

    private func refusedTable(_ session: Session, _ plan: ImportPlan) -> TextTable {
        var table = TextTable([
            session.column(Catalogue.Heading.line, .right),
            session.column(Catalogue.Heading.trouble, flexible: true),
            session.column(Catalogue.Heading.remedy, flexible: true),
        ])
        let separator = session.text(Catalogue.Word.semicolon)
        for row in plan.refused.prefix(ImportCommand.shownRows) {
            let problems = row.faults.map { session.text($0.phrase) }
            table.add([
                "\(row.line)", problems.joined(separator: separator),
                session.text(row.reason.remedy),
            ])
        }
        return table
    }

    private func warningTable(_ session: Session, _ plan: ImportPlan) -> TextTable {
        var table = TextTable([
            session.column(Catalogue.Heading.line, .right),
            session.column(Catalogue.Heading.remark, flexible: true),
        ])
        for (line, warning) in plan.warnings.prefix(ImportCommand.shownRows) {
            table.add(["\(line)", session.text(warning.phrase)])
        }
        return table
    }

    private func json(_ plan: ImportPlan, _ saved: String?, _ transaction: String?) -> JSON {
        let refused = plan.refused.map { row -> JSON in
            [
                "line": .count(row.line),
                "reasons": .array(row.faults.map { .string($0.reason.rawValue) }),
            ]
        }
        return [
            "dry_run": .bool(dryRun), "transaction": .optional(transaction),
            "encoding": .string(plan.encoding.rawValue), "sheet": .optional(plan.sheet),
            "rows": .count(plan.rowCount + plan.refused.count),
            "rows_in": .count(plan.rowCount), "rows_refused": .count(plan.refused.count),
            "new": .count(plan.work.added.count),
            "changed": .count(plan.work.changed.count), "same": .count(plan.work.same),
            "kept": .count(plan.work.kept),
            "remarks": .array(
                plan.warnings.map { line, warning in
                    ["line": .count(line), "remark": .string(warning.rawValue)]
                }),
            "refused": .array(refused), "refused_file": .optional(saved),
        ]
    }
}
