internal import ArgumentParser
internal import Workflows

/// The flags that every command takes.
struct GlobalOptions: ParsableArguments {
    @Option(help: "Directory of the replica. Also MOSO_DATA.")
    var data: String?

    @Flag(help: "Print one JSON document.")
    var json = false

    @Flag(help: "One record per line, tabs, nothing clipped.")
    var plain = false

    @Option(help: "zh or en. Also MOSO_LANG, LC_ALL, LC_MESSAGES, LANG.")
    var lang: String?

    @Option(help: "Who does this. Also MOSO_AUTHOR; else the login name.")
    var author: String?

    @Flag(name: .shortAndLong, help: "Only errors.")
    var quiet = false
}

extension Language {
    /// What `--lang` was given.
    static func typed(_ text: String?) -> Language? { text.flatMap(Language.init(rawValue:)) }
}
