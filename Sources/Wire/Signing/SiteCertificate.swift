// A site's certificate.
//
// TLS speaks of keys in certificates, so a site needs one. It says nothing that is not in the key: the
// key is the identity, pinned by both ends, and no authority stands above it. So a site makes its
// certificate itself, whenever it needs one, and nobody keeps one: the file that is worth protecting
// is the key's alone. A certificate is short-lived because it costs nothing to make the next one.
//
// The key that signs snapshots also answers for the site in TLS. That is safe because no bytes of one
// use can pass for another's: TLS signs 64 blanks and a context first (RFC 8446, 4.4.3), a certificate
// begins with 0x30, a manifest with its own name.
//
// OpenSSL takes a certificate that names itself as its issuer only if it knows that very one. So the
// subject carries the name of the host that the peer asks for, and the issuer the fingerprint: then
// whoever knows the key can make the anchor that the certificate is checked against (`anchor`).
// docs/formats/certificate.md has the fields.

/// An X.509 certificate for a site's key, and how to make it (RFC 5280, RFC 8410).
public struct SiteCertificate: Sendable, Hashable {
    /// The certificate as DER.
    public let der: [UInt8]
    /// Seconds since 1970 from and until which it holds.
    public let validSeconds: ClosedRange<Int64>

    public static let lifetimeSeconds: Int64 = 30 * 86_400
    /// How long before it was made it holds, for peers whose clocks are behind.
    public static let leewaySeconds: Int64 = 86_400

    /// The certificate that a site shows, made now.
    public init(of key: SigningKey, nowSeconds: Int64) {
        let valid =
            nowSeconds - SiteCertificate.leewaySeconds...nowSeconds
            + SiteCertificate.lifetimeSeconds
        self.init(
            of: key.publicKey, subject: key.publicKey.hostName, signer: key, valid: valid,
            extensions: [
                // Not an authority; a signing key; for both ends of a connection.
                Extension([0x55, 0x1D, 0x13], DER.sequence([])),
                Extension([0x55, 0x1D, 0x0F], [0x03, 0x02, 0x07, 0x80]),
                Extension(
                    [0x55, 0x1D, 0x25],
                    DER.sequence([
                        DER.object([0x2B, 6, 1, 5, 5, 7, 3, 1]),
                        DER.object([0x2B, 6, 1, 5, 5, 7, 3, 2]),
                    ]), isCritical: false),
                // The name of the host.
                Extension(
                    [0x55, 0x1D, 0x11],
                    DER.sequence([DER.element(0x82, Array(key.publicKey.hostName.utf8))]),
                    isCritical: false),
            ])
    }

    /// What a site checks its peer's certificate against: an authority with the peer's key and name,
    /// vouched for by `key`, its own. It never leaves the program.
    public static func anchor(
        for peer: PublicKey, vouchedBy key: SigningKey, nowSeconds: Int64
    ) -> SiteCertificate {
        SiteCertificate(
            of: peer, subject: peer.certificateName, signer: key,
            valid: nowSeconds - leewaySeconds...nowSeconds + lifetimeSeconds,
            extensions: [
                Extension([0x55, 0x1D, 0x13], DER.sequence([[0x01, 0x01, 0xFF]])),
                Extension([0x55, 0x1D, 0x0F], [0x03, 0x02, 0x02, 0x04]),
            ])
    }

    /// Whether it is time for another one: a third of its life is over, or the clock was set back to before it was
    /// made. That its validity has begun all the same does not help: what is left of the leeway for peers whose clocks
    /// are behind is as much less as the clock was ahead.
    public func isDue(nowSeconds: Int64) -> Bool {
        let made = validSeconds.lowerBound + SiteCertificate.leewaySeconds
        return nowSeconds >= made + SiteCertificate.lifetimeSeconds / 3
            || nowSeconds < made - SiteCertificate.clockStepSeconds
    }

    /// Clocks that are kept in step are put back by less than this.
    private static let clockStepSeconds: Int64 = 300

    // MARK: Bytes

    private struct Extension {
        let bytes: [UInt8]

        init(_ object: [UInt8], _ value: [UInt8], isCritical: Bool = true) {
            let critical: [UInt8] = isCritical ? [0x01, 0x01, 0xFF] : []
            bytes = DER.sequence([DER.object(object), critical, DER.element(0x04, value)])
        }
    }

    private init(
        of key: PublicKey, subject: String, signer: SigningKey, valid: ClosedRange<Int64>,
        extensions: [Extension]
    ) {
        // Two certificates of one issuer must not share a number; this one tells them apart by content.
        let number = Digest256(of: key.bytes + Array("\(subject) \(valid)".utf8)).bytes.prefix(16)
        let version = DER.element(0xA0, [0x02, 0x01, 0x02])
        let body = DER.sequence([
            version,
            DER.element(0x02, [number[0] & 0x3F | 0x40] + number.dropFirst()),
            DER.ed25519,
            DER.name(signer.publicKey.certificateName),
            DER.sequence([DER.time(valid.lowerBound), DER.time(valid.upperBound)]),
            DER.name(subject),
            key.subjectPublicKeyInfo,
            DER.element(0xA3, DER.sequence(extensions.map(\.bytes))),
        ])
        der = DER.sequence([body, DER.ed25519, DER.bits(signer.sign(body))])
        validSeconds = valid
    }
}

extension PublicKey {
    /// The name under which a site is called in TLS: what the key is known by, below a domain that
    /// nobody can own (RFC 6761).
    public var hostName: String { "\(certificateName).moso.invalid" }

    /// The issuer's name: the fingerprint in small letters, without dashes.
    var certificateName: String {
        fingerprint.description.filter { $0 != "-" }.lowercased()
    }

    /// The key as certificates carry it (RFC 8410, 4).
    public var subjectPublicKeyInfo: [UInt8] {
        PublicKey.subjectPublicKeyInfoHead + bytes
    }

    private static let subjectPublicKeyInfoHead: [UInt8] = [
        0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00,
    ]

    /// The key of a certificate; `nil` for one of another kind.
    public init?(subjectPublicKeyInfo info: [UInt8]) {
        guard info.starts(with: PublicKey.subjectPublicKeyInfoHead) else { return nil }
        self.init(bytes: Array(info.dropFirst(PublicKey.subjectPublicKeyInfoHead.count)))
    }

    /// The SHA-256 by which a client pins it: that of the bytes above.
    public var pin: Digest256 { Digest256(of: subjectPublicKeyInfo) }
}

extension SigningKey {
    /// The key as TLS libraries read it: PKCS #8 as DER (RFC 8410, 7).
    public var privateKeyInfo: [UInt8] {
        DER.sequence([
            [0x02, 0x01, 0x00], DER.ed25519, DER.element(0x04, DER.element(0x04, seed)),
        ])
    }
}
