public import Sync

/// The way to one peer: HTTP/1.1 through libcurl.
///
/// Links are values and cheap. All links on one `CurlLoop` share its thread and its open
/// connections, so that a request to a peer that was asked a moment ago costs no new connection.
///
///     let loop = try CurlLoop()
///     let link = CurlLink(to: try PeerAddress(parsing: "http://127.0.0.1:8400"), on: loop)
///     let reply = await link.perform(
///         PeerRequest(method: .get, path: "/healthz", replyBytesMax: 1024), progress: nil)
public struct CurlLink: PeerLink {
    public let address: PeerAddress
    private let keys: LinkKeys?
    private let loop: CurlLoop

    /// - Parameter keys: of both ends, for an `https` address; without them no such connection comes
    ///   about. An `http` address uses none.
    public init(to address: PeerAddress, keys: LinkKeys? = nil, on loop: CurlLoop) {
        self.address = address
        self.keys = address.isEncrypted ? keys : nil
        self.loop = loop
    }

    /// Sends `request` and waits for the reply, however the transfer ends.
    ///
    /// `progress` is called on the loop's thread: at most ten times a second while figures change,
    /// once more with the last figures, and never after this function has returned. It must not
    /// block, for every transfer of the loop waits for it. It counts bytes of bodies.
    ///
    /// A cancelled task gets its reply within a moment, with what had arrived and failure
    /// `cancelled`. A request that cannot be written as HTTP fails with `other`, unsent.
    ///
    /// One case of trying again lies below: when a kept connection turns out to be dead before a
    /// single byte of the reply came, libcurl sends the request once more on a new one.
    public func perform(
        _ request: PeerRequest, progress: (@Sendable (TransferProgress) -> Void)?
    ) async -> PeerReply {
        if let fault = request.fault {
            return PeerReply(status: 0, failure: LinkFailure(kind: .other, detail: fault))
        }
        let order = TransferOrder(
            address: address, material: keys?.material, request: request, progress: progress)
        return await loop.run(order)
    }
}
