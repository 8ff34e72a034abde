internal import ArgumentParser
internal import Domain
internal import Glibc
internal import Storage
internal import Workflows

struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration("export", Catalogue.Help.export, alias: "导出")

    enum Format: String, CaseIterable, ExpressibleByArgument {
        case csv
        case tsv
        case jsonl
        case xlsx
    }

    enum Encoding: String, CaseIterable, ExpressibleByArgument {
        case utf8WithMark = "utf-8-bom"
        case utf8 = "utf-8"
        case gb18030

        var text: TextEncoding {
            switch self {
            case .utf8WithMark: .utf8WithMark
            case .utf8: .utf8
            case .gb18030: .gb18030
            }
        }
    }

    @OptionGroup var options: GlobalOptions
    @Argument(help: Catalogue.Flag.kind.help("KIND")) var kind: String?
    @Option(name: .shortAndLong, help: Catalogue.Flag.output.help("FILE")) var output: String = "-"
    @Option(help: Catalogue.Flag.format.help) var format: Format?
    @Option(help: Catalogue.Flag.exportEncoding.help) var encoding: Encoding = .utf8WithMark

    func run() throws {
        let session = try Session(options)
        let replica = try session.open()
        let toStdout = output == "-"
        // A program that asks for JSON gets JSON on the stream too.
        let format =
            self.format
            ?? (options.json && toStdout ? .jsonl : output.hasSuffix(".xlsx") ? .xlsx : .csv)
        let made = try format == .jsonl ? lines(replica) : table(session, replica, format)
        if toStdout {
            guard File.write(descriptor: STDOUT_FILENO, made.bytes) else {
                throw Problem.fileUnwritable("stdout", why: Catalogue.Cause.system(errno))
            }
            return
        }
        guard File.write(output, made.bytes) else {
            throw Problem.fileUnwritable(output, why: Catalogue.Cause.system(errno))
        }
        session.document(
            "export", replica,
            [
                "file": .string(output), "records": .count(made.records),
                "bytes": .count(made.bytes.count), "undecided": .count(made.undecided),
            ])
        session.printer.say(
            Catalogue.Export.wrote(
                records: made.records, path: output, bytes: made.bytes.count), mark: .done)
        if made.undecided > 0 {
            session.printer.remark(Catalogue.Export.undecided(made.undecided), indent: 2)
        }
    }

    private typealias Made = (bytes: [UInt8], records: Int, undecided: Int)

    private func lines(_ replica: Replica) throws -> Made {
        let kinds = try kind.map { [try RecordDesk.kind(named: $0)] } ?? NetworkSchema.kinds
        let printer = RecordJSON(replica)
        var bytes: [UInt8] = []
        var count = 0
        for kind in kinds {
            try replica.forEachRecord(of: kind.name) { record in
                bytes += Array((try printer.json(record).text + "\n").utf8)
                count += 1
            }
        }
        return (bytes, count, 0)
    }

    private func table(_ session: Session, _ replica: Replica, _ format: Format) throws -> Made {
        guard let kind else {
            throw Problem.usage(Catalogue.Usage.kindNeeded, help: "moso record kinds")
        }
        let export = try KindExport(
            RecordDesk.kind(named: kind), of: replica, in: session.language)
        if format == .xlsx {
            let writer = WorkbookWriter(
                sheet: session.label(try RecordDesk.kind(named: kind).label))
            let bytes = writer.write(header: export.header, rows: export.rows)
            return (bytes, export.rows.count, export.undecided)
        }
        let writer = DelimitedWriter(
            encoding: encoding.text, delimiter: format == .tsv ? .tab : .comma)
        let bytes = try writer.write(header: export.header, rows: export.rows)
        return (bytes, export.rows.count, export.undecided)
    }
}
