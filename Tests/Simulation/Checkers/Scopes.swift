internal import Causality
internal import Sync
internal import Wire

/// I9: no byte of what a site sends tells of a scope that the receiver does not hold: no transaction,
/// no claim, no stream in a list, no notice, no signature nor the want of one, no news of members.
///
/// Every message is taken apart for it, so this is done in one seed of four, and where sites sign in all.
package final class Scopes: Checker {
    package init() {}

    package func see(_ moment: Moment, _ world: World) throws {
        guard world.scenario.seed.isMultiple(of: 4) || world.isSigned,
            !world.scenario.everyoneHoldsAll, case .sent(let site, let peer, let body) = moment
        else { return }
        var received = ReceivedBody()
        try? received.feed(body)
        guard let hello = received.hello else { return }
        // Said once more here: asking the policy that decides what is sent would prove nothing.
        let holds = { (site: SiteID, scope: ScopeID) in
            site == world.sites[0].id || scope.name == "common" || scope.name == "roster"
                || scope.name == "site/\(site)"
        }
        let expect = { (scope: ScopeID, what: String) throws in
            guard !holds(peer, scope) || !holds(site.id, scope) else { return }
            throw Violation("I9", "\(site.id) tells \(peer) of \(scope) by \(what)")
        }
        if case .full(let claims) = hello.vector {
            for claim in claims { try expect(claim.stream.scope, "a claim") }
        }
        for notice in received.notices {
            for name in [notice.dot] + notice.detail.split(separator: " ").map(String.init) {
                if let dot = Dot(name) { try expect(dot.stream.scope, "a notice") }
            }
        }
        for locator in received.locators { try expect(locator.stream.scope, "a search") }
        for head in received.signatures { try expect(head.stream.scope, "a signature") }
        for end in received.unsigned { try expect(end.stream.scope, "an end without one") }
        for group in received.news?.groups ?? [] { try expect(group.scope, "news of a member") }
        for scope in received.trimmed { try expect(scope, "what it has trimmed") }
        if !received.signatures.isEmpty { world.counters.sometimes("signatures looked at") }
        for record in received.records {
            let bytes =
                try record.expandedCount.map {
                    try ZstdDecompressor().expand(record.bytes, to: $0)
                } ?? record.bytes
            let streams = try bytes.withUnsafeBytes { try TransactionReader($0).header.streams }
            for stream in streams { try expect(stream.scope, "a transaction") }
        }
    }
}
