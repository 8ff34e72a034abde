import NIOCore
import NIOEmbedded
import Testing

@testable import Web

@Suite("While a certificate is judged nothing is read")
struct ReadPauseTests {
    /// Counts what gets through to the network.
    private final class Network: ChannelOutboundHandler {
        typealias OutboundIn = NIOAny
        var reads = 0

        func read(context: ChannelHandlerContext) { reads += 1 }
    }

    private let network = Network()
    private let pause = ReadPause()
    private let channel: EmbeddedChannel

    init() throws {
        channel = EmbeddedChannel()
        try channel.pipeline.syncOperations.addHandlers([network, pause])
    }

    @Test func `a wish to read waits, however often it is said, and goes through once`() {
        pause.pause()
        channel.read()
        channel.read()
        #expect(network.reads == 0)
        pause.resume()
        #expect(network.reads == 1)
    }

    @Test func `before and after, every wish goes through`() {
        channel.read()
        pause.pause()
        pause.resume()
        channel.read()
        #expect(network.reads == 2)
    }
}
