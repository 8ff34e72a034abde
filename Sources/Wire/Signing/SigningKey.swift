internal import Crypto

// A site's key.
//
// Whoever starts from a snapshot takes its whole content on the word of its maker. So the maker signs
// with a key of its own, and the new site is told beforehand, by a person, which key that is: by its
// fingerprint, which is short enough to be read out over a telephone. Nobody is believed because he
// was met first.
//
// Ed25519 (RFC 8032), because its keys and signatures are short, its signatures need no chance, and
// one verification costs some hundred microseconds: there is one to a manifest, none to a row.

/// The secret half of a site's key.
public struct SigningKey: Sendable {
    /// The 32 bytes that the key is made from (RFC 8032, 5.1.5).
    public let seed: [UInt8]
    public let publicKey: PublicKey

    /// `nil` unless there are 32 bytes.
    public init?(seed: [UInt8]) {
        guard seed.count == 32,
            let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed),
            let half = PublicKey(bytes: Array(key.publicKey.rawRepresentation))
        else { return nil }
        self.seed = seed
        publicKey = half
    }

    /// The 64 bytes of the signature.
    public func sign(_ bytes: [UInt8]) -> [UInt8] {
        guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed),
            let signature = try? key.signature(for: bytes)
        else { preconditionFailure("a key that was made once signs") }
        return Array(signature)
    }
}

/// The public half of a site's key.
public struct PublicKey: Hashable, Sendable {
    public static let byteCount = 32
    public static let signatureByteCount = 64
    public let bytes: [UInt8]

    /// `nil` unless there are 32 bytes.
    public init?(bytes: [UInt8]) {
        guard bytes.count == PublicKey.byteCount else { return nil }
        self.bytes = bytes
    }

    /// Reads `hexadecimal` back; `nil` when it is not of that form.
    public init?(hexadecimal text: String) {
        guard let bytes = Digest256(hexadecimal: text)?.bytes else { return nil }
        self.init(bytes: bytes)
    }

    /// Whether `signature` was made over `signed` with the other half. Any bytes may be asked for.
    public func accepts(_ signature: [UInt8], over signed: [UInt8]) -> Bool {
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes) else {
            return false
        }
        return key.isValidSignature(signature, for: signed)
    }

    /// 64 hexadecimal digits, in lower case.
    public var hexadecimal: String {
        bytes.map { byte in
            String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }.joined()
    }

    public var fingerprint: KeyFingerprint { KeyFingerprint(of: self) }
}

/// What people call a key by: the first 140 bits of the SHA-256 of its public half, as seven groups of
/// four characters of Crockford's base 32.
///
/// To find another key with the same fingerprint takes 2¹⁴⁰ tries.
public struct KeyFingerprint: Hashable, Sendable, CustomStringConvertible {
    private static let groups = 7
    private let characters: String

    init(of key: PublicKey) {
        let all = CrockfordBase32.encode(Digest256(of: key.bytes).bytes)
        characters = String(all.prefix(KeyFingerprint.groups * 4))
    }

    /// `K7QF-3M2P-…`
    public var description: String {
        let all = Array(characters)
        return stride(from: 0, to: all.count, by: 4).map { String(all[$0..<$0 + 4]) }
            .joined(separator: "-")
    }
}
