internal import Wire

/// What a connection may cost before anybody knows who is at its other end.
public struct EdgeLimits: Sendable {
    /// Request line and fields together.
    public var headBytesMax = 16 << 10
    public var headFieldsMax = 64
    /// How long a head may take from its first byte, and a fresh connection to its first head.
    public var headTime = Duration.seconds(10)
    /// A body that says it is longer is refused from its head, and nothing of it is read.
    public var bodyBytesMax = WireLimits.bodyBytesMax
    /// A body must bring so many bytes in every `bodyWindow`: 1 KB a second.
    public var bodyBytesMin = 10 << 10
    public var bodyWindow = Duration.seconds(10)
    /// A body is cut after so many windows, however steadily it comes in: 4 MiB over the thinnest line
    /// in use (64 kbit/s) take nine minutes.
    public var bodyWindowsMax = 60
    /// How long the other end may leave what was written unread.
    public var replyTime = Duration.seconds(600)
    /// How long what a refused sender still sends is read and thrown away. Closing at once would
    /// reset the connection and destroy the answer on its way.
    public var lingerTime = Duration.seconds(1)
    /// How long a request that is still coming in keeps a program that stops.
    public var stopTime = Duration.seconds(2)
    /// Connections that have not shown a whole head yet, at the same time; one more puts out the oldest.
    public var newcomersMax = 64
    /// Connections that have proved to hold one key, at the same time; one more puts out the oldest.
    public var peerConnectionsMax = 8

    public init() {}
}
