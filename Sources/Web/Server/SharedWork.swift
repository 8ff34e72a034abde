internal import Synchronization

/// Work of which several who ask get the same result.
///
/// Who asks for what somebody else waits for already shares it, and nobody gets what was begun before they asked. So of
/// each name at most one piece of work is under way and one waits: the line is as long as there are different things to
/// be done, however many ask for them.
public final class SharedWork: Sendable {
    private struct Waiting {
        var count = 0
        var work: [String: (number: Int, task: Task<any Sendable, any Error>)] = [:]
    }

    /// What has not begun, by name, each with a number of its own.
    private let waiting = Mutex(Waiting())

    public init() {}

    /// The result of work that begins after this is called.
    ///
    /// - Parameters:
    ///   - name: says all that the result depends on, and of what type it is.
    ///   - work: calls what it is given before it looks at anything; from then on whoever asks wants other work. It is
    ///     not cancelled when those who asked for it are, and its error is everybody's.
    public func result<Result: Sendable>(
        of name: String,
        _ work: @escaping @Sendable (_ begin: @escaping @Sendable () -> Void) async throws -> Result
    ) async throws -> Result {
        let task = waiting.withLock { waiting in
            if let known = waiting.work[name] { return known.task }
            waiting.count += 1
            let number = waiting.count
            let task = Task { () throws -> any Sendable in
                // Where it never comes to begin, nobody else is to wait for it.
                defer { self.begin(name, number) }
                return try await work { self.begin(name, number) }
            }
            waiting.work[name] = (number, task)
            return task
        }
        guard let result = try await task.value as? Result else {
            preconditionFailure("two kinds of work are called \(name)")
        }
        return result
    }

    private func begin(_ name: String, _ number: Int) {
        waiting.withLock { waiting in
            if waiting.work[name]?.number == number { waiting.work[name] = nil }
        }
    }
}
