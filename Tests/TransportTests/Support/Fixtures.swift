import Sync
import Testing

@testable import Transport

/// A link together with the server at its other end, which would close with its last owner.
struct ServedLink: PeerLink {
    let server: LoopbackServer
    let link: CurlLink

    func perform(
        _ request: PeerRequest, progress: (@Sendable (TransferProgress) -> Void)?
    ) async -> PeerReply {
        await link.perform(request, progress: progress)
    }
}

/// A link to `server`, on a loop of its own unless said otherwise, so that no test sees another's
/// connections.
func link(
    to server: LoopbackServer, basePath: String = "", on loop: CurlLoop? = nil
) throws -> ServedLink {
    let address = PeerAddress(inTheClear: server.port, basePath: basePath)
    return ServedLink(
        server: server, link: CurlLink(inTheClear: address, on: try loop ?? CurlLoop()))
}

func get(
    _ path: String = "/", replyBytesMax: Int = 1 << 20, silenceSecondsMax: Int = 20
) -> PeerRequest {
    PeerRequest(
        method: .get, path: path, replyBytesMax: replyBytesMax,
        silenceSecondsMax: silenceSecondsMax)
}

func post(_ path: String = "/", _ body: [UInt8], replyBytesMax: Int = 1 << 20) -> PeerRequest {
    PeerRequest(
        method: .post, path: path, body: body, replyBytesMax: replyBytesMax, silenceSecondsMax: 20)
}

/// Bytes without a pattern that a mistake in offsets could hide behind.
func noise(_ count: Int, seed: UInt64) -> [UInt8] {
    var generator = SplitMix64(state: seed)
    let words = (0..<(count + 7) / 8).map { _ in generator.next() }
    return words.withUnsafeBytes { Array($0.prefix(count)) }
}

/// Steele, Lea and Flood, *Fast Splittable Pseudorandom Number Generators*, 2014.
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
