public import Causality
public import Storage
public import Wire

/// With which keys a peer is called, decided before anything is sent to it.
///
/// There is no falling back: what cannot be called with keys is not called, and a replica that has
/// ever known a key does not call anybody without.
public struct Dialling: Sendable {
    /// Whose key is expected; for a peer that is called in the clear, who answered there before.
    public let site: SiteID?
    /// The keys of both ends; `nil` for a call in the clear, to this machine.
    public let keys: (own: SigningKey, peer: PublicKey)?

    /// - Parameters:
    ///   - address: of the peer, for the words of a refusal.
    ///   - site: the peer's if it is known; else, at a branch, it is the hub.
    ///   - isEncrypted: whether the address asks for TLS.
    /// - Throws: `Problem`, or what the replica or the key's file throws.
    public init(
        to address: String, site: SiteID?, isEncrypted: Bool, from replica: Replica,
        in directory: String
    ) throws {
        guard isEncrypted else {
            guard try !replica.isEnrolled() else { throw Problem.plainPeer(address) }
            self.site = site
            keys = nil
            return
        }
        let meta = replica.meta
        guard let site = site ?? (meta.hub == meta.site ? nil : meta.hub) else {
            throw Problem.peerWithoutName(address)
        }
        guard let peer = try replica.enrolledKey(of: site) else {
            throw Problem.peerNotEnrolled(site.name, address: address)
        }
        self.site = site
        keys = (try KeyFile(directory: directory).readMaking(Machine.randomBytes), peer)
    }
}
