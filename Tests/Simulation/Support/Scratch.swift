internal import Glibc

/// A directory that is removed when it goes; in memory where the machine offers that.
package final class Scratch {
    package let path: String

    package init() {
        var template = Array("\(Scratch.root)/moso-sim-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { fatalError("mkdtemp: \(errno)") }
        path = template.withUnsafeBufferPointer { buffer in
            String(decoding: buffer.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        }
    }

    private static let root: String = {
        if let named = getenv("TMPDIR") { return String(cString: named) }
        return access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"
    }()

    deinit { Scratch.remove(path) }

    private static func remove(_ path: String) {
        guard let directory = opendir(path) else { return }
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." {
                let inner = path + "/" + name
                if unlink(inner) != 0 { remove(inner) }
            }
        }
        closedir(directory)
        rmdir(path)
    }
}
