import Sync
import Testing

@testable import Transport

@Suite(.timeLimit(.minutes(10))) struct FailureTests {
    /// Every position in the head, and every one in and around the body.
    @Test func `a reply cut at any byte keeps exactly the bytes that arrived`() async throws {
        let body = noise(60, seed: 6)
        let whole = wholeReply(headers: ["X-Moso: yes"], body: body)
        let server = LoopbackServer { request, conversation in
            let count = Int(request.path.dropFirst()) ?? 0
            conversation.send(Array(whole[..<count]))
            conversation.hangUp()
        }
        let link = try link(to: server)
        let headCount = whole.count - body.count
        for count in 0..<whole.count {
            let reply = await link.perform(get("/\(count)"), progress: nil)
            #expect(reply.failure?.kind == .cut, "cut after \(count) bytes")
            #expect(reply.body == Array(body.prefix(max(0, count - headCount))))
            if count >= headCount {
                #expect(reply.status == 200)
                #expect(reply.headers["x-moso"] == "yes")
            }
        }
        #expect(await link.perform(get("/\(whole.count)"), progress: nil).failure == nil)
    }

    @Test(arguments: [0, 1, 16_383, 16_384, 16_385, 100_000, 999_999])
    func `a long reply that is cut keeps its beginning`(count: Int) async throws {
        let body = noise(1_000_000, seed: 7)
        let server = LoopbackServer { _, conversation in
            let whole = wholeReply(body: body)
            conversation.send(Array(whole.dropLast(body.count - count)))
            conversation.hangUp()
        }
        let reply = try await link(to: server).perform(get(), progress: nil)
        #expect(reply.failure?.kind == .cut)
        #expect(reply.status == 200)
        #expect(reply.body == Array(body[..<count]))
    }

    @Test func `a chunked reply without its last chunk is cut`() async throws {
        let server = LoopbackServer { _, conversation in
            conversation.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")
            conversation.hangUp()
        }
        let reply = try await link(to: server).perform(get(), progress: nil)
        #expect(reply.failure?.kind == .cut)
        #expect(reply.body == Array("abc".utf8))
    }

    @Test func `nobody at the port is a failure to connect`() async throws {
        let address = PeerAddress(inTheClear: deadPort())
        let reply = await CurlLink(inTheClear: address, on: try CurlLoop())
            .perform(get(), progress: nil)
        #expect(reply.status == 0)
        #expect(reply.failure?.kind == .connect)
        #expect(reply.failure?.detail.contains("Failed to connect") == true)
    }

    @Test func `a peer that falls silent before its reply is given up`() async throws {
        let server = LoopbackServer { _, conversation in conversation.waitForHangUp() }
        let reply = try await link(to: server)
            .perform(get(silenceSecondsMax: 1), progress: nil)
        #expect(reply.failure?.kind == .stalled)
        #expect(reply.status == 0)
    }

    @Test func `a peer that falls silent within its reply is given up, its bytes kept`()
        async throws
    {
        let server = LoopbackServer { _, conversation in
            conversation.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc")
            conversation.waitForHangUp()
        }
        let reply = try await link(to: server)
            .perform(get(silenceSecondsMax: 1), progress: nil)
        #expect(reply.failure?.kind == .stalled)
        #expect(reply.status == 200)
        #expect(reply.body == Array("abc".utf8))
    }

    @Test func `a refusal that comes while we still send keeps its status`() async throws {
        let server = LoopbackServer { _, conversation in
            conversation.send("HTTP/1.1 413 Too Large\r\nContent-Length: 9\r\n\r\nabc")
            conversation.hangUp()
        }
        let reply = try await link(to: server).perform(post("/", [1, 2, 3]), progress: nil)
        #expect(reply.status == 413)
        #expect(reply.failure?.kind == .cut)
        #expect(RetryVerdict(reply, wallSeconds: 0) == .giveUp)
    }

    @Test func `an answer that is not HTTP is refused`() async throws {
        let server = LoopbackServer { _, conversation in
            conversation.send("<html>Please log in to this network</html>")
            conversation.hangUp()
        }
        let reply = try await link(to: server).perform(get(), progress: nil)
        #expect(reply.failure?.kind == .other)
        #expect(reply.body.isEmpty)
    }

    @Test func `a request that would break out of its head is not sent`() async throws {
        let server = LoopbackServer { _, conversation in conversation.reply() }
        let link = try link(to: server)
        var requests = [get("v1"), get(".evil.example/"), get("/a b"), get("/a\r\nb"), get("/#x")]
        for header in [
            ("X", "a\r\nY: b"), ("X\r\n", "a"), ("", "a"), ("X Y", "a"), ("Host", "b"),
            ("content-length", "3"), ("X", "\0"),
        ] {
            requests.append(get())
            requests[requests.count - 1].headers = [header]
        }
        requests.append(get())
        requests[requests.count - 1].body = [1]
        for request in requests {
            #expect(await link.perform(request, progress: nil).failure?.kind == .other)
        }
        #expect(server.connectionCount == 0)
    }
}
