internal import Causality

/// A setting as people read it: what holds, since when it was said, and what it means.
public struct SettingLine: Sendable, Hashable {
    public let key: String
    /// `nil` for nothing.
    public let value: String?
    public let source: Phrase
    public let meaning: Phrase

    public init(key: String, value: String?, source: Phrase, meaning: Phrase) {
        self.key = key
        self.value = value
        self.source = source
        self.meaning = meaning
    }
}

extension EffectiveSettings {
    /// Every setting, and the peers of the file.
    public var lines: [SettingLine] {
        let path = file?.path ?? ""
        let named = entries.map { entry in
            SettingLine(
                key: entry.key.id, value: entry.value?.text, source: entry.source.told(in: path),
                meaning: entry.key.meaning)
        }
        return named
            + peers.map { peer in
                SettingLine(
                    key: SettingKey.peerURL.id,
                    value: [peer.url, peer.site?.name].compactMap { $0 }.joined(separator: "  "),
                    source: Catalogue.Settings.inFile(path, line: peer.line),
                    meaning: SettingKey.peerURL.meaning)
            }
    }
}

extension EffectiveSettings.Source {
    /// Where a value comes from, in words.
    ///
    /// - Parameter path: that of the file.
    public func told(in path: String) -> Phrase {
        switch self {
        case .flag(let flag): Catalogue.Settings.byFlag(flag)
        case .variable(let name): Catalogue.Settings.inVariable(name)
        case .file(let line): Catalogue.Settings.inFile(path, line: line)
        case .builtIn: Catalogue.Settings.standard
        }
    }
}
