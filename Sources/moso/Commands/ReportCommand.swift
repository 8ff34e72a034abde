internal import ArgumentParser
internal import Causality
internal import Domain
internal import Glibc
internal import Storage
internal import Workflows

/// The flags of everything that prints a report.
struct ReportOptions: ParsableArguments {
    @Option(name: .named("as-of", "截至"), help: Catalogue.ReportFlag.asOf.help("DAY")) var asOf:
        String?
    @Option(name: .named("site", "分站"), help: Catalogue.ReportFlag.site.help("SITE")) var site:
        String?
    @Option(name: .named("list", "名单"), help: Catalogue.ReportFlag.list.help("FIGURE")) var list:
        String?
    @Option(help: Catalogue.ReportFlag.format.help) var format: ReportFormat?
    @Option(name: .shortAndLong, help: Catalogue.Flag.output.help("FILE")) var output: String = "-"
    @Option(help: Catalogue.Flag.exportEncoding.help) var encoding: ExportCommand.Encoding =
        .utf8WithMark
}

enum ReportFormat: String, CaseIterable, ExpressibleByArgument {
    case text
    case csv
    case tsv
    case json
}

struct TodayCommand: ParsableCommand {
    static let configuration = CommandConfiguration("today", Catalogue.Help.today, alias: "今天")
    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions

    func run() throws {
        let session = try Session(options)
        try ReportPrinter(session, report, try session.open()).show(.today)
    }
}

/// The seats' report by the name that the desk has for it.
struct MapCommand: ParsableCommand {
    static let configuration = CommandConfiguration("map", Catalogue.Help.seatMap, alias: "工位图")
    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions

    func run() throws {
        let session = try Session(options)
        try ReportPrinter(session, report, try session.open()).show(.seats)
    }
}

struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration("report", Catalogue.Help.report, alias: "报表")
    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Argument(help: Catalogue.ReportFlag.name.help("REPORT")) var name: String?

    func run() throws {
        let session = try Session(options)
        guard let name, !["list", "列表"].contains(name) else { return listAll(session) }
        let kind = try ReportDesk.kind(named: name)
        try ReportPrinter(session, report, try session.open()).show(kind)
    }

    private func listAll(_ session: Session) {
        session.document(
            "report.list", site: nil,
            .array(
                ReportKind.allCases.map {
                    [
                        "report": .string($0.rawValue), "number": .string($0.number),
                        "title": .string(session.text($0.title)),
                        "question": .string(session.text($0.question)),
                    ]
                }))
        typealias Words = Catalogue.Report
        var table = TextTable([
            session.column(Words.listNumber), session.column(Words.name),
            session.column(Catalogue.Heading.what), session.column(Words.question, flexible: true),
        ])
        for kind in ReportKind.allCases {
            table.add([
                kind.number, kind.rawValue, session.text(kind.title), session.text(kind.question),
            ])
        }
        session.printer.table(table)
    }
}

/// Makes a report as the flags ask and prints it in the form they ask for.
struct ReportPrinter {
    private let session: Session
    private let options: ReportOptions
    private let replica: Replica

    init(_ session: Session, _ options: ReportOptions, _ replica: Replica) {
        self.session = session
        self.options = options
        self.replica = replica
    }

    private typealias Words = Catalogue.Report

    func show(_ kind: ReportKind) throws {
        let desk = TradeDesk(replica, author: session.author, milliseconds: session.now)
        // Figures count rows that are alike together where nobody asks which they are.
        let isListing =
            options.list != nil || options.format == .json || session.printer.mode == .json
        let request = ReportRequest(
            day: try desk.day(options.asOf, flag: "--as-of"), site: options.site,
            isListing: isListing)
        let report = try ReportDesk(replica, milliseconds: session.now).make(kind, request)
        if let name = options.list { return try open(name, report) }
        switch options.format ?? (options.output == "-" ? .text : .csv) {
        case .csv: try write(ReportCells(report, session.language), .comma)
        case .tsv: try write(ReportCells(report, session.language), .tab)
        case .json:
            try write(Array((ReportJSON(report, session.language).document.text + "\n").utf8))
        case .text: print(report)
        }
    }

    // MARK: On the terminal

    private func print(_ report: Report) {
        session.document("report", replica, ReportJSON(report, session.language).document)
        let text = ReportText(report, session.language)
        guard session.printer.mode != .plain else {
            session.printer.table(text.wholeTable)
            return
        }
        for line in text.head { session.printer.line(line) }
        for part in text.parts() {
            session.printer.gap()
            if let title = part.title { session.printer.line(title) }
            session.printer.table(part.table, indent: part.title == nil ? 0 : 2)
            if part.more > 0 {
                let group = report.groups.first { $0.map { session.text($0.label) } == part.title }
                let name = group.flatMap { $0 }?.name ?? ""
                session.printer.remark(
                    Words.more(part.more, "moso report \(report.kind.rawValue) --list \(name)"),
                    indent: 2)
            }
        }
        session.printer.gap()
        if report.rows.isEmpty { session.printer.remark(Words.nothing) }
        for line in text.foot { session.printer.paragraph(line, indent: 0) }
        let names = report.figures.map(\.name).filter { report.records(of: $0)?.isEmpty == false }
        if !names.isEmpty {
            session.printer.paragraph(Words.opens(names.joined(separator: " ")), indent: 0)
        }
    }

    /// The records behind one figure.
    private func open(_ name: String, _ report: Report) throws {
        guard let records = report.records(of: name) else {
            throw Problem.noReportList(
                name, report: report.kind.rawValue,
                didYouMean: Nearness.nearest(to: name, among: report.listNames),
                known: report.listNames)
        }
        let list = try ReportList(replica, records, session.language)
        session.document(
            "report.records", replica,
            [
                "report": .string(report.kind.rawValue), "list": .string(name),
                "as_of_day": .string("\(report.day)"),
                "records": .array(
                    list.lines.map {
                        [
                            "kind": .string($0.record.table), "id": .string($0.record.key.text),
                            "site": .optional($0.site), "title": .string($0.title),
                        ]
                    }),
            ])
        var table = TextTable([
            session.column(Catalogue.Heading.kind), session.column(Catalogue.Heading.id),
            session.column(Catalogue.Heading.name, flexible: true),
            session.column(Catalogue.Heading.site),
        ])
        for line in list.lines {
            let kind = NetworkSchema.kind(line.record.table)
            table.add([
                kind.map { session.label($0.label) } ?? line.record.table, line.record.key.text,
                line.title, line.site ?? "",
            ])
        }
        if !table.isEmpty { session.printer.table(table) }
        session.printer.remark(Words.counted(list.lines.count))
    }

    // MARK: Files

    private func write(_ cells: ReportCells, _ delimiter: Delimiter) throws {
        let writer = DelimitedWriter(encoding: options.encoding.text, delimiter: delimiter)
        try write(try writer.write(header: cells.header, rows: cells.rows))
    }

    private func write(_ bytes: [UInt8]) throws {
        guard options.output != "-" else {
            guard File.write(descriptor: STDOUT_FILENO, bytes) else {
                throw Problem.fileUnwritable("stdout", why: Catalogue.Cause.system(errno))
            }
            return
        }
        guard File.write(options.output, bytes) else {
            throw Problem.fileUnwritable(options.output, why: Catalogue.Cause.system(errno))
        }
        session.printer.say(Words.wrote(options.output, bytes: bytes.count), mark: .done)
    }
}
