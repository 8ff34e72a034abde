/// The primary key of a record within its table: a text of 1 to 200 bytes, compared by its bytes.
///
/// Nearly every key is a UUID. Those are kept as two numbers, which makes a key free to copy, to hash
/// and to compare; `text` is always what it was made from.
public struct RecordKey: Hashable, Sendable {
    public static let bytesMax = 200

    private enum Form: Hashable {
        case uuid(PackedUUID)
        /// Never the text of a UUID, so that equal keys have equal forms.
        case text(String)

        static func == (a: Form, b: Form) -> Bool {
            switch (a, b) {
            case (.uuid(let a), .uuid(let b)): a == b
            case (.text(let a), .text(let b)): a.hasSameBytes(as: b)
            default: false
            }
        }

        func hash(into hasher: inout Hasher) {
            switch self {
            case .uuid(let uuid): hasher.combine(uuid)
            case .text(var text):
                text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
            }
        }
    }

    private let form: Form

    /// `nil` when `text` is empty or too long.
    public init?(_ text: String) {
        guard (1...RecordKey.bytesMax).contains(text.utf8.count) else { return nil }
        form = PackedUUID(text).map { .uuid($0) } ?? .text(text)
    }

    public init(_ uuid: PackedUUID) { form = .uuid(uuid) }

    /// The key as a UUID, if it is one.
    public var uuid: PackedUUID? { if case .uuid(let uuid) = form { uuid } else { nil } }

    public var text: String {
        switch form {
        case .uuid(let uuid): uuid.text
        case .text(let text): text
        }
    }

    /// Calls `body` with the key's UTF-8; of a UUID without making a String.
    @inline(__always)
    public func withUTF8<Result>(
        _ body: (UnsafeRawBufferPointer) throws -> Result
    ) rethrows -> Result {
        switch form {
        case .uuid(let uuid): return try uuid.withUTF8(body)
        case .text(var text): return try text.withUTF8 { try body(UnsafeRawBufferPointer($0)) }
        }
    }
}

extension RecordKey: Comparable {
    public static func < (a: RecordKey, b: RecordKey) -> Bool {
        switch (a.form, b.form) {
        case (.uuid(let a), .uuid(let b)): a < b
        case (.text(let a), .text(let b)): a.precedesByBytes(b)
        default: a.text.precedesByBytes(b.text)
        }
    }
}

extension RecordKey: CustomStringConvertible {
    public var description: String { text }
}

extension PackedUUID {
    /// Calls `body` with the 36 characters.
    @inlinable
    @inline(__always)
    public func withUTF8<Result>(
        _ body: (UnsafeRawBufferPointer) throws -> Result
    ) rethrows -> Result {
        try withUnsafeTemporaryAllocation(byteCount: PackedUUID.characters, alignment: 8) { room in
            write(to: room)
            return try body(UnsafeRawBufferPointer(room))
        }
    }
}
