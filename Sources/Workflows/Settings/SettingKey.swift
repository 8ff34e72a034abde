/// One key of `moso.toml`, declared once: the daemon reads by it, `moso config` explains by it, and
/// `config/moso.toml` is written from it. A key that is not declared is a mistake in the file.
public struct SettingKey: Sendable {
    /// What a value may be.
    public enum Kind: Sendable {
        case text
        /// `address:port`; in the clear on loopback alone, behind TLS anywhere.
        case address(behindTLS: Bool)
        /// `30s`, `5m`, `6h`, `2d`, at least so many milliseconds.
        case span(leastMilliseconds: Int64)
        /// A span, or `"0"` for ever.
        case age
        case truth
        case choice([String])
        /// The address of a peer: `https` alone.
        case peerURL
        case site
        /// A number that stands in the file for its reader: only this one is taken.
        case fixed(Int)
    }

    /// From when on a changed value holds.
    public enum Hold: Sendable {
        case reload
        case start
        case never
    }

    public let section: String
    public let name: String
    public let kind: Kind
    /// What holds without the key, as it is written in the file; `nil` for nothing.
    public let standard: String?
    /// A value to show where there is no standard one, as it is written in the file.
    let example: String?
    public let hold: Hold
    public let meaning: Phrase

    init(
        _ section: String, _ name: String, _ kind: Kind, standard: String? = nil,
        example: String? = nil, hold: Hold = .reload, _ meaning: Phrase
    ) {
        self.section = section
        self.name = name
        self.kind = kind
        self.standard = standard
        self.example = example
        self.hold = hold
        self.meaning = meaning
    }

    /// `sync.interval`
    public var id: String { "\(section).\(name)" }

    /// Whether the section stands in the file once for each of several things.
    public var isListed: Bool { section == SettingKey.peerURL.section }

    /// The variable that counts more than the file: `MOSO_SYNC_INTERVAL`. None for listed keys.
    public var variable: String? {
        if isListed { return nil }
        return id == SettingKey.data.id
            ? "MOSO_DATA" : "MOSO_\(section.uppercased())_\(name.uppercased())"
    }

    /// The key of an id, if there is one.
    public static func named(_ id: String) -> SettingKey? { all.first { $0.id == id } }
}
