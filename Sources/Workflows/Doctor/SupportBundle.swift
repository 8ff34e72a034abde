internal import Causality
internal import Domain
internal import Glibc
public import Storage

// An archive for whoever helps.
//
// It says how a site is without saying what it holds. So it is not a copy with parts cut out, of which one is
// forgotten: everything in it is put there by name, as a number, a version, a name of a site or a word of this
// program. The log of the daemon is left out, since it names records.

/// What `moso doctor --bundle` writes.
public struct SupportBundle {
    private var parts: [(name: String, json: JSON)] = []

    public init(_ checks: [CheckUp], at now: UInt64) {
        // Sentences may quote what people typed; what they are about and how it stands does not.
        add(
            "checks.json",
            .array(
                checks.map {
                    [
                        "check": .string($0.subject.rawValue),
                        "verdict": .string($0.verdict.rawValue),
                    ]
                }))
        add("versions.json", ["moso": .string(MosoVersion.text), "made": .time(Int64(now))])
    }

    private mutating func add(_ name: String, _ json: JSON) { parts.append((name, json)) }

    /// Which keys are set and where; of values only those that nobody can have put a name into.
    public mutating func add(_ settings: EffectiveSettings) {
        add(
            "settings.json",
            .array(
                settings.entries.map { entry in
                    [
                        "key": .string(entry.key.id),
                        "set": .bool(entry.source != .builtIn),
                        "value": .optional(SupportBundle.harmless(entry)),
                    ]
                }))
    }

    private static func harmless(_ entry: EffectiveSettings.Entry) -> String? {
        switch entry.value {
        case .span, .unlimited, .truth, .number: entry.value?.text
        case .address(let address): "port \(address.port)"
        case .text where entry.key.isChoice: entry.value?.text
        case .text, .site, nil: nil
        }
    }

    public mutating func add(_ replica: Replica) throws {
        let health = try replica.health()
        let meta = replica.meta
        add(
            "replica.json",
            [
                "site": .string(meta.site.name), "hub": .string(meta.hub.name),
                "epoch": .count(Int(meta.epoch)), "format": .integer(health.format),
                "schema": .count(Int(health.schema)), "sqlite": .string(health.sqlite),
                "pages": .integer(health.pages), "page_bytes": .integer(health.pageBytes),
                "file_check": .bool(health.fileCheck == "ok"),
                "wrong_ends": .count(health.wrongEnds.count),
                "rows": .integer(try replica.rowCount()),
                "conflicts": .count(try ConflictInbox(replica).items().count),
                "held": .count(try replica.heldTransactions().count),
                "quarantined": .count(try replica.quarantinedTransactions().count),
                "unsealed": .count(try replica.unsealedEdits().count),
                "forks": .count(try replica.forks().count),
                "awaits_scrub": .bool(try replica.awaitsScrub() != nil),
            ])
        add(
            "streams.json",
            .array(
                try replica.vector { _ in true }.entries.map {
                    [
                        "stream": .string(SupportBundle.name($0.stream)),
                        "applied": .integer(Int64($0.seq)),
                    ]
                }))
        add("peers.json", .array(try replica.peerRecords().map(SupportBundle.peer)))
        add("files.json", .array(SupportBundle.files(replica)))
    }

    /// With which city somebody talks is nobody's business: of such scopes the kind alone.
    private static func name(_ stream: Causality.Stream) -> String {
        let scope = stream.scope.name
        let kind = scope.split(separator: "/").first.map(String.init) ?? scope
        return "\(stream.origin)/\(kind == "site" ? scope : kind)"
    }

    /// Without its address, and without the words of the last failure, which may repeat one.
    private static func peer(_ peer: PeerRecord) -> JSON {
        [
            "site": .optional(peer.site?.name), "paused": .bool(peer.isPaused),
            "tries": .count(peer.tries), "failing": .bool(peer.lastError != nil),
            "last_try": peer.lastTryMilliseconds.map { .time(Int64($0)) } ?? .null,
            "last_ok": peer.lastOKMilliseconds.map { .time(Int64($0)) } ?? .null,
            "sent": .count(peer.sent), "received": .count(peer.received),
        ]
    }

    /// Those that a replica has by itself, by kind: a file that somebody put there may be called anything.
    private static func files(_ replica: Replica) -> [JSON] {
        let folder = replica.directory
        let backups = BackupShelf(data: folder).files(of: replica.meta.site).map(\.path)
        let names = [
            Replica.databaseName, Replica.databaseName + "-wal", Replica.identityName,
            KeyFile.name, PeopleFile.name,
        ]
        return (names.map { "\(folder)/\($0)" } + backups).compactMap { path in
            var info = stat()
            guard lstat(path, &info) == 0 else { return nil }
            let name = path.split(separator: "/").last.map(String.init) ?? ""
            return [
                "name": .string(name), "bytes": .integer(Int64(info.st_size)),
                "mode": .string(String(info.st_mode & 0o7777, radix: 8)),
            ]
        }
    }

    /// The names of its parts.
    public var names: [String] { parts.map(\.name) }

    /// A ZIP container.
    public var bytes: [UInt8] {
        var writer = ZipWriter()
        for part in parts { writer.add(part.name, Array((part.json.text + "\n").utf8)) }
        return writer.finish()
    }
}

extension SettingKey {
    fileprivate var isChoice: Bool {
        if case .choice = kind { true } else { false }
    }
}
