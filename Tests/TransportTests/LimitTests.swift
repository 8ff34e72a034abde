import Sync
import Synchronization
import Testing
import Transport

@Suite(.timeLimit(.minutes(10))) struct LimitTests {
    @Test func `a reply of exactly the limit passes and one byte more does not`() async throws {
        let body = noise(1001, seed: 8)
        let server = LoopbackServer { request, conversation in
            conversation.reply(body: Array(body.prefix(Int(request.path.dropFirst()) ?? 0)))
        }
        let link = try link(to: server)
        let fits = await link.perform(get("/1000", replyBytesMax: 1000), progress: nil)
        #expect(fits.failure == nil)
        let tooLong = await link.perform(get("/1001", replyBytesMax: 1000), progress: nil)
        #expect(tooLong.failure?.kind == .tooLarge)
        #expect(tooLong.status == 200)
        #expect(tooLong.body == Array(body.prefix(1000)))
    }

    /// A gibibyte is offered; what the peer gets rid of shows how much we took.
    @Test func `a reply without end is cut off at the limit and takes no more memory`()
        async throws
    {
        let sent = Atomic(0)
        let hungUp = AsyncStream<Int>.makeStream()
        let server = LoopbackServer { _, conversation in
            conversation.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            let chunk = Array("10000\r\n".utf8) + noise(65_536, seed: 9) + Array("\r\n".utf8)
            while sent.load(ordering: .relaxed) < 1 << 30, conversation.send(chunk) {
                sent.add(65_536, ordering: .relaxed)
            }
            conversation.hangUp()
            hungUp.continuation.yield(sent.load(ordering: .relaxed))
        }
        let reply = try await link(to: server)
            .perform(get(replyBytesMax: 1_000_000), progress: nil)
        #expect(reply.failure?.kind == .tooLarge)
        #expect(reply.body.count == 1_000_000)
        #expect(reply.body.capacity <= 2_100_000)
        let taken = try #require(await hungUp.stream.first { _ in true })
        #expect(taken < 64 << 20, "of which all but the limit waited in the kernel")
    }

    @Test func `a promised length allocates nothing`() async throws {
        let server = LoopbackServer { _, conversation in
            conversation.send("HTTP/1.1 200 OK\r\nContent-Length: 9000000000\r\n\r\nabc")
            conversation.hangUp()
        }
        let reply = try await link(to: server)
            .perform(get(replyBytesMax: .max), progress: nil)
        #expect(reply.failure?.kind == .cut)
        #expect(reply.body == Array("abc".utf8))
        #expect(reply.body.capacity < 1000)
    }

    /// libcurl's own limit is a hundred kilobytes for one field; ours is less, and for all of them.
    @Test(arguments: [(1, 100_000), (1, 250_000), (1000, 100), (1, 17_000), (65, 1)])
    func `a flood of headers is refused`(count: Int, bytesEach: Int) async throws {
        let server = LoopbackServer { _, conversation in
            conversation.reply(headers: fields(count, bytesEach: bytesEach), body: [1, 2, 3])
        }
        let reply = try await link(to: server).perform(get(), progress: nil)
        #expect(reply.failure?.kind == .tooLarge, "\(String(describing: reply.failure))")
        #expect(reply.body.isEmpty)
    }

    @Test func `interim replies without end are refused`() async throws {
        let server = LoopbackServer { _, conversation in
            while conversation.send("HTTP/1.1 103 Early Hints\r\nX: y\r\n\r\n") {}
            conversation.hangUp()
        }
        let reply = try await link(to: server).perform(get(), progress: nil)
        #expect(reply.failure?.kind == .tooLarge)
    }

    @Test func `fields in the number and size that are allowed pass`() async throws {
        let server = LoopbackServer { _, conversation in
            conversation.reply(headers: fields(63, bytesEach: 200))
        }
        let reply = try await link(to: server).perform(get(), progress: nil)
        #expect(reply.failure == nil)
        #expect(reply.headers.count == 64)
    }
}

private func fields(_ count: Int, bytesEach: Int) -> [String] {
    (0..<count).map { number in "X-\(number): \(String(repeating: "x", count: bytesEach))" }
}
