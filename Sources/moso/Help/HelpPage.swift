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

    /// The same for programs, without the flags that every command takes.
    var json: JSON {
        [
            "command": .string(path.name), "summary": command["abstract"] ?? .null,
            "detail": .string(paragraphs.joined(separator: "\n")),
            "commands": .array(
                subcommands.map { ["name": .string($0.0), "summary": .string($0.1)] }),
            "arguments": .array(
                arguments.filter { $0["kind"]?.string == "positional" }.map { argument in
                    [
                        "name": .string(Self.placeholder(argument)),
                        "summary": .string(says(argument)),
                        "optional": .bool(argument["isOptional"]?.bool == true),
                        "repeating": .bool(isRepeating(argument)),
                    ]
                }),
            "flags": .array(
                arguments.filter { $0["kind"]?.string != "positional" && !isGlobal($0) }
                    .map(flag)),
            "examples": .array(
                examples.map { ["command": .string($0.0), "note": .string($0.1)] }),
        ]
    }

    /// The flags that every command takes, for programs.
    var globalFlags: JSON { .array(arguments.filter(isGlobal).map(flag)) }

    private func flag(_ argument: JSON) -> JSON {
        let takesValue = argument["kind"]?.string != "flag"
        return [
            "names": .array((argument["names"]?.array ?? []).map { .string(Self.typed($0)) }),
            "value": takesValue ? .string(Self.placeholder(argument)) : .null,
            "summary": .string(says(argument)),
            "optional": .bool(argument["isOptional"]?.bool == true),
        ]
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
        return ["", title.here] + TextWrap.columns(entries, width: width)
    }
}
