/// The 36-character lower-case text of a UUID as two numbers: 16 bytes instead of 36, compared and
/// hashed as such, in the same order as the text.
public struct PackedUUID: Hashable, Sendable {
    public static let characters = 36
    public let high: UInt64
    public let low: UInt64

    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// `nil` unless `text` is exactly of that form, so that packing loses nothing.
    public init?(_ text: String) {
        guard text.utf8.count == PackedUUID.characters else { return nil }
        var text = text
        let packed = text.withUTF8 { PackedUUID(digits: UnsafeRawBufferPointer($0)) }
        guard let packed else { return nil }
        self = packed
    }

    public init?(digits text: UnsafeRawBufferPointer) {
        guard text.count == PackedUUID.characters else { return nil }
        var high: UInt64 = 0
        var low: UInt64 = 0
        for at in 0..<PackedUUID.characters {
            let byte = text[at]
            if at == 8 || at == 13 || at == 18 || at == 23 {
                guard byte == UInt8(ascii: "-") else { return nil }
                continue
            }
            let nibble: UInt64
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): nibble = UInt64(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"):
                nibble = UInt64(byte - UInt8(ascii: "a") + 10)
            default: return nil
            }
            // Positions 0 to 17 hold the first 16 digits, two of them are hyphens.
            if at < 18 { high = high << 4 | nibble } else { low = low << 4 | nibble }
        }
        self.init(high: high, low: low)
    }

    /// Writes the 36 characters to the beginning of `buffer`: eight digits a step.
    public func write(to buffer: UnsafeMutableRawBufferPointer) {
        precondition(buffer.count >= PackedUUID.characters, "a UUID has 36 characters")
        let first = UInt32(truncatingIfNeeded: high >> 32).hexadecimalDigits
        let second = UInt32(truncatingIfNeeded: high).hexadecimalDigits
        let third = UInt32(truncatingIfNeeded: low >> 32).hexadecimalDigits
        let fourth = UInt32(truncatingIfNeeded: low).hexadecimalDigits
        buffer.storeBytes(of: first.bigEndian, as: UInt64.self)
        store(second >> 32, to: buffer, at: 9)
        store(second, to: buffer, at: 14)
        store(third >> 32, to: buffer, at: 19)
        store(third, to: buffer, at: 24)
        buffer.storeBytes(of: fourth.bigEndian, toByteOffset: 28, as: UInt64.self)
        for at in stride(from: 8, through: 23, by: 5) { buffer[at] = UInt8(ascii: "-") }
    }

    /// The lower four of eight digits.
    @inline(__always)
    private func store(_ digits: UInt64, to buffer: UnsafeMutableRawBufferPointer, at: Int) {
        buffer.storeBytes(
            of: UInt32(truncatingIfNeeded: digits).bigEndian, toByteOffset: at, as: UInt32.self)
    }

    public var text: String {
        String(unsafeUninitializedCapacity: PackedUUID.characters) { buffer in
            write(to: UnsafeMutableRawBufferPointer(buffer))
            return PackedUUID.characters
        }
    }
}

extension PackedUUID: Comparable {
    public static func < (a: PackedUUID, b: PackedUUID) -> Bool {
        (a.high, a.low) < (b.high, b.low)
    }
}

extension UInt32 {
    /// The eight lower-case hexadecimal digits, the first in the highest byte. The nibbles are spread
    /// to a byte each; those above nine are then carried over to the letters, all at once.
    public var hexadecimalDigits: UInt64 {
        var nibbles = UInt64(self)
        nibbles = (nibbles & 0xffff_0000) << 16 | nibbles & 0xffff
        nibbles = (nibbles << 8 | nibbles) & 0x00ff_00ff_00ff_00ff
        nibbles = (nibbles << 4 | nibbles) & 0x0f0f_0f0f_0f0f_0f0f
        let letters = (nibbles &+ 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101
        return nibbles &+ 0x3030_3030_3030_3030 &+ letters &* 39
    }
}
