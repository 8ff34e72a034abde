public import Causality
internal import Glibc

/// What a `moso.toml` says, every key and value of it checked.
public struct SettingsFile: Sendable {
    /// A key with its value, and the line where it stands.
    public struct Entry: Sendable {
        public let key: SettingKey
        public let value: SettingValue
        public let line: Int
    }

    /// One `[[peer]]`.
    public struct Peer: Sendable, Equatable {
        public let url: String
        /// Whose it is, if the file says so.
        public let site: SiteID?
        public let line: Int
    }

    public let path: String
    /// In the order of the file; those of `[[peer]]` are in `peers`.
    public let entries: [Entry]
    public let peers: [Peer]

    /// Where a machine's configuration lies when nobody says otherwise.
    public static let standardPath = "/etc/moso/moso.toml"

    /// In bytes; nobody writes one that long.
    private static let sizeMost = 1 << 20

    /// - Throws: that it cannot be read, and what is wrong with the text.
    public static func read(
        _ path: String, peerFault: SettingKey.AddressCheck
    ) throws(Problem) -> SettingsFile {
        guard let bytes = File.read(path, most: sizeMost + 1) else {
            throw .settingsUnreadable(path, why: Catalogue.Cause.system(errno))
        }
        // What is cut off, or read as other letters than were written, would be obeyed all the same.
        guard bytes.count <= sizeMost else {
            throw .settingsUnreadable(path, why: Catalogue.Settings.tooLong)
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .settingsUnreadable(path, why: Catalogue.Settings.notUTF8)
        }
        return try SettingsFile(text, path: path, peerFault: peerFault)
    }

    /// - Throws: the first mistake in the text, with its line and column and what was meant.
    public init(
        _ text: String, path: String, peerFault: SettingKey.AddressCheck
    ) throws(Problem) {
        self.path = path
        let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
        let problem = { (code: ProblemCode, fault: TOMLFault, key: String?) -> Problem in
            let isThere = lines.indices.contains(fault.line - 1)
            return .settings(
                code, path, fault, text: isThere ? String(lines[fault.line - 1]) : "", key: key)
        }
        let sections: [TOMLSection]
        do throws(TOMLFault) { sections = try PlainTOML.sections(of: text) } catch {
            throw problem(.configValue, error, nil)
        }
        var entries: [Entry] = []
        var peers: [Peer] = []
        for section in sections {
            if let fault = SettingsFile.fault(of: section) {
                throw problem(.configKey, fault, nil)
            }
            var found: [Entry] = []
            for (name, place) in section.keys.sorted(by: { $0.value.line < $1.value.line }) {
                let id = "\(section.name).\(name)"
                guard let key = SettingKey.named(id) else {
                    let fault = TOMLFault(
                        line: place.line, column: place.column,
                        what: Catalogue.Settings.unknownKey(id),
                        meant: Nearness.nearest(to: name, among: SettingsFile.names(section.name)))
                    throw problem(.configKey, fault, fault.meant.map { "\(section.name).\($0)" })
                }
                do throws(SettingFault) {
                    let value = try key.value(place.value.content, peerFault)
                    found.append(Entry(key: key, value: value, line: place.line))
                } catch {
                    let fault = TOMLFault(
                        line: place.line, column: place.value.column, what: error.what,
                        meant: error.meant)
                    throw problem(error.code, fault, id)
                }
            }
            guard section.isListed else {
                entries += found
                continue
            }
            guard let peer = Peer(found, line: section.line) else {
                let fault = TOMLFault(
                    line: section.line, column: 1,
                    what: Catalogue.Rules.missing(SettingKey.peerURL.name))
                throw problem(.configValue, fault, SettingKey.peerURL.id)
            }
            peers.append(peer)
        }
        self.entries = entries
        self.peers = peers
    }

    private static func names(_ section: String) -> [String] {
        SettingKey.all.filter { $0.section == section }.map(\.name)
    }

    /// What is wrong with the head of a section.
    private static func fault(of section: TOMLSection) -> TOMLFault? {
        guard let key = SettingKey.all.first(where: { $0.section == section.name }) else {
            return TOMLFault(
                line: section.line, column: 1,
                what: Catalogue.Rules.unknownSection(section.name),
                meant: Nearness.nearest(
                    to: section.name, among: SettingKey.all.map(\.section)))
        }
        guard key.isListed != section.isListed else { return nil }
        let right = key.isListed ? "[[\(section.name)]]" : "[\(section.name)]"
        return TOMLFault(
            line: section.line, column: 1, what: Catalogue.Settings.otherBrackets(right))
    }

    /// The folder of the replica, if the file names it.
    public var data: String? { entry(.data)?.value.text }

    /// The language, if the file names it.
    public var language: Language? {
        entry(.language).flatMap { Language(rawValue: $0.value.text) }
    }

    func entry(_ key: SettingKey) -> Entry? { entries.first { $0.key.id == key.id } }
}

extension SettingsFile.Peer {
    init?(_ entries: [SettingsFile.Entry], line: Int) {
        var found: (url: String?, site: SiteID?)
        for entry in entries {
            switch entry.value {
            case .text(let url): found.url = url
            case .site(let site): found.site = site
            default: break
            }
        }
        guard let url = found.url else { return nil }
        self.init(url: url, site: found.site, line: line)
    }
}
