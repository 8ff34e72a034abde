internal import Synchronization
public import Wire

/// The keys of both ends of an encrypted link: what this end shows, and what it expects of the other.
///
/// Nobody else vouches for either. The system's authorities have no say, and neither has the name in
/// the address: the peer is called by a name that follows from its key, wherever it is.
public final class LinkKeys: Sendable {
    public let own: SigningKey
    public let peer: PublicKey
    private let wallSeconds: @Sendable () -> Int64
    private let made = Mutex<TLSMaterial?>(nil)

    /// - Parameter wallSeconds: since 1970; certificates are made for a time.
    public init(
        own: SigningKey, peer: PublicKey, wallSeconds: @escaping @Sendable () -> Int64
    ) {
        self.own = own
        self.peer = peer
        self.wallSeconds = wallSeconds
    }

    /// What libcurl is given. It stays the same for a third of its life, because a connection is only
    /// used again with the same.
    var material: TLSMaterial {
        let now = wallSeconds()
        return made.withLock { made in
            if let made, !made.certificate.isDue(nowSeconds: now) { return made }
            let fresh = TLSMaterial(own: own, peer: peer, nowSeconds: now)
            made = fresh
            return fresh
        }
    }
}

/// What TLS needs of the keys, as bytes.
struct TLSMaterial: Sendable {
    let certificate: SiteCertificate
    /// The certificate's key as DER.
    let privateKey: [UInt8]
    /// What the peer's certificate is checked against, as PEM.
    let anchor: [UInt8]
    /// The only key that is accepted, in libcurl's form: `sha256//` and base 64.
    let pin: String
    /// The name by which the peer is called.
    let peerName: String

    init(own: SigningKey, peer: PublicKey, nowSeconds: Int64) {
        certificate = SiteCertificate(of: own, nowSeconds: nowSeconds)
        privateKey = own.privateKeyInfo
        let anchor = SiteCertificate.anchor(for: peer, vouchedBy: own, nowSeconds: nowSeconds)
        self.anchor = Array(
            """
            -----BEGIN CERTIFICATE-----
            \(Base64.encode(anchor.der))
            -----END CERTIFICATE-----

            """.utf8)
        pin = "sha256//" + Base64.encode(peer.pin.bytes)
        peerName = peer.hostName
    }
}
