/// Why a text is not JSON as moso reads it, and at which byte, counted from 0.
public struct JSONFault: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Reason: Hashable, Sendable {
        case ended
        case unexpected(byte: UInt8)
        case controlCharacter
        case badEscape
        case loneSurrogate
        case notUTF8
        case leadingZero
        case fraction
        case numberTooLarge
        case repeatedKey(String)
        case tooDeep(most: Int)
        case trailing
    }

    public let reason: Reason
    public let offset: Int

    /// `byte 17: a number with a fraction (amounts are strings)`
    public var description: String { "byte \(offset): \(words)" }

    private var words: String {
        switch reason {
        case .ended: "the text ends in the middle of a value"
        case .unexpected(let byte):
            (0x21..<0x7F).contains(byte)
                ? "unexpected '\(Character(Unicode.Scalar(byte)))'"
                : "unexpected byte \(byte)"
        case .controlCharacter: "a control character inside a string"
        case .badEscape: "an escape that JSON does not have"
        case .loneSurrogate: "half of a surrogate pair"
        case .notUTF8: "not UTF-8"
        case .leadingZero: "a number with a leading zero"
        case .fraction: "a number with a fraction (amounts are strings)"
        case .numberTooLarge: "a number beyond 64 bits"
        case .repeatedKey(let key): "the key \(JSON.string(key).text) stands twice"
        case .tooDeep(let most): "more than \(most) levels deep"
        case .trailing: "text after the end of the value"
        }
    }
}
