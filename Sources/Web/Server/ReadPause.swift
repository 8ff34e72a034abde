internal import NIOCore

/// Stands between the network and TLS, and reads nothing while a certificate is being judged.
///
/// With TLS 1.3 a caller has finished its handshake, and may send what it likes, before this end has
/// looked at its certificate; and looking means asking the replica, which can be busy. TLS keeps what
/// comes meanwhile in memory, and nothing behind it can tell it not to: a stranger's 20 MB became
/// 180 MB that way. Unread, they stay with the sender.
final class ReadPause: ChannelOutboundHandler {
    typealias OutboundIn = NIOAny
    typealias OutboundOut = NIOAny

    private var isPaused = false
    private var wantsRead = false
    private var context: ChannelHandlerContext?

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func read(context: ChannelHandlerContext) {
        if isPaused { wantsRead = true } else { context.read() }
    }

    /// Must be called on the channel's event loop, as `resume`.
    func pause() { isPaused = true }

    func resume() {
        isPaused = false
        guard wantsRead else { return }
        wantsRead = false
        context?.read()
    }
}
