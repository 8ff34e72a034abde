/// The name of an organisation's place in the federation, such as `beijing` or `anji`.
///
/// 1 to 32 characters of `a` to `z`, `0` to `9` and `-`, not beginning or ending with `-`. The name
/// is also what people read, so there is no second, opaque identifier to translate. The order is
/// that of the bytes and serves tie-breaks and sorted output, nothing else.
public struct SiteID: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let name: String

    /// `nil` when `name` breaks the rule above.
    public init?(_ name: String) {
        var name = name
        guard name.withUTF8({ SiteID.allows(name: $0[...]) }) else { return nil }
        self.name = name
    }

    /// Whether these bytes are a name as above.
    static func allows(name: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        (1...32).contains(name.count) && name.first != UInt8(ascii: "-")
            && name.last != UInt8(ascii: "-") && name.allSatisfy(SiteID.allows)
    }

    public var description: String { name }

    /// Names are ASCII, of which Swift's own order is that of the bytes, and is found at once.
    public static func < (a: SiteID, b: SiteID) -> Bool { a.name < b.name }

    private static func allows(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"):
            true
        default: false
        }
    }
}

extension String {
    /// Order by UTF-8 bytes, which is the order by code point. Swift's own `<` compares canonical
    /// equivalents, so it would call two different byte strings equal, and replicas compare bytes.
    public func precedesByBytes(_ other: String) -> Bool {
        utf8.lexicographicallyPrecedes(other.utf8)
    }

    /// Equality of the UTF-8 bytes; see `precedesByBytes`.
    public func hasSameBytes(as other: String) -> Bool {
        guard utf8.count == other.utf8.count else { return false }
        // Step by step through the views takes ten times as long, which long texts feel.
        let isSame = utf8.withContiguousStorageIfAvailable { mine in
            other.utf8.withContiguousStorageIfAvailable { theirs in
                UnsafeRawBufferPointer(mine).hasSameBytes(as: UnsafeRawBufferPointer(theirs))
            }
        }
        return (isSame ?? nil) ?? utf8.elementsEqual(other.utf8)
    }
}

extension [UInt8] {
    /// Whether these are the same bytes, eight at a time.
    package func hasSameBytes(as other: [UInt8]) -> Bool {
        guard count == other.count else { return false }
        return withUnsafeBytes { mine in
            other.withUnsafeBytes { theirs in
                mine.baseAddress == theirs.baseAddress || mine.hasSameBytes(as: theirs)
            }
        }
    }
}

extension UnsafeRawBufferPointer {
    /// Whether the bytes are those of another one of the same length, eight at a time.
    fileprivate func hasSameBytes(as other: UnsafeRawBufferPointer) -> Bool {
        let wide = count & ~7
        for at in stride(from: 0, to: wide, by: 8)
        where loadUnaligned(fromByteOffset: at, as: UInt64.self)
            != other.loadUnaligned(fromByteOffset: at, as: UInt64.self)
        { return false }
        for at in wide..<count where self[at] != other[at] { return false }
        return true
    }
}
