internal import Causality
internal import Hummingbird
internal import Wire

/// Whose request it is.
///
/// The connection says it, never the request: a site that is named in a request is only compared.
enum Caller: Sendable, Hashable {
    /// Somebody on this machine, at a replica that was never connected to another. There is nothing to
    /// know him by, so he is taken at his word.
    case neighbour
    /// Whoever holds the site's key.
    case site(SiteID, PublicKey)

    /// Throws unless the request may speak for `site`.
    func check(_ site: SiteID) throws(WebProblem) {
        guard case .site(let known, _) = self, known != site else { return }
        throw WebProblem(
            403, "other-key", "this connection's key is that of \(known), not of \(site)")
    }
}

extension WebResponder {
    /// Who asks for something that only peers get. Asked anew for every request.
    func caller(in context: WebContext) async throws -> Caller {
        switch options.door {
        case .loopback:
            guard try await !backend.isEnrolled() else { throw WebProblem.keysOnly }
            return .neighbour
        case .peers:
            guard let key = try await context.channel.peerKey(),
                let site = try await backend.site(of: key)
            else { throw WebProblem.notEnrolled }
            return .site(site, key)
        }
    }

    /// Throws once the key that somebody came with is no longer his site's.
    func checkStillValid(_ caller: Caller) async throws {
        switch caller {
        case .neighbour: if try await backend.isEnrolled() { throw WebProblem.keysOnly }
        case .site(let site, let key):
            guard try await backend.site(of: key) == site else { throw WebProblem.notEnrolled }
        }
    }
}

extension WebProblem {
    /// The codes are known to callers: see `SyncTrouble`.
    static let keysOnly = WebProblem(
        403, "keys-only", "this site knows its peers by their keys and exchanges over TLS alone")
    static let notEnrolled = WebProblem(
        403, "not-enrolled", "the key of this connection is not enrolled here")
}
