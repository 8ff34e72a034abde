internal import Glibc
internal import Storage

// One replica in the place of another.
//
// The new one is built in the staging folder, beside the old one, which is the site's until the last
// moment. Then the old file goes aside, under a name that nothing else takes, and the new one to its
// place. A crash between the two is found by whoever comes next: nothing opens or makes a replica there
// (`StorageError.againUnfinished`) until it is finished.

/// The last step of whatever puts a new replica in the place of the one that is there.
struct ReplicaSwap: Sendable {
    let directory: String
    /// The folder in which the new one has been built.
    let place: String

    init(directory: String, staging: String) {
        self.directory = directory
        place = staging + "/" + SnapshotFiles.again
    }

    /// The daemon must not run: it would go on with the file that is put aside.
    ///
    /// - Returns: the lock, to be let go with `StagingFolder.unlock`.
    func lockDaemon() throws -> Int32 {
        let path = directory + "/mosod.lock"
        let file = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw SnapshotTrouble.disk(path: path, errno: errno) }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            close(file)
            throw SnapshotTrouble.inUse
        }
        return file
    }

    /// Closed for the last time, a database has no write-ahead log. Our own connections close within a
    /// moment; what is open for longer is somebody else's.
    func waitUntilClosed(_ pause: @Sendable (Duration) async throws -> Void) async throws {
        for _ in 0..<50 where isOpen(place) || isOpen(directory) {
            try await pause(.milliseconds(40))
        }
        guard !isOpen(place), !isOpen(directory) else { throw SnapshotTrouble.inUse }
    }

    private func isOpen(_ directory: String) -> Bool {
        access("\(directory)/\(Replica.databaseName)-wal", F_OK) == 0
    }

    /// Puts the old file aside and the new one in its place.
    ///
    /// - Parameter kept: where the old file goes; `replaced-….db` in the same directory.
    func run(kept: String) throws {
        let path = directory + "/" + Replica.databaseName
        try move(path, kept)
        // From here on nobody can open it. A write-ahead log of somebody who has just done so would be
        // taken for the new file's.
        guard !isOpen(directory) else {
            try move(kept, path)
            throw SnapshotTrouble.inUse
        }
        try finish()
    }

    /// The same where the old file cannot be opened: what lies beside it goes with it.
    func runPastDamage(kept: String) throws {
        try move(directory + "/" + Replica.databaseName, kept)
        // Under the name by which SQLite finds it: it may hold what was written last.
        if isOpen(directory) {
            try move("\(directory)/\(Replica.databaseName)-wal", free("\(kept)-wal"))
        }
        try finish()
    }

    /// Where the old file has been put aside and the new one is ready, finishes what was begun.
    ///
    /// - Returns: whether there was something to finish.
    @discardableResult
    func finish() throws -> Bool {
        let path = directory + "/" + Replica.databaseName
        guard SnapshotFiles.isSwapUnfinished(in: directory) else { return false }
        try putLogsAside()
        try move("\(place)/\(Replica.databaseName)", path)
        try move("\(place)/\(Replica.identityName)", directory + "/" + Replica.identityName)
        return true
    }

    /// Puts a first replica in its place, where there is none.
    func putFirst() throws {
        try putLogsAside()
        try move("\(place)/\(Replica.identityName)", directory + "/" + Replica.identityName)
        try move("\(place)/\(Replica.databaseName)", directory + "/" + Replica.databaseName)
    }

    /// A write-ahead log without its database would be taken for that of the file that comes.
    private func putLogsAside() throws {
        for end in ["-wal", "-shm"] {
            let path = directory + "/" + Replica.databaseName + end
            guard access(path, F_OK) == 0 else { continue }
            try move(path, free("\(directory)/replaced\(end)"))
        }
    }

    /// The same of a database, which has to be called `….db`.
    func freeDatabase(_ path: String) -> String {
        guard access(path, F_OK) == 0 else { return path }
        let stem = path.dropLast(3)
        var number = 2
        while access("\(stem)-\(number).db", F_OK) == 0 { number += 1 }
        return "\(stem)-\(number).db"
    }

    /// A name that nothing has yet.
    private func free(_ path: String) -> String {
        var number = 1
        while access("\(path).\(number)", F_OK) == 0 { number += 1 }
        return access(path, F_OK) == 0 ? "\(path).\(number)" : path
    }

    private func move(_ source: String, _ goal: String) throws {
        guard rename(source, goal) == 0 else {
            throw SnapshotTrouble.disk(path: goal, errno: errno)
        }
        let folder = Glibc.open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0, fsync(folder) == 0 else {
            throw SnapshotTrouble.disk(path: directory, errno: errno)
        }
        close(folder)
    }
}
