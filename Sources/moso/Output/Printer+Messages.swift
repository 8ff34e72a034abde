import Workflows

extension Printer {
    /// A message beside the answer, on standard error; left out under `--json` and `--quiet`.
    func note(_ phrase: Phrase) {
        guard mode != .json, loudness >= .normal else { return }
        writeMessage(text(phrase).onOneLine)
    }

    /// Only with `-v`.
    func detail(_ phrase: @autoclosure () -> Phrase) {
        guard mode != .json, loudness >= .verbose else { return }
        writeMessage(text(phrase()).onOneLine)
    }

    /// Tells the problem, also under `--quiet`, and gives the exit code to end with.
    @discardableResult
    func tell(_ problem: Problem) -> ExitCode {
        switch mode {
        case .json: writeMessage(problem.json(in: language).text)
        case .text, .plain:
            let lines = problem.lines(in: language, width: messageRules.width ?? 100)
            lines.forEach(writeMessage)
        }
        return problem.exit
    }
}
