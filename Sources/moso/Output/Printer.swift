import Glibc
import Workflows

/// What a command prints with: the answer on standard output, everything else on standard error.
///
/// A command says the same through the same calls in every mode, and the printer leaves out what a
/// mode has no place for. Under `--json` only documents and problems appear; under `--plain` only
/// answers and bare rows, so that `cut` and `awk` see no sentence.
struct Printer: Sendable {
    enum Mode: Sendable {
        case text
        case plain
        case json
    }

    /// `-q`, nothing, `-v` and `-vv`.
    enum Loudness: Int, Comparable, Sendable {
        case quiet
        case normal
        case verbose
        case wire

        static func < (a: Loudness, b: Loudness) -> Bool { a.rawValue < b.rawValue }
    }

    let language: Language
    let mode: Mode
    let loudness: Loudness
    let answerRules: TerminalRules
    let messageRules: TerminalRules
    let progressLine: ProgressLine
    private let answer: OutputChannel
    private let messages: OutputChannel

    init(
        language: Language, mode: Mode = .text, loudness: Loudness = .normal,
        colour: TerminalRules.ColourChoice = .auto,
        answer: OutputChannel = .answer, messages: OutputChannel = .messages
    ) {
        self.language = language
        self.mode = mode
        self.loudness = loudness
        self.answer = answer
        self.messages = messages
        answerRules = Terminal.rules(for: answer, colour: colour)
        messageRules = Terminal.rules(for: messages, colour: colour)
        progressLine = ProgressLine(
            on: messages, rules: messageRules, isEnabled: mode == .text && loudness >= .normal)
    }

    /// The marks that the answer may use, for phrases with an arrow in them.
    var marks: Marks { answerRules.marks }

    func text(_ phrase: Phrase) -> String { phrase.text(language) }

    func progress(_ phrase: @autoclosure () -> Phrase) {
        progressLine.draw(text(phrase()))
    }

    /// Sends what was said so far, where more is to follow after a wait.
    func flush() {
        answer.flush()
        messages.flush()
    }

    /// Whether nobody takes the answer any more, as when a pipe has been closed.
    var answerIsGone: Bool { answer.failure != nil }

    /// Ends the output. `nil` when all of the answer was written, else the problem with it.
    func finish() -> Problem? {
        progressLine.erase()
        answer.flush()
        messages.flush()
        return answer.failure.map {
            .answerLost(why: Catalogue.Cause.system($0))
        }
    }

    // MARK: Channels, for the calls in the other files

    func writeAnswer(_ line: String) {
        progressLine.erase()
        answer.write(line + "\n")
    }

    func writeMessage(_ line: String) {
        progressLine.erase()
        // In this order people read a message after the answer lines that it belongs to.
        answer.flush()
        messages.write(line + "\n")
        messages.flush()
    }
}
