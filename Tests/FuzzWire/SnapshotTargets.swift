import Causality
import Wire

// Snapshots: the manifest from the inside, and the items of a part.

extension WireTargets {
    /// The part of a manifest. The cut that names it, and the signature, are made here.
    static let manifest = FuzzTarget(
        "manifest", seeds: { Seeds.manifestParts },
        run: { part throws(BrokenLaw) in
            guard let length = part.first, length < 0x80, part.count > Int(length),
                let key = SigningKey(seed: [UInt8](repeating: 7, count: 32))
            else { return }
            var body = Array("\u{4}anji\u{1}\u{7}beijing\u{0}\u{1}".utf8)
            body += part[...Int(length)] + Digest256(of: part).bytes + part
            let head = Array("MOSOSNAP".utf8) + [SnapshotManifest.version] + key.publicKey.bytes
            let sealed = head + key.sign(head + body) + body
            let manifest: SnapshotManifest
            do throws(ManifestRefusal) {
                manifest = try SnapshotManifest(signed: sealed) { $0 == key.publicKey }
            } catch {
                guard case .malformed = error else {
                    throw BrokenLaw("what was signed is refused as \(error)")
                }
                return
            }
            // A signature is not always the same; what is signed is.
            let again = manifest.signed(with: key).dropFirst(head.count + 64)
            try law(Array(again) == body, "two forms of one manifest")
        })

    /// The content of a part's chunks. The first byte says into how many it is cut.
    static let chunk = FuzzTarget(
        "chunk", seeds: { Seeds.items.map { [0] + $0 } },
        run: { bytes throws(BrokenLaw) in
            guard let first = bytes.first else { return }
            let content = Array(bytes.dropFirst())
            guard let written = SnapshotSample.rewritten(content, chunks: Int(first % 4) + 1)
            else { return }
            let again = SnapshotSample.rewritten(written, chunks: 1)
            try law(again == written, "read, written and read are other items")
        })
}

/// A part that items of samples are about.
enum SnapshotSample {
    static let streams: [SnapshotStream] = ["anji", "beijing", "hangzhou"].enumerated().compactMap {
        at, name in
        guard let site = SiteID(name) else { return nil }
        let zeros = Digest256(of: [])
        let isBranch = at == 2
        return SnapshotStream(
            origin: Origin(site: site, epoch: 1, branch: isBranch ? 0xC0FFEE : nil),
            parent: isBranch ? 0 : nil, base: isBranch ? 90 : 0, applied: isBranch ? 95 : 90,
            head: zeros, stamp: HybridTimestamp(bits: 1 << 40), horizon: 0)
    }

    static let tables = [
        SnapshotTable(name: "seat", cells: ["name", "rent"]),
        SnapshotTable(name: "tenancy", cells: ["company", "period", "rent"]),
    ]

    static func part(_ chunks: [SnapshotChunk]) -> SnapshotPart {
        SnapshotPart(
            scope: .common, schemaVersion: 1, hasUnknownWrites: false, state: Digest256(of: []),
            tables: tables, streams: streams, entryCount: 0, rowCount: 0, chunks: chunks)
    }

    /// What a writer makes of the items that a reader finds; `nil` when it refuses them.
    static func rewritten(_ content: [UInt8], chunks: Int) -> [UInt8]? {
        let step = max(1, content.count / chunks + 1)
        var frames: [Digest256: [UInt8]] = [:]
        var named: [SnapshotChunk] = []
        for start in stride(from: 0, to: content.count, by: step) {
            let piece = Array(content[start..<min(start + step, content.count)])
            let frame = ZstdCompressor(level: 1).compress(piece)
            let name = Digest256(of: frame)
            frames[name] = frame
            named.append(
                SnapshotChunk(name: name, byteCount: frame.count, expandedCount: piece.count))
        }
        let reader = ChunkReader(part(named)) { frames[$0.name] ?? [] }
        var items: [SnapshotItem] = []
        do { while let item = try reader.next() { items.append(item) } } catch { return nil }
        return written(items)
    }

    static func written(_ items: [SnapshotItem]) -> [UInt8]? {
        var content: [UInt8] = []
        let names = streams.enumerated().map { at, stream in
            (Stream(origin: stream.origin, scope: .common), at)
        }
        var writer = ChunkWriter(streams: Dictionary(uniqueKeysWithValues: names)) { chunk, frame in
            content += try ZstdDecompressor().expand(frame, to: chunk.expandedCount)
        }
        do {
            for item in items { try writer.add(item) }
            try writer.endRun()
        } catch {
            return nil
        }
        return content
    }
}
