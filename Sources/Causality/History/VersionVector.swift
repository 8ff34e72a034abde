/// For each stream, how far a replica has applied it without a gap.
///
/// A version vector says which *transactions* are held; it is not a vector clock, which says what
/// an *event* has seen. Both have the same form here, and a transaction's causal context is the
/// version vector of its writer at the moment of writing.
///
/// Causality is a partial order, so the type is not `Comparable`: use `order(against:)`.
public struct VersionVector: Hashable, Sendable {
    private var counters: [Stream: UInt64] = [:]

    public init() {}

    /// Entries with a count of 0 say nothing and are left out.
    public init(_ entries: some Sequence<(Stream, UInt64)>) {
        for (stream, seq) in entries where seq > 0 { counters[stream] = seq }
    }

    /// How far `stream` has been applied; 0 when nothing of it has.
    public subscript(stream: Stream) -> UInt64 { counters[stream] ?? 0 }

    public func contains(_ dot: Dot) -> Bool { dot.seq <= self[dot.stream] }

    public var isEmpty: Bool { counters.isEmpty }
    public var count: Int { counters.count }

    /// How many transactions it covers, modulo 2⁶⁴.
    public var total: UInt64 { counters.values.reduce(0, &+) }

    /// The entries in the order of their streams.
    public var entries: [(stream: Stream, seq: UInt64)] {
        counters.map { (stream: $0.key, seq: $0.value) }.sorted { $0.stream < $1.stream }
    }

    /// The streams of which something is held, in no order.
    public var streams: some Collection<Stream> { counters.keys }

    /// Whether every entry here is covered by `other`. Linear in the entries.
    public func isCovered(by other: VersionVector) -> Bool {
        counters.allSatisfy { $0.value <= other[$0.key] }
    }

    /// What a vector holds of a stream beyond a number: it and everything up to it excluded.
    public typealias Part = (stream: Stream, from: UInt64, to: UInt64)

    /// The entries of which `other` holds less, with the count `other` holds, in the order of streams;
    /// but that of `own`, if there is such a one.
    public func beyond(_ other: VersionVector, but own: Stream? = nil) -> [Part] {
        var parts: [Part] = []
        for (stream, seq) in counters where stream != own {
            let from = other[stream]
            if seq > from { parts.append((stream: stream, from: from, to: seq)) }
        }
        if parts.count > 1 { parts.sort { $0.stream < $1.stream } }
        return parts
    }

    /// Takes note that `stream` has been applied up to `seq`.
    public mutating func advance(_ stream: Stream, to seq: UInt64) {
        guard seq > 0 else {
            precondition(self[stream] == 0, VersionVector.back)
            return
        }
        VersionVector.raise(&counters[stream, default: 0], to: seq)
    }

    /// Takes note that `stream` is held up to `seq`, or further as is known already.
    public mutating func cover(_ stream: Stream, to seq: UInt64) {
        guard seq > 0 else { return }
        VersionVector.raise(&counters[stream, default: 0], toAtLeast: seq)
    }

    private static func raise(_ counter: inout UInt64, toAtLeast seq: UInt64) {
        counter = max(counter, seq)
    }

    private static func raise(_ counter: inout UInt64, to seq: UInt64) {
        precondition(seq >= counter, back)
        counter = seq
    }

    private static let back = "a version vector never goes back"

    /// The least vector that covers both.
    public mutating func merge(_ other: VersionVector) {
        counters.merge(other.counters, uniquingKeysWith: max)
    }

    /// The greatest vector that both cover.
    public mutating func meet(_ other: VersionVector) {
        counters = counters.reduce(into: [:]) { met, entry in
            let seq = min(entry.value, other[entry.key])
            if seq > 0 { met[entry.key] = seq }
        }
    }

    /// The entries whose scope `includes` accepts.
    public func restricted(to includes: (ScopeID) -> Bool) -> VersionVector {
        if counters.keys.allSatisfy({ includes($0.scope) }) { return self }
        var part = VersionVector()
        part.counters = counters.filter { includes($0.key.scope) }
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

/// How two histories stand to each other.
public enum CausalOrder: Sendable, Equatable {
    case before, after, equal, concurrent
}

extension VersionVector: CustomStringConvertible {
    public var description: String {
        "{" + entries.map { "\($0.stream):\($0.seq)" }.joined(separator: ", ") + "}"
    }
}
