import Causality
import Testing
import Wire

@Suite struct ChunkTests {
    private func part(_ chunks: [SnapshotChunk]) -> SnapshotPart {
        SnapshotPart(
            scope: .common, schemaVersion: 1, hasUnknownWrites: false, state: .none,
            tables: [SnapshotTable(name: "t", cells: ["a", "b"])],
            streams: [
                SnapshotStream(
                    origin: Origin(site: SiteID("anji") ?? hub, epoch: 1), parent: nil, base: 0,
                    applied: 1 << 40, head: .none, stamp: .zero, horizon: 0)
            ], entryCount: 0, rowCount: 0, chunks: chunks)
    }

    private var hub: SiteID {
        guard let hub = SiteID("beijing") else { fatalError("a site") }
        return hub
    }

    private final class Store {
        var frames: [Digest256: [UInt8]] = [:]
    }

    private func written(_ items: [(SnapshotItem, String?)]) throws -> (
        part: SnapshotPart, store: Store
    ) {
        let store = Store()
        var writer = ChunkWriter(streams: [:]) { store.frames[$0.name] = $1 }
        for (item, key) in items { try writer.add(item, key: key) }
        try writer.endRun()
        return (part(writer.chunks), store)
    }

    private func read(_ part: SnapshotPart, _ store: Store) throws -> [String] {
        let reader = ChunkReader(part) { store.frames[$0.name] ?? [] }
        var items: [String] = []
        while let item = try reader.next() { items.append("\(item)") }
        return items
    }

    private func rows(_ count: Int) -> [(SnapshotItem, String?)] {
        (0..<count).map { number in
            let name = "\(Digest256(of: Array("\(number)".utf8)))"
            let key = "K-\(1_000_000 + number)"
            return (
                .plain(
                    SnapshotRow(
                        table: 0, key: key, base: SnapshotDot(stream: 0, seq: UInt64(number) + 1),
                        overrides: [.init(cell: 1, dot: nil)],
                        values: [.text(name + name + name + name), .integer(Int64(number))])), key
            )
        }
    }

    @Test func `items are read back, across any number of chunks`() throws {
        let items = rows(6_000)
        let (part, store) = try written(items)
        #expect(part.chunks.count > 2)
        #expect(part.chunks.allSatisfy { $0.expandedCount <= WireLimits.chunkBytesMax })
        #expect(part.chunks.allSatisfy { $0.byteCount <= WireLimits.chunkFrameBytesMax })
        #expect(try read(part, store) == items.map { "\($0.0)" })
    }

    @Test func `an item larger than a chunk is cut into several`() throws {
        var random = SplitMix64(seed: 5)
        let big = SnapshotItem.entry(
            SnapshotEntry(
                dot: SnapshotDot(stream: 0, seq: 1), others: 3, stamp: HybridTimestamp(bits: 9),
                form: .plain, bytes: random.bytes(2 << 20), personal: [1, 2]))
        let (part, store) = try written([(big, nil)])
        #expect(part.chunks.count == 3)
        #expect(try read(part, store) == ["\(big)"])
    }

    @Test func `after a change in the middle the chunks fall on the same rows again`() throws {
        var items = rows(6_000)
        let before = try written(items).part.chunks
        items.remove(at: 100)
        let after = try written(items).part.chunks
        #expect(after.count { !before.contains($0) } <= 2)
    }

    @Test func `a chunk that expands beyond its promise is stopped before it does`() throws {
        // 4 KiB that stand for 128 MiB.
        let bomb = HandmadeZstd.repeating(blocks: 1_024, contentSize: 128 << 20)
        let store = Store()
        let name = Digest256(of: bomb)
        store.frames[name] = bomb
        for promised in [100, WireLimits.chunkBytesMax, 128 << 20] {
            let chunk = SnapshotChunk(
                name: name, byteCount: bomb.count, expandedCount: promised)
            #expect(throws: WireError.self) { try read(part([chunk]), store) }
        }
    }

    @Test(arguments: 1...100 as ClosedRange<UInt64>)
    func `content that is no items is malformed, whatever it is`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let (good, store) = try written(Array(rows(6)))
        let chunk = good.chunks[0]
        var content = try ZstdDecompressor().expand(
            store.frames[chunk.name] ?? [], to: chunk.expandedCount)
        for _ in 0...random.below(3) {
            content[random.below(content.count)] = UInt8(random.below(256))
        }
        let frame = ZstdCompressor(level: 3).compress(content)
        let changed = SnapshotChunk(
            name: Digest256(of: frame), byteCount: frame.count, expandedCount: content.count)
        store.frames[changed.name] = frame
        // A value may have changed; nothing else is taken, and nothing traps.
        do {
            #expect(try read(part([changed]), store).count <= 6)
        } catch is WireError {
        }
    }
}
