/// For each stream, how far a replica has applied it without a gap.
///
/// A version vector says which *transactions* are held; it is not a vector clock, which says what
/// an *event* has seen. Both have the same form here, and a transaction's causal context is the
/// version vector of its writer at the moment of writing.
///
/// The entries are kept in the order of their streams. Nothing is hashed to find one: a federation has few streams in
/// a scope, so few entries are looked through, and of many half is left out at each step; two vectors are compared by
/// going through both at once.
///
/// Causality is a partial order, so the type is not `Comparable`: use `order(against:)`.
public struct VersionVector: Hashable, Sendable {
    /// How far one stream is held.
    public struct Entry: Hashable, Sendable {
        public let stream: Stream
        /// Counted from 1.
        public fileprivate(set) var seq: UInt64

        fileprivate func isOf(_ stream: Stream) -> Bool { self.stream == stream }
    }

    /// What a vector holds of a stream beyond a number: it and everything up to it excluded.
    public struct Part: Hashable, Sendable {
        public let stream: Stream
        public let from: UInt64
        public let to: UInt64
    }

    /// The entries in the order of their streams, each stream once.
    public private(set) var entries: [Entry] = []

    public init() {}

    /// Entries with a count of 0 say nothing and are left out; of two for one stream the later counts.
    public init(_ entries: some Sequence<(Stream, UInt64)>) {
        for (stream, seq) in entries where seq > 0 {
            self.entries.append(Entry(stream: stream, seq: seq))
        }
        let isInOrder = zip(self.entries, self.entries.dropFirst()).allSatisfy {
            $0.stream < $1.stream
        }
        if !isInOrder { sort() }
    }

    /// Puts entries that came in any order into the order of their streams.
    private mutating func sort() {
        var latest: [Stream: UInt64] = [:]
        for entry in entries { latest[entry.stream] = entry.seq }
        entries = latest.map { Entry(stream: $0.key, seq: $0.value) }
            .sorted { $0.stream < $1.stream }
    }

    /// How far `stream` has been applied; 0 when nothing of it has.
    public subscript(stream: Stream) -> UInt64 { position(of: stream).map { entries[$0].seq } ?? 0 }

    public func contains(_ dot: Dot) -> Bool { dot.seq <= self[dot.stream] }

    public var isEmpty: Bool { entries.isEmpty }
    public var count: Int { entries.count }

    /// How many transactions it covers, modulo 2⁶⁴.
    public var total: UInt64 { entries.reduce(0) { $0 &+ $1.seq } }

    /// The streams of which something is held, in their order.
    public var streams: [Stream] { entries.map(\.stream) }

    /// Whether every entry here is covered by `other`. Linear in the entries.
    public func isCovered(by other: VersionVector) -> Bool {
        var walk = Walk(other)
        return entries.allSatisfy { $0.seq <= walk.seq(of: $0.stream) }
    }

    /// The entries of which `other` holds less, with the count `other` holds, in the order of streams;
    /// but that of `own`, if there is such a one.
    public func beyond(_ other: VersionVector, but own: Stream? = nil) -> [Part] {
        var parts: [Part] = []
        var walk = Walk(other)
        for at in entries.indices {
            let from = walk.seq(of: entries[at].stream)
            guard entries[at].seq > from, entries[at].stream != own else { continue }
            parts.append(Part(stream: entries[at].stream, from: from, to: entries[at].seq))
        }
        return parts
    }

    /// Takes note that `stream` has been applied up to `seq`.
    public mutating func advance(_ stream: Stream, to seq: UInt64) {
        let at = position(of: stream)
        precondition(seq >= at.map { entries[$0].seq } ?? 0, "a version vector never goes back")
        raise(stream, at, to: seq)
    }

    /// Takes note that `stream` is held up to `seq`, or further as is known already.
    public mutating func cover(_ stream: Stream, to seq: UInt64) {
        let at = position(of: stream)
        if let at, entries[at].seq >= seq { return }
        raise(stream, at, to: seq)
    }

    /// - Parameter at: where the stream's entry is; `nil` when there is none.
    private mutating func raise(_ stream: Stream, _ at: Int?, to seq: UInt64) {
        if let at {
            entries[at].seq = seq
        } else if seq > 0 {
            entries.insert(Entry(stream: stream, seq: seq), at: place(of: stream))
        }
    }

    /// The least vector that covers both. Linear in the entries of both.
    public mutating func merge(_ other: VersionVector) {
        guard !other.isCovered(by: self) else { return }
        var merged: [Entry] = []
        merged.reserveCapacity(max(entries.count, other.entries.count))
        var (here, there) = (entries[...], other.entries[...])
        while let mine = here.first, let theirs = there.first {
            let isShared = mine.stream == theirs.stream
            let isMine = isShared ? mine.seq >= theirs.seq : mine.stream < theirs.stream
            merged.append(isMine ? mine : theirs)
            if isShared || isMine { here.removeFirst() }
            if isShared || !isMine { there.removeFirst() }
        }
        entries = merged + here + there
    }

    /// The greatest vector that both cover.
    public mutating func meet(_ other: VersionVector) {
        var walk = Walk(other)
        entries = entries.compactMap { entry in
            let seq = min(entry.seq, walk.seq(of: entry.stream))
            return seq > 0 ? Entry(stream: entry.stream, seq: seq) : nil
        }
    }

    /// The entries whose scope `includes` accepts.
    public func restricted(to includes: (ScopeID) -> Bool) -> VersionVector {
        if entries.indices.allSatisfy({ includes(entries[$0].stream.scope) }) { return self }
        var part = VersionVector()
        part.entries = entries.filter { includes($0.stream.scope) }
        return part
    }

    public func order(against other: VersionVector) -> CausalOrder {
        switch (isCovered(by: other), other.isCovered(by: self)) {
        case (true, true): .equal
        case (true, false): .before
        case (false, true): .after
        case (false, false): .concurrent
        }
    }
}

extension VersionVector {
    /// So many entries are looked through one by one.
    private static let few = 16

    /// Where the entry of a stream is.
    private func position(of stream: Stream) -> Int? {
        if entries.count <= VersionVector.few {
            // By places, so that no entry is copied to be looked at.
            return entries.indices.first { entries[$0].isOf(stream) }
        }
        let at = place(of: stream)
        return at < entries.count && entries[at].stream == stream ? at : nil
    }

    /// Where the entry of a stream is or would be. A stream behind all others is found at once, as entries mostly come
    /// in their order.
    private func place(of stream: Stream) -> Int {
        guard let last = entries.last, !(last.stream < stream) else { return entries.count }
        var (low, high) = (0, entries.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].stream < stream { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Goes through the entries once, for streams that are asked for in their order.
    private struct Walk {
        private let entries: [Entry]
        private var at = 0

        init(_ vector: VersionVector) { entries = vector.entries }

        mutating func seq(of stream: Stream) -> UInt64 {
            while at < entries.count {
                // Mostly both have the same streams.
                if entries[at].stream == stream {
                    at += 1
                    return entries[at - 1].seq
                }
                guard entries[at].stream < stream else { break }
                at += 1
            }
            return 0
        }
    }
}

/// How two histories stand to each other.
public enum CausalOrder: Sendable, Equatable {
    case before, after, equal, concurrent
}

extension VersionVector: CustomStringConvertible {
    public var description: String {
        "{" + entries.map { "\($0.stream):\($0.seq)" }.joined(separator: ", ") + "}"
    }
}
