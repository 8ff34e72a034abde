internal import ArgumentParser
internal import Glibc
internal import Workflows

/// `moso config`: the daemon's configuration, read exactly as the daemon reads it.
struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        "config", Catalogue.Help.config,
        [Check.self, Show.self, Explain.self, Reference.self])

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration("check", Catalogue.Help.configCheck)
        @OptionGroup var options: GlobalOptions
        @Argument(help: Catalogue.Flag.configFile.help("FILE")) var file: String?

        func run() throws {
            let printer = options.printer
            let found = try ConfigCommand.file(named: file, options)
            // What variables say over it is part of what a daemon would start with.
            let settings = try ConfigCommand.effective(found)
            if found != nil, options.data == nil, settings.folder == nil {
                throw Problem.noDirectory
            }
            printer.say(
                found.map {
                    Catalogue.Settings.sound(
                        $0.path, count: $0.entries.count, peers: $0.peers.count)
                } ?? Catalogue.Settings.noFile(SettingsFile.standardPath), mark: .done)
            ConfigCommand.document(
                "config.check", printer,
                [
                    "file": .optional(settings.file?.path),
                    "settings": .count(found?.entries.count ?? 0),
                    "peers": .count(settings.peers.count),
                ])
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration("show", Catalogue.Help.configShow)
        @OptionGroup var options: GlobalOptions
        @Flag(help: Catalogue.Flag.effective.help) var effective = false

        func run() throws {
            let file = try ConfigCommand.file(named: nil, options)
            SettingsPrinter(printer: options.printer)
                .show(try ConfigCommand.effective(file), all: effective)
        }
    }

    struct Explain: ParsableCommand {
        static let configuration = CommandConfiguration("explain", Catalogue.Help.configExplain)
        @OptionGroup var options: GlobalOptions
        @Argument(help: Catalogue.Flag.settingKey.help("KEY")) var key: String?

        func run() throws {
            let view = SettingsPrinter(printer: options.printer)
            guard let id = key else { return view.explainAll() }
            guard let key = SettingKey.named(id) else {
                throw Problem.noSetting(id, didYouMean: ConfigCommand.meant(by: id))
            }
            // A file with a mistake is no reason not to explain what is right.
            let file = try? ConfigCommand.file(named: nil, options)
            let settings = try? ConfigCommand.effective(file)
            view.explain(key, settings)
        }
    }

    struct Reference: ParsableCommand {
        static let configuration = CommandConfiguration("reference", Catalogue.Help.configReference)
        @OptionGroup var options: GlobalOptions

        func run() throws {
            let lines = SettingsReference.lines
            ConfigCommand.document(
                "config.reference", options.printer, .array(lines.map { .string($0) }))
            lines.forEach(options.printer.line)
        }
    }

    /// The file that is named; else that of `--config` or `MOSO_CONFIG`; else the machine's, if there is
    /// one.
    static func file(named name: String?, _ options: GlobalOptions) throws -> SettingsFile? {
        var path = name ?? options.configurationPath
        if path == nil, access(SettingsFile.standardPath, F_OK) == 0 {
            path = SettingsFile.standardPath
        }
        return try path.map { try SettingsFile.read($0, peerFault: ConfigurationPlace.fault) }
    }

    static func effective(_ file: SettingsFile?) throws -> EffectiveSettings {
        try EffectiveSettings(file: file, environment: Machine.variables())
    }

    /// The key that was most likely meant: by its whole id, else by its last word.
    private static func meant(by id: String) -> String? {
        let ids = SettingKey.all.map(\.id)
        if let near = Nearness.nearest(to: id, among: ids) { return near }
        let word = id.split(separator: ".").last.map(String.init) ?? id
        let name = Nearness.nearest(to: word, among: SettingKey.all.map(\.name))
        return name.flatMap { name in SettingKey.all.first { $0.name == name }?.id }
    }

    static func document(_ kind: String, _ printer: Printer, _ data: JSON) {
        printer.document(
            Envelope(kind: kind, site: nil, asOf: Int64(Machine.wallMilliseconds())), data: data)
    }
}
