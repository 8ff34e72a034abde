internal import Synchronization

// Waking those who wait for a change.
//
// A long poll that asked the database every second would cost a hundred sites a hundred queries a
// second and still be a second late. Here the one task that notices a change counts a number up,
// and everybody who waits for a greater number than the one they know wakes at once. The number is
// what makes it safe: a change between looking and waiting is not missed.

/// A number that rises with each change of the replica, and the means to wait for that.
///
///     let seen = signal.count
///     … look at the replica …
///     await signal.change(after: seen)
public final class ChangeSignal: Sendable {
    fileprivate struct State {
        var count: UInt64 = 0
        var isClosed = false
        var nextWaiter: UInt64 = 0
        var waiters: [UInt64: Waiter] = [:]
    }

    fileprivate struct Waiter {
        let seen: UInt64
        let continuation: CheckedContinuation<Void, Never>
    }

    private let state = Mutex(State())

    public init() {}

    /// How many changes there have been.
    public var count: UInt64 { state.withLock(\.count) }

    /// Whether nobody should wait any longer, because the program stops.
    public var isClosed: Bool { state.withLock(\.isClosed) }

    /// Wakes everybody who waits. Returns the new count.
    @discardableResult
    public func fire() -> UInt64 {
        let (count, woken) = state.withLock { state in
            state.count += 1
            return (state.count, state.takeWaiters())
        }
        for waiter in woken { waiter.resume() }
        return count
    }

    /// Wakes everybody for good: the program stops.
    public func close() {
        let woken = state.withLock { state in
            state.isClosed = true
            return state.takeWaiters()
        }
        for waiter in woken { waiter.resume() }
    }

    /// Waits until there have been more than `seen` changes, the signal is closed, or the task is
    /// cancelled.
    public func change(after seen: UInt64) async {
        let id = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let passes = state.withLock { state in
                    // Cancellation may have come first: then nobody would wake this waiter.
                    if state.count > seen || state.isClosed || Task.isCancelled { return true }
                    state.waiters[id] = Waiter(seen: seen, continuation: continuation)
                    return false
                }
                if passes { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: id) }?.continuation.resume()
        }
    }

    /// As `change(after:)`, for at most so long. Returns whether there was a change.
    public func change(after seen: UInt64, within time: Duration) async -> Bool {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.change(after: seen) }
            group.addTask { try? await Task.sleep(for: time) }
            await group.next()
            group.cancelAll()
        }
        return count > seen
    }
}

extension ChangeSignal.State {
    fileprivate mutating func takeWaiters() -> [CheckedContinuation<Void, Never>] {
        defer { waiters = [:] }
        return waiters.values.map(\.continuation)
    }
}
