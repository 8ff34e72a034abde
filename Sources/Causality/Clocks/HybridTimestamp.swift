/// 48 bits of milliseconds since 1970 UTC and 16 bits of counter.
///
/// It orders what people read and breaks ties. What survives is never decided by it: that is the
/// matter of causal contexts (Kulkarni et al., *Logical Physical Clocks*, 2014, for the form).
public struct HybridTimestamp: Hashable, Comparable, Sendable {
    public let bits: UInt64

    public init(bits: UInt64) { self.bits = bits }

    public init(milliseconds: UInt64, counter: UInt16) {
        precondition(milliseconds < 1 << 48, "milliseconds beyond 48 bits (year 10889)")
        bits = milliseconds << 16 | UInt64(counter)
    }

    public var milliseconds: UInt64 { bits >> 16 }
    public var counter: UInt16 { UInt16(truncatingIfNeeded: bits) }

    /// Before every other.
    public static let zero = HybridTimestamp(bits: 0)

    public static func < (a: HybridTimestamp, b: HybridTimestamp) -> Bool { a.bits < b.bits }
}
