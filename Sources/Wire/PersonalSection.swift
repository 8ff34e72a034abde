public import Causality

// Personal values.
//
// A telephone number that stands in the hashed bytes of a transaction can never be taken out again:
// the chain would break at every site. So the hashed bytes hold only a commitment, and the values
// travel beside them in a **personal section**, which can be replaced by one that keeps silent about
// an erased value and still matches the commitment:
//
//     salt(i) = first 16 bytes of SHA-256(secret ‖ varint i)
//     leaf(i) = SHA-256(salt(i) ‖ bytes of value i)
//     root    = SHA-256(leaf(0) ‖ leaf(1) ‖ …)          ◄── in the transaction's header
//
// One root and one secret for each transaction, not for each value: an import of 500 telephone
// numbers grows by 49 bytes. A sealed section carries the secret and all values. Erasing one value
// turns it into an opened section: the secret is forgotten, every other value keeps its own salt, and
// of the erased one only the leaf remains, which without its salt (128 random bits) tells nothing.
// docs/formats/transaction.md has the bytes.

/// The personal values of one transaction, in the order of their places, with what proves them.
public struct PersonalSection: Sendable, Hashable {
    public static let secretBytes = 16
    public static let saltBytes = 16

    /// A value and its salt, or what is left of it.
    public enum Entry: Sendable, Hashable {
        case value(Value, salt: [UInt8])
        case erased(leaf: [UInt8])
    }

    public private(set) var entries: [Entry]
    /// What all salts follow from; forgotten as soon as a value has been erased.
    private var secret: [UInt8]?

    /// - Precondition: `secret` has 16 random bytes; no value is NULL, a group or erased.
    public init(_ values: [Value], secret: [UInt8]) {
        precondition(secret.count == PersonalSection.secretBytes, "a secret has 16 bytes")
        self.secret = secret
        entries = values.enumerated().map { at, value in
            .value(value, salt: PersonalSection.salt(secret, at))
        }
    }

    /// Reads a section; anybody may have made the bytes.
    public init(_ bytes: UnsafeRawBufferPointer) throws(WireError) {
        var cursor = try PersonalCursor(bytes)
        secret = cursor.secret
        entries = []
        for at in 0..<cursor.count {
            let next = try cursor.next()
            switch next.value {
            case .erased: entries.append(.erased(leaf: Array(next.proof)))
            case let value:
                let salt = cursor.secret.map { PersonalSection.salt($0, at) }
                entries.append(.value(Value(value), salt: salt ?? Array(next.proof)))
            }
        }
        try cursor.finish()
    }

    public init(_ bytes: [UInt8]) throws(WireError) {
        var result: Result<PersonalSection, WireError>?
        bytes.withUnsafeBytes { buffer in
            result = Result { () throws(WireError) in try PersonalSection(buffer) }
        }
        guard let result else { preconditionFailure("the closure has run") }
        self = try result.get()
    }

    /// What the header of the transaction must say.
    public var root: [UInt8] {
        var all = RunningDigest()
        for entry in entries {
            switch entry {
            case .erased(let leaf): all.update(leaf)
            case .value(let value, let salt): all.update(PersonalSection.leaf(value, salt))
            }
        }
        return all.finish().bytes
    }

    /// Whether some value is missing.
    public var hasErased: Bool {
        entries.contains { if case .erased = $0 { true } else { false } }
    }

    /// Takes a value away for good; only its leaf stays.
    public mutating func erase(_ at: Int) {
        guard case .value(let value, let salt) = entries[at] else { return }
        secret = nil
        entries[at] = .erased(leaf: PersonalSection.leaf(value, salt))
    }

    public var bytes: [UInt8] {
        var writer = ByteWriter()
        writer.byte(secret == nil ? PersonalCursor.opened : PersonalCursor.sealed)
        writer.varint(entries.count)
        if let secret { writer.raw(secret) }
        for entry in entries {
            switch entry {
            case .erased(let leaf):
                writer.byte(0)
                writer.raw(leaf)
            case .value(let value, let salt):
                if secret == nil {
                    writer.byte(1)
                    writer.raw(salt)
                }
                writer.value(value)
            }
        }
        return writer.bytes
    }

    private static func salt(_ secret: [UInt8], _ at: Int) -> [UInt8] {
        var writer = ByteWriter(capacity: 24)
        writer.raw(secret)
        writer.varint(at)
        return Array(Digest256(of: writer.bytes).bytes.prefix(saltBytes))
    }

    private static func leaf(_ value: Value, _ salt: [UInt8]) -> [UInt8] {
        var writer = ByteWriter(capacity: 64)
        writer.raw(salt)
        writer.value(value)
        return Digest256(of: writer.bytes).bytes
    }
}

/// Reads a personal section value by value, without building it.
struct PersonalCursor {
    static let sealed: UInt8 = 0
    static let opened: UInt8 = 1

    private var reader: ByteReader
    let count: Int
    let secret: [UInt8]?
    private(set) var taken = 0

    init(_ bytes: UnsafeRawBufferPointer) throws(WireError) {
        reader = ByteReader(bytes)
        let form = try reader.byte("personal.form")
        guard form < 2 else { throw reader.failure(.outOfRange, "personal.form") }
        count = try reader.count("personal.count", most: reader.remaining)
        secret =
            form == PersonalCursor.sealed
            ? Array(try reader.raw(PersonalSection.secretBytes, "personal.secret")) : nil
    }

    /// The next value, and its salt or, for an erased one, its leaf (empty in a sealed section).
    @inline(__always)
    mutating func next() throws(WireError) -> (value: RawValue, proof: UnsafeRawBufferPointer) {
        guard taken < count else { throw reader.failure(.truncated, "personal.value") }
        taken += 1
        var proof = UnsafeRawBufferPointer(start: nil, count: 0)
        if secret == nil {
            switch try reader.byte("personal.entry") {
            case 0: return (.erased, try reader.raw(32, "personal.leaf"))
            case 1: proof = try reader.raw(PersonalSection.saltBytes, "personal.salt")
            default: throw reader.failure(.outOfRange, "personal.entry")
            }
        }
        let value = try reader.value()
        switch value {
        case .integer, .text: return (value, proof)
        default: throw reader.failure(.outOfRange, "personal.value")
        }
    }

    func finish() throws(WireError) {
        guard taken == count else { throw reader.failure(.inconsistent, "personal.count") }
        guard reader.isAtEnd else { throw reader.failure(.trailingBytes, "personal") }
    }
}

/// Which cells hold what a person may have erased.
public struct PersonalCells: Sendable {
    /// Names of cells by table.
    private let cells: [String: Set<String>]

    public init(_ cells: [String: Set<String>] = [:]) { self.cells = cells }

    public var isEmpty: Bool { cells.isEmpty }

    public func cells(of table: String) -> Set<String>? { cells[table] }
}
