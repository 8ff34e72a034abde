public import Causality
public import Wire

// What the two ends tell each other about how far they are.
//
// A claim names a stream, a number and the first bytes of the hash there. Numbers say what to send;
// hashes tell whether both ends mean the same by a number. If the peer is further in our own stream
// than we are, our database has gone back in time; if the hash differs, the stream has forked. Both
// are found here, before anything is sent.

/// A finding of the handshake that an operator has to hear of.
public enum HandshakeFinding: Sendable, Hashable {
    /// The peer holds more of our own stream than we do: this replica is an older copy.
    case rolledBack(Stream, here: UInt64, there: UInt64)
    /// The two ends hold different transactions under the same number.
    case fork(Dot)
}

/// The claims of one end for the scopes both hold.
public struct PeerClaims: Sendable, Hashable {
    public let claims: [StreamClaim]

    public init(_ claims: [StreamClaim]) {
        self.claims = claims.sorted { $0.stream < $1.stream }
    }

    /// What this replica claims.
    public init(of replica: any ReplicaPort, _ includes: (ScopeID) -> Bool) throws {
        self.init(
            try replica.claims(includes))
    }

    public var vector: VersionVector { VersionVector(claims.map { ($0.stream, $0.seq) }) }

    /// Eight bytes that two ends share exactly when they hold the same transactions.
    public var digest: UInt64 {
        var writer = ByteWriter()
        for claim in claims {
            writer.text(claim.stream.description)
            writer.varint(claim.seq)
            writer.fixed64(claim.head)
        }
        return Digest256(of: writer.bytes).prefix
    }

    /// Compares what a peer claims with what is here.
    func findings(against replica: any ReplicaPort) throws -> [HandshakeFinding] {
        let me = try replica.identity()
        let here = try replica.vector { _ in true }
        var findings: [HandshakeFinding] = []
        for claim in claims {
            let dot = Dot(stream: claim.stream, seq: claim.seq)
            if here.contains(dot) {
                if try replica.hash(of: dot)?.prefix != claim.head { findings.append(.fork(dot)) }
            } else if claim.stream.origin == me.origin {
                findings.append(
                    .rolledBack(claim.stream, here: here[claim.stream], there: claim.seq))
            }
        }
        return findings
    }
}

extension ReplicaPort {
    func claims(_ includes: (ScopeID) -> Bool) throws -> [StreamClaim] {
        let heads = try heads(includes)
        return try vector(includes).entries.map { entry in
            StreamClaim(
                stream: entry.stream, seq: entry.seq, head: heads[entry.stream]?.prefix ?? 0)
        }
    }

    func hello(_ vector: VectorClaim) throws -> Hello {
        let me = try identity()
        return Hello(
            identity: me.origin, hub: me.hub, schemaVersion: me.schemaVersion, vector: vector)
    }

    /// Checks that the other end may be talked to at all.
    func check(_ peer: Hello) throws {
        let me = try identity()
        guard peer.identity.site != me.origin.site else {
            throw SyncProblem(.sameSite, "both ends call themselves \(me.origin.site)")
        }
        guard peer.hub == me.hub else {
            throw SyncProblem(
                .otherFederation, "the peer's hub is \(peer.hub), ours is \(me.hub)")
        }
        guard peer.protocols.contains(Hello.protocolVersion) else {
            throw SyncProblem(
                .protocolVersion,
                "the peer speaks \(peer.protocols), this end \(Hello.protocolVersion)")
        }
    }

    /// Adds what `vector` lacks to a body, as far as it has room.
    ///
    /// - Parameter excluding: streams that must not be exchanged.
    /// - Returns: whether everything fitted.
    func fill(
        _ body: inout FrameEncoder, beyond vector: VersionVector, _ includes: (ScopeID) -> Bool
    ) throws -> Bool {
        try extract(beyond: vector, includes) { record in
            guard
                body.hasRoom(byteCount: record.bytes.count, expandedCount: record.expandedCount)
            else { return false }
            body.append(bytes: record.bytes, expandedCount: record.expandedCount)
            return true
        }
    }
}

extension ItemResult {
    /// What to tell the sender; `nil` when there is nothing to say.
    var notice: ItemNotice? {
        let name = dot?.description ?? ""
        switch outcome {
        case .applied, .duplicate: return nil
        case .held(let lacks):
            let list = lacks.prefix(5).map(\.description).joined(separator: " ")
            return ItemNotice(kind: .held, dot: name, detail: list)
        case .quarantined(let why):
            return ItemNotice(kind: .quarantined, dot: name, detail: why)
        }
    }
}
