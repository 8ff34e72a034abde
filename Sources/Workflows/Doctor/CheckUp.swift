// Looking after a site.
//
// What goes wrong with a machine in an office goes wrong slowly: the disk fills, nobody looks whether backups are
// made, somebody runs a command as root and the daemon cannot open its own file. `moso doctor` looks at all of it
// in a second or two, says each thing in one line, and names the command that mends it. What it can mend without
// losing anything, it mends with `--fix`: modes of files, what an interrupted backup left, erasures that wait.
// It never deletes records, never moves a database, and never decides anything about data.

/// One thing that was looked at.
public struct CheckUp: Sendable {
    /// What was looked at; the name that scripts know it by.
    public enum Subject: String, CaseIterable, Sendable {
        case settings, account, files, disk, database, log, identity, key, backups, unfinished
        case erasures, clock, peers, daemon, versions
    }

    public enum Verdict: String, Sendable {
        case good
        /// A person should read it.
        case attention
        case bad
    }

    public let subject: Subject
    public let verdict: Verdict
    /// A sentence without a full stop, behind the subject's name.
    public let says: Phrase
    /// The command that mends it, or shows more.
    public let mend: String?
    /// Mends it without losing anything, and says what it did; `nil` where that is a person's to do.
    public let fix: (@Sendable () throws -> Phrase)?

    public init(
        _ subject: Subject, _ verdict: Verdict, _ says: Phrase, mend: String? = nil,
        fix: (@Sendable () throws -> Phrase)? = nil
    ) {
        self.subject = subject
        self.verdict = verdict
        self.says = says
        self.mend = mend
        self.fix = fix
    }
}
