internal import ArgumentParser
internal import Workflows

/// `moso` alone, `moso help`, `moso help TOPIC` and `moso help COMMAND …`.
struct HelpDesk {
    let root: any ParsableCommand.Type
    let width: Int?

    private typealias Help = Catalogue.Help
    private var room: Int { min(width ?? 100, 100) }

    /// What to do first. Never names a command that is not there.
    var frontPage: [String] {
        var lines = TextWrap.lines(Help.whatItIs.here, width: room)
        lines += TextWrap.lines(Help.howItWorks.here, width: room)
        for (title, examples) in [
            (Help.everyday, Help.everydayLines), (Help.start, Help.startLines),
            (Help.examples, Help.frontExamples),
        ] {
            let known = examples.filter { isThere($0.command.here) }
                .map { ($0.command.here, $0.note?.here ?? "") }
            lines += ["", title.here] + HelpPage.columns(known, width: room)
        }
        return lines + [""] + TextWrap.lines(Help.frontFoot.here, width: room)
    }

    /// Every command with its sentence, and the topics.
    var allCommands: [String] {
        var entries: [(String, String)] = []
        for command in root.configuration.subcommands where command.configuration.shouldDisplay {
            let name = command._commandName
            let below = command.configuration.subcommands
            if below.isEmpty { entries.append((name, command.configuration.abstract)) }
            for sub in below {
                entries.append(("\(name) \(sub._commandName)", sub.configuration.abstract))
            }
        }
        let topics = Help.topicPages.map { ($0.name, $0.title.here) }
        return [Help.allCommands.here] + HelpPage.columns(entries, width: room)
            + ["", Help.topics.here] + HelpPage.columns(topics, width: room)
            + [""] + TextWrap.lines(Help.moreAbout.here, width: room)
    }

    /// The page on what the words name: a topic or a command.
    func page(on words: [String]) throws(Problem) -> [String] {
        let words = HelpDesk.withoutFlags(words)
        guard let first = words.first else { return allCommands }
        if words.count == 1, let topic = Help.topicPages.first(where: { $0.name == first }) {
            return [topic.title.here, ""]
                + topic.lines.flatMap { TextWrap.lines($0.here, width: room) }
        }
        let path = CommandPath(words, root: root)
        guard path.rest.isEmpty else {
            let known = path.subcommandNames + (path.types.count == 1 ? topicNames : [])
            throw .usage(
                Catalogue.Usage.unknownTopic(words.joined(separator: " ")),
                near: Nearness.nearest(to: path.rest[0], among: known), help: "moso help")
        }
        return HelpPage(path, width: width).lines
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
