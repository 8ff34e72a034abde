/// Where a peer is: a checked base address, such as `https://hub.example.cn:7443`.
///
/// The address comes from a configuration file, and everything that a lenient reader would accept
/// is a way to be led elsewhere: `https://hub@evil.example`, `https://0x7f.1`, `https://hub#.evil`. So
/// only the plain form passes, and what passes is written back in one canonical form.
///
/// There is one way to a peer, TLS with the keys of both ends; an `http` address is refused.
///
///     let hub = try PeerAddress(parsing: "https://hub.example.cn:7443")
public struct PeerAddress: Hashable, Sendable {
    enum Scheme: String, Sendable { case http, https }

    let scheme: Scheme
    /// Lower case; an IPv6 address is in brackets.
    public let host: String
    public let port: UInt16
    /// Empty, or begins with a slash and does not end with one.
    public let basePath: String

    /// Reads `text`, or throws `TransportError.addressRefused` with the part that is wrong.
    public init(parsing text: String) throws(TransportError) {
        do throws(AddressFault) {
            let parts = try PeerAddress.split(text)
            scheme = try PeerAddress.scheme(parts.scheme)
            host = try PeerHost(parts.host).text
            port = try parts.port.map(PeerAddress.port) ?? 443
            basePath = try PeerAddress.basePath(parts.path)
        } catch {
            throw .addressRefused(error)
        }
    }

    /// A server of this machine that speaks in the clear: for what is tested of HTTP itself. It cannot
    /// be said outside this module, nor read from any text.
    init(inTheClear port: UInt16, basePath: String = "") {
        scheme = .http
        host = "127.0.0.1"
        self.port = port
        self.basePath = basePath
    }

    /// The address of a path and query below this one; `path` begins with a slash.
    func url(for path: String) -> String { "\(self)\(path)" }

    /// The same under the name by which a peer is called in TLS, wherever it is.
    func url(for path: String, calling name: String) -> String {
        "\(scheme.rawValue)://\(name):\(port)\(basePath)\(path)"
    }
}

extension PeerAddress: CustomStringConvertible {
    /// The canonical form, which `init(parsing:)` reads back.
    public var description: String { "\(scheme.rawValue)://\(host):\(port)\(basePath)" }
}

extension PeerAddress {
    private struct Parts {
        var scheme: Substring
        var host: Substring
        var port: Substring?
        var path: Substring
    }

    private static func split(_ text: String) throws(AddressFault) -> Parts {
        guard text.utf8.allSatisfy({ 0x21...0x7E ~= $0 }), let mark = text.separator("://") else {
            throw .form
        }
        let rest = text[mark.upperBound...]
        if rest.contains("@") { throw .userInfo }
        if rest.contains(where: { $0 == "?" || $0 == "#" }) { throw .queryOrFragment }
        let authority = rest.prefix { $0 != "/" }
        // The colons within the brackets of an IPv6 address do not begin a port.
        let hostEnd = authority.lastIndex(of: "]") ?? authority.startIndex
        let colon = authority[hostEnd...].firstIndex(of: ":")
        return Parts(
            scheme: text[..<mark.lowerBound],
            host: authority[..<(colon ?? authority.endIndex)],
            port: colon.map { authority[authority.index(after: $0)...] },
            path: rest[authority.endIndex...])
    }

    private static func scheme(_ text: Substring) throws(AddressFault) -> Scheme {
        let scheme = text.lowercased()
        if scheme == Scheme.http.rawValue { throw .inTheClear }
        guard scheme == Scheme.https.rawValue else { throw .scheme(String(text)) }
        return .https
    }

    private static func port(_ text: Substring) throws(AddressFault) -> UInt16 {
        guard text.utf8.allSatisfy({ 0x30...0x39 ~= $0 }), let port = UInt16(text), port > 0 else {
            throw .port(String(text))
        }
        return port
    }

    private static func basePath(_ text: Substring) throws(AddressFault) -> String {
        var path = text
        if path.last == "/" { path.removeLast() }
        if path.isEmpty { return "" }
        let segments = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        let isPlain = segments.allSatisfy { segment in
            !segment.isEmpty && segment != "." && segment != ".."
                && segment.utf8.allSatisfy { $0.isLetterOrDigit || "-._~".utf8.contains($0) }
        }
        guard isPlain else { throw .path(String(text)) }
        return String(path)
    }
}

extension String {
    /// Where `mark` first occurs, without Foundation.
    fileprivate func separator(_ mark: String) -> Range<Index>? {
        indices.lazy.compactMap { start in
            self[start...].hasPrefix(mark) ? start..<self.index(start, offsetBy: mark.count) : nil
        }.first
    }
}
