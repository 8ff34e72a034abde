import Sync
import Synchronization
import Testing
import Transport

@Suite(.timeLimit(.minutes(10))) struct ExchangeTests {
    @Test func `four mebibytes arrive unchanged in both directions`() async throws {
        let (upload, download) = (noise(4 << 20, seed: 1), noise(4 << 20, seed: 2))
        let server = LoopbackServer { request, conversation in
            conversation.reply(request.body == upload ? "200 OK" : "400 Differs", body: download)
        }
        let reply = try await link(to: server)
            .perform(post("/v1/sync", upload, replyBytesMax: 4 << 20), progress: nil)
        #expect(reply.failure == nil)
        #expect(reply.status == 200)
        #expect(reply.body == download)
    }

    @Test func `fifty requests in a row use one connection`() async throws {
        let server = LoopbackServer { request, conversation in
            conversation.reply(body: request.body)
        }
        let link = try link(to: server)
        for number in 0..<50 {
            let body = noise(100, seed: UInt64(number))
            #expect(await link.perform(post("/", body), progress: nil).body == body)
        }
        #expect(server.requestCount == 50)
        #expect(server.connectionCount == 1)
    }

    @Test func `links on one loop share their connections`() async throws {
        let server = LoopbackServer { _, conversation in conversation.reply() }
        let loop = try CurlLoop()
        for _ in 0..<3 {
            let link = try link(to: server, on: loop)
            #expect(await link.perform(get(), progress: nil).status == 200)
        }
        #expect(server.connectionCount == 1)
    }

    @Test func `a kept connection that died is replaced and the body sent again from its start`()
        async throws
    {
        let body = noise(300_000, seed: 3)
        let server = LoopbackServer { request, conversation in
            let isSecondOnFirst = request.connection == 1 && request.path == "/second"
            isSecondOnFirst ? conversation.hangUp() : conversation.reply(body: request.body)
        }
        let link = try link(to: server)
        #expect(await link.perform(post("/first", body), progress: nil).body == body)
        let reply = await link.perform(post("/second", body), progress: nil)
        #expect(reply.failure == nil)
        #expect(reply.body == body)
        #expect(server.connectionCount == 2)
    }

    @Test func `the head carries what was asked and nothing that was not`() async throws {
        let server = LoopbackServer { request, conversation in
            let lines = request.headers.map { "\($0): \($1)" }.sorted()
            conversation.reply(body: Array(lines.joined(separator: "\n").utf8))
        }
        var request = post("/v1/sync", noise(2 << 20, seed: 4))
        request.headers = [("X-Moso-Site", "anji"), ("X-Empty", "")]
        let reply = try await link(to: server).perform(request, progress: nil)
        #expect(
            String(decoding: reply.body, as: UTF8.self) == """
                accept: */*
                content-length: 2097152
                host: 127.0.0.1:\(server.port)
                x-empty: 
                x-moso-site: anji
                """)
    }

    @Test func `an empty body is sent as one of length zero`() async throws {
        let server = LoopbackServer { request, conversation in
            conversation.reply(body: Array((request.headers["content-length"] ?? "none").utf8))
        }
        let reply = try await link(to: server).perform(post("/", []), progress: nil)
        #expect(reply.body == Array("0".utf8))
    }

    @Test func `path and query reach the peer as they are, below the base path`() async throws {
        let server = LoopbackServer { request, conversation in
            conversation.reply(body: Array(request.path.utf8))
        }
        let link = try link(to: server, basePath: "/hub")
        let reply = await link.perform(get("/v1/../x?since=a%2Fb&n=1"), progress: nil)
        #expect(String(decoding: reply.body, as: UTF8.self) == "/hub/v1/../x?since=a%2Fb&n=1")
    }

    @Test func `a redirect is handed back and not followed`() async throws {
        let server = LoopbackServer { _, conversation in
            conversation.reply("302 Found", headers: ["Location: /elsewhere"])
        }
        let reply = try await link(to: server).perform(get(), progress: nil)
        #expect(reply.status == 302)
        #expect(reply.headers["location"] == "/elsewhere")
        #expect(reply.failure == nil)
        #expect(server.requestCount == 1)
    }

    @Test func `a compressed body stays as it was sent`() async throws {
        let body: [UInt8] = [0x1F, 0x8B, 1, 2, 3]
        let server = LoopbackServer { _, conversation in
            conversation.reply(headers: ["Content-Encoding: gzip"], body: body)
        }
        let reply = try await link(to: server).perform(get(), progress: nil)
        #expect(reply.body == body)
        #expect(reply.failure == nil)
    }

    @Test func `fields have lower-case names and repeated ones are joined`() async throws {
        let server = LoopbackServer { _, conversation in
            conversation.reply(headers: ["ETag:  a b\t", "Vary: one", "vary: two", "X: y", " z"])
        }
        let reply = try await link(to: server).perform(get(), progress: nil)
        #expect(
            reply.headers == [
                "content-length": "0", "etag": "a b", "vary": "one, two", "x": "y z",
            ])
    }

    @Test func `an interim reply and a trailer leave the head alone`() async throws {
        let server = LoopbackServer { _, conversation in
            conversation.send("HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\n")
            conversation.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX: head\r\n\r\n")
            conversation.send("3\r\nabc\r\n0\r\nX: trailer\r\nX-Late: 1\r\n\r\n")
        }
        let reply = try await link(to: server).perform(get(), progress: nil)
        #expect(reply.status == 200)
        #expect(reply.headers == ["transfer-encoding": "chunked", "x": "head"])
        #expect(reply.body == Array("abc".utf8))
        #expect(reply.failure == nil)
    }

    @Test func `progress rises to the whole and never comes after the reply`() async throws {
        let server = LoopbackServer { request, conversation in
            conversation.reply(body: request.body)
        }
        let reports = Mutex<[TransferProgress]>([])
        let body = noise(3 << 20, seed: 5)
        let start = ContinuousClock.now
        let reply = try await link(to: server)
            .perform(post("/", body, replyBytesMax: 3 << 20)) { report in
                reports.withLock { $0.append(report) }
            }
        let tenths = (ContinuousClock.now - start) / .milliseconds(100)
        let told = reports.withLock { $0 }
        #expect(reply.failure == nil)
        #expect(Double(told.count) <= tenths + 1, "ten a second and the last one")
        #expect(told.last == TransferProgress(sent: body.count, received: body.count))
        #expect(zip(told, told.dropFirst()).allSatisfy { $0.sent <= $1.sent })
        #expect(zip(told, told.dropFirst()).allSatisfy { $0.received <= $1.received })
    }
}
