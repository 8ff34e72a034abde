/// What the parser says about a command line, in both languages and in three parts.
///
/// The parser hands out its errors as English sentences only. Their forms are few; the pieces that
/// vary stand in quotation marks. A sentence of another form is passed on as it is.
public struct ParserWords {
    /// The command as it is typed: `moso record edit`.
    private let name: String
    /// Its subcommands.
    private let commands: [String]
    /// Flags that may have been meant by a mistyped one.
    private let flags: [String]

    public init(name: String, commands: [String], flags: [String]) {
        self.name = name
        self.commands = commands
        self.flags = flags
    }

    public func problem(_ message: String) -> Problem {
        let line = message.split(separator: "\n").first.map(String.init) ?? message
        let (happened, near) = phrase(line)
        return .usage(happened, near: near, help: "\(name) --help")
    }

    private typealias Usage = Catalogue.Usage

    private func phrase(_ line: String) -> (Phrase, near: String?) {
        let quoted = ParserWords.quoted(line)
        let first = quoted.first ?? ""
        if line.hasPrefix("Unknown option ") {
            return (Usage.unknownFlag(first), quoted.count > 1 ? quoted[1] : nearFlag(first))
        }
        if line.hasPrefix("Missing value for ") {
            return (Usage.valueMissing(ParserWords.flag(first)), nil)
        }
        if line.hasPrefix("The option "), quoted.count > 1 {
            return (Usage.noValueTaken(first, quoted[1]), nil)
        }
        if line.hasPrefix("Missing expected argument ") {
            return (Usage.argumentMissing(ParserWords.shown(first)), nil)
        }
        if line.hasPrefix("The value "), quoted.count > 1 {
            let choices = quoted.dropFirst(2).joined(separator: ", ")
            let flag = ParserWords.shown(ParserWords.flag(quoted[1]))
            return (Usage.valueInvalid(first, of: flag, choices: choices), nil)
        }
        if line.hasPrefix("Unexpected argument ") || line.contains(" unexpected arguments: ") {
            return unexpected(quoted)
        }
        return (Usage.other(line.hasSuffix(".") ? String(line.dropLast()) : line), nil)
    }

    private func unexpected(_ words: [String]) -> (Phrase, near: String?) {
        guard !commands.isEmpty, let word = words.first else {
            return (Usage.unexpected(words), nil)
        }
        return (
            Usage.unknownCommand(word, under: name), Nearness.nearest(to: word, among: commands)
        )
    }

    private func nearFlag(_ typed: String) -> String? {
        typed.hasPrefix("--") ? Nearness.nearest(to: typed, among: flags) : nil
    }

    /// The texts between quotation marks. A mark in the middle of a word is an apostrophe of what
    /// was typed.
    static func quoted(_ line: String) -> [String] {
        var found: [String] = []
        var rest = line[...]
        while let open = rest.firstIndex(of: "'") {
            let inside = rest[rest.index(after: open)...]
            guard
                let close = inside.indices.first(where: { at in
                    inside[at] == "'"
                        && !(inside[inside.index(after: at)...].first?.isLetter ?? false)
                })
            else { break }
            found.append(String(inside[..<close]))
            rest = inside[inside.index(after: close)...]
        }
        return found
    }

    /// `--take <take>` as `--take`.
    private static func flag(_ text: String) -> String {
        text.hasPrefix("-") ? String(text.prefix { $0 != " " }) : text
    }

    /// `<kind>` as `KIND`, `--site <site>` as `--site`.
    private static func shown(_ text: String) -> String {
        text.hasPrefix("<") ? text.dropFirst().dropLast().uppercased() : flag(text)
    }
}
