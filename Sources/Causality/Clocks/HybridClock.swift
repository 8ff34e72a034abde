/// Gives timestamps that rise strictly, whatever the wall clock does.
///
/// A clock that is wrong by a year is common at a branch: an empty battery, a wrong time zone. Two
/// things must not follow from it. Our own stamps must not run backwards after somebody mends the
/// clock, so `tick` never returns less than it gave before. And a peer's stamps must not drag ours
/// into the future, so `observe` follows a remote stamp no further than `driftMax` ahead of our
/// wall clock; the excess is only reported.
public struct HybridClock: Sendable {
    /// How far a remote stamp may pull this clock ahead of its own wall clock: five minutes.
    public static let driftMaxMilliseconds: UInt64 = 5 * 60 * 1000

    public private(set) var last: HybridTimestamp

    public init(last: HybridTimestamp = .zero) { self.last = last }

    /// The next stamp, given the wall clock in milliseconds since 1970.
    public mutating func tick(wallMilliseconds: UInt64) -> HybridTimestamp {
        let wall = HybridTimestamp(milliseconds: min(wallMilliseconds, 1 << 48 - 1), counter: 0)
        // Counting the 64 bits up carries a full counter into the milliseconds, which keeps order.
        last = wall > last ? wall : HybridTimestamp(bits: last.bits + 1)
        return last
    }

    /// Takes a stamp of a received transaction into account, so that what is written after it is
    /// also stamped after it. Returns by how many milliseconds the stamp lies beyond what is
    /// followed; 0 when it was followed in full.
    @discardableResult
    public mutating func observe(_ remote: HybridTimestamp, wallMilliseconds: UInt64) -> UInt64 {
        let limit = min(wallMilliseconds + HybridClock.driftMaxMilliseconds, 1 << 48 - 1)
        if remote.milliseconds <= limit {
            last = max(last, remote)
            return 0
        }
        return remote.milliseconds - limit
    }
}
