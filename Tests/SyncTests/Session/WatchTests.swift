import Causality
import Sync
import Testing
import Wire

@Suite struct WatchTests {
    private func digest(_ hub: ModelReplica) throws -> UInt64 {
        try Watch.digest(hub, with: .named("anji"), policy: .standard)
    }

    @Test func `after an exchange there is no news, after a change there is`() throws {
        let site = ModelReplica("anji")
        let hub = ModelReplica("beijing")
        site.write(.common)
        hub.write(.of("anji"))
        let report = try DirectLine(site, hub).sync()
        #expect(try report.peerDigest == digest(hub))
        hub.write(.of("hangzhou"))
        #expect(try report.peerDigest == digest(hub), "what others hold is no news")
        hub.write(.common)
        #expect(try report.peerDigest != digest(hub))
    }

    @Test func `what the hub holds back does not make the poll spin`() throws {
        let site = ModelReplica("anji")
        let hub = ModelReplica("beijing")
        site.write(.of("anji"), author: "poison")
        let report = try DirectLine(site, hub).sync()
        #expect(try report.peerDigest == digest(hub))
        #expect(try Watch.digest(site, with: .named("beijing"), policy: .standard) != digest(hub))
    }

    @Test func `a query is read back`() throws {
        let request = Watch.request(site: .named("anji"), digest: .max)
        let query = try #require(request.path.split(separator: "?").last)
        let read = try #require(Watch.parse(query: query))
        #expect(read.site == .named("anji") && read.digest == .max)
        #expect(Watch.parse(query: "since=7&site=anji")?.digest == 7)
    }

    @Test(arguments: [
        "", "site=anji", "since=7", "site=&since=7", "site=anji&since=-1", "site=anji&since=x",
        "site=anji&site=beijing&since=7", "site=AN%20JI&since=7", "site=anji&since", "&&&",
        "site=anji&since=18446744073709551616",
    ])
    func `another query is refused`(query: String) {
        #expect(Watch.parse(query: query) == nil)
    }
}

/// The example of docs/formats/frames.md.
@Suite struct DigestTests {
    @Test func `the digest of two claims is as the page says`() throws {
        let own = try #require(Stream("anji.1/site/anji"))
        let hub = try #require(Stream("beijing.2/common"))
        let claims = PeerClaims([
            StreamClaim(stream: hub, seq: 300, head: 0x0123_4567_89ab_cdef),
            StreamClaim(stream: own, seq: 42, head: 0x7bec_65c8_02b4_a45c),
        ])
        #expect(String(claims.digest, radix: 16) == "803626a47698bffd")
    }
}
