internal import Causality
internal import Hummingbird
internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import Wire

extension WebResponder {
    /// POST /v1/enrol: the one request that a key which is not enrolled may make, while a code is out.
    ///
    /// What is enrolled is the key of the connection, and the hub that is named is this one: neither is
    /// taken from the request.
    func enrol(_ request: Request, own: PublicKey) async throws -> Response {
        guard request.method == .post else { throw WebProblem.wrongMethod("POST") }
        guard let key = options.peerKey() else {
            throw WebProblem.notEnrolled
        }
        guard let length = request.headers[.contentLength].flatMap({ Int($0) }),
            length <= JoinRequest.bytesMax
        else { throw WebProblem.bodyTooLarge }
        let body = try await request.body.collect(upTo: JoinRequest.bytesMax)
        guard let join = JoinRequest(bytes: Array(body.readableBytesView)) else {
            throw WebProblem(400, "malformed", "this is no request to be enrolled")
        }
        let statement = JoinStatement(
            invitation: join.invitation, hub: own, siteKey: key, site: join.site)
        let address = ProvenKey.ofConnection?.address
        let fault = try await backend.enrol(statement, proof: join.proof, from: address)
        let message: Logger.Message =
            switch fault {
            case nil: "site enrolled"
            case .waits: "enrolment waits for a person here: moso enrol list"
            default: "enrolment refused"
            }
        logger.notice(
            message,
            metadata: [
                "site": "\(join.site)", "key": "\(key.fingerprint)",
                "from": "\(address ?? "")", "why": "\(fault?.rawValue ?? "none")",
            ])
        switch fault {
        case nil: return Response(status: .noContent)
        case .waits: return Response(status: .accepted)
        case let fault?:
            throw WebProblem(403, "enrol-\(fault.rawValue)", "the code does not enrol this site")
        }
    }
}
