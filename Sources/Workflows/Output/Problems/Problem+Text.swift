extension Problem {
    private static let indent = 6
    /// Where the code begins if the line before it leaves room; it never is what people read first.
    private static let codeColumn = 51

    /// The problem as lines for stderr:
    ///
    ///     moso: cannot reach 北京总部 (hub.example.cn:7443): connection timed out after 10 s.
    ///           Your 14 unsent changes are safe here and go out at the next sync.
    ///           Try: moso peers list                         (code E-PEER-UNREACHABLE, exit 75)
    ///
    /// Sentences are broken at `width` columns; evidence and commands never are, as they are there
    /// to be compared and copied.
    public func lines(in language: Language, width: Int = 100) -> [String] {
        let room = max(40, width) - Problem.indent
        let sentences = TextWrap.lines(happened.text(language), width: room)
        let meaning = TextWrap.lines(safety.text(language), width: room)
        let opening = language == .zh ? "moso：" : "moso: "
        var lines = [opening + sentences[0]]
        lines += sentences.dropFirst().map(indented)
        lines += evidence.map { indented($0.text(language)) }
        lines += meaning.map(indented)
        lines += remedyLines(in: language, width: width)
        // Names and values in it may have been typed at another site.
        return lines.map(\.onOneLine)
    }

    public func text(in language: Language, width: Int = 100) -> String {
        lines(in: language, width: width).map { $0 + "\n" }.joined()
    }

    private func remedyLines(in language: Language, width: Int) -> [String] {
        let opening = language == .zh ? "可以：" : "Try: "
        let hanging = language == .zh ? "　　　" : "     "
        let command = remedies.map { DisplayWidth.of($0.plain(in: language)) }
        let column = zip(remedies, command).filter { $0.0.note != nil }.map(\.1).max() ?? 0
        var lines = remedies.enumerated().map { index, remedy in
            let start = index == 0 ? opening : hanging
            let plain = remedy.plain(in: language)
            guard let note = remedy.note else { return indented(start + plain) }
            let gap = language == .zh ? "　" : "   "
            return indented(start + plain.padded(to: column) + gap + note.text(language))
        }
        let reference = reference(in: language)
        let joined = joining(lines[lines.count - 1], reference, in: language)
        if DisplayWidth.of(joined) <= max(width, 100) {
            lines[lines.count - 1] = joined
        } else {
            lines.append(indented(reference))
        }
        return lines
    }

    private func joining(_ last: String, _ reference: String, in language: Language) -> String {
        switch language {
        case .zh: last + "　　" + reference
        case .en: last.padded(to: max(Problem.codeColumn, DisplayWidth.of(last) + 3)) + reference
        }
    }

    private func reference(in language: Language) -> String {
        switch language {
        case .zh: "（\(code.rawValue)，退出码 \(exit.rawValue)）"
        case .en: "(code \(code.rawValue), exit \(exit.rawValue))"
        }
    }

    private func indented(_ line: String) -> String {
        String(repeating: " ", count: Problem.indent) + line
    }
}

extension Problem.Remedy {
    var note: Phrase? { if case .run(_, let note) = self { note } else { nil } }
}
