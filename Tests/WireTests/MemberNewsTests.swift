import Causality
import Testing

@testable import Wire

/// Acknowledgements on the wire.
struct MemberNewsTests {
    private func origin(_ text: String) throws -> Origin { try #require(Origin(text[...])) }

    private func claims() throws -> VersionVector {
        VersionVector([
            (Stream(origin: try origin("beijing.2"), scope: .common), UInt64(300)),
            (Stream(origin: try origin("anji.1"), scope: .common), UInt64(41)),
        ])
    }

    private func read(_ bytes: [UInt8]) throws -> MemberNews {
        try bytes.withUnsafeBytes { buffer in
            var reader = ByteReader(buffer)
            let news = try reader.memberNews()
            #expect(reader.isAtEnd)
            return news
        }
    }

    /// docs/formats/frames.md shows these bytes.
    @Test func `the bytes of an acknowledgement that is passed on`() throws {
        let held = VersionVector([
            (Stream(origin: try origin("beijing.2"), scope: .common), UInt64(298)),
            (Stream(origin: try origin("anji.1"), scope: .common), UInt64(41)),
        ])
        let news = MemberNews(
            read: .init(epoch: 0, number: 0), number: 12,
            groups: [
                .init(member: try origin("hangzhou.1"), scope: .common, held, claims: try claims())
            ])
        let bytes: [UInt8] =
            [0x00, 0x00, 0x0c, 0x02, 0x07] + Array("beijing".utf8) + [0x02, 0x08]
            + Array("hangzhou".utf8) + [0x01, 0x01, 0x06] + Array("common".utf8)
            + [0x01, 0x01, 0x00, 0x01, 0x00, 0xaa, 0x02]
        #expect(news.encoded == bytes)
        #expect(try read(bytes) == news)
        #expect(try read(bytes).groups[0].vector(beside: claims()) == held)
    }

    @Test func `who has only read says so in a few bytes`() throws {
        let news = MemberNews(read: .init(epoch: 2, number: 12))
        #expect(news.encoded.count == 6)
        #expect(try read(news.encoded) == news)
    }

    @Test func `an acknowledgement may lack a stream, or hold more than is claimed`() throws {
        let held = VersionVector([
            (Stream(origin: try origin("anji.1"), scope: .common), UInt64(50)),
            (Stream(origin: try origin("suzhou.1"), scope: .common), UInt64(3)),
        ])
        let group = MemberNews.Group(
            member: try origin("suzhou.1"), scope: .common, held, claims: try claims())
        #expect(group.differences.map(\.seq) == [50, 0, 3])
        #expect(group.vector(beside: try claims()) == held)
    }

    @Test(
        arguments: [
            // A member, a scope, a writer that no table has; one writer twice; cut.
            [0, 0, 1, 0, 0, 1, 0, 0, 0], [0, 0, 1, 1, 1, 0x61, 1, 0, 1, 0, 0, 0],
            [0, 0, 1, 1, 1, 0x61, 1, 1, 1, 0x62, 1, 0, 0, 1, 7, 1],
            [0, 0, 1, 1, 1, 0x61, 1, 1, 1, 0x62, 1, 0, 0, 2, 0, 1, 0, 2], [0, 0, 1, 1],
        ] as [[UInt8]])
    func `broken news are refused`(bytes: [UInt8]) {
        #expect(throws: WireError.self) { try read(bytes) }
    }

    @Test func `both new frames come through a body`() throws {
        var encoder = FrameEncoder()
        encoder.append(
            Hello(
                identity: try origin("anji.1"), hub: try #require(SiteID("beijing")),
                schemaVersion: 1, vector: .unknown))
        let news = MemberNews(read: .init(epoch: 2, number: 12))
        encoder.append(news)
        encoder.append(trimmed: [.common, .roster])
        let decoder = FrameDecoder()
        var frames: [Frame] = []
        try decoder.feed(encoder.finish(more: false)) { (frame) throws(WireError) in
            frames.append(frame)
        }
        #expect(decoder.isWhole)
        #expect(frames[1] == .news(news) && frames[2] == .trimmed([.common, .roster]))
    }
}
