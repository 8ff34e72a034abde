internal import Glibc

/// A program that the demo started, until it has been waited for.
final class ChildProcess {
    let id: pid_t
    private var ending: Int32?

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - input, output, errors: descriptors that become its standard streams.
    ///   - isApart: whether it stands in a process group of its own, where a Ctrl-C of the terminal
    ///     does not reach it.
    /// - Returns: `nil` when it cannot be started, which `errno` explains.
    init?(
        _ program: String, _ arguments: [String], environment: [String], input: Int32,
        output: Int32, errors: Int32, isApart: Bool = false
    ) {
        var streams = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&streams)
        defer { posix_spawn_file_actions_destroy(&streams) }
        for (to, from) in [input, output, errors].enumerated() {
            posix_spawn_file_actions_adddup2(&streams, from, Int32(to))
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var ordinary = sigset_t()
        sigemptyset(&ordinary)
        sigaddset(&ordinary, SIGPIPE)
        posix_spawnattr_setsigdefault(&attributes, &ordinary)
        let flags = POSIX_SPAWN_SETSIGDEF | (isApart ? Int32(POSIX_SPAWN_SETPGROUP) : 0)
        posix_spawnattr_setflags(&attributes, Int16(flags))

        var process: pid_t = 0
        let code = ChildProcess.withCStrings([program] + arguments) { arguments in
            ChildProcess.withCStrings(environment) { environment in
                posix_spawn(&process, program, &streams, &attributes, arguments, environment)
            }
        }
        guard code == 0 else {
            errno = code
            return nil
        }
        id = process
    }

    /// The exit code, as a shell tells it: 128 and the number for a signal. `nil` while it runs.
    func exitCode() -> Int32? { wait(WNOHANG) }

    func waitForExit() -> Int32 { wait(0) ?? -1 }

    func send(_ signal: Int32) {
        // One that has been waited for is gone, and its number may be somebody else's.
        if exitCode() == nil { kill(id, signal) }
    }

    private func wait(_ how: Int32) -> Int32? {
        if let ending { return ending }
        var status: Int32 = 0
        var found = waitpid(id, &status, how)
        while found < 0 && errno == EINTR { found = waitpid(id, &status, how) }
        guard found != 0 else { return nil }
        ending = found < 0 ? -1 : status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
        return ending
    }

    private static func withCStrings<R>(
        _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> R
    ) -> R {
        let copies = texts.map { strdup($0) }
        defer { copies.forEach { free($0) } }
        return body(copies + [nil])
    }
}

/// The two ends of a pipe. Programs that are started get neither, unless one is made a stream.
struct Pipe {
    let reading: Int32
    let writing: Int32

    init?() {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { return nil }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        (reading, writing) = (ends[0], ends[1])
    }
}
