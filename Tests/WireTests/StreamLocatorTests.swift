import Causality
import Testing
import Wire

/// Looking for the place where two histories of a stream part.
@Suite struct StreamLocatorTests {
    private func read(_ locator: StreamLocator) throws -> [Frame] {
        guard let site = SiteID("anji") else { return [] }
        var encoder = FrameEncoder()
        encoder.append(
            Hello(
                identity: Origin(site: site, epoch: 1), hub: site, schemaVersion: 1,
                vector: .unknown))
        encoder.append(locator)
        return try SampleBody.read(encoder.finish(more: false))
    }

    private func locator(_ count: Int) throws -> StreamLocator {
        let stream = try #require(Dot("anji.1/site/anji:1")).stream
        return StreamLocator(
            stream: stream,
            points: (0..<count).map { .init(seq: UInt64($0) + 1, head: UInt64($0) &* 77) })
    }

    @Test func `it is read back`() throws {
        let locator = try locator(WireLimits.locatorPointsMax)
        #expect(try read(locator).dropFirst().first == .locator(locator))
    }

    @Test func `one with too many points is refused`() throws {
        #expect(throws: WireError.self) { try read(try locator(WireLimits.locatorPointsMax + 1)) }
    }

    @Test func `one of a branch is refused: both ends search by the plain name`() throws {
        let stream = try #require(Dot("anji.1#00c0ffee/site/anji:1")).stream
        #expect(throws: WireError.self) { try read(StreamLocator(stream: stream, points: [])) }
    }

    /// Two ends that agree up to `common`, played with numbers alone.
    @Test(arguments: [0, 1, 63, 64, 255, 256, 257, 16_383, 999_999, 1_000_000] as [UInt64])
    func `the place is found in few steps, and little is sent twice`(common: UInt64) {
        var (low, high, steps) = (UInt64(0), UInt64(1_000_001), 0)
        repeat {
            let numbers = StreamLocator.numbers(between: low, and: high)
            low = numbers.last { $0 <= common } ?? low
            high = numbers.first { $0 > common } ?? low
            steps += 1
        } while high > low + StreamLocator.gapMax
        #expect(low <= common && common - low <= StreamLocator.gapMax)
        #expect(steps <= 3)
    }
}
