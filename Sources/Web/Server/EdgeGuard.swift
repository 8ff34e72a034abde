internal import Hummingbird
internal import NIOCore
internal import Workflows

/// Stands before the HTTP parser of one connection and ends it when it costs too much: a head that is
/// too long or too slow, a body that drips, an answer that nobody reads.
///
/// It belongs to its channel's event loop like every handler, so nothing in it needs a lock.
final class EdgeGuard: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = NIOAny
    typealias OutboundOut = ByteBuffer

    private let limits: EdgeLimits
    private let newcomers: Crowd<Bool>
    private var framing: RequestFraming
    /// Under which it is counted as a newcomer.
    private var number: Int?
    private var isRefused = false
    /// Whether a request has gone in of which no answer has come out.
    private var isAwaitingAnswer = false
    private var timer: Scheduled<Void>?
    /// Bytes of a body since the current window began.
    private var windowBytes = 0
    /// Windows of that body that have ended.
    private var windows = 0
    private var unwritten = 0
    private var replyTimer: Scheduled<Void>?

    init(_ limits: EdgeLimits, _ newcomers: Crowd<Bool>) {
        self.limits = limits
        self.newcomers = newcomers
        framing = RequestFraming(
            bytesMax: limits.headBytesMax, fieldsMax: limits.headFieldsMax,
            bodyMax: limits.bodyBytesMax)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        number = newcomers.enter(context.channel, as: true)
        expectHead(context)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
        replyTimer?.cancel()
        settle()
    }

    /// The connection is not counted as a newcomer any more.
    private func settle() {
        if let number { newcomers.leave(number, as: true) }
        number = nil
    }

    // MARK: What comes in

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isRefused else { return }
        let bytes = unwrapInboundIn(data)
        let before = framing
        do throws(RequestFraming.Fault) {
            try bytes.withUnsafeReadableBytes { (buffer) throws(RequestFraming.Fault) in
                try framing.take(buffer)
            }
        } catch {
            return refuse(context, error.problem)
        }
        if framing.heads > before.heads {
            settle()
            isAwaitingAnswer = true
        }
        follow(context, since: before, bytes.readableBytes)
        context.fireChannelRead(data)
    }

    /// Sets the clock that goes with the place the connection has come to.
    private func follow(
        _ context: ChannelHandlerContext, since before: RequestFraming, _ count: Int
    ) {
        if framing.isInsideBody {
            if before.isInsideBody && framing.heads == before.heads {
                windowBytes += count
            } else {
                (windowBytes, windows) = (0, 0)
                expectBody(context)
            }
        } else if framing.isInsideHead {
            if !before.isInsideHead || framing.heads > before.heads { expectHead(context) }
        } else {
            // Between two requests the idle time of the server holds.
            timer?.cancel()
        }
    }

    private func expectHead(_ context: ChannelHandlerContext) {
        schedule(context, limits.headTime) { [self] context in
            refuse(
                context,
                WebProblem(408, "slow-head", "the request's head did not come in time"))
        }
    }

    private func expectBody(_ context: ChannelHandlerContext) {
        schedule(context, limits.bodyWindow) { [self] context in
            windows += 1
            // What has come in whole is taken by whoever reads the body, as after any broken line.
            guard windowBytes >= limits.bodyBytesMin, windows < limits.bodyWindowsMax else {
                return context.close(promise: nil)
            }
            windowBytes = 0
            expectBody(context)
        }
    }

    private func schedule(
        _ context: ChannelHandlerContext, _ time: Duration,
        _ body: @escaping (ChannelHandlerContext) -> Void
    ) {
        timer?.cancel()
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(time)) {
            body(context)
        }
    }

    // MARK: When the program stops

    /// The server waits for requests that are under way. One that is still coming in may take its
    /// sender's time, not ours: it is cut, and what came whole is kept.
    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ChannelShouldQuiesceEvent, framing.isInsideBody || framing.isInsideHead {
            schedule(context, limits.stopTime) { $0.close(promise: nil) }
        }
        context.fireUserInboundEventTriggered(event)
    }

    // MARK: What goes out

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        // A refusal was the last word.
        guard !isRefused else {
            promise?.fail(ChannelError.outputClosed)
            return
        }
        isAwaitingAnswer = false
        let written = promise ?? context.eventLoop.makePromise()
        unwritten += 1
        if unwritten == 1 { expectReader(context) }
        written.futureResult.assumeIsolated().whenComplete { [self] _ in
            unwritten -= 1
            if unwritten == 0 { replyTimer?.cancel() }
        }
        context.write(data, promise: written)
    }

    private func expectReader(_ context: ChannelHandlerContext) {
        replyTimer?.cancel()
        replyTimer = context.eventLoop.assumeIsolated().scheduleTask(
            in: TimeAmount(limits.replyTime)
        ) { context.close(promise: nil) }
    }

    /// Answers with the problem, unless another answer is under way, and closes.
    private func refuse(_ context: ChannelHandlerContext, _ problem: WebProblem) {
        isRefused = true
        settle()
        guard !isAwaitingAnswer else { return context.close(promise: nil) }
        let answer = context.channel.allocator.buffer(string: problem.closingAnswer)
        context.writeAndFlush(wrapOutboundOut(answer)).assumeIsolated().whenComplete { _ in
            context.close(mode: .output, promise: nil)
        }
        schedule(context, limits.lingerTime) { $0.close(promise: nil) }
    }
}

extension WebProblem {
    /// The whole answer as bytes, for a connection that ends with it.
    fileprivate var closingAnswer: String {
        let body = document.text + "\n"
        return """
            HTTP/1.1 \(status.code) \(title)\r
            Connection: close\r
            Content-Type: application/problem+json\r
            Content-Length: \(body.utf8.count)\r
            X-Content-Type-Options: nosniff\r
            Cache-Control: no-store\r
            \r
            \(body)
            """
    }
}
