// A page on the loopback address is reachable by every browser on the machine. A foreign site can
// give its own name our address (DNS rebinding): the browser then takes our page for part of that
// site and lets its scripts read it. What they cannot change is the `Host` field, so only the names
// by which we are meant to be called are answered.

/// The names under which this server answers.
public struct HostList: Sendable, Hashable {
    private let names: Set<String>
    /// Whether any site's name is one of them.
    private var isOfPeers = false

    /// The names of the loopback interface, and the address that is listened on.
    public init(listening address: String) {
        names = ["localhost", "127.0.0.1", "[::1]", HostList.bracketed(address.lowercased())]
    }

    /// The door for peers: the name follows from this site's key, which may change while the door is open, and lies
    /// below a domain that no browser can be led to. Who calls has shown a certificate besides.
    public static let ofPeers = HostList()

    private init() {
        names = []
        isOfPeers = true
    }

    /// Whether `authority`, the value of a `Host` field, is one of the names, with any port.
    public func allows(_ authority: String) -> Bool {
        guard let name = HostList.name(of: authority.lowercased()) else { return false }
        return names.contains(name) || isOfPeers && name.hasSuffix(".moso.invalid")
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
