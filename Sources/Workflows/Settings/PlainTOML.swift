// Reading the files that people write: moso.toml and rules.toml.
//
// The part of TOML that they need, read strictly: sections, lists of sections, and keys with a text, a whole
// number or a truth. Every mistake is told with its line and column, and with what was meant where that can be
// guessed: a setting that was misspelt and passed over would be believed to hold. Both programs read with this,
// so a file that `moso config check` takes is one that the daemon takes.

/// One value of a file with the place where it stands.
struct TOMLValue {
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
struct TOMLSection {
    let name: String
    /// Whether it stands in double brackets, as one of several.
    let isListed: Bool
    let line: Int
    /// By name, with the line and column of the key.
    var keys: [String: (value: TOMLValue, line: Int, column: Int)] = [:]
}

/// A mistake in a file, and where.
struct TOMLFault: Error {
    let line: Int
    let column: Int
    let what: Phrase
    var meant: String? = nil
}

enum PlainTOML {
    /// The sections of a file in their order.
    static func sections(of text: String) throws(TOMLFault) -> [TOMLSection] {
        var sections: [TOMLSection] = []
        let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
        for (at, line) in lines.enumerated() {
            var cursor = TOMLCursor(line, number: at + 1)
            cursor.skipBlanks()
            guard let first = cursor.next, first != "#" else { continue }
            let column = cursor.column
            if first == "[" {
                let (name, isListed) = try cursor.heading()
                if let earlier = sections.first(where: { $0.name == name }),
                    !isListed || !earlier.isListed
                {
                    throw TOMLFault(
                        line: at + 1, column: column,
                        what: Catalogue.Settings.sectionTwice(name, line: earlier.line))
                }
                sections.append(TOMLSection(name: name, isListed: isListed, line: at + 1))
                continue
            }
            let key = try cursor.key()
            guard !sections.isEmpty else {
                throw TOMLFault(
                    line: at + 1, column: column, what: Catalogue.Settings.keyWithoutSection(key))
            }
            let value = try cursor.value()
            guard sections[sections.count - 1].keys[key] == nil else {
                throw TOMLFault(line: at + 1, column: column, what: Catalogue.Settings.twice(key))
            }
            sections[sections.count - 1].keys[key] = (value, at + 1, column)
        }
        return sections
    }
}

/// Reads one line from left to right.
private struct TOMLCursor {
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

    private func fault(_ what: Phrase, at column: Int? = nil) -> TOMLFault {
        TOMLFault(line: line, column: column ?? self.column, what: what)
    }

    /// `[name]` or `[[name]]`, and nothing behind it.
    mutating func heading() throws(TOMLFault) -> (name: String, isListed: Bool) {
        var depth = 0
        while next == "[" {
            depth += 1
            at += 1
        }
        skipBlanks()
        let name = word()
        skipBlanks()
        var closed = 0
        while next == "]" {
            closed += 1
            at += 1
        }
        guard depth <= 2, closed == depth, !name.isEmpty else {
            throw fault(Catalogue.Settings.badHeading)
        }
        try end()
        return (name, depth == 2)
    }

    /// `name =`
    mutating func key() throws(TOMLFault) -> String {
        let name = word()
        skipBlanks()
        guard !name.isEmpty, next == "=" else { throw fault(Catalogue.Settings.noEquals) }
        at += 1
        skipBlanks()
        return name
    }

    mutating func value() throws(TOMLFault) -> TOMLValue {
        let start = column
        let content: TOMLValue.Content
        if next == "\"" || next == "'" {
            content = .text(try text())
        } else {
            let typed = word()
            if typed == "true" || typed == "false" {
                content = .truth(typed == "true")
            } else if let number = TOMLCursor.number(typed) {
                content = .number(number)
            } else {
                throw fault(Catalogue.Settings.badValue, at: start)
            }
        }
        try end()
        return TOMLValue(content: content, line: line, column: start)
    }

    /// `16_777_216` is a number as well: a line between digits.
    private static func number(_ typed: String) -> Int? {
        let groups = typed.split(separator: "_", omittingEmptySubsequences: false)
        return groups.contains(where: \.isEmpty) ? nil : Int(groups.joined())
    }

    /// `"…"` with `\"`, `\\`, `\t` and `\n`, or `'…'` as it stands.
    private mutating func text() throws(TOMLFault) -> String {
        let start = column
        let quote = characters[at]
        at += 1
        var text = ""
        while let character = next {
            at += 1
            if character == quote { return text }
            guard character == "\\", quote == "\"" else {
                text.append(character)
                continue
            }
            let escapes: [Character: Character] = ["\"": "\"", "\\": "\\", "t": "\t", "n": "\n"]
            guard let escaped = next.flatMap({ escapes[$0] }) else {
                throw fault(Catalogue.Settings.badEscape, at: column - 1)
            }
            at += 1
            text.append(escaped)
        }
        throw fault(Catalogue.Settings.openText, at: start)
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
    private mutating func end() throws(TOMLFault) {
        skipBlanks()
        guard next == nil || next == "#" else { throw fault(Catalogue.Settings.tooMuch) }
    }
}
