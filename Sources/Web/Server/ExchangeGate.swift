internal import Synchronization

/// Lets so many exchanges in at the same time: each may hold a body of several megabytes, so the
/// product is what the server's memory is bounded by.
final class ExchangeGate: Sendable {
    private let inside = Mutex(0)
    private let most: Int

    init(most: Int) { self.most = most }

    func enter<Result: Sendable>(_ body: () async throws -> Result) async throws -> Result {
        let isFull = inside.withLock { count in
            if count >= most { return true }
            count += 1
            return false
        }
        if isFull {
            throw WebProblem(
                503, "busy", "too many exchanges at the same time", retryAfterSeconds: 2)
        }
        defer { inside.withLock { $0 -= 1 } }
        return try await body()
    }
}
