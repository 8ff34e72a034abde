internal import Causality
internal import Transport
internal import Workflows

/// Everything that can be set, checked, as the daemon's parts use it. What is not said holds as
/// `SettingKey` declares it.
struct Settings: Sendable, Equatable {
    /// The file that it was read from; `nil` for none.
    var file: String?
    /// The directory of the replica; `nil` when nobody named one.
    var data: String?
    /// What people call this site; without it, its own name.
    var label: String?
    var listen = ListenAddress.standard
    /// Where peers of other machines come in, over TLS; `nil` for nowhere.
    var listenPeers: ListenAddress?
    var sync: SyncSettings
    /// The peers that the file names, in its order.
    var peers: [PeerSetting]
    var log: LogSettings
    /// How old history must be before it is trimmed; `nil` when it is kept for good.
    var keepHistory: Duration?
    /// For browsers that do not ask for a language.
    var language: Language
    /// All of it as people read it.
    var lines: [SettingLine]

    init(_ effective: EffectiveSettings) {
        file = effective.file?.path
        data = effective.folder
        label = effective.text(.label)
        listen = effective.address(.listen) ?? .standard
        listenPeers = effective.address(.listenPeers)
        sync = SyncSettings(effective)
        peers = effective.peers.map { peer in
            let address = try? PeerAddress(parsing: peer.url)
            return PeerSetting(url: address?.description ?? peer.url, site: peer.site)
        }
        log = LogSettings(effective)
        keepHistory = effective.milliseconds(.keep).map { .milliseconds($0) }
        language = effective.text(.language).flatMap(Language.init(rawValue:)) ?? .zh
        lines = effective.lines
    }

    /// Every address that is listened on.
    var listening: [ListenAddress] { [listen] + (listenPeers.map { [$0] } ?? []) }

    /// What is wrong with the address of a peer.
    static func fault(of address: String) -> Phrase? {
        do throws(TransportError) {
            _ = try PeerAddress(parsing: address)
            return nil
        } catch .addressRefused(.inTheClear) {
            return Catalogue.Peers.Address.inTheClear
        } catch {
            return Phrase(verbatim: "\(error)")
        }
    }
}

/// A peer of the file.
struct PeerSetting: Sendable, Equatable {
    /// In the canonical form of `PeerAddress`.
    let url: String
    /// Whose it is, if the file says so.
    let site: SiteID?
}

struct SyncSettings: Sendable, Equatable {
    var interval: Duration
    var jitter: Duration
    var onChange: Bool
    var watch: Bool
    var alertAfter: Duration
    var maxTime: Duration

    init(_ effective: EffectiveSettings) {
        let span = { (key: SettingKey) in Duration.milliseconds(effective.milliseconds(key) ?? 0) }
        interval = span(.interval)
        jitter = span(.jitter)
        onChange = effective.isOn(.onChange)
        watch = effective.isOn(.watch)
        alertAfter = span(.alertAfter)
        maxTime = span(.maxTime)
    }
}

struct LogSettings: Sendable, Equatable {
    enum Format: String, Sendable { case text, json }

    var level = "info"
    var format = Format.text

    /// Until the configuration has been read.
    init() {}

    init(_ effective: EffectiveSettings) {
        level = effective.text(.level) ?? level
        format = effective.text(.format).flatMap(Format.init(rawValue:)) ?? format
    }
}
