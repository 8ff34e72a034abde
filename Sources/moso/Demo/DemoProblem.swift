internal import Glibc
internal import Workflows

/// Why the demo ended before its end.
enum DemoProblem {
    private typealias Text = Catalogue.Demo

    static let noDaemon = Problem(
        .daemonDown, happened: Text.noDaemon, safety: Text.safety,
        remedies: [.advice(Text.placeDaemon)])

    static func noPorts(from first: Int) -> Problem {
        Problem(
            .daemonDown, happened: Text.noPorts(from: first), safety: Text.safety,
            remedies: [.run("moso demo --port 20000")])
    }

    static func notStarted(_ program: String) -> Problem {
        let why = Catalogue.Cause.system(errno)
        return Problem(
            .daemonDown, happened: Text.notStarted(program, why: why), safety: Text.safety,
            remedies: [.run("ls -l \(program)")])
    }

    static func commandFailed(_ words: [String], code: Int32) -> Problem {
        unexpected(
            Text.commandFailed("moso \(words.joined(separator: " "))", code: Int(code)))
    }

    static func daemonEnded(_ site: String) -> Problem { unexpected(Text.daemonEnded(site)) }

    /// Something that must hold did not come to hold.
    static func never(_ fact: Phrase) -> Problem { unexpected(Text.never(fact)) }

    static func stopped(by signal: Int32) -> Problem {
        signal == SIGINT
            ? .interrupted(command: "moso demo") : .terminated(command: "moso demo")
    }

    private static func unexpected(_ what: Phrase) -> Problem {
        Problem(
            .bug, happened: Text.stopped(what), safety: Text.safety,
            remedies: [.run("moso demo --keep demo-kept", Text.tryAgain)])
    }
}
