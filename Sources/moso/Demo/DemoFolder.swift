internal import Glibc
internal import Workflows

/// The folder in which the replicas of a demo lie.
enum DemoFolder {
    /// Makes a folder that must not exist yet, so that nobody's own is ever written to.
    static func make(_ path: String) throws -> String {
        guard mkdir(path, 0o700) == 0, let full = realpath(path, nil) else {
            throw Problem.fileUnwritable(path, why: Catalogue.Cause.system(errno))
        }
        defer { free(full) }
        return String(cString: full)
    }

    static func makeTemporary() throws -> String {
        let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var path = Array("\(base)/moso-demo.XXXXXX".utf8CString)
        guard mkdtemp(&path) != nil else {
            throw Problem.fileUnwritable(base, why: Catalogue.Cause.system(errno))
        }
        return String(decoding: path.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Removes the folder and what is in it; links are not followed.
    static func remove(_ path: String) {
        if let folder = opendir(path) {
            while let entry = readdir(folder) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                guard name != ".", name != ".." else { continue }
                let isFolder = entry.pointee.d_type == UInt8(DT_DIR)
                if isFolder { remove("\(path)/\(name)") } else { unlink("\(path)/\(name)") }
            }
            closedir(folder)
        }
        rmdir(path)
    }
}
