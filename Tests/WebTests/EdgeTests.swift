import Hummingbird
import HummingbirdCore
import HummingbirdTesting
import Logging
import Synchronization
import Testing
import Web

@Suite("A connection that costs too much is ended before anything of it is parsed")
struct EdgeTests {
    private func live(
        _ limits: EdgeLimits = EdgeLimits(), _ server: Server = Server(),
        _ body: @escaping @Sendable (Int) throws -> Void
    ) async throws {
        let responder = WebResponder(
            backend: server.backend, changes: server.changes, options: server.options,
            logger: Logger(label: "test"))
        try await Application(responder: responder, server: .guarded(limits)).test(.live) {
            client in
            guard let port = client.port else { throw RawConnection.Failure(step: "port", code: 0) }
            try await withTaskExecutorPreference(BlockingExecutor.shared) { try body(port) }
        }
    }

    private static let start = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n"

    @Test func `two hundred thousand fields are answered with 431`() async throws {
        try await live { port in
            let connection = try RawConnection(port: port)
            connection.send(Self.start)
            for _ in 0..<200 { connection.send(String(repeating: "a: b\r\n", count: 1_000)) }
            let answer = connection.rest()
            #expect(answer.hasPrefix("HTTP/1.1 431 "))
            #expect(answer.contains("urn:moso:problem:head-too-large"))
        }
    }

    @Test(arguments: [(62, 200), (63, 200), (64, 431)])
    func `sixty-four fields are taken, one more is not`(_ more: Int, _ status: Int) async throws {
        try await live { port in
            let connection = try RawConnection(port: port)
            connection.send(Self.start + String(repeating: "a: b\r\n", count: more) + "\r\n")
            #expect(connection.head().hasPrefix("HTTP/1.1 \(status) "))
        }
    }

    @Test(arguments: [(0, 200), (1, 431)])
    func `sixteen kilobytes of head are taken, one byte more is not`(
        _ more: Int, _ status: Int
    ) async throws {
        try await live { port in
            let connection = try RawConnection(port: port)
            let fixed = Self.start.utf8.count + "a: \r\n\r\n".utf8.count
            let filling = String(repeating: "x", count: (16 << 10) - fixed + more)
            connection.send(Self.start + "a: \(filling)\r\n\r\n")
            #expect(connection.head().hasPrefix("HTTP/1.1 \(status) "))
        }
    }

    @Test(
        "two ways to say how long a body is are refused",
        arguments: [
            ("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", 400),
            ("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", 400),
            ("Transfer-Encoding: chunked\r\n", 411), ("Transfer-Encoding: identity\r\n", 411),
            ("Content-Length: 4\r\nContent-Length: 4\r\n", 400), ("Content-Length: +4\r\n", 400),
            ("Content-Length: 4, 4\r\n", 400), ("Content-Length : 4\r\n", 400),
            ("Content-Length: 4\n", 400), ("X: a\r\n Content-Length: 4\r\n", 400),
        ])
    func lengths(_ field: String, _ status: Int) async throws {
        try await live { port in
            let connection = try RawConnection(port: port)
            connection.send("POST /v1/sync HTTP/1.1\r\nHost: localhost\r\n\(field)\r\n0\r\n\r\n")
            let answer = connection.rest()
            #expect(answer.hasPrefix("HTTP/1.1 \(status) "), "\(answer.prefix(60))")
            // Nothing that stood behind it was taken for a second request.
            #expect(answer.components(of: "HTTP/1.1 ") == 1)
        }
    }

    @Test func `a head that does not come in time is answered with 408`() async throws {
        var limits = EdgeLimits()
        limits.headTime = .milliseconds(50)
        try await live(limits) { port in
            let silent = try RawConnection(port: port)
            let slow = try RawConnection(port: port)
            slow.send(Self.start)
            #expect(slow.rest().hasPrefix("HTTP/1.1 408 "))
            #expect(silent.rest().hasPrefix("HTTP/1.1 408 "))
        }
    }

    @Test func `a slow second head is no better than a slow first`() async throws {
        var limits = EdgeLimits()
        limits.headTime = .seconds(2)
        try await live(limits) { port in
            let connection = try RawConnection(port: port)
            connection.send(Self.start + "\r\n")
            #expect(connection.head().hasPrefix("HTTP/1.1 200 "))
            connection.send("GET /healthz")
            #expect(connection.rest().contains("HTTP/1.1 408 "))
        }
    }

    @Test func `a body that drips ends its connection, and what came whole is kept`() async throws {
        var limits = EdgeLimits()
        limits.bodyWindow = .milliseconds(50)
        let server = Server().calledBy("anji")
        try await live(limits, server) { port in
            let connection = try RawConnection(port: port)
            connection.send(
                "POST /v1/sync HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4000000\r\n"
                    + "Content-Type: application/vnd.moso.sync\r\n\r\n")
            connection.send(Fixture.emptyExchange)
            #expect(connection.rest() == "")
        }
        #expect(server.backend.exchanges.withLock { $0 } == 1)
    }

    @Test func `a body that comes in steadily is cut all the same when its time is up`()
        async throws
    {
        var limits = EdgeLimits()
        limits.bodyWindow = .milliseconds(50)
        limits.bodyBytesMin = 0
        limits.bodyWindowsMax = 3
        let server = Server().calledBy("anji")
        try await live(limits, server) { port in
            let connection = try RawConnection(port: port)
            connection.send(
                "POST /v1/sync HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4000000\r\n"
                    + "Content-Type: application/vnd.moso.sync\r\n\r\n")
            connection.send(Fixture.emptyExchange)
            #expect(connection.rest() == "")
        }
        #expect(server.backend.exchanges.withLock { $0 } == 1)
    }

    @Test(arguments: [(0, "HTTP/1.1 415 "), (1, "HTTP/1.1 413 ")])
    func `a body that says it is longer than 4 MiB is refused before any of it is sent`(
        _ more: Int, _ answer: String
    ) async throws {
        var limits = EdgeLimits()
        limits.bodyWindow = .seconds(600)  // The answer must not have to race it.
        try await live(limits, Server().calledBy("anji")) { port in
            let connection = try RawConnection(port: port)
            connection.send(
                "POST /v1/sync HTTP/1.1\r\nHost: localhost\r\n"
                    + "Content-Length: \((4 << 20) + more)\r\n\r\n")
            #expect(connection.head().hasPrefix(answer))
        }
    }

    // The test client has a connection of its own, which the server meets sooner or later.

    @Test func `T10 of many connections without a head older ones are put out, not the last`()
        async throws
    {
        var limits = EdgeLimits()
        limits.newcomersMax = 3
        limits.headTime = .seconds(2)
        try await live(limits) { port in
            let a = try RawConnection(port: port)
            let b = try RawConnection(port: port)
            let c = try RawConnection(port: port)
            let d = try RawConnection(port: port)
            // Whoever comes last gets in, and means something.
            let honest = try RawConnection(port: port)
            honest.send(Self.start + "\r\n")
            #expect(honest.head().hasPrefix("HTTP/1.1 200 "))
            let answers = [a.rest(), b.rest(), c.rest(), d.rest()]
            #expect(1...3 ~= answers.count { $0.isEmpty })
            #expect(1...3 ~= answers.count { $0.hasPrefix("HTTP/1.1 408 ") })
        }
    }

    @Test func `a connection that has shown a head leaves its place to the next`() async throws {
        var limits = EdgeLimits()
        limits.newcomersMax = 2
        try await live(limits) { port in
            try Self.greet(port, times: 4)
        }
    }

    /// So many connections at the same time, each of which shows a head before the next is opened.
    private static func greet(_ port: Int, times: Int) throws {
        guard times > 0 else { return }
        let connection = try RawConnection(port: port)
        connection.send(start + "\r\n")
        #expect(connection.head().hasPrefix("HTTP/1.1 200 "))
        try greet(port, times: times - 1)
    }
}

extension String {
    /// How often `part` occurs.
    fileprivate func components(of part: String) -> Int {
        indices.count { self[$0...].hasPrefix(part) }
    }
}
