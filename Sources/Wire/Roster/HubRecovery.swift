public import Causality

// What gives a hub its name back.
//
// Every site knows its hub by one key. Were that lost, or taken by somebody, the hub would have to be enrolled anew at each site, by
// telephone; and a thief would be the hub until the last of them was called. So a second key is made while all is well,
// whose secret half is written on paper and nowhere else. Its public half stands in the roster. It says one thing only: which
// key is the hub's from now on. Whoever holds the paper and nothing else can read and change nothing.
//
//     recovery key, on paper ──signs──► "the hub's key is N" ◄──signs── N
//
// docs/decisions/0023-the-hubs-key.md has the reasons, docs/formats/roster.md the bytes.

/// The secret half of a hub's recovery key, as it stands on paper.
public struct RecoveryCode: Hashable, Sendable {
    public static let secretByteCount = 16
    private static let version: UInt8 = 1

    private let secret: [UInt8]

    /// `nil` unless there are 16 bytes.
    public init?(secret: [UInt8]) {
        guard secret.count == RecoveryCode.secretByteCount else { return nil }
        self.secret = secret
    }

    /// What a person typed; `nil` when it is no such code, or was mistyped.
    public init?(typed: String) {
        guard let bytes = CheckedCode.bytes(of: typed), bytes.first == RecoveryCode.version else {
            return nil
        }
        self.init(secret: Array(bytes.dropFirst()))
    }

    /// Seven groups of five characters, the last of four.
    public var code: String { CheckedCode.code(of: [RecoveryCode.version] + secret) }

    public var key: SigningKey {
        let seed = Digest256(of: Array("moso recovery 1".utf8) + secret).bytes
        guard let key = SigningKey(seed: seed) else { preconditionFailure("a digest is a seed") }
        return key
    }
}

/// The word of whoever holds a hub's recovery key that another key is the hub's from now on.
public struct HubRecovery: Hashable, Sendable {
    public let hub: SiteID
    public let new: PublicKey
    /// The recovery key's public half.
    public let recovery: PublicKey
    /// When it was made, since 1970; of several the last counts.
    public let milliseconds: UInt64
    private let byRecovery: [UInt8]
    private let byNew: [UInt8]

    public init(
        of hub: SiteID, to new: SigningKey, by code: RecoveryCode, at milliseconds: UInt64
    ) {
        self.hub = hub
        self.new = new.publicKey
        recovery = code.key.publicKey
        self.milliseconds = milliseconds
        let statement = HubRecovery.statement(hub, recovery, new.publicKey, milliseconds)
        byRecovery = code.key.sign(statement)
        byNew = new.sign(statement)
    }

    /// Reads `text` back; `nil` when it is not of that form, or one of the two has not signed it.
    public init?(_ text: String, of hub: SiteID) {
        let words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        guard words.count == 7, let new = PublicKey(hexadecimal: words[0]),
            let recovery = PublicKey(hexadecimal: words[1]), new != recovery,
            let byRecovery = SignatureWords.signature(words[2...3]),
            let byNew = SignatureWords.signature(words[4...5]),
            let milliseconds = UInt64(words[6]), String(milliseconds) == words[6]
        else { return nil }
        let statement = HubRecovery.statement(hub, recovery, new, milliseconds)
        guard recovery.accepts(byRecovery, over: statement), new.accepts(byNew, over: statement)
        else { return nil }
        self.hub = hub
        self.new = new
        self.recovery = recovery
        self.milliseconds = milliseconds
        self.byRecovery = byRecovery
        self.byNew = byNew
    }

    /// What both sign: everything has one length but the name, which stands last.
    private static func statement(
        _ hub: SiteID, _ recovery: PublicKey, _ new: PublicKey, _ milliseconds: UInt64
    ) -> [UInt8] {
        let time = withUnsafeBytes(of: milliseconds.bigEndian) { Array($0) }
        return Array("moso hub recovery 1".utf8) + recovery.bytes + new.bytes + time
            + Array(hub.name.utf8)
    }

    /// The new key, the recovery key, the halves of the signatures with the recovery key and with the new one, each in 64
    /// hexadecimal digits, and the milliseconds, with blanks between them.
    public var text: String {
        let keys = [new.hexadecimal, recovery.hexadecimal]
        let signatures = SignatureWords.words(byRecovery) + SignatureWords.words(byNew)
        return (keys + signatures + [String(milliseconds)]).joined(separator: " ")
    }

    // MARK: What people carry

    private static let carried = "moso-hub-key"

    /// One line that is no secret and may go any way: a site that cannot reach its hub any more takes it from a person.
    public var carriedText: String { "\(HubRecovery.carried) \(hub.name) \(text)" }

    /// Reads `carriedText` back, wherever its line was broken.
    public init?(carried: String) {
        let words = carried.split(whereSeparator: \.isWhitespace).map(String.init)
        guard words.count == 9, words[0] == HubRecovery.carried, let hub = SiteID(words[1])
        else { return nil }
        self.init(words[2...].joined(separator: " "), of: hub)
    }
}

/// A signature as two words of 64 hexadecimal digits, as cells hold it.
enum SignatureWords {
    static func words(_ signature: [UInt8]) -> [String] {
        [signature.prefix(32), signature.suffix(32)].compactMap {
            PublicKey(bytes: Array($0))?.hexadecimal
        }
    }

    static func signature(_ halves: ArraySlice<String>) -> [UInt8]? {
        let bytes = halves.compactMap { Digest256(hexadecimal: $0)?.bytes }
        return bytes.count == 2 ? Array(bytes.joined()) : nil
    }
}
