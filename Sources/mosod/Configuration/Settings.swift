internal import Causality
internal import Workflows

/// Everything that can be set, checked. Defaults are those of `config/moso.toml`.
struct Settings: Sendable, Equatable {
    /// The directory of the replica; `nil` when nobody named one.
    var data: String?
    /// What people call this site; without it, its own name.
    var label: String?
    var listen = ListenAddress.standard
    /// Where peers of other machines come in, over TLS; `nil` for nowhere.
    var listenPeers: ListenAddress?
    var sync = SyncSettings()
    /// The peers that the file names, in its order.
    var peers: [PeerSetting] = []
    var log = LogSettings()
    /// How old history must be before it is trimmed; `nil` when it is kept for good.
    var keepHistory: Duration?
    /// What the file or a flag says; `nil` when nobody says anything.
    var namedLanguage: Language?

    /// Every address that is listened on.
    var listening: [ListenAddress] { [listen] + (listenPeers.map { [$0] } ?? []) }

    /// For browsers that do not ask for a language.
    var language: Language { namedLanguage ?? .zh }
}

/// A peer of the file.
struct PeerSetting: Sendable, Equatable {
    /// In the canonical form of `PeerAddress`.
    let url: String
    /// Whose it is, if the file says so.
    let site: SiteID?
}

struct SyncSettings: Sendable, Equatable {
    var interval = Duration.seconds(300)
    var jitter = Duration.seconds(30)
    var onChange = true
    var watch = true
    var alertAfter = Duration.seconds(6 * 3600)
    var maxTime = Duration.seconds(600)
}

struct LogSettings: Sendable, Equatable {
    enum Format: String, CaseIterable, Sendable { case text, json }

    var level = "info"
    var format = Format.text

    static let levels = ["trace", "debug", "info", "notice", "warning", "error", "critical"]
}
