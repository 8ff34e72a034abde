internal import ArgumentParser
internal import Workflows

/// The language in which the declarations of flags and commands are written for this run. They are
/// read while the command line is being parsed, so it is found out before.
enum Speech {
    static let language = Language.chosen(
        flag: flag, environment: Terminal.environment,
        configured: ConfigurationPlace.named(on: CommandLine.arguments)?.language)

    private static var flag: Language? {
        let words = CommandLine.arguments
        for (at, word) in words.enumerated() {
            if word == "--lang", at + 1 < words.count { return Language(rawValue: words[at + 1]) }
            if word.hasPrefix("--lang=") { return Language(rawValue: String(word.dropFirst(7))) }
        }
        return nil
    }
}

extension Phrase {
    /// The text in this run's language.
    var here: String { text(Speech.language) }

    /// As the help of a flag or argument.
    var help: ArgumentHelp { ArgumentHelp(here) }

    /// As the help of an argument whose value stands as `name` in the usage line.
    func help(_ name: String) -> ArgumentHelp { ArgumentHelp(here, valueName: name) }
}

extension CommandConfiguration {
    /// A command as the catalogue tells of it. Examples travel in the discussion, one a line, with a
    /// tab before their note; `HelpPage` takes them apart again.
    init(
        _ name: String, _ entry: Catalogue.Help.Entry,
        _ subcommands: [any ParsableCommand.Type] = [],
        defaultSubcommand: (any ParsableCommand.Type)? = nil, alias: String? = nil
    ) {
        var lines = entry.detail.map { [$0.here] } ?? []
        lines += entry.examples.map { example in
            example.command.here + (example.note.map { "\t" + $0.here } ?? "")
        }
        self.init(
            commandName: name, abstract: entry.abstract.here,
            discussion: lines.joined(separator: "\n"), subcommands: subcommands,
            defaultSubcommand: defaultSubcommand, aliases: alias.map { [$0] } ?? [])
    }
}

extension NameSpecification {
    /// A flag by its English and its Chinese name.
    static func named(_ english: String, _ chinese: String) -> NameSpecification {
        [.customLong(english), .customLong(chinese)]
    }
}
