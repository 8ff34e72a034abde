internal import Glibc
internal import Workflows

/// One `moso sync` at a time for a replica. The kernel drops the lock when the process dies, so
/// there is none to clean up.
struct SyncLock {
    private let file: Int32

    /// Waits for another sync to end.
    ///
    /// - Returns: `nil` under cron when it did not end: the other one does the work.
    static func take(
        _ directory: String, waitMilliseconds: Int64, cron: Bool
    ) throws(Problem) -> SyncLock? {
        let file = open(directory + "/sync.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        // Without a directory there is no replica either, which opening it will say better.
        guard file >= 0 else { return SyncLock(file: -1) }
        var waited: Int64 = 0
        while flock(file, LOCK_EX | LOCK_NB) != 0 {
            guard waited < waitMilliseconds else {
                close(file)
                if cron { return nil }
                throw .syncBusy(waited: TimeText.duration(seconds: waitMilliseconds / 1_000))
            }
            usleep(100_000)
            waited += 100
        }
        return SyncLock(file: file)
    }

    func release() { if file >= 0 { close(file) } }
}
