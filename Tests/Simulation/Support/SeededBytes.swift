internal import Synchronization

/// What stands for a site's random bytes: by the seed and what its clock shows, so that an event that is
/// cut from a trace leaves the others theirs. A clock may stand still, so those drawn at one time differ by
/// their number.
final class SeededBytes: Sendable {
    private let seed: UInt64
    private let clock: HandClock
    private let last = Mutex((time: UInt64(0), count: 0))

    init(_ seed: UInt64, _ clock: HandClock) {
        self.seed = seed
        self.clock = clock
    }

    func draw(_ count: Int) -> [UInt8] {
        let time = clock.milliseconds
        let number = last.withLock { last in
            last = (time, last.time == time ? last.count + 1 : 0)
            return last.count
        }
        var stream = SeededGenerator(seed: seed, "bytes", Int(time), number)
        return (0..<count).map { _ in UInt8(truncatingIfNeeded: stream.next()) }
    }
}
