import Sync
import Testing
import Transport

// The limit is for one that hangs: beside a thousand other tests a minute may pass.
@Suite(.timeLimit(.minutes(10))) struct LongPollTests {
    @Test func `a long poll that is cancelled returns, and says why`() async throws {
        let server = LoopbackServer { _, conversation in conversation.waitForHangUp() }
        let link = try link(to: server)
        let poll = Task { await link.perform(get("/v1/watch"), progress: nil) }
        #expect(await server.arrivals.first { _ in true } == "/v1/watch")
        // The server waits for the hang-up: nothing but the cancel ends it.
        poll.cancel()
        #expect(await poll.value.failure?.kind == .cancelled)
    }

    @Test func `what had arrived before the cancel is kept`() async throws {
        let server = LoopbackServer { request, conversation in
            conversation.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc")
            conversation.waitForHangUp()
        }
        let link = try link(to: server)
        let received = AsyncStream<Int>.makeStream()
        let poll = Task {
            await link.perform(get()) { received.continuation.yield($0.received) }
        }
        #expect(await received.stream.first { $0 == 3 } == 3)
        poll.cancel()
        let reply = await poll.value
        #expect(reply.failure?.kind == .cancelled)
        #expect(reply.status == 200)
        #expect(reply.body == Array("abc".utf8))
    }

    @Test func `a task that is cancelled already sends nothing`() async throws {
        let server = LoopbackServer { _, conversation in conversation.reply() }
        let link = try link(to: server)
        let started = AsyncStream<Void>.makeStream()
        let task = Task {
            for await _ in started.stream {}  // Ends by the cancel.
            return await link.perform(get(), progress: nil)
        }
        task.cancel()
        #expect(await task.value.failure?.kind == .cancelled)
        #expect(server.requestCount == 0)
    }

    /// Cancels in every order with the add that the scheduler cares to produce. A lost continuation
    /// would hang, one resumed twice would trap.
    @Test func `every request ends exactly once however its cancel falls`() async throws {
        let server = LoopbackServer { _, conversation in conversation.reply() }
        let link = try link(to: server)
        let kinds = await withTaskGroup(of: LinkFailure.Kind?.self) { group in
            for number in 0..<300 {
                group.addTask {
                    let task = Task { await link.perform(get(), progress: nil).failure?.kind }
                    for _ in 0..<number % 7 { await Task.yield() }
                    if number % 3 != 0 { task.cancel() }
                    return await task.value
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(kinds.count == 300)
        #expect(kinds.allSatisfy { $0 == nil || $0 == .cancelled })
        #expect(kinds.count { $0 == nil } >= 100)
    }

    @Test func `thirty long polls do not hold up another request`() async throws {
        let server = LoopbackServer { request, conversation in
            request.path == "/v1/watch" ? conversation.waitForHangUp() : conversation.reply()
        }
        let link = try link(to: server)
        let polls = (0..<30).map { _ in
            Task { await link.perform(get("/v1/watch"), progress: nil).failure?.kind }
        }
        var arrivals = server.arrivals.makeAsyncIterator()
        for _ in polls { _ = await arrivals.next() }
        // They end after it and not before: what they held up would never come.
        #expect(await link.perform(get("/healthz"), progress: nil).status == 200)
        for poll in polls { poll.cancel() }
        for poll in polls { #expect(await poll.value == .cancelled) }
    }

    @Test func `a loop that was let go ends its thread and hangs up`() async throws {
        let hungUp = AsyncStream<Void>.makeStream()
        let server = LoopbackServer { _, conversation in
            conversation.reply()
            conversation.waitForHangUp()
            hungUp.continuation.yield()
        }
        do {
            let link = try link(to: server)
            #expect(await link.perform(get(), progress: nil).status == 200)
        }
        #expect(await hungUp.stream.first { _ in true } != nil)
    }
}
