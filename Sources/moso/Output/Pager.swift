internal import ArgumentParser
internal import Glibc
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
/// `--plain` or `TERM=dumb`. An answer that fits on the screen stands there as if there were no pager (`less
/// -F`), and nothing is cleared away afterwards (`-X`). Where the program cannot be found the answer comes
/// without one.
struct Pager {
    private let process: ChildProcess

    /// From here on standard output is what the pager reads; `nil` where there is to be none.
    init?(for options: GlobalOptions) {
        guard !options.noPager, options.printer.mode == .text, isatty(STDIN_FILENO) == 1,
            Terminal.rules(for: .answer).drawsProgress, let words = Pager.words,
            let program = Pager.path(of: words[0]), let pipe = Pipe()
        else { return nil }
        let process = ChildProcess(
            program, Array(words.dropFirst()), environment: Pager.environment,
            input: pipe.reading, output: STDOUT_FILENO, errors: STDERR_FILENO)
        close(pipe.reading)
        defer { close(pipe.writing) }
        guard let process else { return nil }
        self.process = process
        Terminal.keepAnswerWidth()
        dup2(pipe.writing, STDOUT_FILENO)
        // Whoever has seen enough leaves the pager, and the rest of the answer is for nobody.
        signal(SIGPIPE, SIG_IGN)
    }

    /// Waits until the person has seen enough. Everything has been written by now.
    func end() {
        signal(SIGINT, SIG_IGN)
        close(STDOUT_FILENO)
        _ = process.waitForExit()
    }

    /// The program and its arguments; `nil` where `$PAGER` says that there is to be none.
    private static var words: [String]? {
        guard let text = getenv("PAGER") else { return ["less", "-FIRX"] }
        let words = String(cString: text).split(separator: " ").map(String.init)
        return words.isEmpty || words == ["cat"] ? nil : words
    }

    private static func path(of program: String) -> String? {
        if program.contains("/") { return access(program, X_OK) == 0 ? program : nil }
        let places = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
        return places.split(separator: ":").map { "\($0)/\(program)" }
            .first { access($0, X_OK) == 0 }
    }

    /// Ours, and that records are UTF-8 whatever the locale.
    private static var environment: [String] {
        var found: [String] = []
        var at = environ
        while let entry = at.pointee {
            found.append(String(cString: entry))
            at += 1
        }
        return getenv("LESSCHARSET") == nil ? found + ["LESSCHARSET=utf-8"] : found
    }
}
