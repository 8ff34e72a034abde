import Dispatch

/// Threads for blocking calls, beside those that a server under test needs for its own tasks.
///
/// The work stays in the task of its test, so an expectation that fails in it is that test's.
final class BlockingExecutor: TaskExecutor {
    static let shared = BlockingExecutor()

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        DispatchQueue.global().async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
