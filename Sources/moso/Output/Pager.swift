internal import ArgumentParser
internal import Glibc
internal import Synchronization
internal import Workflows

/// A command whose answer may be longer than a screen.
protocol PagedCommand: ParsableCommand {
    var options: GlobalOptions { get }
}

extension ConflictsList: PagedCommand {}
extension ConflictsShow: PagedCommand {}
extension ConflictsCommand.Log: PagedCommand {}
extension HistoryCommand: PagedCommand {}
extension BlameCommand: PagedCommand {}
extension LogCommand: PagedCommand {}
extension RecordList: PagedCommand {}
extension RecordShow: PagedCommand {}

/// `$PAGER`, or `less`, between a long answer and a person.
///
/// Only where a person sits at both ends of a terminal that can be drawn on: never on a pipe, under `--json`,
/// `--plain` or `TERM=dumb`. How it is started is said in `PagerPlan`. Where the program cannot be found the answer
/// comes without one.
struct Pager {
    private let process: ChildProcess

    /// Whom a Ctrl-C waits for; 0 for nobody.
    private static let reader = Atomic<Int32>(0)

    /// From here on standard output is what the pager reads; `nil` where there is to be none.
    init?(for options: GlobalOptions) {
        guard !options.noPager, options.printer.mode == .text, isatty(STDIN_FILENO) == 1,
            Terminal.rules(for: .answer).drawsProgress,
            let plan = PagerPlan(environment: Machine.variables()),
            let program = Pager.path(of: plan.words[0]), let pipe = Pipe()
        else { return nil }
        let process = ChildProcess(
            program, Array(plan.words.dropFirst()),
            environment: Machine.variables().map { "\($0.key)=\($0.value)" } + plan.variables,
            input: pipe.reading, output: STDOUT_FILENO, errors: STDERR_FILENO)
        close(pipe.reading)
        defer { close(pipe.writing) }
        guard let process else { return nil }
        self.process = process
        Terminal.answerIsPaged(inColour: plan.showsColour)
        dup2(pipe.writing, STDOUT_FILENO)
        // Whoever has seen enough leaves the pager, and the rest of the answer is for nobody.
        signal(SIGPIPE, SIG_IGN)
        Pager.reader.store(process.id, ordering: .sequentiallyConsistent)
        // A Ctrl-C ends the answer, and not its reader: moso goes when the pager has gone, so that the shell's line does not
        // come while less still has the terminal.
        signal(SIGINT) { _ in
            close(STDOUT_FILENO)
            var status: Int32 = 0
            while waitpid(Pager.reader.load(ordering: .sequentiallyConsistent), &status, 0) < 0,
                errno == EINTR
            {}
            _exit(128 + SIGINT)
        }
    }

    /// Waits until the person has seen enough. Everything has been written by now.
    func end() {
        signal(SIGINT, SIG_IGN)
        close(STDOUT_FILENO)
        _ = process.waitForExit()
    }

    private static func path(of program: String) -> String? {
        if program.contains("/") { return access(program, X_OK) == 0 ? program : nil }
        let places = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
        return places.split(separator: ":").map { "\($0)/\(program)" }
            .first { access($0, X_OK) == 0 }
    }
}
