public import ArgumentParser
internal import Glibc
public import Workflows

/// The command line of the daemon. A flag counts more than the file.
struct Arguments: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "mosod")

    @Option var data: String?
    @Option var listen: String?
    @Option var listenPeers: String?
    @Option var config: String?
    @Flag var noSync = false
    @Flag var untilStdinEnds = false
    @Option var lang: Language?

    /// The settings of the file, overruled by the flags.
    func settings() throws(Problem) -> Settings {
        var settings = Settings()
        if let path = config { settings = try ConfigurationFile.settings(at: path) }
        if let data = data ?? Arguments.variable("MOSO_DATA") { settings.data = data }
        if let listen { settings.listen = try ListenAddress(parsing: listen) }
        if let listenPeers {
            settings.listenPeers = try ListenAddress(parsing: listenPeers, behindTLS: true)
        }
        if let lang { settings.namedLanguage = lang }
        return settings
    }

    /// The language of messages on the terminal. It is found before the command line is parsed, as
    /// what is wrong with that has to be told in it.
    static let language: Language = {
        let words = CommandLine.arguments
        let value = { (flag: String) -> String? in
            for (at, word) in words.enumerated() {
                if word == flag, at + 1 < words.count { return words[at + 1] }
                if word.hasPrefix(flag + "=") { return String(word.dropFirst(flag.count + 1)) }
            }
            return nil
        }
        var environment: [String: String] = [:]
        for name in ["MOSO_LANG", "LC_ALL", "LC_MESSAGES", "LANG"] {
            environment[name] = variable(name)
        }
        let file = value("--config").flatMap { try? ConfigurationFile.settings(at: $0) }
        return Language.chosen(
            flag: value("--lang").flatMap(Language.init(rawValue:)), environment: environment,
            configured: file?.namedLanguage)
    }()

    private static func variable(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }
}

extension Language: ExpressibleByArgument {}
