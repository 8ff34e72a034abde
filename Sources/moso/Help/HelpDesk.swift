internal import ArgumentParser
internal import Workflows

/// `moso` alone, `moso help`, `moso help TOPIC` and `moso help COMMAND …`.
struct HelpDesk {
    let root: any ParsableCommand.Type
    let width: Int?

    private typealias Help = Catalogue.Help
    private var room: Int { min(width ?? 100, 100) }

    /// A page, for people and for programs.
    struct Page {
        let lines: [String]
        /// What `data` is, below `help`; `nil` for all there is.
        let part: String?
        /// Made only for programs: the whole of it asks the parser about every command.
        let data: () -> JSON

        var kind: String { part.map { "help.\($0)" } ?? "help" }
    }

    /// `moso` alone.
    var front: Page { Page(lines: frontPage, part: nil) { everything } }

    /// The page of a command.
    func page(_ path: CommandPath) -> Page {
        let page = HelpPage(path, width: width)
        return Page(lines: page.lines, part: "command") { page.json }
    }

    /// Every command with its arguments and flags, and the topics.
    private var everything: JSON {
        let version = HelpPage(CommandPath(["version"], root: root), width: width)
        return [
            "summary": .string(Help.whatItIs.here), "flags": version.globalFlags,
            "commands": .array(
                allPaths.map { HelpPage(CommandPath($0, root: root), width: width).json }),
            "topics": .array(
                Help.topicPages.map {
                    ["name": .string($0.name), "title": .string($0.title.here)]
                }),
        ]
    }

    /// The words that lead to each command that does something.
    private var allPaths: [[String]] {
        root.configuration.subcommands.filter { $0.configuration.shouldDisplay }.flatMap {
            command -> [[String]] in
            let below = command.configuration.subcommands.map {
                [command._commandName, $0._commandName]
            }
            return below.isEmpty ? [[command._commandName]] : below
        }
    }

    /// What to do first. Never names a command that is not there.
    private var frontPage: [String] {
        var lines = TextWrap.lines(Help.whatItIs.here, width: room)
        lines += TextWrap.lines(Help.howItWorks.here, width: room)
        for (title, examples) in [
            (Help.everyday, Help.everydayLines), (Help.start, Help.startLines),
            (Help.examples, Help.frontExamples),
        ] {
            let known = examples.filter { isThere($0.command.here) }
                .map { ($0.command.here, $0.note?.here ?? "") }
            lines += ["", title.here] + TextWrap.columns(known, width: room)
        }
        return lines + [""] + TextWrap.lines(Help.frontFoot.here, width: room)
    }

    /// Every command with its sentence, and the topics.
    private var allCommands: [String] {
        let entries = allPaths.map { words in
            (
                words.joined(separator: " "),
                CommandPath(words, root: root).leaf.configuration.abstract
            )
        }
        let topics = Help.topicPages.map { ($0.name, $0.title.here) }
        return [Help.allCommands.here] + TextWrap.columns(entries, width: room)
            + ["", Help.topics.here] + TextWrap.columns(topics, width: room)
            + [""] + TextWrap.lines(Help.moreAbout.here, width: room)
    }

    /// The page on what the words name: a topic or a command.
    func page(on words: [String]) throws(Problem) -> Page {
        let words = HelpDesk.withoutFlags(words)
        guard let first = words.first else {
            return Page(lines: allCommands, part: nil) { everything }
        }
        if words.count == 1, let topic = Help.topicPages.first(where: { $0.name == first }) {
            let lines = topic.lines.flatMap { TextWrap.lines($0.here, width: room) }
            return Page(
                lines: [topic.title.here, ""] + lines, part: "topic"
            ) {
                [
                    "name": .string(topic.name), "title": .string(topic.title.here),
                    "lines": .array(topic.lines.map { .string($0.here) }),
                ]
            }
        }
        let path = CommandPath(words, root: root)
        guard path.rest.isEmpty else {
            let known = path.subcommandNames + (path.types.count == 1 ? topicNames : [])
            throw .usage(
                Catalogue.Usage.unknownTopic(words.joined(separator: " ")),
                near: Nearness.nearest(to: path.rest[0], among: known), help: "moso help")
        }
        return page(path)
    }

    /// The words that name something: flags, and the values of those that take one, left out.
    private static func withoutFlags(_ words: [String]) -> [String] {
        var kept: [String] = []
        var isValue = false
        for word in words {
            if !isValue, !word.hasPrefix("-") { kept.append(word) }
            isValue = !isValue && GlobalOptions.withValue.contains(word)
        }
        return kept
    }

    private var topicNames: [String] { Help.topicPages.map(\.name) }

    private func isThere(_ line: String) -> Bool {
        let verb = line.split(separator: " ").dropFirst().first.map(String.init) ?? ""
        return root.configuration.subcommands.contains { $0._commandName == verb }
    }
}
