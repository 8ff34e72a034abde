public import HummingbirdCore
internal import Logging
internal import NIOCore

/// HTTP/1.1 behind an `EdgeGuard`, which stands behind TLS where peers come in.
struct GuardedChannel: ServerChildChannel {
    struct Value: ServerChildChannelValue {
        let http: HTTP1Channel.Value
        let proven: ProvenKey

        var channel: any Channel { http.channel }
    }

    let limits: EdgeLimits
    let doorkeeper: Doorkeeper
    let tls: PeerTLS?
    let http: HTTP1Channel

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        let proven = ProvenKey()
        do {
            if let tls {
                try channel.pipeline.syncOperations.addHandlers(
                    try tls.handlers(for: channel, counting: doorkeeper.peers, telling: proven))
            }
            try channel.pipeline.syncOperations.addHandler(
                EdgeGuard(limits, doorkeeper.newcomers))
        } catch {
            return channel.eventLoop.makeFailedFuture(error)
        }
        return http.setup(channel: channel, logger: logger).map {
            Value(http: $0, proven: proven)
        }
    }

    func handle(value: Value, logger: Logger) async {
        await ProvenKey.$ofConnection.withValue(value.proven) {
            await http.handle(value: value.http, logger: logger)
        }
    }
}

extension HTTPServerBuilder {
    /// HTTP/1.1 whose connections are bounded before anything of them is parsed.
    ///
    /// - Parameter tls: for the door of peers; without it, what is said is said in the clear.
    public static func guarded(
        _ limits: EdgeLimits = EdgeLimits(), tls: PeerTLS? = nil
    ) -> HTTPServerBuilder {
        let doorkeeper = Doorkeeper(limits)
        return HTTPServerBuilder { responder in
            GuardedChannel(
                limits: limits, doorkeeper: doorkeeper, tls: tls,
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
