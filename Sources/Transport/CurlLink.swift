public import Sync

/// The way to one peer: HTTP/1.1 over TLS through libcurl.
///
/// Links are values and cheap. All links on one `CurlLoop` share its thread and its open
/// connections, so that a request to a peer that was asked a moment ago costs no new connection.
///
///     let loop = try CurlLoop()
///     let hub = try PeerAddress(parsing: "https://hub.example.cn:7443")
///     let link = CurlLink(to: hub, keys: keys, on: loop)
///     let reply = await link.perform(Watch.request(site: me, digest: digest), progress: nil)
public struct CurlLink: PeerLink {
    public let address: PeerAddress
    private let keys: LinkKeys?
    private let loop: CurlLoop

    /// - Parameter keys: of both ends; whoever shows another gets nothing.
    public init(to address: PeerAddress, keys: LinkKeys, on loop: CurlLoop) {
        self.address = address
        self.keys = keys
        self.loop = loop
    }

    /// To a server of this machine, for what is tested of HTTP itself.
    init(inTheClear address: PeerAddress, on loop: CurlLoop) {
        precondition(address.scheme == .http, "keys are never left out of an encrypted link")
        self.address = address
        keys = nil
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
