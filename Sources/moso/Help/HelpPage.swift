internal import ArgumentParser
internal import Workflows

/// The page of one command, drawn from the declarations that the parser reads: the parser can tell
/// them as JSON, but its own pages have English headings and count characters instead of columns.
struct HelpPage {
    private let path: CommandPath
    private let command: JSON
    private let width: Int
    private static let text = Catalogue.Help.self

    init(_ path: CommandPath, width: Int?) {
        self.path = path
        self.width = min(width ?? 100, 100)
        let told = try? JSON(path.leaf._dumpHelp())
        command = told?["command"] ?? [:]
    }

    var lines: [String] {
        var lines = TextWrap.lines(
            "\(path.name)  \(command["abstract"]?.string ?? "")", width: width)
        lines += paragraphs.flatMap { TextWrap.lines($0, width: width) }
        lines += ["", Self.text.usage.here] + usage.map { "  " + $0 }
        lines += section(Self.text.commands, subcommands)
        lines += section(Self.text.arguments, entries { $0["kind"]?.string == "positional" })
        lines += section(
            Self.text.flags, entries { $0["kind"]?.string != "positional" && !isGlobal($0) })
        if subcommands.isEmpty {
            lines += section(Self.text.everywhere, entries(isGlobal))
        }
        lines += section(Self.text.examples, examples)
        return lines
    }

    // MARK: Parts

    private var discussion: [Substring] {
        (command["discussion"]?.string ?? "").split(separator: "\n")
    }

    private var paragraphs: [String] {
        discussion.filter { !$0.hasPrefix("moso ") }.map(String.init)
    }

    private var examples: [(String, String)] {
        discussion.filter { $0.hasPrefix("moso ") }.map { line in
            let parts = line.split(separator: "\t", maxSplits: 1)
            return (String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
        }
    }

    private var subcommands: [(String, String)] {
        path.leaf.configuration.subcommands.map {
            ($0._commandName, $0.configuration.abstract)
        }
    }

    private var usage: [String] {
        guard subcommands.isEmpty else {
            return ["\(path.name) \(Self.text.commandPlaceholder.here) …"]
        }
        let words = arguments.filter { $0["kind"]?.string == "positional" }.map { argument in
            let name = Self.placeholder(argument) + (isRepeating(argument) ? " …" : "")
            return argument["isOptional"]?.bool == true ? "[\(name)]" : name
        }
        return [([path.name] + words + [Self.text.flagsPlaceholder.here]).joined(separator: " ")]
    }

    private var arguments: [JSON] {
        (command["arguments"]?.array ?? []).filter { $0["shouldDisplay"]?.bool == true }
    }

    private func isRepeating(_ argument: JSON) -> Bool { argument["isRepeating"]?.bool == true }

    private func isGlobal(_ argument: JSON) -> Bool {
        argument["names"]?.array?.contains { name in
            let typed = Self.typed(name)
            return GlobalOptions.withValue.contains(typed) || typed == "--help"
                || GlobalOptions.withoutValue.contains(typed)
        } ?? false
    }

    private static func typed(_ name: JSON) -> String {
        (name["kind"]?.string == "short" ? "-" : "--") + (name["name"]?.string ?? "")
    }

    /// `FILE`, or the choices: `zh|en`.
    private static func placeholder(_ argument: JSON) -> String {
        let values = argument["allValues"]?.array?.compactMap(\.string) ?? []
        return values.isEmpty
            ? (argument["valueName"]?.string ?? "").uppercased()
            : values.joined(separator: "|")
    }

    private func entries(_ isWanted: (JSON) -> Bool) -> [(String, String)] {
        arguments.filter(isWanted).map { argument in
            let kind = argument["kind"]?.string
            let names = (argument["names"]?.array ?? []).map(Self.typed)
                .sorted { $0.utf8.count < $1.utf8.count }.joined(separator: ", ")
            let value = kind == "flag" ? "" : Self.placeholder(argument)
            return ([names, value].filter { !$0.isEmpty }.joined(separator: " "), says(argument))
        }
    }

    private func says(_ argument: JSON) -> String {
        let isHelp = argument["names"]?.array?.contains { Self.typed($0) == "--help" } ?? false
        var text = isHelp ? Catalogue.Flag.help.here : argument["abstract"]?.string ?? ""
        if let value = argument["defaultValue"]?.string, argument["kind"]?.string == "option" {
            text = Phrase(verbatim: text).then(Self.text.byDefault(value)).here
        }
        return text
    }

    private func section(_ title: Phrase, _ entries: [(String, String)]) -> [String] {
        guard !entries.isEmpty else { return [] }
        return ["", title.here] + HelpPage.columns(entries, width: width)
    }

    /// Two columns; an entry that is too wide for the first one has its text on the next line.
    static func columns(_ entries: [(String, String)], width: Int) -> [String] {
        let natural = entries.map { DisplayWidth.of($0.0) }
        let left = min(natural.max() ?? 0, max(24, width * 2 / 5))
        return entries.flatMap { name, text -> [String] in
            guard !text.isEmpty else { return ["  " + name] }
            let says = TextWrap.lines(text, width: max(20, width - left - 5))
            let margin = String(repeating: " ", count: left + 5)
            guard DisplayWidth.of(name) <= left else {
                return ["  " + name] + says.map { margin + $0 }
            }
            return ["  " + name.padded(to: left) + "   " + says[0]]
                + says.dropFirst().map { margin + $0 }
        }
    }
}
