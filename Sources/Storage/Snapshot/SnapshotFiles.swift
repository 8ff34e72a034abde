internal import Glibc

/// The folders beside a replica in which snapshots lie: those that are given out, and the one that is
/// being fetched. They hold copies of records, so an erasure removes them.
public enum SnapshotFiles {
    /// What others may fetch.
    public static let folder = "snapshots"
    /// What is gathered for the replica that is to be.
    public static let staging = "snapshot.part"

    /// Where in the staging folder a replica is built that is to take the place of the one that is there.
    public static let again = "new"

    /// The names in a folder; none when it is not there, or is a link.
    public static func names(in path: String) -> [String] {
        let folder = open(path, folderFlags)
        return folder < 0 ? [] : names(inside: folder)
    }

    /// Takes a folder away with what is in it. No link is followed, at the path or below it: one below
    /// is removed, and where the path itself is one, nothing is. As much goes as can.
    ///
    /// - Throws: `StorageError.file` with what could not be removed. A path where nothing is, is no error.
    public static func remove(_ path: String) throws {
        let folder = open(path, folderFlags)
        guard folder >= 0 else {
            if errno == ENOENT { return }
            throw StorageError.file(operation: "remove", path: path, errno: errno)
        }
        clear(folder)
        guard rmdir(path) == 0 || errno == ENOENT else {
            throw StorageError.file(operation: "remove", path: path, errno: errno)
        }
    }

    /// Whether there is something at a path that is no folder: a link is none, wherever it leads.
    public static func isOccupied(_ path: String) -> Bool {
        var info = stat()
        return lstat(path, &info) == 0 && info.st_mode & S_IFMT != S_IFDIR
    }

    /// Whether a replica's file has been put aside as `replaced-N.db` and the new one that was to follow
    /// still lies in the staging folder: whoever started again was ended between the two.
    public static func isSwapUnfinished(in directory: String) -> Bool {
        let staged = "\(directory)/\(staging)/\(again)/\(Replica.databaseName)"
        return access("\(directory)/\(Replica.databaseName)", F_OK) != 0
            && access(staged, F_OK) == 0
            && names(in: directory).contains { $0.hasPrefix("replaced-") && $0.hasSuffix(".db") }
    }

    private static let folderFlags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC

    /// Removes everything in an open folder, and closes it.
    private static func clear(_ folder: Int32) {
        defer { close(folder) }
        for name in names(inside: dup(folder)) where unlinkat(folder, name, 0) != 0 {
            let inner = openat(folder, name, folderFlags)
            guard inner >= 0 else { continue }
            clear(inner)
            unlinkat(folder, name, AT_REMOVEDIR)
        }
    }

    /// The names in an open folder, which is closed.
    private static func names(inside folder: Int32) -> [String] {
        guard folder >= 0 else { return [] }
        guard let stream = fdopendir(folder) else {
            close(folder)
            return []
        }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names
    }
}

extension Replica {
    /// How many erasures have been applied here: a snapshot from before the last one is not given out.
    public func erasureCount() throws -> Int64 {
        try read { try connection.number("SELECT count(*) FROM moso_erasure") ?? 0 }
    }
}
