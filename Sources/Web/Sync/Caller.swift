internal import Causality
internal import Hummingbird
internal import Wire

/// Whose request it is: the site whose key the other end of the connection has proved to hold.
///
/// The connection says it, never the request: a site that is named in a request is only compared.
struct Caller: Sendable, Hashable {
    let site: SiteID
    let key: PublicKey

    /// Throws unless the request may speak for `site`.
    func check(_ site: SiteID) throws(WebProblem) {
        guard site != self.site else { return }
        throw WebProblem(
            403, "other-key", "this connection's key is that of \(self.site), not of \(site)")
    }
}

extension WebResponder {
    /// Who asks for something that only peers get. Asked anew for every request.
    func caller() async throws -> Caller {
        // What peers get is given behind the door of peers and nowhere else.
        guard case .peers = options.door else { throw WebProblem.keysOnly }
        guard let key = options.peerKey(),
            let site = try await backend.site(of: key)
        else { throw WebProblem.notEnrolled }
        return Caller(site: site, key: key)
    }

    /// Throws once the key that somebody came with is no longer his site's.
    func checkStillValid(_ caller: Caller) async throws {
        guard try await backend.site(of: caller.key) == caller.site else {
            throw WebProblem.notEnrolled
        }
    }
}

extension WebProblem {
    /// The codes are known to callers: see `SyncTrouble`.
    static let keysOnly = WebProblem(
        403, "keys-only",
        "sites exchange over TLS, at this site's address for peers and with enrolled keys, alone")
    static let notEnrolled = WebProblem(
        403, "not-enrolled", "the key of this connection is not enrolled here")
}
