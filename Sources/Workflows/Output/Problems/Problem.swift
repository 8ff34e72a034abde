/// Why a command or a page could not do what was asked, in the words of the person who asked.
///
/// Always three parts in this order: *what happened*, with names that people know; *what it means
/// for your data*; *what to do*. A problem without one of them cannot be made.
///
///     throw Problem(
///         .peerUnreachable,
///         happened: Phrase(zh: "连不上北京总部", en: "cannot reach Beijing"),
///         safety: Phrase(zh: "改动已保存在本机。", en: "Your changes are safe here."),
///         remedies: [.run("moso sync")])
public struct Problem: Error, Hashable, Sendable {
    /// One thing to do about it.
    public enum Remedy: Hashable, Sendable {
        /// A command to type, and what it does where the command does not say it.
        case run(String, Phrase?)
        /// Something that is no command.
        case advice(Phrase)

        public static func run(_ command: String) -> Remedy { .run(command, nil) }
    }

    public let code: ProblemCode
    /// English in lower case and with a full stop at its end, as `moso:` stands before it.
    public let happened: Phrase
    /// Lines that show it: a piece of a file, candidates, what is there instead.
    public let evidence: [Phrase]
    public let safety: Phrase
    public let remedies: [Remedy]
    /// What programs need to know of it, for `--json`.
    public let details: JSON.Object

    public init(
        _ code: ProblemCode,
        happened: Phrase,
        evidence: [Phrase] = [],
        safety: Phrase,
        remedies: [Remedy],
        details: JSON = [:]
    ) {
        precondition(!happened.isEmpty && !safety.isEmpty, "a problem says what happened to what")
        precondition(!remedies.isEmpty, "a problem says what can be done")
        self.code = code
        self.happened = happened
        self.evidence = evidence
        self.safety = safety
        self.remedies = remedies
        if case .object(let object) = details {
            self.details = object
        } else {
            preconditionFailure("the details of a problem are an object")
        }
    }

    public var exit: ExitCode { code.exit }

    /// The object that `--json` prints on stderr.
    public func json(in language: Language) -> JSON {
        [
            "moso": .integer(Envelope.schemaMajor),
            "kind": "error",
            "code": .string(code.rawValue),
            "exit": .integer(Int64(exit.rawValue)),
            "message": .string(happened.text(language)),
            "safety": .string(safety.text(language)),
            "try": .array(remedies.map { .string($0.plain(in: language)) }),
            "details": .object(details),
        ]
    }
}

extension Problem.Remedy {
    func plain(in language: Language) -> String {
        switch self {
        case .run(let command, _): command
        case .advice(let phrase): phrase.text(language)
        }
    }
}
