public import Causality
internal import Wire

// What a peer has put aside of what we sent.
//
// A transaction that a peer cannot take would be taken out of its log, compressed and sent again at
// every sync, with everything of its stream behind it, and be put aside again. The peer has kept its
// bytes, so sending them once more can change nothing as long as the peer stays what it is. So the
// stream rests there until the peer says it holds the transaction after all, or answers as another
// epoch or with another schema, or this program starts anew. Other streams go on.

/// Transactions of which a peer has said that it put them aside.
public struct Refusals: Sendable, Hashable {
    public private(set) var dots: Set<Dot> = []
    private var peer: Origin?
    private var schemaVersion: UInt32?

    public init() {}

    public var isEmpty: Bool { dots.isEmpty }

    /// Begins anew when the peer is not the one that refused.
    mutating func meet(_ hello: Hello) {
        if peer != hello.identity || schemaVersion != hello.schemaVersion { dots = [] }
        peer = hello.identity
        schemaVersion = hello.schemaVersion
    }

    mutating func add(_ dot: Dot) { dots.insert(dot) }

    /// Forgets what the peer holds after all.
    mutating func settle(_ vector: VersionVector) { dots = dots.filter { !vector.contains($0) } }
}

extension VersionVector {
    /// This vector with the streams that rest at a refused transaction counted as held in full.
    func covering(_ refusals: Refusals) -> VersionVector {
        var covered = self
        for dot in refusals.dots where !contains(dot) {
            covered.advance(dot.stream, to: UInt64(Int64.max))
        }
        return covered
    }
}
