/// What a cell holds: nothing, a whole number, a text, or the members of a column group in order.
///
/// There are no floating-point values: money is in fen, areas in hundredths of a square metre, and
/// two replicas must agree to the byte. Equality is equality of the canonical bytes, which for text
/// is that of UTF-8, not Swift's canonical equivalence.
public enum Value: Sendable {
    case null
    case integer(Int64)
    case text(String)
    /// The values of a column group, in the order of its declaration; never nested.
    case tuple([Value])
    /// A personal value that has been erased. It shows as NULL and is equal to no other value; nobody
    /// writes it.
    case erased

    /// The value of a column group: NULL when all its members are, so that a group that was never
    /// written and one that was emptied are the same.
    public static func group(_ members: [Value]) -> Value {
        members.allSatisfy(\.isNull) ? .null : .tuple(members)
    }

    /// Whether nothing is shown.
    public var isNull: Bool {
        switch self {
        case .null, .erased: true
        default: false
        }
    }

    public var isErased: Bool { if case .erased = self { true } else { false } }

    public var text: String? { if case .text(let text) = self { text } else { nil } }

    public var integer: Int64? { if case .integer(let number) = self { number } else { nil } }
}

extension Value: Hashable {
    public static func == (a: Value, b: Value) -> Bool {
        switch (a, b) {
        case (.null, .null), (.erased, .erased): true
        case (.integer(let a), .integer(let b)): a == b
        case (.text(let a), .text(let b)): a.hasSameBytes(as: b)
        case (.tuple(let a), .tuple(let b)): a == b
        default: false
        }
    }

    public func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0 as UInt8)
        case .integer(let number): hasher.combine(number)
        case .text(var text): text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        case .tuple(let members): hasher.combine(members)
        case .erased: hasher.combine(1 as UInt8)
        }
    }
}

extension Value {
    /// The order used by the policies `highest` and `lowest` and for canonical listings: NULL, then
    /// numbers, then text by code point, then groups member by member.
    public func precedes(_ other: Value) -> Bool {
        switch (self, other) {
        case (.integer(let a), .integer(let b)): a < b
        case (.text(let a), .text(let b)): a.precedesByBytes(b)
        case (.tuple(let a), .tuple(let b)):
            a.lexicographicallyPrecedes(b) { $0.precedes($1) }
        default: rank < other.rank
        }
    }

    private var rank: Int {
        switch self {
        case .null, .erased: 0
        case .integer: 1
        case .text: 2
        case .tuple: 3
        }
    }
}

extension Value: CustomStringConvertible {
    public var description: String {
        switch self {
        case .null: "NULL"
        case .erased: "erased"
        case .integer(let number): "\(number)"
        case .text(let text): text
        case .tuple(let members): "(" + members.map(\.description).joined(separator: ", ") + ")"
        }
    }
}
