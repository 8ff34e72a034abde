internal import Causality

// The bytes of a manifest: docs/formats/snapshot.md. One form for each manifest; every count is
// bounded before anything is set aside for it.

extension ByteWriter {
    mutating func manifest(_ manifest: SnapshotManifest) {
        origin(manifest.maker)
        text(manifest.hub.name)
        varint(manifest.takenMilliseconds)
        cut(manifest.cut)
        part(manifest.part)
    }

    mutating func cut(_ cut: [CutPart]) {
        varint(cut.count)
        for part in cut {
            text(part.scope.name)
            raw(part.digest.bytes)
        }
    }

    mutating func part(_ part: SnapshotPart) {
        text(part.scope.name)
        varint(UInt64(part.schemaVersion))
        byte(part.hasUnknownWrites ? 1 : 0)
        raw(part.state.bytes)
        varint(part.tables.count)
        for table in part.tables {
            text(table.name)
            varint(table.cells.count)
            for cell in table.cells { text(cell) }
        }
        varint(part.streams.count)
        for stream in part.streams { self.stream(stream) }
        varint(part.entryCount)
        varint(part.rowCount)
        varint(part.chunks.count)
        for chunk in part.chunks {
            raw(chunk.name.bytes)
            varint(chunk.byteCount)
            varint(chunk.expandedCount)
        }
    }

    private mutating func stream(_ stream: SnapshotStream) {
        origin(stream.origin)
        varint(stream.parent.map { $0 + 1 } ?? 0)
        varint(stream.base)
        varint(stream.applied)
        raw(stream.head.bytes)
        fixed64(stream.stamp.bits)
        varint(stream.horizon)
    }
}

extension ByteReader {
    mutating func manifest() throws(WireError) -> SnapshotManifest {
        let maker = try origin()
        guard maker.branch == nil else { throw failure(.outOfRange, "manifest.maker") }
        guard let hub = SiteID(try text("manifest.hub", most: 32)) else {
            throw failure(.outOfRange, "manifest.hub")
        }
        let taken = try varint("manifest.taken")
        let cut = try cut()
        let start = offset
        let part = try part()
        let digest = Digest256(of: UnsafeRawBufferPointer(rebasing: bytes[start..<offset]))
        guard cut.contains(CutPart(scope: part.scope, digest: digest)) else {
            throw failure(.inconsistent, "manifest.cut")
        }
        return SnapshotManifest(
            maker: maker, hub: hub, takenMilliseconds: taken, cut: cut, part: part)
    }

    private mutating func cut() throws(WireError) -> [CutPart] {
        var parts: [CutPart] = []
        for _ in 0..<(try count("manifest.cut", most: WireLimits.snapshotScopesMax)) {
            let scope = try scope()
            if let last = parts.last, !(last.scope < scope) {
                throw failure(.notCanonical, "manifest.cut")
            }
            parts.append(CutPart(scope: scope, digest: try digest("manifest.cut.digest")))
        }
        return parts
    }

    private mutating func part() throws(WireError) -> SnapshotPart {
        let scope = try scope()
        let schema = try count("manifest.schema", most: Int(UInt32.max))
        let flag = try byte("manifest.unknown")
        guard flag < 2 else { throw failure(.outOfRange, "manifest.unknown") }
        return SnapshotPart(
            scope: scope, schemaVersion: UInt32(schema), hasUnknownWrites: flag == 1,
            state: try digest("manifest.state"), tables: try tables(), streams: try streams(),
            entryCount: try count("manifest.entries", most: 1 << 40),
            rowCount: try count("manifest.rows", most: 1 << 40), chunks: try chunks())
    }

    private mutating func tables() throws(WireError) -> [SnapshotTable] {
        var tables: [SnapshotTable] = []
        for _ in 0..<(try count("manifest.tables", most: WireLimits.shapesMax)) {
            let name = try text("manifest.table", most: WireLimits.nameBytesMax)
            var cells: [String] = []
            for _ in 0..<(try count("manifest.cells", most: WireLimits.columnsMax)) {
                cells.append(try text("manifest.cell", most: WireLimits.nameBytesMax))
            }
            tables.append(SnapshotTable(name: name, cells: cells))
        }
        return tables
    }

    private mutating func streams() throws(WireError) -> [SnapshotStream] {
        let count = try count("manifest.streams", most: WireLimits.vectorEntriesMax)
        var streams: [SnapshotStream] = []
        var origins: Set<Origin> = []
        for _ in 0..<count {
            let origin = try origin()
            let parent = try self.count("manifest.parent", most: count)
            let base = try varint("manifest.base")
            let applied = try varint("manifest.applied")
            guard base <= applied, applied < 1 << 62, (origin.branch == nil) == (parent == 0),
                parent > 0 || base == 0
            else { throw failure(.inconsistent, "manifest.stream") }
            guard origins.insert(origin).inserted else {
                throw failure(.notCanonical, "manifest.stream")
            }
            let head = try digest("manifest.head")
            let stamp = HybridTimestamp(bits: try fixed64("manifest.stamp"))
            let horizon = try varint("manifest.horizon")
            guard horizon <= applied else { throw failure(.outOfRange, "manifest.horizon") }
            streams.append(
                SnapshotStream(
                    origin: origin, parent: parent == 0 ? nil : parent - 1, base: base,
                    applied: applied, head: head, stamp: stamp, horizon: horizon))
        }
        for stream in streams {
            guard let parent = stream.parent else { continue }
            // A branch begins where what it continues ends, and is not empty: so none is its own
            // ancestor.
            guard streams[parent].applied == stream.base, stream.applied > stream.base else {
                throw failure(.inconsistent, "manifest.parent")
            }
        }
        return streams
    }

    private mutating func chunks() throws(WireError) -> [SnapshotChunk] {
        var chunks: [SnapshotChunk] = []
        for _ in 0..<(try count("manifest.chunks", most: WireLimits.snapshotChunksMax)) {
            let name = try digest("manifest.chunk")
            let bytes = try count("manifest.chunk.bytes", most: WireLimits.chunkFrameBytesMax)
            let expanded = try count("manifest.chunk.expanded", most: WireLimits.chunkBytesMax)
            chunks.append(SnapshotChunk(name: name, byteCount: bytes, expandedCount: expanded))
        }
        return chunks
    }

    private mutating func scope() throws(WireError) -> ScopeID {
        guard let scope = ScopeID(try text("manifest.scope", most: 65)) else {
            throw failure(.outOfRange, "manifest.scope")
        }
        return scope
    }

    mutating func digest(_ reading: StaticString) throws(WireError) -> Digest256 {
        guard let digest = Digest256(bytes: try raw(32, reading)) else {
            throw failure(.truncated, "\(reading)")
        }
        return digest
    }
}
