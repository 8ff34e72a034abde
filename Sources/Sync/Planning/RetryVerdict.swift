/// What a reply means for the next try.
public enum RetryVerdict: Hashable, Sendable {
    /// The peer answered what was asked.
    case answered
    /// The same request may well succeed later; `afterSeconds` is what the peer asked for.
    case retry(afterSeconds: Int?)
    /// The same request would meet the same answer: something has to be changed first, here or
    /// there, or the caller no longer wants it.
    case giveUp

    /// Judges `reply`. The wall clock is used only when the peer names a time of day for the next
    /// try without saying what time it is there.
    ///
    /// A status of refusal says more than the broken connection it came over: a peer that refuses a
    /// large upload answers 413 and hangs up while we still send.
    public init(_ reply: PeerReply, wallSeconds: Int64) {
        let isRefusal = reply.status >= 400
        if let failure = reply.failure, !isRefusal {
            self = failure.kind.isWorthRetrying ? .retry(afterSeconds: nil) : .giveUp
        } else if let failure = reply.failure, failure.kind == .cancelled {
            self = .giveUp
        } else if 200..<300 ~= reply.status || reply.status == 304 {
            self = .answered
        } else if RetryVerdict.isWorthRetrying(status: reply.status) {
            self = .retry(
                afterSeconds: retryAfterSeconds(in: reply.headers, wallSeconds: wallSeconds))
        } else {
            self = .giveUp
        }
    }

    /// Whether a status speaks of the moment (busy, too early, restarting, no room) and not of the request.
    ///
    /// 500 is among them: it is most often a fault that passes with a restart, and the cap of
    /// `Backoff` makes a try every few minutes cheap.
    public static func isWorthRetrying(status: Int) -> Bool {
        switch status {
        case 408, 425, 429, 500, 502, 503, 504, 507: true
        default: false
        }
    }
}

extension LinkFailure.Kind {
    /// Whether the cause may pass by itself. A reply that is too large will be too large again, and
    /// what libcurl reports beyond the named kinds (a malformed address, a certificate, an answer
    /// that is not HTTP) needs a person.
    public var isWorthRetrying: Bool {
        switch self {
        case .nameLookup, .connect, .stalled, .cut: true
        case .tooLarge, .otherKey, .notKnownThere, .notDialled, .cancelled, .other: false
        }
    }
}
