internal import Wire
internal import Workflows

/// Forms that came already, so that the second click, and a form sent again by the browser, write nothing.
///
/// A form is the same when everything in it is: whoever goes back, writes something else and saves again has
/// sent another one, and loses nothing. So its name is a digest over all of it, which also keeps the secret of the
/// session, and what people typed, out of memory.
///
/// The second waits for the first and gets the same answer. What was not taken is forgotten at once: it may be
/// mended and sent again.
actor Onces {
    private static let most = 1_000
    private var tasks: [Digest256: Task<RecordOutcome, any Error>] = [:]
    private var order: [Digest256] = []

    /// The name of a form that a session posted to a path: SHA-256 over these and all its fields, each behind its
    /// length.
    static func name(_ sessionName: String, _ path: String, _ form: FormBody) -> Digest256 {
        let texts = [sessionName, path] + form.fields.flatMap { [$0.name, $0.value] }
        return Digest256(of: texts.flatMap { Array("\($0.utf8.count):".utf8) + Array($0.utf8) })
    }

    func once(
        _ name: Digest256, _ work: @escaping @Sendable () async throws -> RecordOutcome
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
