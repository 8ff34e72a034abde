import Causality
import Sync
import Wire

/// Two replicas and a line between them that is a function call. What goes over it is kept, and may
/// be tampered with.
final class DirectLine {
    let caller: ModelReplica
    let responder: ModelReplica
    private(set) var requests: [[UInt8]] = []
    private(set) var replies: [[UInt8]] = []
    private(set) var outcomes: [SyncResponder.Outcome] = []
    /// Changes a request on its way, by the number of the round from 0.
    var onRequest: (Int, [UInt8]) -> [UInt8] = { $1 }
    /// After how many bytes a request breaks, which is then not answered; `nil` for never.
    var breaksAfter: Int?
    /// How many requests the responder answers before it hears that one broke and takes in what came of it.
    var hearsLate = 0
    private var unheard: [(request: [UInt8], answers: Int)] = []
    /// Changes a reply on its way.
    var onReply: (Int, PeerReply) -> PeerReply = { $1 }

    init(_ caller: ModelReplica, _ responder: ModelReplica) {
        self.caller = caller
        self.responder = responder
    }

    /// One sync from beginning to end.
    @discardableResult
    func sync(
        knowing: Bool = true, refusals: Refusals = Refusals(), roundsMax: Int = 200
    ) throws -> SyncReport {
        let peer = knowing ? responder.me.origin.site : nil
        var session = SyncCaller(policy: .standard, peer: peer, refusals: refusals)
        while session.report.rounds < roundsMax {
            let reply = answer(try session.request(caller))
            if try session.takeIn(reply, caller) != .again { break }
        }
        return session.report
    }

    /// What the responder says to a request, as the web layer would put it.
    func answer(_ request: [UInt8]) -> PeerReply {
        let round = requests.count
        let arrived = onRequest(round, request)
        requests.append(arrived)
        if let breaksAfter, arrived.count > breaksAfter {
            unheard.append((Array(arrived.prefix(breaksAfter)), hearsLate))
            hear()
            return PeerReply(status: 0, failure: LinkFailure(kind: .cut, detail: "no answer"))
        }
        var reply: PeerReply
        do {
            let outcome = try Self.respond(arrived, responder)
            outcomes.append(outcome)
            reply = PeerReply(status: 200, body: outcome.reply)
        } catch let problem as SyncProblem {
            reply = PeerReply(status: problem.status, body: Array(problem.code.rawValue.utf8))
        } catch {
            reply = PeerReply(status: 500, body: Array("\(error)".utf8))
        }
        reply = onReply(round, reply)
        replies.append(reply.body)
        unheard = unheard.map { ($0.request, $0.answers - 1) }
        hear()
        return reply
    }

    private func hear() {
        for one in unheard where one.answers <= 0 { try? takeBroken(one.request[...]) }
        unheard.removeAll { $0.answers <= 0 }
    }

    private func takeBroken(_ request: ArraySlice<UInt8>) throws {
        var responder = SyncResponder(policy: .standard)
        try request.withUnsafeBytes { try responder.feed($0) }
        var exchange = try responder.exchange(cut: true)
        while try exchange.advance(self.responder) == nil {}
    }

    static func respond(
        _ request: [UInt8], _ replica: ModelReplica
    ) throws -> SyncResponder.Outcome {
        var responder = SyncResponder(policy: .standard)
        try request.withUnsafeBytes { try responder.feed($0) }
        return try responder.answer(replica)
    }
}

extension PeerReply {
    /// This reply with its connection broken after `count` bytes.
    func cut(after count: Int) -> PeerReply {
        PeerReply(
            status: status, headers: headers, body: Array(body.prefix(count)),
            failure: LinkFailure(kind: .cut, detail: "cut after \(count)"))
    }
}

/// The parts of a body.
func frames(_ body: [UInt8]) throws -> [Frame] {
    let decoder = FrameDecoder()
    var frames: [Frame] = []
    try decoder.feed(body) { frames.append($0) }
    return frames
}
