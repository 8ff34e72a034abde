internal import Storage
internal import ArgumentParser
internal import Glibc
internal import Workflows

/// The command line. It links no server, so that it starts in a blink.
@main
struct Moso: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        "moso", Catalogue.Help.root,
        [
            InitCommand.self, StatusCommand.self, SyncCommand.self, RecordCommand.self,
            ConflictsCommand.self, UndoCommand.self, ClaimsCommand.self, QuotaCommand.self,
            HistoryCommand.self, BlameCommand.self,
            ImportCommand.self, ExportCommand.self,
            LogCommand.self, TrimCommand.self, BackupCommand.self, RestoreCommand.self,
            MembersCommand.self, EnrolCommand.self, PeopleCommand.self,
            PeersCommand.self,
            VerifyCommand.self, OverviewCommand.self, TodayCommand.self, ReportCommand.self,
            EnquiryCommand.self, ApplyCommand.self, ScreenCommand.self, QueueCommand.self,
            PromiseCommand.self, OfferCommand.self, SeatsCommand.self, SignCommand.self,
            MoveInCommand.self, ExtendCommand.self, MarketCommand.self, NoticeCommand.self,
            MoveOutCommand.self, GraduateCommand.self, BookCommand.self, RoomsCommand.self,
            CancelCommand.self, VisitCommand.self, FixCommand.self, FundingCommand.self,
            MilestoneCommand.self, ExpertCommand.self, DemandCommand.self, MatchCommand.self,
            AssignCommand.self, ReleaseCommand.self, TransferCommand.self, StampCommand.self,
            ClinicCommand.self, OfferGovCommand.self, PolicyCommand.self, OccupiedCommand.self,
            FactsCommand.self, MapCommand.self, PrintCommand.self, CompanyCommand.self,
            DupCommand.self, FindCommand.self,
            KeyCommand.self, NotifyCommand.self, ConfigCommand.self, DoctorCommand.self,
            CompletionCommand.self, SampleCommand.self,
            DemoCommand.self, BenchCommand.self,
            VersionCommand.self,
        ])

    static func main() async {
        Memory.useOneHeap()
        let printer = Printer(quickly: CommandLine.arguments)
        var pager: Pager?
        var code = await run(Array(CommandLine.arguments.dropFirst()), printer, &pager)
        let problem = printer.finish()
        pager?.end()
        // What somebody left in a pager unread is no loss.
        if let problem, pager == nil || OutputChannel.answer.failure != EPIPE {
            code = printer.tell(problem).rawValue
        }
        Glibc.exit(code)
    }

    /// Runs a command line and gives its exit code. Every failure is explained here, in one form.
    private static func run(
        _ words: [String], _ printer: Printer, _ pager: inout Pager?
    ) async -> Int32 {
        do {
            if let problem = Problem.unreadable(arguments: CommandLine.arguments) { throw problem }
            if let problem = Arguments.garbled { throw problem }
            let words = words.first == "--version" ? ["version"] + words.dropFirst() : words
            let path = CommandPath(words, root: Moso.self)
            if let page = try page(path, printer) {
                printer.show(page)
                return 0
            }
            var command = try parsed(path)
            pager = (command as? any PagedCommand).flatMap { Pager(for: $0.options) }
            if var waiting = command as? any AsyncParsableCommand {
                try await waiting.run()
            } else {
                try command.run()
            }
            return 0
        } catch let code as ArgumentParser.ExitCode {
            return code.rawValue
        } catch {
            return printer.tell(Problem(explaining: error)).rawValue
        }
    }

    /// The page that is asked for instead of a command; `nil` when none is.
    private static func page(_ path: CommandPath, _ printer: Printer) throws -> HelpDesk.Page? {
        let desk = HelpDesk(root: Moso.self, width: printer.answerRules.width)
        let isRoot = path.types.count == 1
        if isRoot, path.rest.first == "help" {
            return try desk.page(on: Array(path.rest.dropFirst()))
        }
        if isRoot, path.rest.isEmpty { return desk.front }
        let isGroup = !path.subcommandNames.isEmpty
        let isBare =
            isGroup && path.rest.isEmpty && path.leaf.configuration.defaultSubcommand == nil
        guard path.asksForHelp || isBare else { return nil }
        // A word that names no command is told, whatever else is asked for.
        if isGroup, let word = path.rest.first, !word.hasPrefix("-") {
            return nil
        }
        if isRoot, path.rest.first?.hasPrefix("-") ?? false { return desk.front }
        return desk.page(path)
    }

    private static func parsed(_ path: CommandPath) throws -> any ParsableCommand {
        if let word = path.rest.first, !path.subcommandNames.isEmpty, !word.hasPrefix("-") {
            throw Problem.usage(
                Catalogue.Usage.unknownCommand(word, under: path.name),
                near: Nearness.nearest(to: word, among: path.subcommandNames),
                help: path.types.count == 1 ? "moso help" : "\(path.name) --help")
        }
        do {
            return try parseAsRoot(path.words)
        } catch {
            guard exitCode(for: error) != .success else {
                // A completion script, which is made for a program to read.
                OutputChannel.answer.write(fullMessage(for: error) + "\n")
                throw ArgumentParser.ExitCode.success
            }
            throw ParserWords(
                name: path.name, commands: path.subcommandNames, flags: GlobalOptions.names
            ).problem(message(for: error))
        }
    }
}

extension Printer {
    fileprivate func show(_ page: HelpDesk.Page) {
        guard mode == .json else { return page.lines.forEach(writeAnswer) }
        let now = Int64(Machine.wallMilliseconds())
        document(Envelope(kind: page.kind, site: nil, asOf: now), data: page.data())
    }

    /// A printer for what goes wrong before, or outside of, a command.
    fileprivate init(quickly words: [String]) {
        self.init(
            language: Speech.language, mode: words.contains("--json") ? .json : .text,
            loudness: .normal)
    }
}

/// `moso version`
struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration("version", Catalogue.Help.version)
    @OptionGroup var options: GlobalOptions

    func run() throws {
        let session = try Session(options)
        session.printer.line("moso \(MosoVersion.text)")
        session.document("version", site: nil, ["version": .string(MosoVersion.text)])
    }
}
