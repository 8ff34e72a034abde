// Reading rules.toml.
//
// The part of TOML that the file needs, read strictly: sections, lists of sections, and keys with a text, a
// whole number or a truth. Every mistake is told with its line and column, and with what was meant where that
// can be guessed: a rule that was misspelt and passed over would be believed to hold.

/// One value of a file with the place where it stands.
struct RuleFileValue {
    enum Content: Hashable {
        case text(String)
        case number(Int)
        case truth(Bool)
    }

    let content: Content
    let line: Int
    let column: Int
}

/// One `[section]` or `[[section]]` with its keys.
struct RuleFileSection {
    let name: String
    let line: Int
    /// By name, with the line and column of the key.
    var keys: [String: (value: RuleFileValue, line: Int, column: Int)] = [:]
}

/// A mistake in a rules file.
struct RuleFileFault: Error {
    let line: Int
    let column: Int
    let what: Phrase
    var meant: String? = nil
}

enum RuleFile {
    /// The sections of a file in their order.
    static func sections(of text: String) throws(RuleFileFault) -> [RuleFileSection] {
        var sections: [RuleFileSection] = []
        let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
        for (at, line) in lines.enumerated() {
            var cursor = RuleFileCursor(line, number: at + 1)
            cursor.skipBlanks()
            guard let first = cursor.next, first != "#" else { continue }
            if first == "[" {
                sections.append(RuleFileSection(name: try cursor.heading(), line: at + 1))
                continue
            }
            let column = cursor.column
            let key = try cursor.key()
            guard !sections.isEmpty else {
                throw RuleFileFault(
                    line: at + 1, column: column, what: Catalogue.Rules.keyWithoutSection(key))
            }
            let value = try cursor.value()
            guard sections[sections.count - 1].keys[key] == nil else {
                throw RuleFileFault(line: at + 1, column: column, what: Catalogue.Rules.twice(key))
            }
            sections[sections.count - 1].keys[key] = (value, at + 1, column)
        }
        return sections
    }
}

/// Reads one line from left to right.
private struct RuleFileCursor {
    private let characters: [Character]
    private var at = 0
    private let line: Int

    init(_ line: Substring, number: Int) {
        characters = Array(line)
        self.line = number
    }

    /// From 1.
    var column: Int { at + 1 }
    var next: Character? { at < characters.count ? characters[at] : nil }

    mutating func skipBlanks() { while next == " " || next == "\t" { at += 1 } }

    private func fault(_ what: Phrase, at column: Int? = nil) -> RuleFileFault {
        RuleFileFault(line: line, column: column ?? self.column, what: what)
    }

    /// `[name]` or `[[name]]`, and nothing behind it.
    mutating func heading() throws(RuleFileFault) -> String {
        var depth = 0
        while next == "[" {
            depth += 1
            at += 1
        }
        let name = word()
        var closed = 0
        while next == "]" {
            closed += 1
            at += 1
        }
        guard depth <= 2, closed == depth, !name.isEmpty else {
            throw fault(Catalogue.Rules.badHeading)
        }
        try end()
        return name
    }

    /// `name =`
    mutating func key() throws(RuleFileFault) -> String {
        let name = word()
        skipBlanks()
        guard !name.isEmpty, next == "=" else { throw fault(Catalogue.Rules.noEquals) }
        at += 1
        skipBlanks()
        return name
    }

    mutating func value() throws(RuleFileFault) -> RuleFileValue {
        let start = column
        let content: RuleFileValue.Content
        if next == "\"" {
            content = .text(try text())
        } else {
            let typed = word()
            if let number = Int(typed) {
                content = .number(number)
            } else if typed == "true" || typed == "false" {
                content = .truth(typed == "true")
            } else {
                throw fault(Catalogue.Rules.badValue, at: start)
            }
        }
        try end()
        return RuleFileValue(content: content, line: line, column: start)
    }

    private mutating func text() throws(RuleFileFault) -> String {
        let start = column
        at += 1
        var text = ""
        while let character = next {
            at += 1
            if character == "\"" { return text }
            if character == "\\", let escaped = next {
                at += 1
                text.append(escaped)
            } else {
                text.append(character)
            }
        }
        throw fault(Catalogue.Rules.openText, at: start)
    }

    private mutating func word() -> String {
        var word = ""
        while let character = next,
            character.isLetter || character.isNumber || "_-.".contains(character)
        {
            word.append(character)
            at += 1
        }
        return word
    }

    /// Nothing but blanks and a remark is left.
    private mutating func end() throws(RuleFileFault) {
        skipBlanks()
        guard next == nil || next == "#" else { throw fault(Catalogue.Rules.tooMuch) }
    }
}
