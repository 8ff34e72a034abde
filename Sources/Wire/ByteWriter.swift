/// Appends values in the forms of docs/formats/transaction.md: shortest varints, length-prefixed
/// text, big-endian fixed numbers.
public struct ByteWriter: Sendable {
    public private(set) var bytes: [UInt8]

    public init(capacity: Int = 256) {
        bytes = []
        bytes.reserveCapacity(capacity)
    }

    public mutating func byte(_ byte: UInt8) { bytes.append(byte) }

    /// LEB128, least significant group first, in the shortest form: 1 to 10 bytes.
    public mutating func varint(_ number: UInt64) {
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    public mutating func varint(_ number: Int) { varint(UInt64(number)) }

    /// Zigzag, so that small negative numbers stay short.
    public mutating func signed(_ number: Int64) {
        varint(UInt64(bitPattern: (number << 1) ^ (number >> 63)))
    }

    public mutating func fixed64(_ number: UInt64) {
        withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
    }

    public mutating func raw(_ more: some Collection<UInt8>) { bytes.append(contentsOf: more) }

    public mutating func raw(_ more: UnsafeRawBufferPointer) { bytes.append(contentsOf: more) }

    /// Length in bytes, then UTF-8.
    public mutating func text(_ text: String) {
        varint(text.utf8.count)
        append(utf8: text)
    }

    mutating func append(utf8 text: String) {
        let done: Void? = text.utf8.withContiguousStorageIfAvailable {
            bytes.append(contentsOf: $0)
        }
        if done == nil { bytes.append(contentsOf: text.utf8) }
    }
}
