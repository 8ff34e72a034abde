internal import Glibc

/// The folders beside a replica in which snapshots lie: those that are given out, and the one that is
/// being fetched. They hold copies of records, so an erasure removes them.
public enum SnapshotFiles {
    /// What others may fetch.
    public static let folder = "snapshots"
    /// What is gathered for the replica that is to be.
    public static let staging = "snapshot.part"

    /// The names in a folder; none when it is not there.
    public static func names(in path: String) -> [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names
    }

    /// Takes a folder away with what is in it. Links are removed and not followed.
    public static func remove(_ path: String) {
        for name in names(in: path) {
            let inner = "\(path)/\(name)"
            if unlink(inner) != 0 { remove(inner) }
        }
        rmdir(path)
    }
}

extension Replica {
    /// How many erasures have been applied here: a snapshot from before the last one is not given out.
    public func erasureCount() throws -> Int64 {
        try read { try connection.number("SELECT count(*) FROM moso_erasure") ?? 0 }
    }
}
