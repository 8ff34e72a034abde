internal import Wire

/// Why a body was refused. Nothing of it has been applied. `detail` names sites and numbers that the
/// peer itself sent or may know, never a record.
public struct SyncProblem: Error, Sendable, Hashable {
    public enum Code: String, Sendable {
        case malformed, truncated, tooLarge = "too-large", compressionBomb = "compression-bomb"
        case noHello = "no-hello"
        case sameSite = "same-site"
        case wrongSite = "wrong-site"
        case otherFederation = "other-federation"
        case protocolVersion = "protocol-version"
        case notServed = "not-served"
    }

    public let code: Code
    /// What is wrong, in one English sentence for the log and the peer's operator.
    public let detail: String
    /// The number of the frame concerned, counted from 0; `nil` when it is about the whole body.
    public let item: Int?

    public init(_ code: Code, _ detail: String, item: Int? = nil) {
        self.code = code
        self.detail = detail
        self.item = item
    }

    init(_ error: WireError, item: Int) {
        switch error.fault {
        case .tooLarge where error.reading == "expanded body":
            self.init(.compressionBomb, "\(error)", item: item)
        case .tooLarge: self.init(.tooLarge, "\(error)", item: item)
        default: self.init(.malformed, "\(error)", item: item)
        }
    }

    /// The HTTP status that says the same.
    public var status: Int {
        switch code {
        case .malformed, .truncated, .noHello: 400
        case .tooLarge, .compressionBomb: 413
        case .sameSite, .otherFederation: 409
        case .wrongSite: 421
        case .protocolVersion: 426
        case .notServed: 403
        }
    }
}
