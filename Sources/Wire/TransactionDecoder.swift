public import Causality

/// Builds whole values from a transaction's bytes, for everything but the hot path.
public enum TransactionDecoder {
    /// Decodes and checks the canonical form.
    ///
    /// - Parameters:
    ///   - personal: the section beside the bytes; without it personal values read as erased.
    ///   - previousContext: the context of the stream's transaction before. Where it is not known,
    ///     pass `nil`: the context is then only the difference that the bytes carry.
    public static func decode(
        _ bytes: [UInt8], personal: [UInt8]? = nil, previousContext: VersionVector?
    ) throws(WireError) -> Transaction {
        var result: Result<Transaction, WireError>?
        bytes.withUnsafeBytes { buffer in
            personal.withBytes { section in
                result = Result { () throws(WireError) in
                    try decode(buffer, personal: section, previousContext: previousContext)
                }
            }
        }
        guard let result else { preconditionFailure("the closure has run") }
        return try result.get()
    }

    public static func decode(
        _ bytes: UnsafeRawBufferPointer, personal: UnsafeRawBufferPointer? = nil,
        previousContext: VersionVector?
    ) throws(WireError) -> Transaction {
        var reader = try TransactionReader(bytes, personal: personal)
        var operations: [Operation] = []
        operations.reserveCapacity(min(reader.operationCount, bytes.count / 2))
        for _ in 0..<reader.operationCount { operations.append(try reader.operation()) }
        try reader.finish()
        let header = reader.header
        guard let context = header.context(after: previousContext ?? VersionVector()) else {
            throw WireError(.inconsistent, reading: "transaction.context", offset: 0)
        }
        return Transaction(
            dot: header.dot, previousHash: header.previousHash, stamp: header.stamp,
            context: context, heads: header.heads, schemaVersion: header.schemaVersion,
            author: header.author,
            reason: header.reason, action: header.action, operations: operations)
    }
}

extension TransactionReader {
    /// The next operation as a value.
    public mutating func operation() throws(WireError) -> Operation {
        let (kind, shape, rawKey) = try nextOperation()
        guard let key = rawKey.recordKey else {
            throw WireError(.outOfRange, reading: "operation.key", offset: 0)
        }
        let names = shapes[shape].cells
        let change: Change
        switch kind {
        case .insert: change = .insert(try cellValues(names))
        case .add: change = .add(try cellValues(names))
        case .set:
            var writes: [CellWrite] = []
            for name in names {
                let value = try builtValue()
                writes.append(CellWrite(cell: name, value: value, replaces: try dots()))
            }
            change = .set(writes)
        case .delete: change = .delete(replaces: try dots())
        case .keep: change = .keep(replaces: try dots())
        case .erase: change = .erase(names)
        }
        return Operation(table: shapes[shape].table, key: key, change: change)
    }

    private mutating func cellValues(_ names: [String]) throws(WireError) -> [CellValue] {
        var values: [CellValue] = []
        for name in names { values.append(CellValue(cell: name, value: try builtValue())) }
        return values
    }

    /// The next value, built. Tuples do not nest.
    public mutating func builtValue() throws(WireError) -> Value {
        switch try value() {
        case .tuple(let count):
            var members: [Value] = []
            for _ in 0..<count { members.append(try scalar()) }
            return .tuple(members)
        case let raw: return Value(raw)
        }
    }

    private mutating func scalar() throws(WireError) -> Value {
        let raw = try value()
        if case .tuple = raw { throw WireError(.inconsistent, reading: "value", offset: 0) }
        return Value(raw)
    }
}

extension Value {
    /// - Precondition: `raw` is no tuple.
    public init(_ raw: RawValue) {
        switch raw {
        case .null: self = .null
        case .integer(let number): self = .integer(number)
        case .text(let bytes): self = .text(String(decoding: bytes, as: UTF8.self))
        case .erased: self = .erased
        case .tuple: preconditionFailure("a tuple's members are read one by one")
        }
    }
}

extension [UInt8]? {
    /// Calls `body` with the bytes, if there are any.
    public func withBytes<Result>(
        _ body: (UnsafeRawBufferPointer?) throws -> Result
    ) rethrows -> Result {
        guard let self else { return try body(nil) }
        return try self.withUnsafeBytes { try body($0) }
    }
}
