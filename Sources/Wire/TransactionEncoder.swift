public import Causality

/// Writes the one canonical form of a transaction: docs/formats/transaction.md.
///
/// Everything that repeats within a transaction is named once at its head: the streams its context
/// and its `replaces` refer to, and the *shapes* (table and cells) its operations have. An update of
/// one cell then costs its key, its value and two to four bytes. Heads, keys and bodies of the
/// operations stand apart, because keys are random: among the values they would spoil the statistics
/// that a compressor makes of text (measured on 100,000 rows: 5.4 MB with, 5.1 MB without).
public enum TransactionEncoder {
    public static let format: UInt8 = 1

    /// - Parameter previousContext: the context of the stream's transaction before; empty for the
    ///   first. Only what changed since is written.
    /// - Precondition: `transaction` keeps the limits of `WireLimits`, and its context covers
    ///   `previousContext`.
    public static func encode(
        _ transaction: Transaction, previousContext: VersionVector
    ) -> [UInt8] {
        let delta = delta(transaction.context, after: previousContext, in: transaction.dot.stream)
        return encode(transaction, delta: delta, personal: .init()) { [] }.bytes
    }

    /// What a transaction writes of its context.
    ///
    /// - Parameters:
    ///   - previous: the context of the stream's transaction before; empty for the first.
    ///   - stream: the transaction's own, of which its number says enough.
    public static func delta(
        _ context: VersionVector, after previous: VersionVector, in stream: Stream
    ) -> [VersionVector.Part] {
        context.beyond(previous, but: stream)
    }

    /// - Parameters:
    ///   - delta: what `delta` gives for its context.
    ///   - personal: the cells whose values are only committed to, and travel in a section beside.
    ///   - secret: gives the section's 16 random bytes; asked only when there is such a value.
    public static func encode(
        _ transaction: Transaction, delta: [VersionVector.Part], personal: PersonalCells,
        secret: () -> [UInt8]
    ) -> EncodedTransaction {
        let streams = StreamTable(transaction, delta.map(\.stream))
        let values = personal.isEmpty ? [] : personal.values(of: transaction.operations)
        let section = values.isEmpty ? nil : PersonalSection(values, secret: secret())
        var writer = ByteWriter(capacity: 256 + transaction.operations.count * 32)
        let header = writeHeader(transaction, delta, streams, section?.root, to: &writer)
        let (shapes, starts) = writeOperations(
            transaction.operations, streams, section == nil ? .init() : personal, to: &writer)
        return EncodedTransaction(
            bytes: writer.bytes, personal: section?.bytes, header: header, shapes: shapes,
            operationCount: transaction.operations.count, starts: starts)
    }

    /// Writes a transaction that only adds rows, which is what imports are made of, without an
    /// `Operation` for each: the same bytes as `encode` gives for the same rows.
    ///
    /// - Parameters:
    ///   - head: the transaction without its operations.
    ///   - delta: what `delta` gives for its context.
    ///   - shapes: table and cells of the rows, each used by a row, in the order of first use.
    ///   - count: how many rows `rows` writes.
    public static func encode(
        _ head: Transaction, delta: [VersionVector.Part], shapes: [OperationShape],
        count: Int, rows: (inout InsertWriter) -> Void
    ) -> EncodedTransaction {
        precondition(head.operations.isEmpty, "the rows are the operations")
        var writer = ByteWriter(capacity: 256 + count * 160)
        let streams = StreamTable(head, delta.map(\.stream))
        let header = writeHeader(head, delta, streams, nil, to: &writer)
        writer.varint(shapes.count)
        for shape in shapes { writer.shape(shape.table, shape.cells) }
        writer.varint(count)
        var insert = InsertWriter(count)
        rows(&insert)
        precondition(insert.count == count, "as many rows as were announced")
        let heads = writer.bytes.count
        writer.raw(insert.heads.bytes)
        let keys = writer.bytes.count
        writer.raw(insert.keys.bytes)
        let bodies = writer.bytes.count
        writer.raw(insert.bodies.bytes)
        return EncodedTransaction(
            bytes: writer.bytes, personal: nil, header: header, shapes: shapes,
            operationCount: count, starts: .init(heads: heads, keys: keys, bodies: bodies))
    }

    /// - Returns: what a reader makes of it.
    private static func writeHeader(
        _ transaction: Transaction, _ delta: [VersionVector.Part], _ streams: StreamTable,
        _ personalRoot: [UInt8]?, to writer: inout ByteWriter
    ) -> TransactionHeader {
        let hasHeads = !delta.isEmpty && !transaction.heads.isEmpty
        writer.byte(format)
        writer.byte(
            (transaction.reason == nil ? 0 : 1) | (transaction.action == nil ? 0 : 2)
                | (personalRoot == nil ? 0 : 4) | (hasHeads ? 8 : 0))
        writer.varint(streams.list.count)
        for stream in streams.list {
            writer.origin(stream.origin)
            writer.text(stream.scope.name)
        }
        writer.varint(transaction.dot.seq)
        writer.raw(transaction.previousHash)
        writer.fixed64(transaction.stamp.bits)
        writer.varint(delta.count)
        let entries = delta.map { part in
            TransactionHeader.Entry(
                stream: part.stream, seq: part.to, head: transaction.heads[part.stream])
        }
        for entry in entries {
            writer.varint(streams.index(entry.stream))
            writer.varint(entry.seq)
            guard hasHeads else { continue }
            guard let head = entry.head else {
                preconditionFailure("each change of the context has its head, or none has")
            }
            writer.fixed32(head)
        }
        writer.varint(UInt64(transaction.schemaVersion))
        writer.text(transaction.author)
        if let reason = transaction.reason { writer.text(reason) }
        if let action = transaction.action {
            writer.raw(action.id)
            writer.varint(UInt64(action.parts))
        }
        if let personalRoot { writer.raw(personalRoot) }
        return TransactionHeader(
            dot: transaction.dot, previousHash: transaction.previousHash,
            stamp: transaction.stamp, contextDelta: entries,
            schemaVersion: transaction.schemaVersion, author: transaction.author,
            reason: transaction.reason, action: transaction.action, streams: streams.list,
            personalRoot: personalRoot)
    }

    private static func writeOperations(
        _ operations: [Operation], _ streams: StreamTable, _ personal: PersonalCells,
        to writer: inout ByteWriter
    ) -> (shapes: [OperationShape], starts: EncodedTransaction.Starts) {
        var shapes = ShapeTable()
        let shapeOf = operations.map { shapes.index(of: $0) }
        writer.varint(shapes.list.count)
        for shape in shapes.list { writer.shape(shape.table, shape.cells) }
        writer.varint(operations.count)
        let heads = writer.bytes.count
        for (operation, shape) in zip(operations, shapeOf) {
            writer.varint(OperationHead.of(shape, operation.change.kind, operation.key))
        }
        let keys = writer.bytes.count
        for operation in operations { writer.key(operation.key) }
        let bodies = writer.bytes.count
        for operation in operations { write(operation, streams, personal, to: &writer) }
        return (shapes.list, .init(heads: heads, keys: keys, bodies: bodies))
    }

    private static func write(
        _ operation: Operation, _ streams: StreamTable, _ personal: PersonalCells,
        to writer: inout ByteWriter
    ) {
        let hidden = personal.isEmpty ? nil : personal.cells(of: operation.table)
        switch operation.change {
        case .insert(let values), .add(let values):
            for entry in values { writer.value(entry.value, of: entry.cell, hidden) }
        case .set(let writes):
            for entry in writes {
                writer.value(entry.value, of: entry.cell, hidden)
                writer.dots(entry.replaces, streams)
            }
        case .delete(let dots), .keep(let dots): writer.dots(dots, streams)
        case .erase: break
        }
    }
}

/// Takes the rows of a transaction that only adds rows.
public struct InsertWriter {
    fileprivate var heads: ByteWriter
    fileprivate var keys: ByteWriter
    fileprivate var bodies: ByteWriter
    fileprivate private(set) var count = 0

    fileprivate init(_ count: Int) {
        heads = ByteWriter(capacity: count)
        keys = ByteWriter(capacity: count * 16)
        bodies = ByteWriter(capacity: count * 128)
    }

    /// - Parameter shape: position of the row's shape among those announced.
    public mutating func row(shape: Int, _ key: RecordKey, _ cells: [Value]) {
        heads.varint(OperationHead.of(shape, .insert, key))
        keys.key(key)
        for value in cells { bodies.value(value) }
        count += 1
    }
}

/// The head of an operation: shape × 16, 8 for a key that is a text and no UUID, and the kind.
enum OperationHead {
    static let textKey: UInt64 = 8

    static func of(_ shape: Int, _ kind: OperationKind, _ key: RecordKey) -> UInt64 {
        UInt64(shape) << 4 | (key.uuid == nil ? textKey : 0) | UInt64(kind.rawValue)
    }

    static func kind(_ head: UInt64) -> OperationKind? {
        OperationKind(rawValue: UInt8(head & 7))
    }

    /// At most 2⁶⁰ − 1, whoever wrote it.
    static func shape(_ head: UInt64) -> Int { Int(head >> 4) }
}

/// The kinds of operations, by their number in the format.
public enum OperationKind: UInt8, Sendable {
    case insert = 0, set, add, delete, keep, erase
}

extension Change {
    public var kind: OperationKind {
        switch self {
        case .insert: .insert
        case .set: .set
        case .add: .add
        case .delete: .delete
        case .keep: .keep
        case .erase: .erase
        }
    }

    func forEachDot(_ body: (Dot) -> Void) {
        switch self {
        case .insert, .add, .erase: break
        case .set(let writes): for write in writes { write.replaces.forEach(body) }
        case .delete(let dots), .keep(let dots): dots.forEach(body)
        }
    }
}

/// The streams a transaction names: its own, then the others in their order.
struct StreamTable {
    let list: [Stream]

    init(_ transaction: Transaction, _ others: [Stream]) {
        let own = transaction.dot.stream
        // Of most transactions there is none: a set that stays empty asks for no memory.
        var named: Set<Stream> = []
        for stream in others where stream != own { named.insert(stream) }
        var last: Stream = own
        for operation in transaction.operations {
            operation.change.forEachDot { dot in
                guard dot.stream != last else { return }
                last = dot.stream
                if last != own { named.insert(last) }
            }
        }
        list = named.isEmpty ? [own] : [own] + named.sorted()
    }

    func index(_ stream: Stream) -> Int {
        if stream == list[0] { return 0 }
        // Behind the first they are in order.
        var (low, high) = (1, list.count)
        while low < high {
            let middle = (low + high) / 2
            if list[middle] < stream { low = middle + 1 } else { high = middle }
        }
        precondition(
            low < list.count && list[low] == stream,
            "the transaction names every stream that it refers to")
        return low
    }
}

/// The shapes of a transaction's operations, in the order of their first use.
struct ShapeTable {
    private(set) var list: [OperationShape] = []
    /// Where each shape stands, as soon as there are several.
    private var positions: [OperationShape: Int] = [:]
    private var last: Int?

    mutating func index(of operation: Operation) -> Int {
        // Operations of one shape tend to stand together; comparing with the last saves building
        // and hashing the next one.
        if let last, matches(operation, list[last]) { return last }
        let shape = OperationShape(table: operation.table, cells: operation.change.cellNames)
        guard let first = list.first else {
            list = [shape]
            last = 0
            return 0
        }
        if positions.isEmpty { positions[first] = 0 }
        let index = positions[shape] ?? list.count
        if index == list.count {
            list.append(shape)
            positions[shape] = index
        }
        last = index
        return index
    }

    private func matches(_ operation: Operation, _ shape: OperationShape) -> Bool {
        guard operation.table == shape.table else { return false }
        switch operation.change {
        case .insert(let values), .add(let values):
            return values.count == shape.cells.count
                && zip(values, shape.cells).allSatisfy { $0.cell == $1 }
        case .set(let writes):
            return writes.count == shape.cells.count
                && zip(writes, shape.cells).allSatisfy { $0.cell == $1 }
        case .delete, .keep: return shape.cells.isEmpty
        case .erase(let cells): return cells == shape.cells
        }
    }
}

extension Change {
    var cellNames: [String] {
        switch self {
        case .insert(let values), .add(let values): values.map(\.cell)
        case .set(let writes): writes.map(\.cell)
        case .delete, .keep: []
        case .erase(let cells): cells
        }
    }
}

extension ByteWriter {
    fileprivate mutating func shape(_ table: String, _ cells: [String]) {
        text(table)
        varint(cells.count)
        for cell in cells { text(cell) }
    }

    /// A key: 16 bytes for a lower-case UUID, else its length and UTF-8; the head tells which.
    mutating func key(_ key: RecordKey) {
        if let uuid = key.uuid {
            fixed64(uuid.high)
            fixed64(uuid.low)
        } else {
            text(key.text)
        }
    }

    /// A value: the two low bits of the first varint tell its kind.
    mutating func value(_ value: Value) {
        switch value {
        // Nobody brings back what has been erased: it would be written as NULL.
        case .null, .erased: byte(0)
        case .integer(let number):
            byte(1)
            signed(number)
        case .text(let text):
            varint(text.utf8.count << 2 | 2)
            append(utf8: text)
        case .tuple(let members):
            varint(members.count << 2 | 3)
            for member in members { self.value(member) }
        }
    }

    /// Where the transaction's next personal value belongs.
    static let personalPlace: UInt64 = 5

    /// A value of a cell, or its place if the cell is one of the hidden ones. NULL says nothing about
    /// anybody and stands as it is.
    @inline(__always)
    mutating func value(_ value: Value, of cell: String, _ hidden: Set<String>?) {
        if let hidden, !value.isNull, hidden.contains(cell) {
            varint(ByteWriter.personalPlace)
        } else {
            self.value(value)
        }
    }

    /// Dots: one, the common case, as twice its stream's index plus 1 and its number; others as
    /// twice their count, then each in full, in their order.
    mutating func dots(_ dots: [Dot], _ streams: StreamTable) {
        if let only = dots.first, dots.count == 1 {
            varint(streams.index(only.stream) << 1 | 1)
            varint(only.seq)
            return
        }
        varint(dots.count << 1)
        for dot in dots.sorted() {
            varint(streams.index(dot.stream))
            varint(dot.seq)
        }
    }
}

extension PersonalCells {
    /// The personal values of operations, in the order of their places in the bytes.
    func values(of operations: [Operation]) -> [Value] {
        var values: [Value] = []
        for operation in operations {
            guard let hidden = cells(of: operation.table) else { continue }
            switch operation.change {
            case .insert(let entries), .add(let entries):
                for entry in entries where hidden.contains(entry.cell) && !entry.value.isNull {
                    values.append(entry.value)
                }
            case .set(let writes):
                for entry in writes where hidden.contains(entry.cell) && !entry.value.isNull {
                    values.append(entry.value)
                }
            case .delete, .keep, .erase: continue
            }
        }
        return values
    }
}
