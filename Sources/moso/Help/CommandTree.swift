internal import ArgumentParser

/// A command line taken apart along the tree of commands.
struct CommandPath {
    /// From the root to the command that the words lead to.
    private(set) var types: [any ParsableCommand.Type]
    /// Their names, `moso` first.
    private(set) var names = ["moso"]
    /// Global flags that stood before the last name.
    private(set) var moved: [String] = []
    /// Everything after the last name.
    private(set) var rest: [String]

    init(_ words: [String], root: any ParsableCommand.Type) {
        types = [root]
        rest = words
        descend()
    }

    private mutating func descend() {
        while let word = rest.first, let current = types.last {
            if types.count == 1 { rest = CommandWords.spelledOut(rest) }
            let word = types.count == 1 ? rest.first ?? word : word
            let known = current.configuration.subcommands
            if let next = known.first(where: {
                $0._commandName == word || $0.configuration.aliases.contains(word)
            }) {
                types.append(next)
                names.append(next._commandName)
                rest.removeFirst()
            } else if known.isEmpty {
                return
            } else if let usual = CommandWords.usual(of: current, rest) {
                types.append(usual)
                names.append(usual._commandName)
            } else if GlobalOptions.withValue.contains(word), rest.count > 1 {
                moved += rest.prefix(2)
                rest.removeFirst(2)
            } else if GlobalOptions.withoutValue.contains(word) || isJoined(word) {
                moved.append(rest.removeFirst())
            } else {
                return
            }
        }
    }

    /// `--data=DIR`
    private func isJoined(_ word: String) -> Bool {
        word.firstIndex(of: "=").map { GlobalOptions.withValue.contains(String(word[..<$0])) }
            ?? false
    }

    var leaf: any ParsableCommand.Type { types[types.count - 1] }
    var name: String { names.joined(separator: " ") }
    var subcommandNames: [String] { leaf.configuration.subcommands.map { $0._commandName } }

    /// The words for the parser, which knows global flags only behind the command.
    var words: [String] { names.dropFirst() + moved + rest }

    /// Whether help is asked for; it wins over everything else on the line.
    var asksForHelp: Bool {
        (moved + rest).prefix { $0 != "--" }.contains { $0 == "--help" || $0 == "-h" }
    }
}
