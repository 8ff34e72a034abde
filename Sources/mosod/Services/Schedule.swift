internal import Sync

/// When a peer is asked next. A value: time and randomness are passed in.
struct Schedule: Sendable {
    private var backoff = Backoff()
    /// Times in a row that the peer said "something is new" and then nothing came of it.
    private var emptyCalls = Backoff()

    /// After a good exchange: the interval and some more, so that sites do not call all at once.
    mutating func succeeded(_ settings: SyncSettings, random: UInt64) -> Duration {
        backoff.succeeded()
        return settings.interval + Schedule.share(random, of: settings.jitter)
    }

    /// After a failure: full jitter up to a ceiling that doubles, but never longer than the
    /// interval, so that a site is back in step as soon as it would have asked anyway.
    mutating func failed(
        _ settings: SyncSettings, random: UInt64, retryAfterSeconds: Int?
    ) -> Duration {
        let pause = backoff.failed(random: random, retryAfterSeconds: retryAfterSeconds)
        let floor = Duration.seconds(min(retryAfterSeconds ?? 0, Backoff.retryAfterSecondsMax))
        return max(floor, min(pause, settings.interval))
    }

    var failures: Int { backoff.failures }

    /// How long to wait before the peer's word that something is new is believed again. A
    /// transaction that is held or put aside makes two sites differ for long; without this they
    /// would call each other without end.
    mutating func called(moved: Bool, random: UInt64) -> Duration {
        if moved {
            emptyCalls.succeeded()
            return .zero
        }
        // The first empty call is everyday: our own push was the news.
        let pause = emptyCalls.failed(random: random)
        return emptyCalls.failures > 2 ? pause : .zero
    }

    /// A part of `whole`, evenly from none of it to all of it.
    private static func share(_ random: UInt64, of whole: Duration) -> Duration {
        let milliseconds = UInt64(max(0, whole.components.seconds)) * 1000
        return .milliseconds(random.multipliedFullWidth(by: milliseconds + 1).high)
    }
}
