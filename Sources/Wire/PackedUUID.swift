/// The 36-character lower-case text of a UUID as two numbers, 16 bytes instead of 36.
struct PackedUUID {
    let high: UInt64
    let low: UInt64

    init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// `nil` unless `text` is exactly of that form, so that packing loses nothing.
    init?(_ text: String) {
        guard text.utf8.count == 36 else { return nil }
        let packed = text.utf8.withContiguousStorageIfAvailable { PackedUUID(digits: $0) }
        guard let packed, let packed else { return nil }
        self = packed
    }

    init?(digits text: UnsafeBufferPointer<UInt8>) {
        guard text.count == 36 else { return nil }
        var high: UInt64 = 0
        var low: UInt64 = 0
        for at in 0..<36 {
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

    /// Writes the 36 characters to `buffer`.
    func write(to buffer: UnsafeMutableBufferPointer<UInt8>) {
        precondition(buffer.count >= 36, "a UUID has 36 characters")
        var at = 0
        for digit in 0..<32 {
            if at == 8 || at == 13 || at == 18 || at == 23 {
                buffer[at] = UInt8(ascii: "-")
                at += 1
            }
            let word = digit < 16 ? high : low
            let nibble = UInt8(truncatingIfNeeded: word >> UInt64(60 - 4 * (digit % 16))) & 15
            buffer[at] = nibble < 10 ? nibble + UInt8(ascii: "0") : nibble - 10 + UInt8(ascii: "a")
            at += 1
        }
    }

    var text: String {
        String(unsafeUninitializedCapacity: 36) { buffer in
            write(to: buffer)
            return 36
        }
    }
}
