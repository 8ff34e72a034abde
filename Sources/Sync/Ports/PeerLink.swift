/// What the engine needs of a network: one bounded request, one bounded reply.
///
/// The link does not interpret bodies, follows no redirects and retries nothing; when to try again
/// is decided by `Backoff`. A reply that was cut still carries the bytes that arrived, because every
/// complete item among them is worth applying: that is how a transfer resumes.
public protocol PeerLink: Sendable {
    func perform(
        _ request: PeerRequest, progress: (@Sendable (TransferProgress) -> Void)?
    ) async -> PeerReply
}

/// One HTTP request to a peer.
public struct PeerRequest: Sendable {
    public enum Method: String, Sendable { case get = "GET", post = "POST" }

    public var method: Method
    /// Path and query below the peer's base address, such as `/v1/sync`.
    public var path: String
    public var headers: [(name: String, value: String)]
    public var body: [UInt8]
    /// Bodies of replies beyond this many bytes are cut off and reported as `tooLarge`.
    public var replyBytesMax: Int
    /// How long the peer may stay silent before the transfer counts as stalled. A long poll needs
    /// more than an exchange.
    public var silenceSecondsMax: Int

    public init(
        method: Method, path: String, headers: [(name: String, value: String)] = [],
        body: [UInt8] = [], replyBytesMax: Int, silenceSecondsMax: Int = 30
    ) {
        self.method = method
        self.path = path
        self.headers = headers
        self.body = body
        self.replyBytesMax = replyBytesMax
        self.silenceSecondsMax = silenceSecondsMax
    }
}

/// What came back, as far as it came.
public struct PeerReply: Sendable {
    /// The HTTP status; 0 when no header arrived.
    public var status: Int
    /// Header fields by lower-case name.
    public var headers: [String: String]
    /// The bytes that arrived, not decoded, at most `PeerRequest.replyBytesMax`.
    public var body: [UInt8]
    /// Why the transfer did not complete; `nil` when it did.
    public var failure: LinkFailure?

    public init(
        status: Int, headers: [String: String] = [:], body: [UInt8] = [],
        failure: LinkFailure? = nil
    ) {
        self.status = status
        self.headers = headers
        self.body = body
        self.failure = failure
    }
}

/// Why a transfer did not complete.
public struct LinkFailure: Error, Sendable, Equatable {
    public enum Kind: String, Sendable {
        /// The peer's name could not be resolved.
        case nameLookup
        /// Nobody answers at the address.
        case connect
        /// The peer was silent, or slower than the least speed, for too long.
        case stalled
        /// The connection broke in the middle.
        case cut
        /// The reply was larger than allowed.
        case tooLarge
        /// Whoever answers does not show the key that was expected, or its certificate does not hold
        /// now. Nothing was sent.
        case otherKey
        /// The peer does not take this site's certificate: it does not know the key, has revoked it,
        /// or the clocks are too far apart.
        case notKnownThere
        /// Without the keys that it needs, the call was not made. Nothing was sent.
        case notDialled
        /// The task was cancelled here.
        case cancelled
        /// Anything else that libcurl reports.
        case other
    }

    public let kind: Kind
    /// The library's own words, for the log and for `--verbose`.
    public let detail: String

    public init(kind: Kind, detail: String) {
        self.kind = kind
        self.detail = detail
    }
}

/// How far a transfer has come, in bytes on the wire.
public struct TransferProgress: Sendable, Equatable {
    public var sent: Int
    public var received: Int

    public init(sent: Int, received: Int) {
        self.sent = sent
        self.received = received
    }
}
