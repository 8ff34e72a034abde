internal import Domain
internal import Glibc
public import Storage
public import Sync

/// What the real machine hands to a replica. Both programs make it once, at their start; everything
/// below takes it as a parameter.
public enum Machine {
    public static func environment(busyMilliseconds: Int32 = 5_000) -> ReplicaEnvironment {
        ReplicaEnvironment(
            wallMilliseconds: wallMilliseconds, randomBytes: randomBytes, machineID: machineID(),
            busyMilliseconds: busyMilliseconds,
            holds: { Entitlement.holds($0, hub: $1, $2) })
    }

    /// Milliseconds since 1970 UTC.
    @Sendable public static func wallMilliseconds() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return UInt64(max(0, time.tv_sec)) * 1_000 + UInt64(time.tv_nsec / 1_000_000)
    }

    /// Seconds since 1970 UTC.
    @Sendable public static func wallSeconds() -> Int64 { Int64(wallMilliseconds() / 1_000) }

    /// Microseconds for which this thread has used the processor.
    @Sendable public static func processorMicroseconds() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return UInt64(max(0, time.tv_sec)) * 1_000_000 + UInt64(time.tv_nsec / 1_000)
    }

    /// What a round of an exchange may cost.
    public static var roundBudget: ProcessorBudget {
        ProcessorBudget(nowMicroseconds: processorMicroseconds)
    }

    @Sendable public static func randomBytes(_ count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        // The kernel gives at most 256 bytes at a time, and for so few it never fails.
        while filled < count {
            let part = min(256, count - filled)
            let code = bytes.withUnsafeMutableBytes { buffer in
                getentropy(buffer.baseAddress.map { $0 + filled }, part)
            }
            precondition(code == 0, "the kernel's generator is there")
            filled += part
        }
        return bytes
    }

    /// What the machine calls the account that this program runs under, for when its environment
    /// names nobody, as under cron; `nil` for an account without a name.
    public static func accountName() -> String? { account(\.pw_name) }

    /// Its home folder, for when `HOME` is not set; `nil` for an account without one.
    public static func accountHome() -> String? { account(\.pw_dir) }

    /// What the machine calls an account; `nil` for one without a name.
    static func accountName(of account: uid_t) -> String? {
        self.account(account, \.pw_name)
    }

    private static func account(
        _ part: (passwd) -> UnsafeMutablePointer<CChar>?
    ) -> String? { account(geteuid(), part) }

    private static func account(
        _ account: uid_t, _ part: (passwd) -> UnsafeMutablePointer<CChar>?
    ) -> String? {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 16 << 10)
        guard getpwuid_r(account, &entry, &buffer, buffer.count, &found) == 0, found != nil,
            let text = part(entry)
        else { return nil }
        return String(cString: text)
    }

    /// The variables of the environment as the program got them.
    public static func variables() -> [String: String] {
        let bytes = File.read("/proc/self/environ", most: 4 << 20) ?? []
        var found: [String: String] = [:]
        for entry in bytes.split(separator: 0) {
            let parts = entry.split(
                separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { continue }
            found[String(decoding: parts[0], as: UTF8.self)] =
                String(decoding: parts[1], as: UTF8.self)
        }
        return found
    }

    static func machineID() -> String {
        for path in ["/etc/machine-id", "/var/lib/dbus/machine-id"] {
            if let text = readText(path) { return text }
        }
        // A machine without an id still has a name.
        var name = [CChar](repeating: 0, count: 256)
        gethostname(&name, name.count - 1)
        return String(
            decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static func readText(_ path: String) -> String? {
        guard let bytes = File.read(path, most: 4_096), !bytes.isEmpty else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// Whole files, as people name them on a command line.
public enum File {
    /// The bytes of a file, at most `most`; `nil` when it cannot be read, which `errno` explains.
    public static func read(_ path: String, most: Int) -> [UInt8]? {
        let file = path == "-" ? 0 : open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { if file != 0 { close(file) } }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while bytes.count < most {
            let count = Glibc.read(file, &chunk, min(chunk.count, most - bytes.count))
            if count == 0 { break }
            guard count > 0 else { return nil }
            bytes += chunk[..<count]
        }
        return bytes
    }

    /// What a path can lead to.
    enum Kind { case file, folder, other }

    /// What a path leads to, links followed; `nil` where nothing is.
    static func kind(_ path: String) -> Kind? {
        var info = stat()
        guard stat(path, &info) == 0 else { return nil }
        return switch info.st_mode & S_IFMT {
        case S_IFREG: .file
        case S_IFDIR: .folder
        default: .other
        }
    }

    /// The whole path of a file or folder that is there, links followed; else the path itself.
    static func absolute(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }

    /// Writes all bytes to an open file; `false` when that fails, which `errno` explains.
    public static func write(descriptor file: Int32, _ bytes: [UInt8]) -> Bool {
        var at = 0
        while at < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.write(file, buffer.baseAddress.map { $0 + at }, bytes.count - at)
            }
            guard count > 0 else { return false }
            at += count
        }
        return true
    }

    /// Writes a file; `false` when that fails, which `errno` explains.
    ///
    /// A regular file, or one that is not there yet, is replaced through a temporary one, so that it is
    /// never half written; where the name is a link, what it leads to. Anything else (a device, a
    /// FIFO, a link that leads nowhere yet) is written in place, for to replace it would destroy it.
    public static func write(_ path: String, _ bytes: [UInt8]) -> Bool {
        guard let target = replaceable(path) else { return writeInPlace(path, bytes) }
        let fresh = target + ".part"
        let file = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { return false }
        let isWritten = write(descriptor: file, bytes) && fsync(file) == 0
        let isClosed = close(file) == 0
        guard isWritten, isClosed, rename(fresh, target) == 0 else {
            let why = errno
            unlink(fresh)
            errno = why
            return false
        }
        return true
    }

    /// The name under which a rename puts a new file in the place of what `path` names; `nil` when it
    /// names something that a file must not take the place of.
    private static func replaceable(_ path: String) -> String? {
        var named = stat()
        guard lstat(path, &named) == 0 else { return path }
        if named.st_mode & S_IFMT == S_IFREG { return path }
        guard named.st_mode & S_IFMT == S_IFLNK, stat(path, &named) == 0,
            named.st_mode & S_IFMT == S_IFREG, let real = realpath(path, nil)
        else { return nil }
        defer { free(real) }
        return String(cString: real)
    }

    private static func writeInPlace(_ path: String, _ bytes: [UInt8]) -> Bool {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { return false }
        let isWritten = write(descriptor: file, bytes)
        return close(file) == 0 && isWritten
    }
}
