internal import Causality

/// A transaction in bytes: what is hashed, and the section beside it if it has personal values; and what
/// a reader finds before the operations, so that who wrote the bytes need not read that again.
public struct EncodedTransaction: Sendable, Hashable {
    public let bytes: [UInt8]
    public let personal: [UInt8]?
    public let header: TransactionHeader
    public let shapes: [OperationShape]
    public let operationCount: Int
    /// Where in `bytes` the three runs begin that the operations are written as.
    public let starts: Starts

    public struct Starts: Sendable, Hashable {
        public let heads: Int
        public let keys: Int
        /// A compressor does well to begin anew here.
        public let bodies: Int
    }
}

extension TransactionReader {
    /// Reads what was written a moment ago, from the operations on.
    ///
    /// - Parameters:
    ///   - bytes: those of `encoded`, which must stay valid while the reader is used.
    ///   - section: likewise its personal section.
    /// - Throws: where a reader elsewhere would refuse the transaction as too large.
    public init(
        _ encoded: EncodedTransaction, in bytes: UnsafeRawBufferPointer,
        personal section: UnsafeRawBufferPointer?
    ) throws(WireError) {
        try encoded.checkLimits()
        self.init(
            header: encoded.header, shapes: encoded.shapes,
            operationCount: encoded.operationCount, personal: try section.cursor(),
            heads: ByteReader(bytes, at: encoded.starts.heads),
            keys: ByteReader(bytes, at: encoded.starts.keys),
            bodies: ByteReader(bytes, at: encoded.starts.bodies))
        assert(isSame(as: try? TransactionReader(bytes, personal: section)), "read as written")
    }
}

extension EncodedTransaction {
    /// What the writer's own schema and vector might exceed.
    fileprivate func checkLimits() throws(WireError) {
        let isWithin =
            bytes.count <= WireLimits.transactionBytesMax
            && header.streams.count <= WireLimits.vectorEntriesMax
            && operationCount <= WireLimits.operationsPerTransactionMax
            && header.action?.parts ?? 0 <= WireLimits.shapesMax
            && shapes.count <= WireLimits.shapesMax
            && shapes.allSatisfy { shape in
                shape.cells.count <= WireLimits.columnsMax
                    && shape.table.utf8.count <= WireLimits.nameBytesMax
                    && shape.cells.allSatisfy { $0.utf8.count <= WireLimits.nameBytesMax }
            }
        guard isWithin else { throw WireError(.tooLarge, reading: "transaction", offset: 0) }
    }
}

extension UnsafeRawBufferPointer? {
    fileprivate func cursor() throws(WireError) -> PersonalCursor? {
        guard let self else { return nil }
        return try PersonalCursor(self)
    }
}
