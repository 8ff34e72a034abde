public import Wire

// A page on the loopback address is reachable by every browser on the machine. A foreign site can
// give its own name our address (DNS rebinding): the browser then takes our page for part of that
// site and lets its scripts read it. What they cannot change is the `Host` field, so only the names
// by which we are meant to be called are answered.

/// The names under which this server answers.
public struct HostList: Sendable, Hashable {
    private let names: Set<String>

    /// The names of the loopback interface, and the address that is listened on.
    public init(listening address: String) {
        names = ["localhost", "127.0.0.1", "[::1]", HostList.bracketed(address.lowercased())]
    }

    /// The one name of the door for peers, which follows from this site's key.
    public init(of key: PublicKey) { names = [key.hostName] }

    /// Whether `authority`, the value of a `Host` field, is one of the names, with any port.
    public func allows(_ authority: String) -> Bool {
        guard let name = HostList.name(of: authority.lowercased()) else { return false }
        return names.contains(name)
    }

    /// The host without its port; `nil` when it is not of the form `host` or `host:port`.
    private static func name(of authority: String) -> String? {
        let hostEnd =
            authority.hasPrefix("[")
            ? authority.firstIndex(of: "]").map { authority.index(after: $0) }
            : authority.firstIndex(of: ":") ?? authority.endIndex
        guard let hostEnd else { return nil }
        let rest = authority[hostEnd...]
        guard rest.isEmpty || isPort(rest) else { return nil }
        return String(authority[..<hostEnd])
    }

    private static func isPort(_ text: Substring) -> Bool {
        text.first == ":" && (2...6).contains(text.utf8.count)
            && text.utf8.dropFirst().allSatisfy { (0x30...0x39).contains($0) }
    }

    private static func bracketed(_ address: String) -> String {
        address.contains(":") && !address.hasPrefix("[") ? "[\(address)]" : address
    }
}
