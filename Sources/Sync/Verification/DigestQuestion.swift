public import Causality

/// What is asked of a peer to compare its state with ours, all of it by `GET /v1/digest`.
public enum DigestQuestion: Sendable, Hashable {
    /// `?scope=common&site=anji`: how far the scope has been applied, and the digest of its state.
    case scope(ScopeID)
    /// `&table=company&from=C-1&below=C-7`: the runs of a range of keys.
    case runs(KeyRange)
    /// `&table=company&key=C-3`: one row.
    case row(ScopeID, table: String, key: RecordKey)

    /// - Parameter site: who asks.
    public func request(site: SiteID) -> PeerRequest {
        let parts = [("scope", scope.name), ("site", site.name)] + details
        let query = parts.map { "\($0)=\(DigestQuestion.escaped($1))" }.joined(separator: "&")
        return PeerRequest(
            method: .get, path: "/v1/digest?" + query, replyBytesMax: 1 << 20,
            silenceSecondsMax: 120)
    }

    private var scope: ScopeID {
        switch self {
        case .scope(let scope), .row(let scope, _, _): scope
        case .runs(let range): range.scope
        }
    }

    private var details: [(String, String)] {
        switch self {
        case .scope: []
        case .runs(let range):
            [("table", range.table), ("from", range.from)]
                + (range.below.map { [("below", $0)] } ?? [])
        case .row(_, let table, let key): [("table", table), ("key", key.text)]
        }
    }

    /// With everything but the letters, digits and signs that a query takes as they are as `%2F`.
    private static func escaped(_ text: String) -> String {
        let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)
        let digits = Array("0123456789ABCDEF".utf8)
        let bytes = text.utf8.flatMap { byte in
            plain.contains(byte)
                ? [byte] : [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
