internal import Workflows

/// Forms that came already, so that the second click, and a form sent again by the browser, write nothing.
///
/// The second waits for the first and gets the same answer. What was not taken is forgotten at once: it may be
/// mended and sent again.
actor Onces {
    private static let most = 1_000
    private var tasks: [String: Task<RecordOutcome, any Error>] = [:]
    private var order: [String] = []

    func once(
        _ name: String, _ work: @escaping @Sendable () async throws -> RecordOutcome
    ) async throws -> RecordOutcome {
        if let task = tasks[name] { return try await task.value }
        let task = Task { try await work() }
        tasks[name] = task
        order.append(name)
        if order.count > Onces.most { tasks[order.removeFirst()] = nil }
        do {
            let outcome = try await task.value
            if case .faulty = outcome { tasks[name] = nil }
            return outcome
        } catch {
            tasks[name] = nil
            throw error
        }
    }
}
