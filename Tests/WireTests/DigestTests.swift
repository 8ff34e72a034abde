import Testing
import Wire

/// `Digest256` against the examples of FIPS 180-2.
@Suite struct DigestTests {
    private static let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

    @Test func `the digest of abc is that of the standard`() {
        let digest = Digest256(of: Array("abc".utf8))
        #expect(digest.description == Self.abc)
        #expect(digest.bytes.hex == Self.abc)
        #expect(digest.prefix == 0xba78_16bf_8f01_cfea)
        #expect(digest.short == 0xba78_16bf)
    }

    @Test func `a digest fed piece by piece is that of the whole`() {
        var running = RunningDigest()
        running.update(Array("a".utf8))
        running.update(Array("bc".utf8))
        #expect(running.finish().description == Self.abc)
    }

    @Test func `bytes and digits are read back, and nothing else is`() throws {
        let digest = Digest256(of: Array("abc".utf8))
        #expect(Digest256(bytes: digest.bytes) == digest)
        #expect(Digest256(hexadecimal: Self.abc) == digest)
        #expect(Digest256(bytes: digest.bytes.dropLast()) == nil)
        #expect(Digest256(bytes: digest.bytes + [0]) == nil)
        #expect(Digest256(hexadecimal: String(Self.abc.dropLast())) == nil)
        #expect(Digest256(bytes: [UInt8](repeating: 0, count: 32)) == Digest256.none)
    }

    @Test func `the digits of the prefix are the first sixteen`() {
        var room = [UInt8](repeating: 0, count: Digest256.prefixDigits)
        room.withUnsafeMutableBytes { Digest256(of: Array("abc".utf8)).writePrefix(to: $0) }
        #expect(String(decoding: room, as: UTF8.self) == Self.abc.prefix(16))
    }
}
