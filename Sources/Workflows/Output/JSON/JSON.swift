/// A JSON value as moso writes and reads it: objects keep the order of their keys, and numbers are
/// whole, because amounts and rates are strings with a currency or unit.
///
///     let answer: JSON = ["short_id": "C-K4T9", "sides": 2, "assignee": nil]
///     answer.text
public enum JSON: Hashable, Sendable {
    case object(Object)
    case array([JSON])
    case string(String)
    case integer(Int64)
    case bool(Bool)
    case null

    /// The members of an object in the order in which they were put.
    public struct Object: Hashable, Sendable {
        public private(set) var members: [Member] = []

        public init() {}

        /// The value of a key; `nil` when there is none. Setting a key that is there already keeps
        /// its place; setting `nil` takes it out.
        public subscript(key: String) -> JSON? {
            get { members.first { $0.key.hasSameScalars(as: key) }?.value }
            set {
                let index = members.firstIndex { $0.key.hasSameScalars(as: key) }
                switch (index, newValue) {
                case (let index?, let value?): members[index].value = value
                case (let index?, nil): members.remove(at: index)
                case (nil, let value?): members.append(Member(key: key, value: value))
                case (nil, nil): break
                }
            }
        }

        public var keys: [String] { members.map(\.key) }

        /// For the reader, which has already made sure that the key is new.
        mutating func append(_ key: String, _ value: JSON) {
            members.append(Member(key: key, value: value))
        }
    }

    public struct Member: Hashable, Sendable {
        public let key: String
        public var value: JSON
    }

    /// The member of an object; `nil` for a key that is not there and for other values.
    public subscript(key: String) -> JSON? {
        if case .object(let object) = self { object[key] } else { nil }
    }

    public var string: String? { if case .string(let text) = self { text } else { nil } }
    public var integer: Int64? { if case .integer(let number) = self { number } else { nil } }
    public var bool: Bool? { if case .bool(let truth) = self { truth } else { nil } }
    public var array: [JSON]? { if case .array(let items) = self { items } else { nil } }

    /// The string, or null for `nil`: *known to be empty*. Leave a key out for *does not apply*.
    public static func optional(_ text: String?) -> JSON { text.map(JSON.string) ?? .null }
    public static func optional(_ number: Int?) -> JSON {
        number.map { .integer(Int64($0)) } ?? .null
    }

    public static func count(_ number: Int) -> JSON { .integer(Int64(number)) }

    /// A time as RFC 3339 in UTC.
    public static func time(_ milliseconds: Int64) -> JSON {
        .string(TimeText.rfc3339(milliseconds))
    }

    /// Money or a rate: `{"amount":"3.20","currency":"CNY"}`.
    public static func money(_ amount: String, currency: String) -> JSON {
        ["amount": .string(amount), "currency": .string(currency)]
    }
}

extension JSON: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral,
    ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByNilLiteral
{
    public init(dictionaryLiteral members: (String, JSON)...) {
        var object = Object()
        for (key, value) in members {
            precondition(object[key] == nil, "a key stands twice in one object")
            object.append(key, value)
        }
        self = .object(object)
    }

    public init(arrayLiteral items: JSON...) { self = .array(items) }
    public init(stringLiteral text: String) { self = .string(text) }
    public init(integerLiteral number: Int64) { self = .integer(number) }
    public init(booleanLiteral truth: Bool) { self = .bool(truth) }
    public init(nilLiteral: ()) { self = .null }
}

extension String {
    /// Equality of the code points. Swift's own `==` calls a precomposed and a decomposed accent
    /// equal, but they are two keys to every other program.
    func hasSameScalars(as other: String) -> Bool {
        utf8.count == other.utf8.count && utf8.elementsEqual(other.utf8)
    }
}
