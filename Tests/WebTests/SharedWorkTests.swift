import Synchronization
import Testing
import Web

/// A place where work waits until it is let go on.
private actor Gate {
    private var isOpen = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func pass() async {
        if isOpen { return }
        await withCheckedContinuation { waiting.append($0) }
    }

    func open() {
        isOpen = true
        for one in waiting { one.resume() }
        waiting = []
    }
}

private final class Runs: Sendable {
    private let count = Mutex(0)
    var number: Int { count.withLock { $0 } }
    func next() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }
}

struct SharedWorkTests {
    /// Work that says how many had run before it, once the gate is open.
    private func ask(_ shared: SharedWork, _ name: String, _ gate: Gate, _ runs: Runs) -> Task<
        Int, any Error
    > {
        // It has asked when this returns.
        Task.immediate {
            try await shared.result(of: name) { begin in
                await gate.pass()
                begin()
                return runs.next()
            }
        }
    }

    @Test func `those who ask before it begins share one run`() async throws {
        let (shared, gate, runs) = (SharedWork(), Gate(), Runs())
        let tasks = (0..<50).map { _ in ask(shared, "overview", gate, runs) }
        await gate.open()
        for task in tasks { #expect(try await task.value == 1) }
        #expect(runs.number == 1)
    }

    @Test func `who asks after it has begun gets another run`() async throws {
        let (shared, begun, end, runs) = (SharedWork(), Gate(), Gate(), Runs())
        let first = Task {
            try await shared.result(of: "overview") { begin in
                begin()
                let number = runs.next()
                await begun.open()
                await end.pass()
                return number
            }
        }
        await begun.pass()
        let open = Gate()
        await open.open()
        let second = ask(shared, "overview", open, runs)
        #expect(try await second.value == 2)
        await end.open()
        #expect(try await first.value == 1)
    }

    @Test func `other names are other work`() async throws {
        let (shared, gate, runs) = (SharedWork(), Gate(), Runs())
        let tasks = ["overview", "charts"].map { ask(shared, $0, gate, runs) }
        await gate.open()
        var results: Set<Int> = []
        for task in tasks { results.insert(try await task.value) }
        #expect(results == [1, 2])
    }

    private struct NotOpened: Error {}

    @Test func `what fails before it begins is not waited for by those who come later`()
        async throws
    {
        let shared = SharedWork()
        await #expect(throws: NotOpened.self) {
            try await shared.result(of: "overview") { _ -> Int in throw NotOpened() }
        }
        let result = try await shared.result(of: "overview") { begin in
            begin()
            return 7
        }
        #expect(result == 7)
    }

    @Test func `the end of one run does not take away the place of the next`() async throws {
        let (shared, begun, end, runs) = (SharedWork(), Gate(), Gate(), Runs())
        let first = Task {
            try await shared.result(of: "overview") { begin in
                begin()
                await begun.open()
                await end.pass()
                return runs.next()
            }
        }
        await begun.pass()
        let gate = Gate()
        let second = ask(shared, "overview", gate, runs)
        await end.open()
        _ = try await first.value
        // The second waits still, so who comes now joins it.
        let third = ask(shared, "overview", gate, runs)
        await gate.open()
        #expect(try await [second.value, third.value] == [2, 2])
    }
}
