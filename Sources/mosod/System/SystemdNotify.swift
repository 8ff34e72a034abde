internal import Glibc

/// Tells systemd how the daemon is: one datagram to the socket that `NOTIFY_SOCKET` names. Without
/// that variable nobody asks, and nothing is done.
enum SystemdNotify {
    static func ready(_ status: String) { send("READY=1\nSTATUS=\(status)") }
    static func reloading() { send("STATUS=reading the configuration again") }
    static func stopping() { send("STOPPING=1") }
    static func alive() { send("WATCHDOG=1") }

    /// Within what time systemd wants to hear from this process again and again; `nil` when it does not.
    static var watchdogMicroseconds: Int? {
        let variable = { (name: String) in getenv(name).map { String(cString: $0) } }
        if let process = variable("WATCHDOG_PID"), pid_t(process) != getpid() { return nil }
        guard let told = variable("WATCHDOG_USEC").flatMap(Int.init), told > 0 else { return nil }
        return told
    }

    private static func send(_ state: String) {
        guard let path = getenv("NOTIFY_SOCKET").map({ String(cString: $0) }), path.utf8.count > 1
        else { return }
        let file = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard file >= 0 else { return }
        defer { close(file) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        // A leading `@` stands for a name in the abstract namespace, which begins with a zero byte.
        var name = Array(path.utf8)
        if name[0] == UInt8(ascii: "@") { name[0] = 0 }
        guard name.count < MemoryLayout.size(ofValue: address.sun_path) else { return }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
        let offset = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? 2
        let length = socklen_t(offset + name.count)
        _ = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                sendto(file, state, state.utf8.count, Int32(MSG_NOSIGNAL), address, length)
            }
        }
    }
}
