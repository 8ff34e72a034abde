/// How a command ended, for scripts and cron. Numbers follow `sysexits.h` where it has one; new
/// ones may be added, so an unknown number other than 0 is a failure.
public enum ExitCode: Int32, CaseIterable, Sendable {
    /// Done; also *nothing to do* and an empty list.
    case ok = 0
    /// A mistake of ours.
    case bug = 1
    /// A checking command found something that a person should read.
    case attention = 3
    /// A rule or a safety check said no.
    case refused = 4
    /// No such record, conflict or peer, or several.
    case notFound = 5
    /// Some peers were reached, some were not.
    case partial = 10
    /// Another moso holds the lock and the waiting time is over.
    case busy = 11
    case usage = 64
    /// Imported rows were refused, or a file is damaged.
    case badData = 65
    case noInput = 66
    /// The daemon or another service that is needed does not run.
    case unavailable = 69
    case cannotCreate = 73
    /// The disk is full or fails.
    case io = 74
    /// No peer was reached, or a person has to confirm something first; the next try may succeed.
    case retryLater = 75
    /// A peer or the replica's file is of another version, or of none that we understand.
    case protocolMismatch = 76
    case denied = 77
    case config = 78
    /// Stopped by Ctrl-C or SIGTERM; the data is consistent.
    case interrupted = 130
    case terminated = 143

    /// What `--cron` reports instead, so that cron mails only what a person must read: part of the
    /// peers, a busy lock and a short absence of all peers are everyday life at a branch.
    public func underCron(isOverdue: Bool) -> ExitCode {
        switch self {
        case .partial, .busy: .ok
        case .retryLater: isOverdue ? self : .ok
        default: self
        }
    }
}
