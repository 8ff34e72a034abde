public import ArgumentParser
internal import Glibc
public import Workflows

/// The command line of the daemon. A flag counts more than the file.
struct Arguments: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mosod",
        abstract: "Serve one site's replica: sync with peers, answer theirs, show the overview.",
        discussion: """
            SIGTERM stops it in order, SIGHUP reads the configuration again. \
            config/moso.toml explains every setting.
            """)

    @Option(help: "Directory of the replica. Also MOSO_DATA.")
    var data: String?

    @Option(help: "Address and port on this machine; port 0 takes a free one.")
    var listen: String?

    @Option(help: "Configuration file.")
    var config: String?

    @Flag(help: "Call no peers; only answer them.")
    var noSync = false

    @Flag(help: "Stop, as on SIGTERM, when standard input ends: for a program that runs this one.")
    var untilStdinEnds = false

    @Option(help: "zh or en, for messages and pages.")
    var lang: Language?

    /// The settings of the file, overruled by the flags.
    func settings() throws(Problem) -> Settings {
        var settings = Settings()
        if let path = config { settings = try ConfigurationFile.settings(at: path) }
        if let data = data ?? Arguments.variable("MOSO_DATA") { settings.data = data }
        if let listen { settings.listen = try ListenAddress(parsing: listen) }
        if let lang { settings.language = lang }
        return settings
    }

    /// The language of messages on the terminal.
    var language: Language {
        var environment: [String: String] = [:]
        for name in ["MOSO_LANG", "LC_ALL", "LC_MESSAGES", "LANG"] {
            environment[name] = Arguments.variable(name)
        }
        return Language.chosen(flag: lang, environment: environment)
    }

    private static func variable(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }
}

extension Language: ExpressibleByArgument {}
