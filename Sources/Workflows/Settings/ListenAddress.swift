/// Where the daemon listens: an address of this machine and a port.
///
/// In the clear only loopback is allowed: whoever reaches the port could read every record and write
/// under any site's name. Behind TLS, which lets enrolled keys in alone, any address is.
public struct ListenAddress: Sendable, Equatable, CustomStringConvertible {
    public let host: String
    /// 0 takes a free port.
    public let port: Int

    public static let standard = ListenAddress(host: "127.0.0.1", port: 7420)

    private init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Reads `127.0.0.1:7420`, `localhost:7420`, `[::1]:7420`; throws what is wrong with others.
    public init(parsing text: String, behindTLS: Bool = false) throws(Problem) {
        let colon = text.lastIndex(of: ":")
        guard let colon, let port = ListenAddress.port(text[text.index(after: colon)...]) else {
            throw .malformedAddress(text)
        }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        guard !host.isEmpty else { throw .malformedAddress(text) }
        guard behindTLS || ListenAddress.isLoopback(host) else { throw .configListen(text) }
        self.init(host: host == "localhost" ? "127.0.0.1" : host, port: port)
    }

    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// Whether both cannot be open at once.
    func meets(_ other: ListenAddress) -> Bool {
        let isAny = { (host: String) in host == "0.0.0.0" || host == "::" }
        return port != 0 && port == other.port
            && (host == other.host || isAny(host) || isAny(other.host))
    }

    private static func port(_ text: Substring) -> Int? {
        guard (1...5).contains(text.utf8.count), text.utf8.allSatisfy({ 0x30...0x39 ~= $0 }),
            let port = Int(text), port <= 65_535
        else { return nil }
        return port
    }

    private static func isLoopback(_ host: String) -> Bool {
        if host == "localhost" || host == "::1" { return true }
        let octets = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        return octets.count == 4 && octets.allSatisfy { $0 != nil } && octets[0] == 127
    }
}

extension Problem {
    private static let notStarted = Phrase(
        zh: "守护进程没有启动；数据没有变化。",
        en: "The daemon did not start; your data is as it was.")

    fileprivate static func malformedAddress(_ text: String) -> Problem {
        Problem(
            .configListen,
            happened: Phrase(
                zh: "“\(text)”不是 地址:端口。", en: "\"\(text)\" is not of the form address:port."),
            safety: notStarted, remedies: [.run("mosod --listen 127.0.0.1:7420")])
    }
}
