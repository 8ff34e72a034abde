internal import Causality
internal import Wire

/// A transaction's operations, found by the key of their row and built when they are asked for.
final class OpenedBody {
    private let bytes: UnsafeMutableRawBufferPointer
    private let section: UnsafeMutableRawBufferPointer?
    private var reader: TransactionReader
    /// Where the operations stand, in their order.
    private let places: [TransactionReader.Position]
    /// The first operation on a row with this key, and the others.
    private let first: [RecordKey: Int]
    private let others: [RecordKey: [Int]]

    /// Checks all of the canonical form that can be checked without building values.
    init(_ expanded: [UInt8], personal: [UInt8]?) throws(WireError) {
        // Readers hold addresses, so the bytes stay where they are for as long as this does.
        bytes = OpenedBody.copy(expanded)
        section = personal.map(OpenedBody.copy)
        do throws(WireError) {
            var reader = try TransactionReader(
                UnsafeRawBufferPointer(bytes), personal: section.map { UnsafeRawBufferPointer($0) })
            self.reader = reader
            var places: [TransactionReader.Position] = []
            places.reserveCapacity(reader.operationCount)
            var first = [RecordKey: Int](minimumCapacity: reader.operationCount)
            var others: [RecordKey: [Int]] = [:]
            for at in 0..<reader.operationCount {
                places.append(reader.position)
                let (kind, shape, raw) = try reader.nextOperation()
                guard let key = raw.recordKey else {
                    throw WireError(.outOfRange, reading: "operation.key", offset: 0)
                }
                try reader.skipContents(kind, shape: shape)
                if first[key] == nil {
                    first[key] = at
                } else {
                    others[key, default: []].append(at)
                }
            }
            try reader.finish()
            self.places = places
            self.first = first
            self.others = others
        } catch {
            bytes.deallocate()
            section?.deallocate()
            throw error
        }
    }

    /// What it takes in memory, roughly: the bytes, and for each operation where it stands and whose it is.
    var byteCount: Int {
        let entry = MemoryLayout<RecordKey>.stride + MemoryLayout<Int>.stride + 8
        return bytes.count + (section?.count ?? 0)
            + places.count * MemoryLayout<TransactionReader.Position>.stride
            + (first.capacity + others.capacity * 4) * entry
    }

    deinit {
        bytes.deallocate()
        section?.deallocate()
    }

    private static func copy(_ bytes: [UInt8]) -> UnsafeMutableRawBufferPointer {
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
        copy.copyBytes(from: bytes)
        return copy
    }

    /// What the transaction does to a row, by the names that its bytes use.
    func operations(on table: String, _ key: RecordKey) throws(WireError) -> [Operation] {
        guard let at = first[key] else { return [] }
        var found: [Operation] = []
        for place in [at] + (others[key] ?? []) {
            reader.rewind(to: places[place])
            let operation = try reader.operation()
            if operation.table == table { found.append(operation) }
        }
        return found
    }
}
