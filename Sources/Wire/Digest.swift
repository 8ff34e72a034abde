internal import Causality
internal import Crypto

/// A SHA-256 digest: 32 bytes, compared and printed as such. Kept as four numbers, so that it asks
/// for no memory.
public struct Digest256: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Eight bytes each, the first of them in the highest place.
    private let words: InlineWords

    private struct InlineWords: Hashable, Sendable {
        let first: UInt64
        let second: UInt64
        let third: UInt64
        let fourth: UInt64
    }

    public static let count = 32

    public init(of data: [UInt8]) { self = data.withUnsafeBytes { Digest256(of: $0) } }

    public init(of data: UnsafeRawBufferPointer) {
        var hash = SHA256()
        hash.update(bufferPointer: data)
        self.init(hash)
    }

    fileprivate init(_ hash: SHA256) { self = hash.finalize().withUnsafeBytes { Digest256($0) } }

    private init(_ bytes: UnsafeRawBufferPointer) {
        precondition(bytes.count == Digest256.count, "SHA-256 gives 32 bytes")
        let word = { UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: $0, as: UInt64.self)) }
        words = InlineWords(first: word(0), second: word(8), third: word(16), fourth: word(24))
    }

    /// `nil` unless there are 32 bytes.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == Digest256.count else { return nil }
        self = Array(bytes).withUnsafeBytes { Digest256($0) }
    }

    public var bytes: [UInt8] {
        Array(unsafeUninitializedCapacity: Digest256.count) { buffer, count in
            let raw = UnsafeMutableRawBufferPointer(buffer)
            for (at, word) in [words.first, words.second, words.third, words.fourth].enumerated() {
                raw.storeBytes(of: word.bigEndian, toByteOffset: at * 8, as: UInt64.self)
            }
            count = Digest256.count
        }
    }

    /// The first eight bytes as a number: what the handshake compares.
    public var prefix: UInt64 { words.first }

    /// The first four bytes as a number: what a context says about the transactions it names, and
    /// what a branch is called by.
    public var short: UInt32 { UInt32(truncatingIfNeeded: prefix >> 32) }

    /// How many bits from the first on are the same in both.
    func bitsShared(with other: Digest256) -> Int {
        let pairs = [
            (words.first, other.words.first), (words.second, other.words.second),
            (words.third, other.words.third), (words.fourth, other.words.fourth),
        ]
        let at = pairs.firstIndex { $0 != $1 } ?? 4
        return at * 64 + (at < 4 ? (pairs[at].0 ^ pairs[at].1).leadingZeroBitCount : 0)
    }

    /// By the bytes.
    public static func < (a: Digest256, b: Digest256) -> Bool {
        let (one, other) = (a.words, b.words)
        if one.first != other.first { return one.first < other.first }
        if one.second != other.second { return one.second < other.second }
        if one.third != other.third { return one.third < other.third }
        return one.fourth < other.fourth
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

    private init(zeros: ()) { words = InlineWords(first: 0, second: 0, third: 0, fourth: 0) }

    /// Digits of the whole, and of its first eight bytes.
    public static let digits = 2 * count
    public static let prefixDigits = 16

    /// Lower-case hexadecimal.
    public var description: String {
        String(unsafeUninitializedCapacity: Digest256.digits) { buffer in
            writeHexadecimal(to: UnsafeMutableRawBufferPointer(buffer))
            return Digest256.digits
        }
    }

    /// Writes `description` to the beginning of `buffer`, which has room for `digits` bytes.
    public func writeHexadecimal(to buffer: UnsafeMutableRawBufferPointer) {
        precondition(buffer.count >= Digest256.digits, "a digest has 64 digits")
        Digest256.write(words.first, to: buffer, at: 0)
        Digest256.write(words.second, to: buffer, at: 16)
        Digest256.write(words.third, to: buffer, at: 32)
        Digest256.write(words.fourth, to: buffer, at: 48)
    }

    /// Writes the digits of `prefix` to the beginning of `buffer`, which has room for them.
    public func writePrefix(to buffer: UnsafeMutableRawBufferPointer) {
        precondition(buffer.count >= Digest256.prefixDigits, "a prefix has 16 digits")
        Digest256.write(words.first, to: buffer, at: 0)
    }

    private static func write(
        _ word: UInt64, to buffer: UnsafeMutableRawBufferPointer, at: Int
    ) {
        let (high, low) = (UInt32(truncatingIfNeeded: word >> 32), UInt32(truncatingIfNeeded: word))
        buffer.storeBytes(
            of: high.hexadecimalDigits.bigEndian, toByteOffset: at, as: UInt64.self)
        buffer.storeBytes(
            of: low.hexadecimalDigits.bigEndian, toByteOffset: at + 8, as: UInt64.self)
    }
}

/// A SHA-256 that is fed piece by piece.
public struct RunningDigest {
    private var hash = SHA256()

    public init() {}

    public mutating func update(_ bytes: [UInt8]) { hash.update(data: bytes) }

    public func finish() -> Digest256 { Digest256(hash) }
}
