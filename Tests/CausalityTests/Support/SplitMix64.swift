/// Steele, Lea and Flood's generator: small, fast, and the same everywhere for the same seed.
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }

    /// Text that does not compress, of a multiple of eight characters.
    mutating func text(_ count: Int) -> String {
        String(unsafeUninitializedCapacity: count) { buffer in
            for at in stride(from: 0, to: count - 7, by: 8) {
                let bits = next()
                for digit in 0..<8 {
                    buffer[at + digit] = 0x30 + UInt8(truncatingIfNeeded: bits >> (8 * digit)) & 63
                }
            }
            return count / 8 * 8
        }
    }
}
