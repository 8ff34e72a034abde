public import Causality

// Where chunks end.
//
// A site that started from one cut and must go on with a newer one keeps the chunks that are equal. The
// log only grows, so chunks of a fixed size from its beginning stay the same. Rows stand in the order of
// their keys, and a new one moves all that follow it; there a chunk also ends, once it has a quarter of
// the size, behind a row whose key says so by chance. After a change the ends then fall on the same
// rows again, and what follows is equal to the byte.

/// Cuts a part's items into chunks and hands each over as soon as it is full, so that memory holds one.
public struct ChunkWriter {
    /// From this size on a chunk may end behind a row that says so.
    static let earliestEnd = WireLimits.chunkBytesMax / 4
    /// One key in so many says so.
    static let keysPerEnd: UInt32 = 1_024

    /// The chunks so far, in their order.
    public private(set) var chunks: [SnapshotChunk] = []
    private var content: [UInt8] = []
    private let compressor = ZstdCompressor(level: 3)
    private let streams: [Stream: Int]
    private let keep: (SnapshotChunk, [UInt8]) throws -> Void

    /// - Parameters:
    ///   - streams: the positions of the part's streams.
    ///   - keep: is given each chunk with its bytes as they travel.
    public init(
        streams: [Stream: Int], keep: @escaping (SnapshotChunk, [UInt8]) throws -> Void
    ) {
        self.streams = streams
        self.keep = keep
        content.reserveCapacity(WireLimits.chunkBytesMax * 2)
    }

    /// Adds an item.
    ///
    /// - Parameter key: of a row, behind which the chunk may end early.
    public mutating func add(_ item: SnapshotItem, key: String? = nil) throws {
        var payload = ByteWriter()
        payload.payload(of: item, streams)
        guard payload.bytes.count <= WireLimits.snapshotItemBytesMax else {
            throw WireError(.tooLarge, reading: "snapshot.item", offset: 0)
        }
        var head = ByteWriter(capacity: 8)
        head.byte(item.type)
        head.varint(payload.bytes.count)
        content += head.bytes
        content += payload.bytes
        while content.count >= WireLimits.chunkBytesMax { try emit(WireLimits.chunkBytesMax) }
        if let key, content.count >= ChunkWriter.earliestEnd, ChunkWriter.ends(behind: key) {
            try emit(content.count)
        }
    }

    /// Ends the running chunk. What changes from cut to cut must not move what does not.
    public mutating func endRun() throws { if !content.isEmpty { try emit(content.count) } }

    private mutating func emit(_ count: Int) throws {
        let frame = compressor.compress(Array(content[..<count]))
        let chunk = SnapshotChunk(
            name: Digest256(of: frame), byteCount: frame.count, expandedCount: count)
        guard chunks.count < WireLimits.snapshotChunksMax else {
            throw WireError(.tooLarge, reading: "snapshot.chunks", offset: 0)
        }
        try keep(chunk, frame)
        chunks.append(chunk)
        content.removeFirst(count)
    }

    /// FNV-1a over the key, which need not be strong: only alike for equal keys.
    private static func ends(behind key: String) -> Bool {
        let hash = key.utf8.reduce(UInt32(0x811c_9dc5)) { ($0 ^ UInt32($1)) &* 0x0100_0193 }
        return hash % keysPerEnd == 0
    }
}

/// Reads a part's items, chunk after chunk. What it holds at a time is one chunk and one item.
public final class ChunkReader {
    private let streams: [SnapshotStream]
    private let tables: [SnapshotTable]
    private let scope: ScopeID
    private var waiting: ArraySlice<SnapshotChunk>
    private var content: [UInt8] = []
    private var start = 0
    private var lastType: UInt8 = 0
    private let decompressor = ZstdDecompressor()
    private let fetch: (SnapshotChunk) throws -> [UInt8]

    /// - Parameter fetch: gives the bytes of a chunk, which are checked against its name here.
    public init(_ part: SnapshotPart, fetch: @escaping (SnapshotChunk) throws -> [UInt8]) {
        streams = part.streams
        tables = part.tables
        scope = part.scope
        waiting = part.chunks[...]
        self.fetch = fetch
    }

    /// The next item; `nil` behind the last.
    ///
    /// - Throws: `WireError` when a chunk is not what its name says, or its content is no item.
    public func next() throws -> SnapshotItem? {
        while true {
            if let item = try itemInContent() { return item }
            guard let chunk = waiting.popFirst() else {
                guard start == content.count else {
                    throw WireError(.truncated, reading: "snapshot.item", offset: start)
                }
                return nil
            }
            let frame = try fetch(chunk)
            guard frame.count == chunk.byteCount, Digest256(of: frame) == chunk.name else {
                throw WireError(.inconsistent, reading: "snapshot.chunk", offset: 0)
            }
            content.removeFirst(start)
            start = 0
            content += try decompressor.expand(
                frame, to: chunk.expandedCount, most: WireLimits.chunkBytesMax)
        }
    }

    /// The next item, if all of it is here.
    private func itemInContent() throws(WireError) -> SnapshotItem? {
        let found = content.withUnsafeBytes {
            buffer -> Result<(item: SnapshotItem, end: Int)?, WireError> in
            do throws(WireError) {
                return .success(try item(in: buffer))
            } catch {
                return .failure(error)
            }
        }
        guard let (item, end) = try found.get() else { return nil }
        start = end
        return item
    }

    private func item(
        in buffer: UnsafeRawBufferPointer
    ) throws(WireError) -> (item: SnapshotItem, end: Int)? {
        var reader = ByteReader(UnsafeRawBufferPointer(rebasing: buffer[start...]))
        // A head has at most eleven bytes; with fewer, more may come.
        guard reader.remaining >= 11 || waiting.isEmpty else { return nil }
        guard !reader.isAtEnd else { return nil }
        let type = try reader.byte("snapshot.type")
        guard
            type >= lastType || type == SnapshotItem.plainType && lastType == SnapshotItem.exactType
        else { throw reader.failure(.notCanonical, "snapshot.type") }
        let length = try reader.count("snapshot.length", most: WireLimits.snapshotItemBytesMax)
        guard reader.remaining >= length else { return nil }
        lastType = type
        var payload = ByteReader(try reader.raw(length, "snapshot.item"))
        let item = try payload.snapshotItem(
            type, SnapshotNames(scope: scope, streams: streams, tables: tables))
        guard payload.isAtEnd else { throw payload.failure(.trailingBytes, "snapshot.item") }
        return (item, start + reader.offset)
    }
}
