internal import ArgumentParser
internal import Glibc
internal import Workflows

/// One `moso sync` at a time for a replica. The kernel drops the lock when the process dies, so
/// there is none to clean up.
struct SyncLock {
    private let file: Int32

    /// Waits up to ten seconds for another sync to end.
    ///
    /// - Returns: `nil` under cron when it did not end: the other one does the work.
    static func take(_ directory: String, cron: Bool) throws -> SyncLock? {
        let file = open(directory + "/sync.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        // Without a directory there is no replica either, which opening it will say better.
        guard file >= 0 else { return SyncLock(file: -1) }
        for _ in 0..<100 {
            if flock(file, LOCK_EX | LOCK_NB) == 0 { return SyncLock(file: file) }
            usleep(100_000)
        }
        close(file)
        if cron { return nil }
        throw Problem(
            .busy,
            happened: Phrase(zh: "另一个 moso sync 正在运行。", en: "another moso sync is running."),
            safety: Phrase(zh: "改动都安全保存在本机。", en: "Your changes are safe here."),
            remedies: [.run("moso status")])
    }

    func release() { if file >= 0 { close(file) } }
}
