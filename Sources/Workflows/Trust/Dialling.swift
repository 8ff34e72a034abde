public import Causality
public import Storage
public import Wire

/// With which keys a peer is called, decided before anything is sent to it.
///
/// There is no falling back: what cannot be called with keys is not called.
public struct Dialling: Sendable {
    /// Whose key is expected.
    public let site: SiteID
    public let own: SigningKey
    public let peer: PublicKey

    /// - Parameters:
    ///   - address: of the peer, for the words of a refusal.
    ///   - site: the peer's if it is known; else, at a branch, it is the hub.
    /// - Throws: `Problem`, or what the replica or the key's file throws.
    public init(
        to address: String, site: SiteID?, from replica: Replica, in directory: String
    ) throws {
        let meta = replica.meta
        guard let site = site ?? (meta.hub == meta.site ? nil : meta.hub) else {
            throw Problem.peerWithoutName(address)
        }
        guard let peer = try replica.enrolledKey(of: site) else {
            throw Problem.peerNotEnrolled(site.name, address: address)
        }
        self.site = site
        self.peer = peer
        own = try KeyFile(directory: directory).readMaking(Machine.randomBytes)
    }

    /// Makes sure that an exchange loses nothing: what a site with a new key wrote before and has not sent
    /// would come behind the cut of its old one.
    ///
    /// - Throws: `Problem.startAgainFirst`.
    public static func checkUnsent(_ replica: Replica) throws {
        let unsent = try replica.unsentUnderOldKey()
        if unsent > 0 { throw Problem.startAgainFirst(unsent: unsent) }
    }
}
