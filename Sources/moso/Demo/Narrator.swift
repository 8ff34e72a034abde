internal import Workflows

/// Tells the demo: its steps, the commands as one would type them, and what they said.
struct Narrator {
    let language: Language
    private let channel = OutputChannel.answer

    /// Whether somebody still listens.
    var isHeard: Bool { channel.failure == nil }

    func step(_ number: Int, of all: Int, _ step: DemoStep) {
        write("\n== \(Catalogue.Demo.step(number, of: all, step.title).text(language))")
        say(step.why)
    }

    func say(_ phrase: Phrase) { write("   " + phrase.text(language)) }

    func command(at site: String, _ words: [String]) {
        write("\n   [\(site)] $ moso " + words.map(Narrator.quoted).joined(separator: " "))
    }

    /// What a program printed.
    func output(_ text: String) {
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            write(line.isEmpty ? "" : "   " + line)
        }
    }

    func write(_ line: String) {
        channel.write(line + "\n")
        channel.flush()
    }

    /// A word as a shell takes it back.
    private static func quoted(_ word: String) -> String {
        let isPlain = word.unicodeScalars.allSatisfy {
            $0.isASCII
                && ($0.properties.isAlphabetic
                    || "0123456789_=./:@%+,-".unicodeScalars.contains($0))
        }
        return isPlain && !word.isEmpty
            ? word
            : "'"
                + word.split(separator: "'", omittingEmptySubsequences: false)
                .joined(separator: "'\\''") + "'"
    }
}
