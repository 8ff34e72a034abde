public import HummingbirdCore
internal import Logging
internal import NIOCore

/// HTTP/1.1 behind an `EdgeGuard`.
struct GuardedChannel: ServerChildChannel {
    typealias Value = HTTP1Channel.Value

    let limits: EdgeLimits
    let newcomers: Newcomers
    let http: HTTP1Channel

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        do {
            try channel.pipeline.syncOperations.addHandler(EdgeGuard(limits, newcomers))
        } catch {
            return channel.eventLoop.makeFailedFuture(error)
        }
        return http.setup(channel: channel, logger: logger)
    }

    func handle(value: Value, logger: Logger) async {
        await http.handle(value: value, logger: logger)
    }
}

extension HTTPServerBuilder {
    /// HTTP/1.1 whose connections are bounded before anything of them is parsed.
    public static func guarded(_ limits: EdgeLimits = EdgeLimits()) -> HTTPServerBuilder {
        let newcomers = Newcomers(most: limits.newcomersMax)
        return HTTPServerBuilder { responder in
            GuardedChannel(
                limits: limits, newcomers: newcomers,
                http: HTTP1Channel(
                    responder: responder,
                    configuration: .init(
                        idleTimeout: .seconds(75),
                        // The guard's own caps come first; these are the parser's, a little wider.
                        httpDecoderConfiguration: .init(
                            maxHeaderFieldSize: limits.headBytesMax,
                            maxHeaderListSize: limits.headBytesMax,
                            maxHeaderFieldCount: limits.headFieldsMax + 1))))
        }
    }
}
