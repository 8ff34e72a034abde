import Causality
import Testing
import Wire

@Suite struct HelloTests {
    private func roundTrip(_ hello: Hello) throws -> [Frame] {
        var encoder = FrameEncoder()
        encoder.append(hello)
        return try SampleBody.read(encoder.finish(more: false))
    }

    private func claims(_ count: Int) -> [StreamClaim] {
        (0..<count).compactMap { number in
            guard let site = SiteID("site-\(number / 3)"),
                let scope = [ScopeID.common, .roster, .site(site)].dropFirst(number % 3).first
            else { return nil }
            return StreamClaim(
                stream: Stream(origin: Origin(site: site, epoch: 1), scope: scope),
                seq: UInt64(number) + 1, head: UInt64(number) &* 0x9E37_79B9_7F4A_7C15)
        }.sorted { $0.stream < $1.stream }
    }

    @Test func `every form is read back`() throws {
        guard let anji = SiteID("anji"), let beijing = SiteID("beijing") else { return }
        for vector in [.full([]), .full(claims(100)), .unchanged(.max), .unknown] as [VectorClaim] {
            for recipient in [nil, beijing] {
                let hello = Hello(
                    identity: Origin(site: anji, epoch: .max), recipient: recipient, hub: beijing,
                    protocols: 1...3, schemaVersion: .max, vector: vector)
                #expect(try roundTrip(hello).first == .hello(hello))
            }
        }
    }

    @Test func `4,096 claims are taken and one more is not`() throws {
        guard let anji = SiteID("anji") else { return }
        for (count, isTaken) in [(4_096, true), (4_097, false)] {
            let hello = Hello(
                identity: Origin(site: anji, epoch: 1), hub: anji, schemaVersion: 1,
                vector: .full(claims(count)))
            #expect(((try? roundTrip(hello)) != nil) == isTaken)
        }
    }

    @Test func `nothing to say costs few bytes`() throws {
        guard let anji = SiteID("anji"), let beijing = SiteID("beijing") else { return }
        var encoder = FrameEncoder()
        encoder.append(
            Hello(
                identity: Origin(site: anji, epoch: 1), recipient: beijing, hub: beijing,
                schemaVersion: 7, vector: .unchanged(.max / 3)))
        #expect(encoder.finish(more: false).count < 100)
    }
}
