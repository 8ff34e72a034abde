import Glibc
import Synchronization
import Workflows

/// What the process finds out about its streams and environment; what follows from it is decided in
/// `TerminalRules` and `Language`, where it can be tested without a terminal.
enum Terminal {
    static func rules(
        for channel: OutputChannel, colour: TerminalRules.ColourChoice = .auto
    ) -> TerminalRules {
        let kept = answerWidth.load(ordering: .relaxed)
        let isPaged = channel.descriptor == STDOUT_FILENO && kept > 0
        let isBare = isPaged && colour == .auto && !pagerShowsColour.load(ordering: .relaxed)
        return TerminalRules(
            isTerminal: isPaged || isatty(channel.descriptor) == 1, environment: environment,
            colour: isBare ? .never : colour,
            terminalWidth: isPaged ? kept : width(of: channel.descriptor))
    }

    /// The width of the terminal at standard output where a pager stands between; else 0.
    private static let answerWidth = Atomic<Int>(0)
    private static let pagerShowsColour = Atomic<Bool>(true)

    /// A pager comes between: the answer is laid out for the terminal all the same.
    static func answerIsPaged(inColour: Bool) {
        pagerShowsColour.store(inColour, ordering: .relaxed)
        answerWidth.store(width(of: STDOUT_FILENO) ?? 80, ordering: .relaxed)
    }

    /// The variables that output depends on; those that are not set are left out.
    static let environment: [String: String] = {
        let names = [
            "COLUMNS", "LANG", "LC_ALL", "LC_CTYPE", "LC_MESSAGES", "MOSO_LANG", "NO_COLOR", "TERM",
        ]
        var found: [String: String] = [:]
        for name in names {
            if let value = getenv(name) { found[name] = String(cString: value) }
        }
        return found
    }()

    /// Whether a person is at both ends, so that a question can be asked.
    static var canAsk: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }

    private static func width(of descriptor: Int32) -> Int? {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }
}
