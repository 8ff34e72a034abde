internal import Causality
internal import Wire

/// The streams of the replica in memory: by local number and by name, with what has changed.
///
/// An edit asks a dozen times for the stream that it goes on with; so the one found last is looked at
/// first, before any table of names. An object, because a copy would cost more than the asking; and
/// unchecked for overlapping accesses, which would cost as much again: it is confined to the replica's
/// owner, and nothing it calls while it touches a property comes back to it.
final class StreamCache {
    @exclusivity(unchecked) private(set) var all: [StreamState] = []
    @exclusivity(unchecked) private var positions: [Stream: Int] = [:]
    @exclusivity(unchecked) private var byID: [Int64: Int] = [:]
    /// The position found last.
    @exclusivity(unchecked) private var recent = 0
    @exclusivity(unchecked) private var dirty: Set<Int> = []
    /// Streams that have only grown: a few in a commit, each once.
    @exclusivity(unchecked) private var advanced: [Int] = []
    private var fresh: Set<Int> = []
    @exclusivity(unchecked) private(set) var vector = VersionVector()
    /// The streams that have forked, by their plain names: what came before and the branches.
    private var families: [Stream: [Int]] = [:]

    init() {}

    init(_ states: [StreamState]) {
        all = states
        for (at, state) in states.enumerated() {
            positions[state.stream] = at
            byID[state.id] = at
        }
        count()
    }

    /// Derives what follows from `all`.
    private func count() {
        vector = VersionVector()
        families = [:]
        for state in all where state.applied > state.base {
            vector.advance(state.stream, to: state.applied)
        }
        for plain in Set(all.filter { $0.parent != nil }.map(\.stream.plain)) {
            families[plain] = all.indices.filter { all[$0].stream.plain == plain }
                .sorted { all[$0].stream < all[$1].stream }
        }
    }

    private func position(of stream: Stream) -> Int? {
        if recent < all.count, all[recent].stream == stream { return recent }
        guard let at = positions[stream] else { return nil }
        recent = at
        return at
    }

    private func position(id: Int64) -> Int? {
        if recent < all.count, all[recent].id == id { return recent }
        return byID[id]
    }

    subscript(_ stream: Stream) -> StreamState? { position(of: stream).map { all[$0] } }

    subscript(id id: Int64) -> StreamState? { position(id: id).map { all[$0] } }

    func stream(id: Int64) -> Stream? { position(id: id).map { all[$0].stream } }

    /// The last number applied of a stream; 0 when it is not known here.
    func applied(_ stream: Stream) -> UInt64 { position(of: stream).map { all[$0].applied } ?? 0 }

    /// What the next transaction of a stream goes on from. Copies no more of the stream than that.
    ///
    /// - Precondition: the stream is known here.
    func end(
        of stream: Stream
    ) -> (head: Digest256, stamp: HybridTimestamp, context: WrittenContext) {
        guard let at = position(of: stream) else {
            preconditionFailure("\(stream) is known by now")
        }
        return (all[at].head, all[at].stamp, all[at].context)
    }

    /// The local number of a stream; `nil` when it is not known here.
    func id(of stream: Stream) -> Int64? { position(of: stream).map { all[$0].id } }

    /// The local number of a stream, which is given one when it is new.
    func idMaking(_ stream: Stream) -> Int64 {
        if let known = id(of: stream) { return known }
        let id = (all.map(\.id).max() ?? 0) + 1
        let at = all.count
        all.append(
            StreamState(
                id: id, stream: stream, applied: 0, head: .none, stamp: .zero,
                context: WrittenContext()))
        positions[stream] = at
        byID[id] = at
        dirty.insert(at)
        fresh.insert(at)
        return id
    }

    func dot(_ local: LocalDot) -> Dot? {
        stream(id: local.stream).map { Dot(stream: $0, seq: local.seq) }
    }

    /// Takes note that the next transaction of a stream, of `size` bytes, has been applied.
    func advance(
        _ stream: Stream, to seq: UInt64, head: Digest256, stamp: HybridTimestamp,
        context: WrittenContext, size: Int
    ) {
        guard let at = position(of: stream) else {
            preconditionFailure("\(stream) is known by now")
        }
        precondition(seq == all[at].applied + 1, "streams are gapless")
        all[at].applied = seq
        all[at].head = head
        all[at].stamp = stamp
        all[at].context = context
        all[at].unsavedBytes += size
        vector.advance(stream, to: seq)
        if !advanced.contains(at) { advanced.append(at) }
    }

    /// What has to be written at the end of the commit: what has changed, except that the streams
    /// of `site`, our own, may be behind the log by a little.
    func takeUnsaved(of site: SiteID) -> [(state: StreamState, isNew: Bool)] {
        for at in advanced
        where !dirty.contains(at)
            && !(all[at].stream.origin.site == site && all[at].mayWait)
        {
            dirty.insert(at)
        }
        advanced.removeAll(keepingCapacity: true)
        guard !dirty.isEmpty else { return [] }
        let taken = dirty.sorted().map { (state: all[$0], isNew: fresh.contains($0)) }
        for at in dirty {
            all[at].saved = all[at].applied
            all[at].unsavedBytes = 0
        }
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

    /// The first four bytes of the hashes that entries of our vector end at.
    func heads(of entries: [VersionVector.Part]) -> [Stream: UInt32] {
        var heads: [Stream: UInt32] = [:]
        for part in entries {
            heads[part.stream] = positions[part.stream].map { all[$0].head.short }
        }
        return heads
    }

    // MARK: Forks

    /// Whether any stream is known to have forked.
    var hasBranches: Bool { !families.isEmpty }

    func hasBranches(behind state: StreamState) -> Bool {
        hasBranches && all.contains { $0.parent == state.id }
    }

    func isForked(_ stream: Stream) -> Bool { hasBranches && families[stream.plain] != nil }

    /// Whether any stream of an origin, in whatever scope, is known to have forked.
    func isForked(_ origin: Origin) -> Bool {
        hasBranches && families.keys.contains { $0.origin == origin }
    }

    /// What is known under a plain name: one stream, or what came before a fork and the branches, in
    /// the order of streams.
    func family(of plain: Stream) -> [StreamState] {
        if let family = families[plain] { return family.map { all[$0] } }
        return positions[plain].map { [all[$0]] } ?? []
    }

    /// The stream that holds a number on the way from the beginning to the end of stream `id`.
    func holder(of seq: UInt64, before id: Int64) -> StreamState? {
        var state = self[id: id]
        while let now = state, seq <= now.base { state = now.parent.flatMap { self[id: $0] } }
        return state
    }

    /// Everything from the beginning to a number of stream `id`.
    func path(to seq: UInt64, of id: Int64) -> VersionVector {
        var path = VersionVector()
        var seq = seq
        var state = self[id: id]
        while let now = state {
            if seq > now.base { path.advance(now.stream, to: seq) }
            seq = min(seq, now.base)
            state = now.parent.flatMap { self[id: $0] }
        }
        return path
    }

    /// A new branch behind the number `base` of stream `parent`, holding as much as `like`.
    func addBranch(
        _ stream: Stream, behind base: UInt64, of parent: Int64, like: StreamState
    ) -> Int64 {
        let id = idMaking(stream)
        guard let at = byID[id] else { preconditionFailure("just made") }
        all[at].parent = parent
        all[at].base = base
        all[at].applied = like.applied
        all[at].head = like.head
        all[at].stamp = like.stamp
        all[at].context = like.context
        count()
        return id
    }

    /// Ends stream `old` where `state` says, its branches having become those of `new`.
    func cut(_ state: StreamState, inFavourOf new: Int64) {
        guard let end = byID[state.id] else { preconditionFailure("stream \(state.id)") }
        for at in all.indices where all[at].parent == state.id && all[at].id != new {
            all[at].parent = new
            dirty.insert(at)
        }
        all[end] = state
        dirty.insert(end)
        count()
    }
}
