/// When to try again: full jitter, so that those who failed together do not come back together.
///
/// When the hub restarts, every site loses its connection in the same second. Answers that do not
/// work:
///
/// - *Try at once*: the hub is overrun by its own sites the moment it comes up, and goes down.
/// - *Wait twice as long each time*: less load in total, but everybody still doubles in step. The
///   crowd arrives as one, only more seldom, and most of its work is lost each time.
/// - *Wait a doubling time, give or take a little*: the crowd becomes a slightly wider crowd.
///
/// Full jitter draws the whole wait evenly from nothing up to a ceiling that doubles:
///
///     wait = random between 0 and min(cap, base · 2^attempt)
///
/// so that n sites spread over the whole interval. Of the ways compared in Marc Brooker,
/// *Exponential Backoff And Jitter*, AWS Architecture Blog, March 2015, it costs the server the
/// least work: with 100 contending clients fewer than half the calls of plain exponential backoff.
/// The price is that a single site sometimes waits nearly nothing; that is harmless, since the mean
/// still doubles.
///
/// A peer's `Retry-After` is a floor and the jitter comes on top. The greater of the two would
/// bring everybody who was told the same number back at the same moment. The floor is bounded,
/// because a peer, or its proxy, may be wrong or hostile, and must not be able to switch a site
/// off.
///
///     var backoff = Backoff()
///     let pause = backoff.failed(random: generator.next(), retryAfterSeconds: nil)
///     backoff.succeeded()
public struct Backoff: Hashable, Sendable {
    /// The ceiling of the first wait.
    public static let baseMilliseconds: UInt64 = 1000
    /// No ceiling is higher: fifteen minutes, after which a site is back soon enough for people.
    public static let capMilliseconds: UInt64 = 15 * 60 * 1000
    /// A longer `Retry-After` is cut to this: an hour.
    public static let retryAfterSecondsMax = 60 * 60

    /// Failures in a row since the last success.
    public private(set) var failures: Int

    public init(failures: Int = 0) { self.failures = max(0, failures) }

    /// Counts a failure and says how long to wait. `random` must be drawn anew for each call.
    public mutating func failed(random: UInt64, retryAfterSeconds: Int? = nil) -> Duration {
        let pause = Backoff.delay(
            attempt: failures, random: random, retryAfterSeconds: retryAfterSeconds)
        if failures < Int.max { failures += 1 }
        return pause
    }

    /// The next failure is the first again.
    public mutating func succeeded() { failures = 0 }

    /// The wait before the try that follows failure number `attempt`, counted from 0.
    public static func delay(
        attempt: Int, random: UInt64, retryAfterSeconds: Int? = nil
    ) -> Duration {
        // The upper half of the product is even over 0 ... ceiling; a remainder would favour some.
        let jitter = random.multipliedFullWidth(by: ceilingMilliseconds(attempt: attempt) + 1).high
        let floorSeconds = min(max(retryAfterSeconds ?? 0, 0), retryAfterSecondsMax)
        return .seconds(floorSeconds) + .milliseconds(jitter)
    }

    /// The longest wait that `delay` can draw, apart from `Retry-After`.
    public static func ceilingMilliseconds(attempt: Int) -> UInt64 {
        // 2^20 seconds is beyond the cap; a larger exponent would only overflow.
        min(capMilliseconds, baseMilliseconds << UInt64(min(max(attempt, 0), 20)))
    }
}
