internal import ArgumentParser
internal import Causality
internal import Domain
internal import Glibc
internal import Storage
internal import Workflows

struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Take in a tenant ledger (CSV in UTF-8 or GB18030).")
    @OptionGroup var options: GlobalOptions
    @Argument(help: "The file.") var file: String
    @Option(help: "auto, utf-8 or gb18030.") var encoding: String = "auto"
    @Flag(name: [.customShort("n"), .long], help: "Show what would change, write nothing.")
    var dryRun = false

    func run() throws {
        let session = Session(options)
        let replica = try session.open()
        try replica.sealForeignEdits()
        guard let bytes = File.read(file, most: 32 << 20) else {
            throw Problem(
                .fileUnreadable,
                happened: Phrase(zh: "读不了 \(file)。", en: "cannot read \(file)."),
                safety: Phrase(zh: "没有写入任何内容。", en: "Nothing was written."),
                remedies: [.advice(Phrase(zh: "检查路径和权限。", en: "check the path and its permissions."))])
        }
        guard let choice = EncodingChoice(rawValue: encoding) else {
            throw ValidationError("--encoding is auto, utf-8 or gb18030")
        }
        let ledger = try LedgerImport.read(bytes, encoding: choice)
        let plan = LedgerPlan(rows: ledger.rows, site: replica.meta.site)
        let work = try ImportWork(replica, plan)
        let refusedFile = try saveRefused(ledger)
        if !dryRun {
            try work.apply(author: session.author, reason: "import \(file)")
        }
        report(session, replica, ledger, work, refusedFile)
        if !ledger.refused.isEmpty {
            throw ArgumentParser.ExitCode(Workflows.ExitCode.badData.rawValue)
        }
    }

    private func saveRefused(_ ledger: LedgerImport) throws -> String? {
        guard let refused = try ledger.refusedRowsFile() else { return nil }
        let base = file.hasSuffix(".csv") ? String(file.dropLast(4)) : file
        let path = base + ".refused.csv"
        return File.write(path, refused.bytes) ? path : nil
    }

    private func report(
        _ session: Session, _ replica: Replica, _ ledger: LedgerImport, _ work: ImportWork,
        _ refusedFile: String?
    ) {
        if options.json {
            return session.print(
                "import", site: replica.meta.site,
                [
                    "dry_run": .bool(dryRun), "rows": .count(ledger.rows.count),
                    "new": .count(work.added.count), "changed": .count(work.changed.count),
                    "same": .count(work.same), "refused": .array(ledger.refused.map(json)),
                    "refused_file": .optional(refusedFile),
                ])
        }
        session.print(
            Phrase(
                zh: "\(ledger.rows.count) 行可导入（编码 \(ledger.encoding.rawValue)）：新增 \(work.added.count) 条记录、更新 \(work.changed.count) 条、不变 \(work.same) 条；\(ledger.refused.count) 行有问题，不导入。",
                en: "\(ledger.rows.count) sound rows (\(ledger.encoding.rawValue)): \(work.added.count) new records, \(work.changed.count) changed, \(work.same) same; \(English.counted(ledger.refused.count, "row")) refused."
            ))
        for refused in ledger.refused.prefix(20) {
            let faults = refused.faults.map {
                $0.problem(in: session.language)
            }
            session.print("  \(refused.line)  \(faults.joined(separator: "; "))")
        }
        if let refusedFile {
            session.print(
                Phrase(zh: "问题行已另存：\(refusedFile)", en: "Refused rows saved: \(refusedFile)"))
        }
        if dryRun {
            session.print(Phrase(zh: "试运行，未写入。", en: "Dry run; nothing written."))
        }
    }

    private func json(_ refused: RefusedRow) -> JSON {
        [
            "line": .count(refused.line),
            "reasons": .array(refused.faults.map { .string($0.reason.rawValue) }),
        ]
    }
}

struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write records to a file.")
    @OptionGroup var options: GlobalOptions
    @Argument(help: "The kind.") var kind: String
    @Option(name: .shortAndLong, help: "The file; - for standard output.") var output: String = "-"
    @Option(help: "csv or jsonl.") var format: String = "csv"
    @Option(help: "utf-8-bom, utf-8 or gb18030.") var encoding: String = "utf-8-bom"

    func run() throws {
        let session = Session(options)
        let replica = try session.open()
        try replica.sealForeignEdits()
        let desk = RecordDesk(replica)
        let kind = try desk.kind(kind)
        let bytes: [UInt8]
        switch format {
        case "jsonl": bytes = try lines(replica, kind)
        case "csv": bytes = try csv(session, replica, desk, kind)
        default: throw ValidationError("--format is csv or jsonl")
        }
        if output == "-" {
            _ = File.write(descriptor: 1, bytes)
        } else if !File.write(output, bytes) {
            throw Problem(
                .fileUnwritable,
                happened: Phrase(zh: "写不了 \(output)。", en: "cannot write \(output)."),
                safety: Phrase(zh: "副本没有改动。", en: "The replica is unchanged."),
                remedies: [.advice(Phrase(zh: "换一个位置。", en: "choose another place."))])
        }
    }

    private func lines(_ replica: Replica, _ kind: RecordKind) throws -> [UInt8] {
        var text = ""
        let printer = RecordJSON(replica)
        try replica.forEachRecord(of: kind.name) { text += try printer.json($0).text + "\n" }
        return Array(text.utf8)
    }

    private func csv(
        _ session: Session, _ replica: Replica, _ desk: RecordDesk, _ kind: RecordKind
    ) throws -> [UInt8] {
        let choice: TextEncoding =
            switch encoding {
            case "utf-8": .utf8
            case "gb18030": .gb18030
            case "utf-8-bom": .utf8WithMark
            default: throw ValidationError("--encoding is utf-8-bom, utf-8 or gb18030")
            }
        var rows: [[Cell]] = []
        let zh = session.language == .zh
        try replica.forEachRecord(of: kind.name) { record in
            rows.append(
                [.text(record.key.text)]
                    + kind.fields.map { field in
                        .text(field.type.display(desk.value(record, field.name) ?? .null, zh: zh))
                    })
        }
        let header = [zh ? "编号" : "id"] + kind.fields.map { session.label($0.label) }
        return try DelimitedWriter(encoding: choice).write(header: header, rows: rows)
    }
}
