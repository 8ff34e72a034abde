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

    /// What flags, environment, file and program say, the first that says something.
    func settings() throws(Problem) -> Settings {
        var flags: [String: (flag: String, value: String)] = [:]
        for (key, flag, value) in [
            (SettingKey.data, "--data", data), (.listen, "--listen", listen),
            (.listenPeers, "--listen-peers", listenPeers),
            (.language, "--lang", lang?.rawValue),
        ] {
            if let value { flags[key.id] = (flag, value) }
        }
        let file = try config.map { path throws(Problem) in
            try SettingsFile.read(path, peerFault: Settings.fault)
        }
        return Settings(
            try EffectiveSettings(file: file, environment: Machine.variables(), flags: flags))
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
        let file = value("--config").flatMap {
            try? SettingsFile.read($0, peerFault: Settings.fault)
        }
        return Language.chosen(
            flag: value("--lang").flatMap(Language.init(rawValue:)), environment: environment,
            configured: file?.language)
    }()

    private static func variable(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }
}

extension Language: ExpressibleByArgument {}
