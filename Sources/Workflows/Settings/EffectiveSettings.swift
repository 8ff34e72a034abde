// What holds.
//
// A setting may be given in four places, and the first that has it counts: a flag of the command line, a variable
// of the environment, the file, the program itself. Nobody can keep that in mind at three in the morning, so each
// value is kept with where it comes from, and `moso config show --effective` prints both.

/// The settings of a run, each with where it comes from.
public struct EffectiveSettings: Sendable {
    /// Where a value comes from.
    public enum Source: Sendable, Hashable {
        case flag(String)
        case variable(String)
        case file(line: Int)
        case builtIn
    }

    /// A key, what holds for it (`nil` for nothing), and since when.
    public struct Entry: Sendable {
        public let key: SettingKey
        public let value: SettingValue?
        public let source: Source
    }

    public let file: SettingsFile?
    /// Every key but those of `[[peer]]`, in the order of the declaration.
    public let entries: [Entry]

    public var peers: [SettingsFile.Peer] { file?.peers ?? [] }

    /// - Parameters:
    ///   - environment: all variables of the process; a `MOSO_` one for a section that has no such key is a
    ///     mistake.
    ///   - flags: by the id of the key, the flag as it is typed and its value.
    /// - Throws: what is wrong with a variable or a flag, and two addresses on one port.
    public init(
        file: SettingsFile?, environment: [String: String],
        flags: [String: (flag: String, value: String)] = [:]
    ) throws(Problem) {
        self.file = file
        try EffectiveSettings.check(environment)
        var entries: [Entry] = []
        for key in SettingKey.all where !key.isListed {
            entries.append(
                try EffectiveSettings.entry(key, file, environment, flags[key.id]))
        }
        self.entries = entries
        try checkPorts()
    }

    /// No port is opened twice. Each address is right by itself, so no key can tell.
    private func checkPorts() throws(Problem) {
        guard let own = address(.listen), let peers = address(.listenPeers), own.meets(peers)
        else { return }
        throw .setting(
            .configListen, SettingKey.listenPeers.id,
            Catalogue.Settings.onePort(peers.port, SettingKey.listen.id),
            key: SettingKey.listenPeers.id, didYouMean: nil)
    }

    private static func entry(
        _ key: SettingKey, _ file: SettingsFile?, _ environment: [String: String],
        _ flag: (flag: String, value: String)?
    ) throws(Problem) -> Entry {
        if let flag {
            let value = try value(flag.value, of: key, in: flag.flag)
            return Entry(key: key, value: value, source: .flag(flag.flag))
        }
        if let name = key.variable, let text = environment[name], !text.isEmpty {
            let value = try value(text, of: key, in: name)
            return Entry(key: key, value: value, source: .variable(name))
        }
        if let entry = file?.entry(key) {
            return Entry(key: key, value: entry.value, source: .file(line: entry.line))
        }
        return Entry(
            key: key,
            value: try key.standard.map { text throws(Problem) in
                try value(text, of: key, in: key.id)
            },
            source: .builtIn)
    }

    private static func value(
        _ text: String, of key: SettingKey, in place: String
    ) throws(Problem) -> SettingValue {
        do throws(SettingFault) {
            return try key.value(text) { _ in nil }
        } catch {
            throw .setting(error.code, place, error.what, key: key.id, didYouMean: error.meant)
        }
    }

    /// A misspelt variable would be believed to hold, like a misspelt key.
    private static func check(_ environment: [String: String]) throws(Problem) {
        let known = SettingKey.all.compactMap(\.variable)
        let prefixes = Set(
            SettingKey.all.filter { !$0.isListed }.map { "MOSO_\($0.section.uppercased())_" })
        let wrong = environment.keys.sorted().first { name in
            prefixes.contains(where: name.hasPrefix) && !known.contains(name)
        }
        guard let wrong else { return }
        throw .setting(
            .configKey, wrong, Catalogue.Settings.unknownVariable, key: nil,
            didYouMean: Nearness.nearest(to: wrong, among: known))
    }

    /// The folder of the replica that somebody named: the built-in one is for commands, and no daemon is
    /// started over it.
    public var folder: String? {
        let data = self[.data]
        return data?.source == .builtIn ? nil : data?.value?.text
    }

    public subscript(_ key: SettingKey) -> Entry? { entries.first { $0.key.id == key.id } }

    public func text(_ key: SettingKey) -> String? { self[key]?.value?.text }

    public func milliseconds(_ key: SettingKey) -> Int64? {
        guard case .span(let milliseconds)? = self[key]?.value else { return nil }
        return milliseconds
    }

    public func isOn(_ key: SettingKey) -> Bool { self[key]?.value == .truth(true) }

    public func address(_ key: SettingKey) -> ListenAddress? {
        guard case .address(let address)? = self[key]?.value else { return nil }
        return address
    }
}
