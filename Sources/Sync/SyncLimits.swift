internal import Wire

/// Limits of an exchange that are not of the bytes themselves.
public enum SyncLimits {
    public static let replyBytesMax = WireLimits.bodyBytesMax
    /// How long a long poll is kept waiting before it is answered that nothing is new.
    public static let watchSeconds = 50
    /// Canonical bytes that are applied in one commit (one transaction may have more). A desk's edit
    /// waits for at most one such batch, which the replica takes in within some ten milliseconds.
    public static let batchBytesMax = 256 << 10
    /// Processor time after which a round takes nothing more in: an ordinary one takes a second or so.
    public static let processorMillisecondsMax = 10_000
    /// Broken replies that one sync goes on after, as long as each brought something.
    public static let cutsMax = 100
    /// How often a caller whose request broke asks again what came of it, after it was told: nothing.
    public static let asksInVainMax = 4
    /// How often it pushes once more where a push brought nothing.
    public static let pushesInVainMax = 2
    /// How long it rests after so many: 20 ms, then four times as long each time, 1.7 s in all.
    public static func restMilliseconds(afterAsks asks: Int) -> Int {
        asks == 0 ? 0 : 20 << (2 * (min(asks, asksInVainMax) - 1))
    }
    /// Rounds of one sync in which the two ends look for where a stream forked. Three find it in a
    /// stream of a million.
    public static let searchesMax = 8
}
