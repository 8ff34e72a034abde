internal import NIOCore
internal import Synchronization

/// Connections of a kind, of which there may be so many at the same time for each `Kind`.
///
/// Who comes beyond that puts out the one that has been there longest. To turn the newcomer away would
/// be easier, and wrong: whoever opens connections and says nothing would then hold every place and keep the
/// others out, while a connection that means something shows it within moments and is not counted any more.
final class Crowd<Kind: Hashable & Sendable>: Sendable {
    private struct Member: Sendable {
        let number: Int
        let channel: any Channel
    }

    private struct State: Sendable {
        var count = 0
        /// By kind, the longest there first.
        var members: [Kind: [Member]] = [:]
    }

    private let state = Mutex(State())
    private let most: Int

    init(most: Int) { self.most = most }

    /// Counts a connection; what to say when it leaves.
    func enter(_ channel: any Channel, as kind: Kind) -> Int {
        let (number, displaced) = state.withLock { state -> (Int, (any Channel)?) in
            state.count += 1
            var members = state.members[kind, default: []]
            let displaced = members.count < most ? nil : members.removeFirst().channel
            members.append(Member(number: state.count, channel: channel))
            state.members[kind] = members
            return (state.count, displaced)
        }
        displaced?.close(promise: nil)
        return number
    }

    /// Counts it no more; once again does nothing.
    func leave(_ number: Int, as kind: Kind) {
        state.withLock { state in
            guard var members = state.members[kind] else { return }
            members.removeAll { $0.number == number }
            state.members[kind] = members.isEmpty ? nil : members
        }
    }
}

/// What all connections of one door share.
final class Doorkeeper: Sendable {
    /// Connections that have not shown a whole head yet.
    let newcomers: Crowd<Bool>
    /// Connections of peers, by the key that each has proved to hold.
    let peers: Crowd<[UInt8]>

    init(_ limits: EdgeLimits) {
        newcomers = Crowd(most: limits.newcomersMax)
        peers = Crowd(most: limits.peerConnectionsMax)
    }
}
