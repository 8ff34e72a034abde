/// A bounds-checked cursor over bytes that may come from anybody. Every read can fail; none traps.
///
/// It borrows the bytes: the pointer must stay valid for the reader's life, so readers are made and
/// used inside a `withUnsafeBytes` block and never stored.
public struct ByteReader {
    public let bytes: UnsafeRawBufferPointer
    public private(set) var offset = 0

    public init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// - Precondition: `offset` is none beyond the bytes' end.
    init(_ bytes: UnsafeRawBufferPointer, at offset: Int) {
        precondition(0...bytes.count ~= offset, "a reader stands within its bytes")
        self.bytes = bytes
        self.offset = offset
    }

    public var remaining: Int { bytes.count - offset }
    public var isAtEnd: Bool { offset == bytes.count }

    public func failure(_ fault: WireError.Fault, _ reading: String) -> WireError {
        WireError(fault, reading: reading, offset: offset)
    }

    @inline(__always)
    public mutating func byte(_ reading: StaticString) throws(WireError) -> UInt8 {
        guard offset < bytes.count else { throw failure(.truncated, "\(reading)") }
        let byte = bytes[offset]
        offset += 1
        return byte
    }

    /// A varint; longer forms than the shortest are refused.
    @inline(__always)
    public mutating func varint(_ reading: StaticString) throws(WireError) -> UInt64 {
        let first = try byte(reading)
        return first < 0x80 ? UInt64(first) : try longVarint(first, reading)
    }

    private mutating func longVarint(
        _ first: UInt8, _ reading: StaticString
    ) throws(WireError) -> UInt64 {
        var number = UInt64(first & 0x7f)
        var shift: UInt64 = 7
        while true {
            let next = try byte(reading)
            if shift == 63 && next > 1 { throw failure(.outOfRange, "\(reading)") }
            number |= UInt64(next & 0x7f) << shift
            if next < 0x80 {
                if next == 0 { throw failure(.notCanonical, "\(reading)") }
                return number
            }
            shift += 7
            if shift > 63 { throw failure(.outOfRange, "\(reading)") }
        }
    }

    /// A varint that counts or measures something, at most `most`.
    @inline(__always)
    public mutating func count(
        _ reading: StaticString, most: Int
    ) throws(WireError) -> Int {
        let number = try varint(reading)
        guard number <= UInt64(most) else { throw failure(.tooLarge, "\(reading)") }
        return Int(number)
    }

    public mutating func signed(_ reading: StaticString) throws(WireError) -> Int64 {
        let raw = try varint(reading)
        return Int64(bitPattern: raw >> 1) ^ -Int64(bitPattern: raw & 1)
    }

    public mutating func fixed64(_ reading: StaticString) throws(WireError) -> UInt64 {
        UInt64(bigEndian: try raw(8, reading).loadUnaligned(as: UInt64.self))
    }

    /// The next `count` bytes, borrowed.
    @inline(__always)
    public mutating func raw(
        _ count: Int, _ reading: StaticString
    ) throws(WireError) -> UnsafeRawBufferPointer {
        guard count <= remaining else { throw failure(.truncated, "\(reading)") }
        let part = UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count])
        offset += count
        return part
    }

    /// A length-prefixed text as a String, checked to be UTF-8.
    public mutating func text(_ reading: StaticString, most: Int) throws(WireError) -> String {
        let length = try count(reading, most: most)
        let part = try utf8(length, reading)
        return String(decoding: part, as: UTF8.self)
    }

    /// The next `count` bytes, checked to be UTF-8, borrowed.
    public mutating func utf8(
        _ count: Int, _ reading: StaticString
    ) throws(WireError) -> UnsafeRawBufferPointer {
        let part = try raw(count, reading)
        guard part.isUTF8 else { throw failure(.notUTF8, "\(reading)") }
        return part
    }
}

extension UnsafeRawBufferPointer {
    /// Whether the bytes are well-formed UTF-8. Eight bytes a step while they are ASCII.
    var isUTF8: Bool {
        var at = 0
        while at + 8 <= count {
            guard loadUnaligned(fromByteOffset: at, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
            else { return isUTF8Slowly(from: at) }
            at += 8
        }
        while at < count {
            guard self[at] < 0x80 else { return isUTF8Slowly(from: at) }
            at += 1
        }
        return true
    }

    private func isUTF8Slowly(from start: Int) -> Bool {
        let rest = UnsafeRawBufferPointer(rebasing: self[start...])
        return rest.withMemoryRebound(to: UInt8.self) { buffer in
            (try? UTF8Span(validating: Span(_unsafeElements: buffer))) != nil
        }
    }
}
