public import Causality

/// Answers one exchange: takes in what the caller sends, and gives what the caller lacks.
///
/// A body that is malformed, changed on the way, too large or without its end is refused as a whole
/// and changes nothing; a broken *transaction* inside a sound body is quarantined, and the rest goes
/// on. When the *connection* breaks, what had come in whole is worth keeping: `exchange(cut: true)`.
public struct SyncResponder {
    private var body = ReceivedBody()
    private let policy: ScopePolicy
    private var budget: ProcessorBudget

    /// - Parameter budget: what the exchange may cost in processor time before the rest is left to the next one.
    public init(policy: ScopePolicy, budget: ProcessorBudget = .unbounded) {
        self.policy = policy
        self.budget = budget
    }

    /// What an exchange did, for the log and the pages.
    public struct Outcome: Sendable {
        public let peer: Origin
        public let peerSchema: UInt32
        public let results: [ItemResult]
        public let findings: [HandshakeFinding]
        public let sent: Int
        /// How many of the caller's transactions were not looked at, since what was had cost what a round may: they
        /// come again with the next one.
        public let left: Int
        /// The body of the reply.
        public internal(set) var reply: [UInt8]
    }

    /// Takes the next bytes of the request's body. Throws a `SyncProblem` as soon as it is clear that
    /// the body will be refused; nothing more needs to be read then.
    public mutating func feed(_ chunk: UnsafeRawBufferPointer) throws {
        let mark = budget.mark()
        defer { budget.spend(since: mark) }
        try body.feed(chunk)
    }

    /// The exchange that the body asks for, once it has come in.
    ///
    /// - Parameter cut: the connection broke before the body's end. What has come in, and by a checksum
    ///   as it was sent, is then taken all the same, so that a large push over a bad line gets on; the reply reaches nobody.
    public func exchange(cut: Bool = false) throws -> SyncExchange {
        if let problem = body.problem { throw problem }
        guard body.isWhole || cut else {
            throw SyncProblem(
                .truncated,
                "the body ends after \(body.records.count) transactions, without its end",
                item: body.records.count + body.notices.count + (body.hello == nil ? 0 : 1))
        }
        var body = body
        if !body.isWhole { body.keepChecked() }
        guard let hello = body.hello else { throw SyncProblem(.noHello, "the body has no hello") }
        return SyncExchange(hello, body, policy: policy, budget: budget)
    }

    /// Does the whole exchange with a replica that is at hand.
    public func answer(_ replica: any ReplicaPort) throws -> Outcome {
        var exchange = try exchange()
        while true {
            if let answer = try exchange.advance(replica) { return answer.finish() }
        }
    }
}
