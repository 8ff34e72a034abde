package import Causality
internal import Sync
internal import Wire

/// The scopes of which a body of an exchange tells, whatever part of it does.
package struct ToldScopes {
    /// What an end says of something that it was sent.
    package static let notice = "a notice"

    /// Each with what tells of it.
    package private(set) var told: [(scope: ScopeID, by: String)] = []

    /// A body that is no whole one tells of nothing that anybody would read.
    package init(in body: [UInt8]) throws {
        var received = ReceivedBody()
        // A checker looks at what was damaged on the way, too.
        try? received.feed(body)
        guard let hello = received.hello else { return }
        if case .full(let claims) = hello.vector { tell(claims.map(\.stream.scope), "a claim") }
        for notice in received.notices {
            let names = [notice.dot] + notice.detail.split(separator: " ").map(String.init)
            tell(names.compactMap { Dot($0)?.stream.scope }, ToldScopes.notice)
        }
        tell(received.locators.map(\.stream.scope), "a search")
        tell(received.signatures.map(\.stream.scope), "a signature")
        tell(received.unsigned.map(\.stream.scope), "an end without one")
        tell((received.news?.groups ?? []).map(\.scope), "news of a member")
        tell(received.trimmed, "what it has trimmed")
        for record in received.records {
            let bytes =
                try record.expandedCount.map {
                    try ZstdDecompressor().expand(record.bytes, to: $0)
                } ?? record.bytes
            let streams = try bytes.withUnsafeBytes { try TransactionReader($0).header.streams }
            tell(streams.map(\.scope), "a transaction")
        }
    }

    /// Whether there is a signature in it.
    package var hasSignatures: Bool { told.contains { $0.by == "a signature" } }

    private mutating func tell(_ scopes: some Sequence<ScopeID>, _ what: String) {
        for scope in scopes { told.append((scope, what)) }
    }
}
