import Sync

extension PeerRequest {
    /// What keeps this request from being written as HTTP; `nil` when nothing does.
    ///
    /// A line break in a header would begin another header or another request, and a path that does
    /// not begin with a slash would become part of the host: `127.0.0.1` + `.evil.example/`.
    var fault: String? {
        if path.utf8.first != 0x2F { return "the path does not begin with a slash" }
        if !path.utf8.allSatisfy({ 0x21...0x7E ~= $0 && $0 != 0x23 }) {
            return "the path has a character that must be escaped"
        }
        if method == .get && !body.isEmpty { return "a GET carries no body" }
        return headers.lazy.compactMap(PeerRequest.fault).first
    }

    private static func fault(_ header: (name: String, value: String)) -> String? {
        let (name, value) = header
        if name.isEmpty || !name.utf8.allSatisfy(\.isTokenCharacter) {
            return "a header's name is not a token: '\(name)'"
        }
        if ownedByLink.contains(name.lowercased()) { return "the link itself sets \(name)" }
        // Visible characters, blanks, tabs, and bytes beyond ASCII (RFC 9110, 5.5).
        let isPlain = value.utf8.allSatisfy { ($0 >= 0x20 && $0 != 0x7F) || $0 == 0x09 }
        return isPlain ? nil : "header \(name) has a control character"
    }

    /// Where a message begins and ends, and to whom it goes, must not be said twice.
    private static let ownedByLink: Set<String> = [
        "connection", "content-length", "expect", "host", "transfer-encoding",
    ]
}

extension UInt8 {
    /// `tchar` of RFC 9110, 5.6.2.
    fileprivate var isTokenCharacter: Bool {
        isLetterOrDigit || "!#$%&'*+-.^_`|~".utf8.contains(self)
    }
}
