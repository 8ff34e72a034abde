public import Causality
internal import Wire

// Whether the author of one write had seen another.
//
// A merge never asks: what a write names is enough for it. A rule may have to, where two cells of a row
// belong together only now and then, such as a field and the one that says that the record is out of use.
// A transaction's context travels as the difference to the one before in its stream, so what an author knew
// of another stream is what the last such difference said. That is looked for from both sides. Where
// nothing was said of a stream since, its author knew what the stream's end knows, which is at hand; where
// something was, the difference before it is mostly near. So a recent write costs a few headers, however
// long the log is, and all writes of a stream together cost at most its length, since what was read is kept.

/// Tells of many pairs of writes which had seen which. Holds for as long as nothing is applied.
public final class CausalPast {
    private let replica: Replica
    private var chains: [Stream: Chain] = [:]

    public init(_ replica: Replica) { self.replica = replica }

    /// A stream as far as it has been read, from its end backwards.
    private final class Chain {
        let id: Int64
        /// What the author of the last transaction had seen.
        let end: VersionVector
        /// Everything behind this number has been read.
        var unread: UInt64
        /// Where contexts went on to in other streams, the newest first.
        var steps: [Stream: [(at: UInt64, seq: UInt64)]] = [:]

        init(_ state: StreamState) {
            id = state.id
            end = state.context.vector
            unread = state.applied
        }

        /// What was last said of a stream up to the transaction `seq`, as far as has been read.
        func said(of stream: Stream, upTo seq: UInt64) -> UInt64? {
            guard let steps = steps[stream] else { return nil }
            var low = steps.startIndex, high = steps.endIndex
            while low < high {
                let middle = (low + high) / 2
                if steps[middle].at > seq { low = middle + 1 } else { high = middle }
            }
            return low < steps.endIndex ? steps[low].seq : nil
        }
    }

    /// Whether whoever wrote `author` had seen `other`. Of a write itself the answer is no.
    public func hasSeen(_ author: Dot, _ other: Dot) throws -> Bool {
        if author.stream == other.stream { return other.seq < author.seq }
        return try replica.read {
            let streams = replica.streams
            // Names in contexts are not what they seem where a stream has forked.
            guard !streams.isForked(author.stream), !streams.isForked(other.stream) else {
                return try replica.transaction(author)?.context.contains(other) ?? false
            }
            guard let chain = chain(author.stream) else { return false }
            return try known(of: other.stream, to: author.seq, in: chain) >= other.seq
        }
    }

    /// Whether neither of two writes had seen the other.
    public func areApart(_ one: Dot, _ other: Dot) throws -> Bool {
        guard one != other, try !hasSeen(one, other) else { return false }
        return try !hasSeen(other, one)
    }

    private func chain(_ stream: Stream) -> Chain? {
        if let known = chains[stream] { return known }
        guard let state = replica.streams[stream] else { return nil }
        let made = Chain(state)
        chains[stream] = made
        return made
    }

    /// How far the author of a chain's transaction `seq` knew another stream.
    private func known(of stream: Stream, to seq: UInt64, in chain: Chain) throws -> UInt64 {
        while chain.unread > seq { try step(chain) }
        if let said = chain.said(of: stream, upTo: seq) { return said }
        // Nothing was said since: what the end knows was known then.
        guard chain.steps[stream] != nil else { return chain.end[stream] }
        while chain.unread > 0 {
            try step(chain)
            if let last = chain.steps[stream]?.last, last.at <= seq { return last.seq }
        }
        return 0
    }

    private func step(_ chain: Chain) throws {
        let at = chain.unread
        chain.unread -= 1
        guard let record = try replica.log.record(LocalDot(stream: chain.id, seq: at)) else {
            chain.unread = 0
            return
        }
        for entry in try replica.header(of: record).contextDelta {
            chain.steps[entry.stream, default: []].append((at, entry.seq))
        }
    }
}
