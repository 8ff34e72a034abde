internal import Crypto

// A backup that only the holder of a key on paper can read.
//
// A backup is made to lie somewhere else: on a stick, at another office, with a firm that rents out disks. Whoever finds it there
// has every record of the site. A key beside it, or at the site, would be stolen with it. So a site is told the public half of a
// key of which the secret half is on paper and nowhere else, and seals what leaves it: it cannot read its own
// backups itself.
//
// HPKE (RFC 9180) with X25519, HKDF-SHA256 and ChaCha20-Poly1305, in pieces, so that a backup of any size needs the memory of one.
// Each piece is authenticated together with its number and with whether it is the last: pieces that were left out,
// put elsewhere or cut off at the end do not open. The file ends with the SHA-256 of everything before it, which is no
// protection, but tells who has no key that the file is as it was written.
//
// docs/formats/sealed-backup.md has the bytes.

/// The secret half of the key that opens backups, as it stands on paper.
public struct BackupCode: Hashable, Sendable {
    public static let secretByteCount = 16
    private static let version: UInt8 = 2

    private let secret: [UInt8]

    /// `nil` unless there are 16 bytes.
    public init?(secret: [UInt8]) {
        guard secret.count == BackupCode.secretByteCount else { return nil }
        self.secret = secret
    }

    /// What a person typed; `nil` when it is no such code, or was mistyped.
    public init?(typed: String) {
        guard let bytes = CheckedCode.bytes(of: typed), bytes.first == BackupCode.version else {
            return nil
        }
        self.init(secret: Array(bytes.dropFirst()))
    }

    public var code: String { CheckedCode.code(of: [BackupCode.version] + secret) }

    fileprivate var key: Curve25519.KeyAgreement.PrivateKey {
        let seed = Digest256(of: Array("moso backup 1".utf8) + secret).bytes
        guard let key = try? Curve25519.KeyAgreement.PrivateKey(rawRepresentation: seed) else {
            preconditionFailure("32 bytes are a key")
        }
        return key
    }

    public var recipient: BackupRecipient {
        guard let half = BackupRecipient(bytes: Array(key.publicKey.rawRepresentation)) else {
            preconditionFailure("32 bytes are a public key")
        }
        return half
    }
}

/// The public half: for whom backups are sealed.
public struct BackupRecipient: Hashable, Sendable, CustomStringConvertible {
    private static let prefix = "moso-backup-1-"
    fileprivate let bytes: [UInt8]

    fileprivate init?(bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        self.bytes = bytes
    }

    /// As `description` says it; `nil` when it was mistyped: backups for nobody would be found out when it is too late.
    public init?(_ text: String) {
        guard text.hasPrefix(BackupRecipient.prefix) else { return nil }
        let digits = text.dropFirst(BackupRecipient.prefix.count)
        guard digits.utf8.count == 72,
            let half = PublicKey(hexadecimal: String(digits.prefix(64))),
            BackupRecipient(bytes: half.bytes)?.description == text
        else { return nil }
        bytes = half.bytes
    }

    /// `moso-backup-1-`, 64 hexadecimal digits, and the first 8 of their bytes' SHA-256.
    public var description: String {
        let digits = bytes.map { byte in
            let text = String(byte, radix: 16)
            return text.count == 1 ? "0" + text : text
        }.joined()
        return BackupRecipient.prefix + digits + "\(Digest256(of: bytes))".prefix(8)
    }
}

/// Why a sealed backup is not opened.
public enum SealedBackupFault: Error, Hashable, Sendable {
    /// It is something else.
    case notSealed
    /// It is sealed for another key.
    case otherRecipient(BackupRecipient)
    /// Bytes of it are not as they were written, or are missing.
    case damaged
}

private enum Form {
    static let magic = Array("moso sealed backup 1\n".utf8)
    static let suite = HPKE.Ciphersuite.Curve25519_SHA256_ChachaPoly
    static let pieceBytes = 1 << 20
    static let tagBytes = 16
    /// Magic, recipient, encapsulated key.
    static let headBytes = magic.count + 32 + 32

    /// With every piece: what it is a piece of, its number, and whether it is the last.
    static func place(_ number: UInt64, isLast: Bool) -> [UInt8] {
        let digits = (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) }
        return magic + digits + [isLast ? 1 : 0]
    }
}

/// Seals bytes that come bit by bit.
public struct BackupSealer {
    private var sender: HPKE.Sender
    private var digest = RunningDigest()
    private var rest: [UInt8] = []
    private var number: UInt64 = 0
    private let write: ([UInt8]) throws -> Void

    /// - Parameter write: takes the sealed bytes in their order.
    public init(
        for recipient: BackupRecipient, write: @escaping ([UInt8]) throws -> Void
    ) throws {
        let key = try Curve25519.KeyAgreement.PublicKey(rawRepresentation: recipient.bytes)
        let start = Form.magic + recipient.bytes
        sender = try HPKE.Sender(
            recipientKey: key, ciphersuite: Form.suite, info: key.rawRepresentation)
        self.write = write
        try put(start + Array(sender.encapsulatedKey))
    }

    private mutating func put(_ bytes: [UInt8]) throws {
        digest.update(bytes)
        try write(bytes)
    }

    public mutating func update(_ bytes: [UInt8]) throws {
        rest += bytes
        // One stays back: which piece is the last is known at the end.
        while rest.count > Form.pieceBytes {
            try seal(Array(rest[..<Form.pieceBytes]), isLast: false)
            rest.removeFirst(Form.pieceBytes)
        }
    }

    private mutating func seal(_ piece: [UInt8], isLast: Bool) throws {
        let place = Form.place(number, isLast: isLast)
        try put(Array(try sender.seal(piece, authenticating: place)))
        number += 1
    }

    public mutating func finish() throws {
        try seal(rest, isLast: true)
        rest = []
        try write(digest.finish().bytes)
    }
}

/// Opens a sealed backup, or looks at it without the key.
public struct BackupOpener {
    private let read: (Int) throws -> [UInt8]

    /// - Parameter read: gives the next bytes, at most so many and none at the end.
    public init(_ read: @escaping (Int) throws -> [UInt8]) { self.read = read }

    /// Whether a file begins as one does.
    public static func isSealed(_ start: [UInt8]) -> Bool { start.starts(with: Form.magic) }

    private func exactly(_ count: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            let more = try read(count - bytes.count)
            guard !more.isEmpty else { break }
            bytes += more
        }
        return bytes
    }

    private func head() throws -> (bytes: [UInt8], recipient: BackupRecipient) {
        let bytes = try exactly(Form.headBytes)
        guard BackupOpener.isSealed(bytes) else { throw SealedBackupFault.notSealed }
        let from = Form.magic.count
        guard bytes.count == Form.headBytes,
            let recipient = BackupRecipient(bytes: Array(bytes[from..<from + 32]))
        else { throw SealedBackupFault.damaged }
        return (bytes, recipient)
    }

    /// Goes through everything behind the head: pieces, the last of which is told, and the digest.
    private func pieces(
        _ head: [UInt8], _ body: ([UInt8], _ number: UInt64, _ isLast: Bool) throws -> Void
    ) throws {
        let whole = Form.pieceBytes + Form.tagBytes
        var digest = RunningDigest()
        digest.update(head)
        var number: UInt64 = 0
        // The digest, and one byte at least of what would be another piece.
        var held = try exactly(whole + 32 + 1)
        while held.count > whole + 32 {
            let piece = Array(held[..<whole])
            digest.update(piece)
            try body(piece, number, false)
            number += 1
            held.removeFirst(whole)
            held += try exactly(whole)
        }
        guard held.count >= Form.tagBytes + 32 else { throw SealedBackupFault.damaged }
        let piece = Array(held.dropLast(32))
        digest.update(piece)
        guard digest.finish().bytes == Array(held.suffix(32)) else {
            throw SealedBackupFault.damaged
        }
        try body(piece, number, true)
    }

    /// Looks at what can be known without the key.
    ///
    /// - Returns: for whom it is sealed.
    /// - Throws: `SealedBackupFault`.
    public func check() throws -> BackupRecipient {
        let (bytes, recipient) = try head()
        try pieces(bytes) { _, _, _ in }
        return recipient
    }

    /// Opens it. What has been given out counts only when this returns: a file that was cut off is known by its end.
    ///
    /// - Throws: `SealedBackupFault`, and what `write` throws.
    public func open(by code: BackupCode, write: ([UInt8]) throws -> Void) throws {
        let (bytes, recipient) = try head()
        guard recipient == code.recipient else {
            throw SealedBackupFault.otherRecipient(recipient)
        }
        let key = code.key
        guard
            let sent = try? Curve25519.KeyAgreement.PublicKey(
                rawRepresentation: Array(bytes.suffix(32))),
            var opener = try? HPKE.Recipient(
                privateKey: key, ciphersuite: Form.suite,
                info: key.publicKey.rawRepresentation, encapsulatedKey: sent.rawRepresentation)
        else { throw SealedBackupFault.damaged }
        try pieces(bytes) { piece, number, isLast in
            let place = Form.place(number, isLast: isLast)
            guard let open = try? opener.open(piece, authenticating: place) else {
                throw SealedBackupFault.damaged
            }
            try write(Array(open))
        }
    }
}
