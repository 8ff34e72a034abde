public import Causality

/// Something that another SQLite tool wrote and that cannot be replicated: a value, or a whole row. It is
/// kept in `moso_aside`, out of the way of everything else, until somebody enters it in another form.
public struct UnsealedEdit: Sendable, Hashable {
    /// Why it cannot be sealed.
    public enum Fault: Sendable, Hashable {
        /// A text over the limit of the wire, in bytes.
        case tooLong(bytes: Int, most: Int)
        /// Bytes that are no UTF-8.
        case notUTF8
        /// A key that is empty or too long, in bytes.
        case badKey(bytes: Int, most: Int)
        /// All fields of a row together, in bytes.
        case rowTooLarge(bytes: Int, most: Int)
        /// A record of a scope that this site does not hold.
        case notHeld(ScopeID)
        /// The end of a record that has fields which are not decided, and of which its author saw one value.
        case undecided
    }

    public let table: String
    /// As it was written, repaired where it is no UTF-8.
    public let key: String
    /// `nil` for a row as a whole.
    public let field: String?
    public let fault: Fault
    public let notedMilliseconds: UInt64

    /// The field in which a row as a whole is told.
    static let wholeRow = "id"
}

extension UnsealedEdit.Fault: CustomStringConvertible {
    public var description: String {
        switch self {
        case .tooLong(let bytes, let most): "\(bytes) bytes, at most \(most)"
        case .notUTF8: "no UTF-8"
        case .badKey(let bytes, let most): "a key of \(bytes) bytes, 1 to \(most)"
        case .rowTooLarge(let bytes, let most): "a row of \(bytes) bytes, at most \(most)"
        case .notHeld(let scope): "of scope \(scope), which is not held here"
        case .undecided: "a delete beside values that are not decided"
        }
    }
}

extension UnsealedEdit.Fault {
    /// How it is written into `moso_aside`.
    var stored: (kind: String, size: Int, most: Int, scope: String?) {
        switch self {
        case .tooLong(let bytes, let most): ("too-long", bytes, most, nil)
        case .notUTF8: ("not-utf8", 0, 0, nil)
        case .badKey(let bytes, let most): ("bad-key", bytes, most, nil)
        case .rowTooLarge(let bytes, let most): ("row-too-large", bytes, most, nil)
        case .notHeld(let scope): ("not-held", 0, 0, scope.name)
        case .undecided: ("undecided", 0, 0, nil)
        }
    }

    init?(kind: String, size: Int, most: Int, scope: String) {
        switch kind {
        case "too-long": self = .tooLong(bytes: size, most: most)
        case "not-utf8": self = .notUTF8
        case "bad-key": self = .badKey(bytes: size, most: most)
        case "row-too-large": self = .rowTooLarge(bytes: size, most: most)
        case "not-held":
            guard let scope = ScopeID(scope) else { return nil }
            self = .notHeld(scope)
        case "undecided": self = .undecided
        default: return nil
        }
    }
}
