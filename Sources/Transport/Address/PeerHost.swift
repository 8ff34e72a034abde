/// The host of an address, told apart by its shape alone: nothing is looked up.
enum PeerHost: Hashable {
    case name(String)
    case ipv4([UInt8])
    /// Without its brackets; the form is checked by libcurl, here only the characters are.
    case ipv6(String)

    init(_ text: Substring) throws(AddressFault) {
        let host = text.lowercased()
        if host.hasPrefix("["), host.hasSuffix("]"), host.utf8.count > 3 {
            let inner = String(host.dropFirst().dropLast())
            guard inner.utf8.allSatisfy({ $0.isHexDigit || $0 == 0x3A || $0 == 0x2E }) else {
                throw .host(host)
            }
            self = .ipv6(inner)
        } else if let octets = PeerHost.octets(host) {
            self = .ipv4(octets)
        } else if PeerHost.isName(host) {
            self = .name(host)
        } else {
            throw .host(host)
        }
    }

    /// The host as it stands in an address.
    var text: String {
        switch self {
        case .name(let name): name
        case .ipv4(let octets): octets.map(String.init).joined(separator: ".")
        case .ipv6(let text): "[\(text)]"
        }
    }

    /// Four decimal numbers without leading zeros, which some readers would take for octal.
    private static func octets(_ host: String) -> [UInt8]? {
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count == 4 else { return nil }
        let octets = labels.compactMap { label -> UInt8? in
            guard let octet = UInt8(label), String(octet) == label else { return nil }
            return octet
        }
        return octets.count == 4 ? octets : nil
    }

    /// Letters, digits and hyphens in labels of up to 63 (RFC 1123, 2.1). A last label that is a
    /// number makes it an IPv4 address in one of the short forms, such as `127.1` or `0x7f.1`.
    private static func isName(_ host: String) -> Bool {
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        guard host.utf8.count <= 253, let last = labels.last, !isNumber(last) else { return false }
        return labels.allSatisfy { label in
            1...63 ~= label.utf8.count && label.first != "-" && label.last != "-"
                && label.utf8.allSatisfy { $0.isLetterOrDigit || $0 == 0x2D }
        }
    }

    private static func isNumber(_ label: Substring) -> Bool {
        label.utf8.allSatisfy { 0x30...0x39 ~= $0 }
            || (label.hasPrefix("0x") && label.utf8.dropFirst(2).allSatisfy { $0.isHexDigit })
    }
}

extension UInt8 {
    /// An ASCII digit or a lower or upper case ASCII letter.
    var isLetterOrDigit: Bool {
        0x30...0x39 ~= self || 0x41...0x5A ~= self || 0x61...0x7A ~= self
    }

    /// Digits and the lower case letters a to f.
    var isHexDigit: Bool { 0x30...0x39 ~= self || 0x61...0x66 ~= self }
}
