internal import Glibc
internal import Storage

/// What the identity file beside a database has said since it was last synced. It is rewritten in
/// place and not synced, so after a power cut it may say any of it.
struct IdentityHistory {
    private let path: String
    private var versions: [[UInt8]] = []
    private var backup: [UInt8]?

    init(directory: String) { path = directory + "/" + Replica.identityName }

    /// Called after each edit.
    mutating func note() {
        guard let now = SmallFile.read(path), now != versions.last else { return }
        versions.append(now)
    }

    /// Lets a process start. What it writes then it syncs.
    mutating func noteStart(_ start: () throws -> Void) rethrows {
        let before = SmallFile.read(path)
        try start()
        guard let now = SmallFile.read(path), now != before else { return }
        versions = [now]
    }

    mutating func backUp() { backup = SmallFile.read(path) }

    mutating func putBack() {
        guard let backup else { return }
        SmallFile.write(backup, to: path)
        versions = []
        note()
    }

    mutating func lose() {
        unlink(path)
        versions = []
    }

    mutating func cutPower(seed: UInt64) {
        guard !versions.isEmpty else { return }
        var draw = SeededGenerator(seed: seed, "identity file")
        SmallFile.write(draw.pick(versions), to: path)
        versions = []
        note()
    }
}

/// Files of some hundred bytes on the real disk.
enum SmallFile {
    static func read(_ path: String) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var info = stat()
        guard fstat(file, &info) == 0 else { return nil }
        var bytes = [UInt8](repeating: 0, count: Int(info.st_size))
        return pread(file, &bytes, bytes.count, 0) == bytes.count ? bytes : nil
    }

    static func write(_ bytes: [UInt8], to path: String) {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        precondition(file >= 0, "\(path) can be written")
        defer { close(file) }
        precondition(pwrite(file, bytes, bytes.count, 0) == bytes.count, "\(path) has room")
    }
}
