public import Causality

// How a site comes to be known: a code that works once.
//
// A person at the hub hands a code to a person at the site, by a way that both trust. It holds the
// hub's address and key, so that the site's very first connection is pinned like every later one, and
// a secret, so that the hub knows who comes.
//
// A secret that both ends know could be used by whoever reads the hub's database. So it is the seed of
// a key pair: the site signs with it, the hub keeps the public half alone. And what is signed names
// the keys of both ends, which both have just proved to hold: a statement that was overheard, or that
// somebody was led to give, is of no use on any other connection.
//
// What is left is a code that somebody else has used first. Then the right site's try is refused, so
// it is noticed; and both ends show four words made of the statement, which two people compare.
// docs/formats/invitation.md has the bytes.

/// A one-time code by which a site is enrolled.
public struct Invitation: Hashable, Sendable {
    /// Seconds since 1970.
    public let expirySeconds: UInt32
    /// The hub's.
    public let hub: PublicKey
    /// 16 bytes by chance.
    public let secret: [UInt8]
    /// Who is invited.
    public let site: SiteID
    /// Where the hub is: host and port.
    public let address: String

    public static let secretByteCount = 16
    /// For so long after its end, where a person at the hub has to confirm who came with it, that can be done;
    /// and for so long after that the site can come again to hear of it.
    public static let graceSeconds: UInt32 = 86_400
    private static let version: UInt8 = 1

    /// `nil` when the secret is not of 16 bytes, or the address is empty or longer than a byte tells.
    public init?(
        expirySeconds: UInt32, hub: PublicKey, secret: [UInt8], site: SiteID, address: String
    ) {
        guard secret.count == Invitation.secretByteCount, 1...255 ~= address.utf8.count,
            address.utf8.allSatisfy({ 0x21...0x7E ~= $0 })
        else { return nil }
        self.expirySeconds = expirySeconds
        self.hub = hub
        self.secret = secret
        self.site = site
        self.address = address
    }

    // MARK: The code

    /// What people pass on: Crockford's base 32 in groups of five.
    public var code: String {
        let name = Array(site.name.utf8)
        let place = Array(address.utf8)
        var bytes = [Invitation.version] + Invitation.big(expirySeconds) + hub.bytes + secret
        bytes += [UInt8(name.count)] + name + [UInt8(place.count)] + place
        return CheckedCode.code(of: bytes)
    }

    /// What a person typed or pasted: blanks, line ends and dashes do not matter, nor does the size of
    /// letters. `nil` when it is no code, or one that was mistyped.
    public init?(typed: String) {
        guard let body = CheckedCode.bytes(of: typed) else { return nil }
        var rest = body[...]
        func take(_ count: Int) -> [UInt8]? {
            guard rest.count >= count else { return nil }
            defer { rest = rest.dropFirst(count) }
            return Array(rest.prefix(count))
        }
        guard take(1) == [Invitation.version], let expiry = take(4),
            let hub = take(PublicKey.byteCount).flatMap({ PublicKey(bytes: $0) }),
            let secret = take(Invitation.secretByteCount),
            let name = take(1).flatMap({ take(Int($0[0])) }),
            let site = SiteID(String(decoding: name, as: UTF8.self)),
            let place = take(1).flatMap({ take(Int($0[0])) }), rest.isEmpty
        else { return nil }
        self.init(
            expirySeconds: expiry.reduce(0) { $0 << 8 | UInt32($1) }, hub: hub, secret: secret,
            site: site, address: String(decoding: place, as: UTF8.self))
    }

    // MARK: The statement

    /// The key pair that the secret is the seed of; the hub keeps its public half.
    public var key: SigningKey {
        let seed = Digest256(of: Array("moso invitation 1".utf8) + secret).bytes
        guard let key = SigningKey(seed: seed) else { preconditionFailure("a digest is a seed") }
        return key
    }

    /// What the site signs with the invitation's key.
    public func statement(by site: PublicKey) -> JoinStatement {
        JoinStatement(invitation: key.publicKey, hub: hub, siteKey: site, site: self.site)
    }

    private static func big(_ number: UInt32) -> [UInt8] {
        withUnsafeBytes(of: number.bigEndian) { Array($0) }
    }
}

/// "The holder of this key comes as this site, by this invitation, to this hub."
public struct JoinStatement: Hashable, Sendable {
    public let invitation: PublicKey
    public let hub: PublicKey
    public let siteKey: PublicKey
    public let site: SiteID

    public init(invitation: PublicKey, hub: PublicKey, siteKey: PublicKey, site: SiteID) {
        self.invitation = invitation
        self.hub = hub
        self.siteKey = siteKey
        self.site = site
    }

    /// What is signed: everything has one length but the name, which stands last.
    public var bytes: [UInt8] {
        Array("moso join 1".utf8) + invitation.bytes + hub.bytes + siteKey.bytes
            + Array(site.name.utf8)
    }

    /// Four numbers below 256, of which both ends show the words.
    public var wordNumbers: [Int] { Digest256(of: bytes).bytes.prefix(4).map(Int.init) }
}

/// What a site sends to be enrolled: the hub makes the statement out of it and out of what it knows
/// from the connection.
public struct JoinRequest: Hashable, Sendable {
    public static let path = "/v1/enrol"
    public static let contentType = "application/vnd.moso.enrol"
    /// More than any request has.
    public static let bytesMax = 512

    public let invitation: PublicKey
    public let site: SiteID
    /// The statement's signature by the invitation's key.
    public let proof: [UInt8]

    public init(_ invitation: Invitation, as key: PublicKey) {
        self.invitation = invitation.key.publicKey
        site = invitation.site
        proof = invitation.key.sign(invitation.statement(by: key).bytes)
    }

    /// The invitation's public key, the proof, and the site's name.
    public var bytes: [UInt8] { invitation.bytes + proof + Array(site.name.utf8) }

    /// `nil` when it is not of that form.
    public init?(bytes: [UInt8]) {
        let keyEnd = PublicKey.byteCount
        let proofEnd = keyEnd + PublicKey.signatureByteCount
        guard bytes.count > proofEnd, bytes.count <= JoinRequest.bytesMax,
            let invitation = PublicKey(bytes: Array(bytes[..<keyEnd])),
            let site = SiteID(String(decoding: bytes[proofEnd...], as: UTF8.self))
        else { return nil }
        self.invitation = invitation
        self.site = site
        proof = Array(bytes[keyEnd..<proofEnd])
    }
}

/// Why a code does not enrol the site that came with it.
public enum JoinFault: String, Error, Sendable, Hashable, CaseIterable {
    case unknown
    case expired
    case used
    /// Too many wrong tries.
    case burnt
    /// The proof is not by the code's key, or not about these two ends.
    case wrongProof = "wrong-proof"
    /// The code is for another site.
    case otherSite = "other-site"
    /// The site's key is known under another name, was revoked, or the site has another.
    case keyRefused = "key-refused"
    /// Nothing is wrong: a person at the hub has to confirm it first.
    case waits
    /// A person at the hub has refused it.
    case refused
}
