/// SplitMix64 (Steele, Lea and Flood): small, fast, and the same everywhere for the same seed.
///
/// A run does not draw from one long stream. Decision `k` about the pair `a`, `b` comes from a
/// generator of its own, keyed by the seed, its purpose, and these names; so a trace from which one
/// event has been cut keeps every other decision, which is what makes shrinking work.
package struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package init(seed: UInt64, _ purpose: StaticString, _ a: Int = 0, _ b: Int = 0, _ k: Int = 0) {
        var mixed = SeededGenerator(seed: seed)
        var key = mixed.next()
        purpose.withUTF8Buffer { bytes in
            for byte in bytes { key = SeededGenerator.mix(key ^ UInt64(byte)) }
        }
        for part in [a, b, k] {
            key = SeededGenerator.mix(
                key &+ UInt64(bitPattern: Int64(part)) &* 0x9e37_79b9_7f4a_7c15)
        }
        state = key
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        return SeededGenerator.mix(state)
    }

    private static func mix(_ bits: UInt64) -> UInt64 {
        var z = bits
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }

    /// Evenly from 0 to `bound` − 1.
    package mutating func below(_ bound: Int) -> Int {
        precondition(bound > 0, "there is something to draw from")
        return Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// Whether something happens that happens `percent` times in a hundred.
    package mutating func chance(_ percent: Int) -> Bool { below(100) < percent }

    package mutating func pick<Element>(_ items: [Element]) -> Element { items[below(items.count)] }

    package mutating func shuffle<Element>(_ items: inout [Element]) {
        guard items.count > 1 else { return }
        for at in stride(from: items.count - 1, to: 0, by: -1) { items.swapAt(at, below(at + 1)) }
    }
}
