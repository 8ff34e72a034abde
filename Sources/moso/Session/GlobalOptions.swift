internal import ArgumentParser
internal import Workflows

/// The flags that every command takes, before its name or after it.
struct GlobalOptions: ParsableArguments {
    enum TimeStyle: String, CaseIterable, ExpressibleByArgument {
        case relative
        case local
        case utc
    }

    @Option(help: Catalogue.Flag.data.help("DIR")) var data: String?
    @Option(help: Catalogue.Flag.config.help("FILE")) var config: String?
    @Flag(help: Catalogue.Flag.json.help) var json = false
    @Flag(help: Catalogue.Flag.plain.help) var plain = false
    @Flag(name: .shortAndLong, help: Catalogue.Flag.quiet.help) var quiet = false
    @Flag(name: .shortAndLong, help: Catalogue.Flag.verbose.help) var verbose: Int
    @Option(help: Catalogue.Flag.lang.help) var lang: Language?
    @Option(help: Catalogue.Flag.color.help) var color: TerminalRules.ColourChoice = .auto
    @Option(help: Catalogue.Flag.time.help) var time: TimeStyle?
    @Option(help: Catalogue.Flag.author.help("NAME")) var author: String?
    @Flag(name: .shortAndLong, help: Catalogue.Flag.yes.help) var yes = false
    @Flag(help: Catalogue.Flag.noInput.help) var noInput = false
    @Flag(help: Catalogue.Flag.noPager.help) var noPager = false

    /// The names that take a value, as they are typed.
    static let withValue: Set<String> = [
        "--data", "--config", "--lang", "--color", "--time", "--author",
    ]
    static let withoutValue: Set<String> = [
        "--json", "--plain", "--quiet", "-q", "--verbose", "-v", "-vv", "--yes", "-y",
        "--no-input", "--no-pager",
    ]
    static let names = withValue.union(withoutValue).sorted()

    /// The daemon's configuration, where one is named.
    var configurationPath: String? { config ?? Session.variable("MOSO_CONFIG") }

    var printer: Printer {
        Printer(
            language: lang ?? Speech.language, mode: json ? .json : plain ? .plain : .text,
            loudness: quiet ? .quiet : verbose == 0 ? .normal : verbose == 1 ? .verbose : .wire,
            colour: color)
    }
}
