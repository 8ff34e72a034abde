internal import Crypto

/// A SHA-256 digest: 32 bytes, compared and printed as such.
public struct Digest256: Hashable, Sendable, CustomStringConvertible {
    public let bytes: [UInt8]

    public init(of data: [UInt8]) { bytes = Array(SHA256.hash(data: data)) }

    public init(of data: UnsafeRawBufferPointer) {
        var hash = SHA256()
        hash.update(bufferPointer: data)
        bytes = Array(hash.finalize())
    }

    /// `nil` unless there are 32 bytes.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 32 else { return nil }
        self.bytes = Array(bytes)
    }

    /// `nil` unless it is what `description` prints.
    public init?(hexadecimal text: String) {
        let digits = Array(text.utf8)
        guard digits.count == 64 else { return nil }
        let bytes = stride(from: 0, to: 64, by: 2).compactMap {
            UInt8(String(decoding: digits[$0..<$0 + 2], as: UTF8.self), radix: 16)
        }
        self.init(bytes: bytes)
    }

    /// What stands before the first transaction of a stream.
    public static let none = Digest256(zeros: ())

    private init(zeros: ()) { bytes = [UInt8](repeating: 0, count: 32) }

    /// Lower-case hexadecimal.
    public var description: String {
        var digits: [UInt8] = []
        digits.reserveCapacity(2 * bytes.count)
        appendHexadecimal(to: &digits)
        return String(decoding: digits, as: UTF8.self)
    }

    /// Appends the digits of the first bytes, of all when not told.
    public func appendHexadecimal(of count: Int = 32, to text: inout [UInt8]) {
        for at in 0..<min(count, bytes.count) {
            text.append(Digest256.digit(bytes[at] >> 4))
            text.append(Digest256.digit(bytes[at] & 15))
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + (value - 10)
    }
}

/// A SHA-256 that is fed piece by piece.
public struct RunningDigest {
    private var hash = SHA256()

    public init() {}

    public mutating func update(_ bytes: [UInt8]) { hash.update(data: bytes) }

    public func finish() -> Digest256 {
        guard let digest = Digest256(bytes: Array(hash.finalize())) else {
            preconditionFailure("SHA-256 gives 32 bytes")
        }
        return digest
    }
}
