internal import Glibc
internal import Storage

/// The process that has a replica locked.
///
/// SQLite locks with `fcntl`, and the kernel lists such locks with the process and the inode. A lock
/// that is taken through another container's view of the machine, or given up by now, is not found.
struct LockHolder {
    let process: Int
    let program: String

    var isMoso: Bool { program == "moso" || program == "mosod" }

    /// Whoever else holds a writer's lock on the files of the replica in a directory.
    static func ofReplica(in directory: String) -> LockHolder? {
        let path = directory + "/" + Replica.databaseName
        let inodes = ["", "-shm", "-wal", "-journal"].compactMap { inode(of: path + $0) }
        guard let bytes = File.read("/proc/locks", most: 1 << 20) else { return nil }
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
            // 7: POSIX  ADVISORY  WRITE 4711 08:01:131337 120 120
            let words = line.split(separator: " ")
            guard words.count >= 6, words[3] == "WRITE", let process = Int(words[4]),
                process != Int(getpid()), let file = words[5].split(separator: ":").last,
                inodes.contains(String(file))
            else { continue }
            return LockHolder(process: process, program: name(of: process))
        }
        return nil
    }

    private static func inode(of path: String) -> String? {
        var info = stat()
        return stat(path, &info) == 0 ? "\(info.st_ino)" : nil
    }

    private static func name(of process: Int) -> String {
        let bytes = File.read("/proc/\(process)/comm", most: 100) ?? []
        let name = String(decoding: bytes, as: UTF8.self).prefix { $0 != "\n" }
        return name.isEmpty ? "?" : String(name)
    }
}
