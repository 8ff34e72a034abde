/// Chance that is the same everywhere: SplitMix64, begun from a seed and a name.
///
/// Every part of the sample world draws from a stream of its own, named by site, kind and place, so that
/// adding a kind does not shift what the others draw. No clock, no hashing with a random seed and no
/// floating point is involved.
///
///     var random = SampleRandom(seed: 1, "visit", "anji", 12)
///     let people = random.within(2...9)
///
/// Source: Steele, Lea and Flood, "Fast splittable pseudorandom number generators".
struct SampleRandom {
    private var state: UInt64

    init(seed: UInt64, _ names: String..., at index: Int = 0) {
        state = seed ^ 0xcbf2_9ce4_8422_2325
        for name in names {
            for byte in name.utf8 { fold(UInt64(byte)) }
            fold(0xff)
        }
        fold(UInt64(bitPattern: Int64(index)))
    }

    /// FNV-1a, with the generator's own mixing behind it.
    private mutating func fold(_ part: UInt64) {
        state = (state ^ part) &* 0x0000_0100_0000_01b3
        state = next()
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return word ^ (word >> 31)
    }

    /// 0 to `count` − 1.
    mutating func below(_ count: Int) -> Int {
        precondition(count > 0, "something to choose from")
        return Int(next().multipliedFullWidth(by: UInt64(count)).high)
    }

    mutating func within(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + below(range.count)
    }

    mutating func one<Element>(of elements: [Element]) -> Element {
        elements[below(elements.count)]
    }

    mutating func chance(_ percent: Int) -> Bool { below(100) < percent }

    /// One of several by weight.
    mutating func weighted<Element>(_ choices: [(Element, Int)]) -> Element {
        var left = below(choices.reduce(0) { $0 + $1.1 })
        for (element, weight) in choices {
            if left < weight { return element }
            left -= weight
        }
        preconditionFailure("weights add up")
    }

    /// Bytes for whatever a replica draws while it is filled.
    mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: next() >> 56) }
    }
}
