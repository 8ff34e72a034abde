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
        let fault = try await backend.enrol(statement, proof: join.proof)
        logger.notice(
            fault == nil ? "site enrolled" : "enrolment refused",
            metadata: [
                "site": "\(join.site)", "key": "\(key.fingerprint)",
                "why": "\(fault?.rawValue ?? "none")",
            ])
        if let fault {
            throw WebProblem(403, "enrol-\(fault.rawValue)", "the code does not enrol this site")
        }
        return Response(status: .noContent)
    }
}
