import Causality
import Testing

@testable import Wire

struct SignedHeadTests {
    private let key: SigningKey
    private let stream: Causality.Stream
    private let hash = Digest256(of: [1])

    init() throws {
        key = try #require(SigningKey(seed: [UInt8](repeating: 3, count: 32)))
        stream = try SignedHeadTests.stream("anji.1/site/anji")
    }

    private static func stream(_ text: String) throws -> Causality.Stream {
        guard let stream = Causality.Stream(text) else {
            throw WireError(.outOfRange, reading: "stream", offset: 0)
        }
        return stream
    }

    private func frames(_ fill: (inout FrameEncoder) -> Void) throws -> [Frame] {
        var encoder = FrameEncoder()
        let origin = Origin(site: stream.origin.site, epoch: 1)
        encoder.append(
            Hello(
                identity: origin, hub: origin.site, schemaVersion: 1, vector: .unknown))
        fill(&encoder)
        let decoder = FrameDecoder()
        var frames: [Frame] = []
        try decoder.feed(encoder.finish(more: false)) { frames.append($0) }
        return Array(frames.dropFirst().dropLast())
    }

    /// Written down in docs/formats/frames.md.
    @Test func `the signed bytes and the frame are those of the document`() {
        let statement = SignedHead.statement(stream, 42, hash)
        #expect(
            statement.hex == "6d6f736f2068656164203104616e6a690109736974652f616e6a692a"
                + hash.description)
        let head = SignedHead(stream: stream, seq: 42, hash: hash, by: key)
        #expect(head.signature.hex == Self.golden)
        #expect(
            [head].encoded.hex == "0104616e6a690109736974652f616e6a69012a" + hash.description
                + Self.golden)
        #expect(
            [UnsignedEnd(stream: stream, signed: 16, seq: 42)].encoded.hex
                == "0104616e6a690109736974652f616e6a69102a")
    }

    private static let golden =
        "0e3b7d90c366e44bd8374639ad7c1e10751c12ec891ee6a0476ff7edb421071c"
        + "7412f758dac3e1503f22e816252f95b3351a345a9f03a6d07de5036bb2181807"

    @Test func `signatures and what lacks them come through a body as they were`() throws {
        let other = try Self.stream("beijing.2/common")
        let heads = [
            SignedHead(stream: stream, seq: 1, hash: hash, by: key),
            SignedHead(stream: stream, seq: 9, hash: Digest256(of: [2]), by: key),
            SignedHead(stream: other, seq: 7, hash: hash, by: key),
        ]
        let ends = [UnsignedEnd(stream: other, signed: 0, seq: 7)]
        let found = try frames { body in
            body.append(signatures: heads)
            body.append(unsigned: ends)
        }
        #expect(found == [.signatures(heads), .unsigned(ends)])
        #expect(heads.allSatisfy { $0.isSigned(by: [key.publicKey]) })
    }

    @Test func `a signature is good for its stream, number and hash alone`() throws {
        let head = SignedHead(stream: stream, seq: 42, hash: hash, by: key)
        let other = try Self.stream("anji.2/site/anji")
        let moved = [
            SignedHead(stream: other, seq: 42, hash: hash, signature: head.signature),
            SignedHead(stream: stream, seq: 43, hash: hash, signature: head.signature),
            SignedHead(
                stream: stream, seq: 42, hash: Digest256(of: [2]), signature: head.signature),
        ]
        #expect(head.isSigned(by: [key.publicKey]))
        for head in moved { #expect(!head.isSigned(by: [key.publicKey])) }
        #expect(!head.isSigned(by: []))
    }

    @Test func `T12: more signatures than a body may have are refused before they are looked at`()
        throws
    {
        let head = SignedHead(stream: stream, seq: 1, hash: hash, by: key)
        let most = Array(repeating: head, count: WireLimits.signaturesPerFrameMax)
        #expect(try frames { $0.append(signatures: most) }.count == 1)
        #expect(throws: WireError.self) {
            _ = try frames { body in
                body.append(signatures: most)
                body.append(signatures: [head])
            }
        }
        #expect(throws: WireError.self) {
            _ = try frames { $0.append(signatures: most + [head]) }
        }
    }

    @Test func `a body cut anywhere in its signatures gives none or the whole frame`() throws {
        var encoder = FrameEncoder()
        encoder.append(
            Hello(
                identity: stream.origin, hub: stream.origin.site, schemaVersion: 1,
                vector: .unknown))
        encoder.append(signatures: [SignedHead(stream: stream, seq: 1, hash: hash, by: key)])
        encoder.endPiece()
        let body = encoder.finish(more: false)
        for count in body.indices {
            let decoder = FrameDecoder()
            var signatures = 0
            try? decoder.feed(Array(body[..<count])) { frame in
                if case .signatures(let heads) = frame { signatures += heads.count }
            }
            #expect(signatures <= 1 && !decoder.isWhole, "cut after \(count)")
        }
    }
}
