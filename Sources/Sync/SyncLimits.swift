internal import Wire

/// Limits of an exchange that are not of the bytes themselves.
public enum SyncLimits {
    public static let replyBytesMax = WireLimits.bodyBytesMax
    /// How long a long poll is kept waiting before it is answered that nothing is new.
    public static let watchSeconds = 50
}
