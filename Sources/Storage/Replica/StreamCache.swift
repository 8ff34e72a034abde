internal import Causality
internal import Wire

/// The streams of the replica in memory: by local number and by name, with what has changed.
struct StreamCache {
    private(set) var all: [StreamState] = []
    private var positions: [Stream: Int] = [:]
    private var byID: [Int64: Int] = [:]
    private var dirty: Set<Int> = []
    private var fresh: Set<Int> = []
    private(set) var vector = VersionVector()

    init() {}

    init(_ states: [StreamState]) {
        all = states
        for (at, state) in states.enumerated() {
            positions[state.stream] = at
            byID[state.id] = at
            vector.advance(state.stream, to: state.applied)
        }
    }

    subscript(_ stream: Stream) -> StreamState? { positions[stream].map { all[$0] } }

    func stream(id: Int64) -> Stream? { byID[id].map { all[$0].stream } }

    /// The local number of a stream; `nil` when it is not known here.
    func id(of stream: Stream) -> Int64? { positions[stream].map { all[$0].id } }

    /// The local number of a stream, which is given one when it is new.
    mutating func idMaking(_ stream: Stream) -> Int64 {
        if let known = id(of: stream) { return known }
        let id = (all.map(\.id).max() ?? 0) + 1
        let at = all.count
        all.append(
            StreamState(
                id: id, stream: stream, applied: 0, head: .none, stamp: .zero,
                context: VersionVector()))
        positions[stream] = at
        byID[id] = at
        dirty.insert(at)
        fresh.insert(at)
        return id
    }

    func dot(_ local: LocalDot) -> Dot? {
        stream(id: local.stream).map { Dot(stream: $0, seq: local.seq) }
    }

    /// Takes note that the next transaction of a stream has been applied.
    mutating func advance(
        _ stream: Stream, to seq: UInt64, head: Digest256, stamp: HybridTimestamp,
        context: VersionVector
    ) {
        guard let at = positions[stream] else { preconditionFailure("\(stream) is known by now") }
        precondition(seq == all[at].applied + 1, "streams are gapless")
        all[at].applied = seq
        all[at].head = head
        all[at].stamp = stamp
        all[at].context = context
        vector.advance(stream, to: seq)
        dirty.insert(at)
    }

    /// What has to be written at the end of the commit.
    mutating func takeDirty() -> [(state: StreamState, isNew: Bool)] {
        let taken = dirty.sorted().map { (state: all[$0], isNew: fresh.contains($0)) }
        dirty = []
        fresh = []
        return taken
    }

    /// The clock as far as the log tells: our own last stamp is never undercut, others' are
    /// followed as far as `HybridClock` allows.
    func clock(of site: SiteID, epoch: UInt32, wallMilliseconds: UInt64) -> HybridClock {
        let own = all.filter { $0.stream.origin.site == site && $0.stream.origin.epoch == epoch }
        var clock = HybridClock(last: own.map(\.stamp).max() ?? .zero)
        for state in all { clock.observe(state.stamp, wallMilliseconds: wallMilliseconds) }
        return clock
    }
}
