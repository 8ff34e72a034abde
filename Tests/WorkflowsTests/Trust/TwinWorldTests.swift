import Causality
import Foundation
import Storage
import Testing
import Wire

/// What a site receives does not depend on what it may not see (T15): two runs that differ in nothing else send it the same
/// bytes, lengths and order included. This finds what no search for values finds: numbers that count over all scopes,
/// gaps, digests, sizes of pieces, errors.
///
/// So many pairs are tried as `MOSO_TWIN_PAIRS` says, from the seed of `MOSO_TWIN_SEED` on; 2,000 before a release.
struct TwinWorldTests {
    private static let seed = number("MOSO_TWIN_SEED") ?? 15
    private static let pairs = number("MOSO_TWIN_PAIRS") ?? 3

    private static func number(_ name: String) -> UInt64? {
        ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) }
    }

    private func run(_ seed: UInt64, isOther: Bool, _ difference: TwinWorld.Difference) throws
        -> TwinWorld
    {
        let world = try TwinWorld(isOther: isOther, difference)
        var random = TwinRandom(seed: seed)
        for _ in 0..<60 { try world.act(&random) }
        for caller in ["anji", "hangzhou"] { try world.exchange(caller, "beijing") }
        return world
    }

    /// What a body says, for whoever looks for the difference.
    private static func told(_ piece: [UInt8]?) -> String {
        var frames: [String] = []
        try? FrameDecoder().feed(piece ?? []) { frames.append("\($0)") }
        return frames.isEmpty ? "\(piece ?? [])" : frames.joined(separator: "\n")
    }

    @Test(arguments: [TwinWorld.Difference.values, .anything])
    func
        `T15, T16: an unentitled site receives the same to the last bit, whatever is sealed from it`(
            difference: TwinWorld.Difference
        ) throws
    {
        var different = 0
        for seed in Self.seed..<(Self.seed + Self.pairs) {
            let one = try run(seed, isOther: false, difference)
            let other = try run(seed, isOther: true, difference)
            #expect(one.received.count == other.received.count, "seed \(seed)")
            let at = zip(one.received, other.received).enumerated().first { $1.0 != $1.1 }?.offset
            #expect(
                at == nil,
                """
                seed \(seed): piece \(at ?? 0) of \(one.received.count) differs:
                \(Self.told(at.map { one.received[$0] }))
                \(Self.told(at.map { other.received[$0] }))
                """)
            let sealed = { (world: TwinWorld) in
                try ScopeID.allSealed.map { try world["beijing"].stateDigest(of: $0) }
            }
            if try sealed(one) != sealed(other) { different += 1 }
            try one.remove()
            try other.remove()
        }
        #expect(different == Int(Self.pairs), "what is sealed does differ")
    }
}

extension ScopeID {
    fileprivate static let allSealed: [ScopeID] = [
        .capital, .city("330100"), .site(TwinWorld.site("anji")),
    ]
}
