import Sync

/// Thins out the figures of a transfer: libcurl tells them many times a second, people read few.
struct ProgressMeter {
    /// Ten reports a second.
    static let pauseMilliseconds: UInt64 = 100

    private var told = TransferProgress(sent: 0, received: 0)
    private var toldAtMilliseconds: UInt64

    /// `now` is any clock that only moves forward. The first report is due a pause later: what is
    /// over sooner needs none but the last.
    init(nowMilliseconds: UInt64) { toldAtMilliseconds = nowMilliseconds }

    /// What to report, if anything. `isLast` reports whatever has not been told yet.
    mutating func report(
        _ figures: TransferProgress, nowMilliseconds: UInt64, isLast: Bool = false
    ) -> TransferProgress? {
        let isDue = nowMilliseconds >= toldAtMilliseconds + ProgressMeter.pauseMilliseconds
        guard figures != told, isDue || isLast else { return nil }
        told = figures
        toldAtMilliseconds = nowMilliseconds
        return figures
    }
}
