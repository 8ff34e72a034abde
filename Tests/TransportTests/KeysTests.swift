import Synchronization
import Testing
import Wire

@testable import Transport

@Suite struct KeysTests {
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
        ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ])
    func `base 64 is that of RFC 4648`(bytes: String, text: String) {
        #expect(Base64.encode(Array(bytes.utf8)) == text)
    }

    private static func keys(_ clock: @escaping @Sendable () -> Int64) throws -> LinkKeys {
        LinkKeys(
            own: try #require(SigningKey(seed: [UInt8](repeating: 1, count: 32))),
            peer: try #require(SigningKey(seed: [UInt8](repeating: 2, count: 32))).publicKey,
            wallSeconds: clock)
    }

    @Test func `a certificate is kept for a third of its life and then made anew`() throws {
        let clock = Clock()
        let keys = try Self.keys { clock.now }
        let first = keys.material.certificate
        clock.now += 10 * 86_400 - 1
        #expect(keys.material.certificate == first)
        clock.now += 1
        #expect(keys.material.certificate != first)
        #expect(keys.material.certificate.validSeconds.upperBound == clock.now + 30 * 86_400)
    }
}

private final class Clock: Sendable {
    private let time = Mutex<Int64>(1_795_669_897)
    var now: Int64 {
        get { time.withLock { $0 } }
        set { time.withLock { $0 = newValue } }
    }
}
