import Workflows

extension Printer {
    /// The sign before a sentence.
    enum Mark {
        case done
        case waiting
        case attention
        case bad
    }

    /// A sentence that is the answer: `✓ 已改 L-2055`. Left out under `--json` and `--quiet`.
    func say(_ phrase: Phrase, mark: Mark? = nil, indent: Int = 0) {
        guard mode != .json, loudness >= .normal else { return }
        write(phrase, mark, indent)
    }

    /// A sentence beside the answer: a count below a table, a hint. Only in text mode.
    func remark(_ phrase: Phrase, mark: Mark? = nil, indent: Int = 0) {
        guard mode == .text, loudness >= .normal else { return }
        write(phrase, mark, indent)
    }

    /// An empty line between the parts of an answer in text mode.
    func gap() {
        if mode == .text { writeAnswer("") }
    }

    /// A line as it is, such as a row of an export; in text and plain mode.
    func line(_ text: String) {
        if mode != .json { writeAnswer(text) }
    }

    /// - Returns: the titles of the columns that the terminal has no room for.
    @discardableResult
    func table(_ table: TextTable, indent: Int = 0) -> [String] {
        switch mode {
        case .json: return []
        case .plain:
            table.plainLines.forEach(writeAnswer)
            return []
        case .text:
            let rules = answerRules
            table.lines(width: rules.width, indent: indent, paint: rules.paint)
                .forEach(writeAnswer)
            return table.leftOut(width: rules.width, indent: indent)
        }
    }

    /// The one document of an answer under `--json`; nothing in the other modes.
    func document(
        _ envelope: Envelope, data: @autoclosure () -> JSON, warnings: [Envelope.Warning] = []
    ) {
        guard mode == .json else { return }
        writeAnswer(envelope.document(data: data(), warnings: warnings).text)
    }

    /// One line of an answer that has no end, under `--json`; nothing in the other modes.
    func jsonLine(_ data: () throws -> JSON) rethrows {
        if mode == .json { writeAnswer(try data().text) }
    }

    /// An answer item by item, for `log` and `export`; also without `--json`, as their format is
    /// JSON Lines by itself.
    func jsonLines(_ envelope: Envelope) -> JSONLines {
        JSONLines(envelope) { line in writeAnswer(String(line.dropLast())) }
    }

    private func write(_ phrase: Phrase, _ mark: Mark?, _ indent: Int) {
        let margin = String(repeating: " ", count: mode == .text ? indent : 0)
        let sign = mode == .text ? mark.map { answerRules.sign($0) + " " } ?? "" : ""
        writeAnswer(margin + sign + text(phrase).onOneLine)
    }
}

extension TerminalRules {
    fileprivate func sign(_ mark: Printer.Mark) -> String {
        switch mark {
        case .done: paint(marks.done, .good)
        case .waiting: paint(marks.waiting, .attention)
        case .attention: paint(marks.attention, .attention)
        case .bad: paint(marks.bad, .bad)
        }
    }
}

extension Printer {
    /// A sentence beside the answer that may be longer than a line: broken at words, the rest set in by
    /// four more. Only in text mode.
    func paragraph(_ phrase: Phrase, indent: Int) {
        guard mode == .text, loudness >= .normal else { return }
        let text = text(phrase).onOneLine
        guard let width = answerRules.width else {
            return writeAnswer(String(repeating: " ", count: indent) + text)
        }
        let first = TextWrap.lines(text, width: max(16, width - indent - 4))
        for (at, line) in first.enumerated() {
            let margin = at == 0 ? indent : indent + 4
            writeAnswer(String(repeating: " ", count: margin) + line)
        }
    }
}
