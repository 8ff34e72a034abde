internal import ArgumentParser
internal import Glibc
internal import Workflows

/// The command line. It links no server, so that it starts in a blink.
@main
struct Moso: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "moso",
        abstract: "Keep each site's tenancy and investment records in step, online or not.",
        discussion: """
            Every site works on its own copy; changes are merged, and what needs a person is \
            listed, never dropped.
            """,
        subcommands: [
            InitCommand.self, StatusCommand.self, SyncCommand.self, RecordCommand.self,
            ConflictsCommand.self, UndoCommand.self, ClaimsCommand.self, HistoryCommand.self, ImportCommand.self, ExportCommand.self,
            LogCommand.self, PeersCommand.self, VerifyCommand.self, OverviewCommand.self,
            DemoCommand.self, BenchCommand.self,
        ])

    static func main() async {
        let code = await run(withGlobalFlagsLast(Array(CommandLine.arguments.dropFirst())))
        OutputChannel.answer.flush()
        OutputChannel.messages.flush()
        Glibc.exit(code)
    }

    /// Global flags are accepted before the verb too; the parser only knows them behind it.
    static func withGlobalFlagsLast(_ arguments: [String]) -> [String] {
        var rest = arguments[...]
        var moved: [String] = []
        while let flag = rest.first {
            if ["--data", "--lang", "--author"].contains(flag), rest.count > 1 {
                moved += rest.prefix(2)
                rest = rest.dropFirst(2)
            } else if ["--json", "--plain", "--quiet", "-q"].contains(flag) {
                moved.append(flag)
                rest = rest.dropFirst()
            } else {
                break
            }
        }
        return Array(rest) + moved
    }

    /// Runs a command line and gives its exit code. Every failure is explained here, in one form.
    private static func run(_ arguments: [String]) async -> Int32 {
        var options = GlobalOptions.quick(arguments)
        do {
            var command = try parseAsRoot(arguments)
            if let waiting = command as? any AsyncParsableCommand {
                var waiting = waiting
                try await waiting.run()
            } else {
                try command.run()
            }
            return 0
        } catch let code as ArgumentParser.ExitCode {
            return code.rawValue
        } catch {
            let code = exitCode(for: error)
            if isParserError(error) {
                let text = fullMessage(for: error)
                let channel = code == .success ? OutputChannel.answer : OutputChannel.messages
                channel.write(text + "\n")
                return code.rawValue
            }
            options.json = options.json || arguments.contains("--json")
            return report(Problem.explaining(error), options)
        }
    }

    /// What the parser itself says: usage errors, help and version.
    private static func isParserError(_ error: any Error) -> Bool {
        let name = String(describing: type(of: error))
        return ["CommandError", "ValidationError", "CleanExit", "ParserError"].contains(name)
    }

    private static func report(_ problem: Problem, _ options: GlobalOptions) -> Int32 {
        let language = Language.chosen(flag: Language.typed(options.lang), environment: Session.environment)
        OutputChannel.messages.write(
            options.json
                ? problem.json(in: language).text + "\n" : problem.text(in: language))
        return problem.exit.rawValue
    }
}

extension GlobalOptions {
    /// The flags that reporting a failure needs, when parsing did not get as far.
    static func quick(_ arguments: [String]) -> GlobalOptions {
        var options = GlobalOptions()
        options.data = nil
        options.json = arguments.contains("--json")
        options.plain = false
        options.quiet = false
        options.author = nil
        options.lang = zip(arguments, arguments.dropFirst()).first { $0.0 == "--lang" }
            .map(\.1)
        return options
    }
}
