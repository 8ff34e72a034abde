public import Causality

/// A table and the cells that operations of this shape write.
public struct OperationShape: Sendable, Hashable {
    public let table: String
    public let cells: [String]

    public init(table: String, cells: [String]) {
        self.table = table
        self.cells = cells
    }
}

/// A value as it lies in the bytes. A tuple's members follow as values of their own.
public enum RawValue {
    case null
    case integer(Int64)
    case text(UnsafeRawBufferPointer)
    case tuple(Int)
    /// A personal value of which only the commitment is left.
    case erased
}

/// A key as it lies in the bytes.
public enum RawKey {
    case uuid(PackedUUID)
    case text(UnsafeRawBufferPointer)
}

/// Reads a transaction's header and then its operations one by one, without building values.
///
/// The caller asks in the order of the format: `nextOperation`, then for each cell of its shape
/// `value` (and `dots` after each value of a `set`), or `dots` for a `delete` or `keep`. Everything
/// is checked as it is read; after the last operation, `finish` checks that nothing is left over.
public struct TransactionReader {
    /// Cursors into the three runs that the operations are written as: heads, keys, bodies.
    private var heads: ByteReader
    private var keys: ByteReader
    private var reader: ByteReader
    /// The personal section, where there is one; without it all its values read as erased.
    private var personal: PersonalCursor?
    public let header: TransactionHeader
    public let shapes: [OperationShape]
    public let operationCount: Int
    private var shapesSeen = 0
    /// How many places of personal values have been read so far.
    public private(set) var placesSeen = 0
    /// Which streams of the header's list have been named so far: the first 64 as bits.
    private var named: UInt64 = 1
    private var namedBeyond: Set<Int> = []

    /// Reads header and shapes. The bytes must stay valid while the reader is used.
    ///
    /// - Parameter section: the personal section that travelled beside the bytes; whether it matches
    ///   the header is checked by `checkSection`.
    public init(
        _ bytes: UnsafeRawBufferPointer, personal section: UnsafeRawBufferPointer? = nil
    ) throws(WireError) {
        guard bytes.count <= WireLimits.transactionBytesMax else {
            throw WireError(.tooLarge, reading: "transaction", offset: 0)
        }
        reader = ByteReader(bytes)
        header = try reader.transactionHeader()
        if let section { personal = try PersonalCursor(section) }
        shapes = try reader.shapes()
        operationCount = try reader.count(
            "transaction.operations", most: WireLimits.operationsPerTransactionMax)
        heads = reader
        for _ in 0..<operationCount { _ = try reader.varint("operation.head") }
        keys = reader
        var ahead = heads
        for _ in 0..<operationCount {
            try reader.skipKey(isText: ahead.varint("operation.head") & OperationHead.textKey != 0)
        }
        nameContext()
    }

    /// A reader that stands before the first operation.
    init(
        header: TransactionHeader, shapes: [OperationShape], operationCount: Int,
        personal: PersonalCursor?, heads: ByteReader, keys: ByteReader, bodies: ByteReader
    ) {
        self.header = header
        self.shapes = shapes
        self.operationCount = operationCount
        self.personal = personal
        self.heads = heads
        self.keys = keys
        reader = bodies
        nameContext()
    }

    /// Whether another reader of the same bytes stands at the same places and has read the same.
    func isSame(as other: TransactionReader?) -> Bool {
        guard let other else { return false }
        return header == other.header && shapes == other.shapes
            && operationCount == other.operationCount && heads.offset == other.heads.offset
            && keys.offset == other.keys.offset && reader.offset == other.reader.offset
            && named == other.named && namedBeyond == other.namedBeyond
    }

    private mutating func nameContext() {
        var at = 0
        for entry in header.contextDelta {
            while header.streams[at] != entry.stream { at += 1 }
            name(at)
        }
    }

    /// The header alone, of a whole transaction or of one whose body is gone, and how many bytes it
    /// takes: what stands before the shapes.
    public static func header(
        _ bytes: UnsafeRawBufferPointer
    ) throws(WireError) -> (header: TransactionHeader, count: Int) {
        var reader = ByteReader(bytes)
        return (try reader.transactionHeader(), reader.offset)
    }

    /// Whether some personal value may be missing: its section has been opened.
    public var mayLackValues: Bool { header.personalRoot != nil && personal?.secret == nil }

    @inline(__always)
    private mutating func name(_ stream: Int) {
        if stream < 64 { named |= 1 << UInt64(stream) } else { namedBeyond.insert(stream) }
    }

    /// A place to come back to: reading an operation again costs less than keeping its parts.
    public struct Position {
        fileprivate let heads: ByteReader
        fileprivate let keys: ByteReader
        fileprivate let reader: ByteReader
        fileprivate let personal: PersonalCursor?
        fileprivate let shapesSeen: Int
        fileprivate let placesSeen: Int
    }

    public var position: Position {
        Position(
            heads: heads, keys: keys, reader: reader, personal: personal, shapesSeen: shapesSeen,
            placesSeen: placesSeen)
    }

    public mutating func rewind(to position: Position) {
        heads = position.heads
        keys = position.keys
        reader = position.reader
        personal = position.personal
        shapesSeen = position.shapesSeen
        placesSeen = position.placesSeen
    }

    /// The kind and shape of the next operation, and its key.
    public mutating func nextOperation()
        throws(WireError) -> (kind: OperationKind, shape: Int, key: RawKey)
    {
        let head = try heads.varint("operation.head")
        guard let kind = OperationHead.kind(head), OperationHead.shape(head) < shapes.count
        else { throw heads.failure(.outOfRange, "operation.head") }
        let shape = OperationHead.shape(head)
        // Shapes stand in the order of first use: a new one is always the next one.
        guard shape <= shapesSeen else { throw heads.failure(.notCanonical, "operation.shape") }
        if shape == shapesSeen { shapesSeen += 1 }
        let isBare = kind == .delete || kind == .keep
        guard isBare == shapes[shape].cells.isEmpty || kind == .insert else {
            throw heads.failure(.inconsistent, "operation.shape")
        }
        return (kind, shape, try keys.key(isText: head & OperationHead.textKey != 0))
    }

    @inline(__always)
    public mutating func value() throws(WireError) -> RawValue {
        let value = try reader.value()
        guard case .erased = value else { return value }
        return try personalValue()
    }

    /// What stands in the section where the bytes hold only a place.
    private mutating func personalValue() throws(WireError) -> RawValue {
        guard header.personalRoot != nil else {
            throw reader.failure(.inconsistent, "operation.value")
        }
        placesSeen += 1
        return try personal?.next().value ?? .erased
    }

    /// Checks that the section is there exactly when the header speaks of it, and that its values
    /// are those the header commits to.
    public func checkSection(_ section: UnsafeRawBufferPointer?) throws(WireError) {
        switch (header.personalRoot, section) {
        case (nil, nil): return
        case (let root?, let section?):
            guard try PersonalSection(section).root == root else {
                throw WireError(.inconsistent, reading: "personal.root", offset: 0)
            }
        default: throw WireError(.inconsistent, reading: "personal", offset: 0)
        }
    }

    /// The dots that a write, a delete or a keep names.
    public mutating func dots() throws(WireError) -> [Dot] {
        let head = try reader.varint("operation.replaces")
        if head & 1 == 1 { return [try dot(stream: head >> 1)] }
        let count = head >> 1
        guard count != 1, count <= WireLimits.replacesMax, count <= reader.remaining else {
            throw reader.failure(count == 1 ? .notCanonical : .tooLarge, "operation.replaces")
        }
        var dots: [Dot] = []
        dots.reserveCapacity(Int(count))
        for _ in 0..<count {
            let dot = try dot(stream: try reader.varint("operation.replaces.stream"))
            if let last = dots.last, !(last < dot) {
                throw reader.failure(.notCanonical, "operation.replaces")
            }
            dots.append(dot)
        }
        return dots
    }

    /// The common case of `dots` without an array: the stream's position in the header's list and
    /// the number, when exactly one dot is named. `nil` leaves the cursor where it was.
    @inline(__always)
    public mutating func singleDot() throws(WireError) -> (stream: Int, seq: UInt64)? {
        var ahead = reader
        let head = try ahead.varint("operation.replaces")
        guard head & 1 == 1 else { return nil }
        guard head >> 1 < UInt64(header.streams.count) else {
            throw reader.failure(.outOfRange, "operation.replaces.stream")
        }
        let seq = try ahead.varint("operation.replaces.seq")
        guard seq > 0 else { throw reader.failure(.outOfRange, "operation.replaces.seq") }
        reader = ahead
        name(Int(head >> 1))
        return (Int(head >> 1), seq)
    }

    private mutating func dot(stream index: UInt64) throws(WireError) -> Dot {
        guard index < UInt64(header.streams.count) else {
            throw reader.failure(.outOfRange, "operation.replaces.stream")
        }
        let seq = try reader.varint("operation.replaces.seq")
        guard seq > 0 else { throw reader.failure(.outOfRange, "operation.replaces.seq") }
        name(Int(index))
        return Dot(stream: header.streams[Int(index)], seq: seq)
    }

    public func finish() throws(WireError) {
        guard shapesSeen == shapes.count else {
            throw reader.failure(.notCanonical, "transaction.shapes")
        }
        // A stream that nothing refers to would be a second form of the same transaction.
        guard named.nonzeroBitCount + namedBeyond.count == header.streams.count else {
            throw reader.failure(.notCanonical, "transaction.streams")
        }
        guard reader.isAtEnd else { throw reader.failure(.trailingBytes, "transaction") }
        guard (header.personalRoot == nil) == (placesSeen == 0) else {
            throw reader.failure(.notCanonical, "transaction.personal")
        }
        try personal?.finish()
    }
}

extension RawKey {
    /// `nil` only for a text that is no valid key, which the reader has already refused.
    public var recordKey: RecordKey? {
        switch self {
        case .uuid(let uuid): RecordKey(uuid)
        case .text(let bytes): RecordKey(String(decoding: bytes, as: UTF8.self))
        }
    }

    /// Calls `body` with the key's UTF-8, without making a String.
    @inlinable
    @inline(__always)
    public func withUTF8<Result>(
        _ body: (UnsafeRawBufferPointer) throws -> Result
    ) rethrows -> Result {
        switch self {
        case .text(let bytes): return try body(bytes)
        case .uuid(let uuid): return try uuid.withUTF8(body)
        }
    }
}

extension ByteReader {
    mutating func shapes() throws(WireError) -> [OperationShape] {
        let count = try count("transaction.shapes", most: WireLimits.shapesMax)
        var shapes: [OperationShape] = []
        for _ in 0..<count {
            let table = try text("shape.table", most: WireLimits.nameBytesMax)
            let cellCount = try self.count("shape.cells", most: WireLimits.columnsMax)
            var cells: [String] = []
            for _ in 0..<cellCount {
                cells.append(try text("shape.cell", most: WireLimits.nameBytesMax))
            }
            let shape = OperationShape(table: table, cells: cells)
            guard !shapes.contains(shape), !cells.hasTwins else {
                throw failure(.notCanonical, "transaction.shapes")
            }
            shapes.append(shape)
        }
        return shapes
    }

    /// A key: 16 bytes of a UUID, or a text that is none.
    mutating func key(isText: Bool) throws(WireError) -> RawKey {
        guard isText else {
            let high = try fixed64("operation.key")
            return .uuid(PackedUUID(high: high, low: try fixed64("operation.key")))
        }
        let length = try count("operation.key", most: RecordKey.bytesMax)
        guard length > 0 else { throw failure(.outOfRange, "operation.key") }
        let bytes = try utf8(length, "operation.key")
        guard PackedUUID(digits: bytes) == nil else {
            throw failure(.notCanonical, "operation.key")
        }
        return .text(bytes)
    }

    mutating func skipKey(isText: Bool) throws(WireError) {
        let length = isText ? try count("operation.key", most: RecordKey.bytesMax) : 16
        _ = try raw(length, "operation.key")
    }

    @inline(__always)
    mutating func value() throws(WireError) -> RawValue {
        let head = try varint("operation.value")
        switch head & 3 {
        case 2:
            guard head >> 2 <= UInt64(WireLimits.textBytesMax) else {
                throw failure(.tooLarge, "operation.value")
            }
            return .text(try utf8(Int(head >> 2), "operation.value"))
        case 1:
            if head == 1 { return .integer(try signed("operation.value")) }
            guard head == ByteWriter.personalPlace else {
                throw failure(.outOfRange, "operation.value")
            }
            return .erased
        case 0:
            guard head == 0 else { throw failure(.outOfRange, "operation.value") }
            return .null
        default:
            guard (1...UInt64(WireLimits.groupMembersMax)).contains(head >> 2) else {
                throw failure(.tooLarge, "operation.value")
            }
            return .tuple(Int(head >> 2))
        }
    }
}

extension [String] {
    /// Whether two are the same. A few are compared with each other, which costs less than hashing them.
    fileprivate var hasTwins: Bool {
        guard count <= 8 else { return Set(self).count < count }
        return indices.contains { at in self[..<at].contains(self[at]) }
    }
}
