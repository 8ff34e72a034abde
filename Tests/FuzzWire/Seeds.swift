import Causality
import Wire

/// What honest writers make: the fuzzer begins with these, and what it adds lies in Tests/FuzzCorpora.
enum Seeds {
    private static let anji = SiteID("anji")
    private static let hub = SiteID("beijing")
    private static let secret = [UInt8](repeating: 9, count: PersonalSection.secretBytes)

    // MARK: Transactions

    static var transactions: [[UInt8]] {
        samples.map { TransactionEncoder.encode($0, previousContext: VersionVector()) }
    }

    /// Sealed sections and opened ones, each with its transaction.
    static var personal: [[UInt8]] {
        let cells = PersonalCells(["tenancy": ["name", "rent"], "seat": ["name"]])
        return samples.flatMap { sample -> [[UInt8]] in
            let delta = TransactionEncoder.delta(
                sample.context, after: VersionVector(), in: sample.dot.stream)
            let encoded = TransactionEncoder.encode(sample, delta: delta, personal: cells) {
                secret
            }
            guard let section = encoded.personal, var opened = try? PersonalSection(section) else {
                return []
            }
            opened.erase(0)
            return [section, opened.bytes].map { section in
                [UInt8(section.count >> 8), UInt8(section.count & 0xFF)] + section + encoded.bytes
            }
        }
    }

    private static var samples: [Transaction] {
        guard let own = Stream("anji.1/site/anji"), let common = Stream("beijing.2/common"),
            let branch = Stream("anji.1#0badcafe/common"), let uuid = RecordKey(uuidText),
            let seat = RecordKey("seat 12")
        else { return [] }
        let dots = [Dot(stream: own, seq: 4), Dot(stream: common, seq: 300)]
        let values = [
            CellValue(cell: "name", value: .text("李娜")),
            CellValue(cell: "rent", value: .integer(-7)),
            CellValue(cell: "期间", value: .tuple([.integer(.max), .null, .text("e\u{301}")])),
        ]
        let writes = values.enumerated().map { at, value in
            CellWrite(cell: value.cell, value: value.value, replaces: Array(dots.prefix(at)))
        }
        let kinds: [[(String, RecordKey, Change)]] = [
            [], [("tenancy", uuid, .insert(values)), ("tenancy", seat, .insert([]))],
            [("tenancy", seat, .set(writes)), ("seat", uuid, .set(Array(writes.prefix(1))))],
            [("seat", uuid, .add([CellValue(cell: "used", value: .integer(1))]))],
            [("seat", seat, .delete(replaces: dots)), ("seat", uuid, .keep(replaces: []))],
            [("tenancy", uuid, .erase(["name"]))],
        ]
        return kinds.enumerated().map { at, operations in
            var context = VersionVector()
            if at > 0 { context.advance(common, to: 300) }
            if at > 3 { context.advance(branch, to: 12) }
            context.advance(own, to: 41)
            let heads = at % 2 == 0 ? [:] : [common: UInt32(7), branch: 8]
            return Transaction(
                dot: Dot(stream: own, seq: 42), previousHash: [UInt8](0..<32),
                stamp: HybridTimestamp(milliseconds: 1_691_737_200_000, counter: 3),
                context: context, heads: heads, schemaVersion: 1, author: "李娜",
                reason: at == 2 ? "续签" : nil,
                action: at == 3 ? Action(id: secret, parts: 2) : nil,
                operations: operations.map { Operation(table: $0, key: $1, change: $2) })
        }
    }

    private static let uuidText = "0f8fad5b-d9cb-469f-a165-70867728950e"

    // MARK: Bodies

    static var bodies: [[UInt8]] { encoders.map { encoder in finished(encoder) } + [parted] }

    /// The same before compression.
    static var expandedBodies: [[UInt8]] {
        bodies.map { body in
            var expanded: [UInt8] = []
            let decoder = ZstdStreamDecoder()
            body.withUnsafeBytes { buffer in
                try? decoder.feed(buffer) { (part) throws(WireError) in expanded += part }
            }
            return expanded
        }
    }

    private static func finished(_ encoder: FrameEncoder) -> [UInt8] {
        var encoder = encoder
        return encoder.finish(more: false)
    }

    private static var parted: [UInt8] {
        guard var encoder = encoders.last else { return [] }
        encoder.endPiece()
        for bytes in transactions { encoder.append(bytes: bytes, expandedCount: nil) }
        return encoder.finish(more: true)
    }

    /// Beginnings of bodies, each with a frame of another kind.
    private static var encoders: [FrameEncoder] {
        guard let anji, let hub, let own = Stream("anji.1/site/anji"),
            let common = Stream("beijing.2/common"), let key = SigningKey(seed: secret + secret)
        else { return [] }
        let claims = [
            StreamClaim(stream: own, seq: 42, head: 0xC0FFEE),
            StreamClaim(stream: common, seq: 300, head: 1),
        ]
        func begun(_ vector: VectorClaim) -> FrameEncoder {
            var encoder = FrameEncoder()
            encoder.append(
                Hello(
                    identity: Origin(site: anji, epoch: 1), recipient: hub, hub: hub,
                    schemaVersion: 1, vector: vector))
            return encoder
        }
        var told = begun(.full(claims))
        told.append(ItemNotice(kind: .held, dot: "anji.1/common:3", detail: "anji.1/common:2"))
        told.append(ItemNotice(kind: .postponed, dot: "", detail: ""))
        told.append(
            StreamLocator(stream: common, points: [.init(seq: 1, head: 2), .init(seq: 9, head: 3)]))
        var news = begun(.unchanged(7))
        let group = MemberNews.Group(
            member: own.origin, scope: .common, differences: [.init(writer: common.origin, seq: 9)])
        news.append(MemberNews(read: .init(epoch: 1, number: 2), number: 12, groups: [group]))
        news.append(trimmed: [.common, .roster])
        var signed = begun(.unknown)
        signed.append(signatures: [
            SignedHead(stream: own, seq: 42, hash: Digest256(of: [1]), by: key)
        ])
        signed.append(unsigned: [UnsignedEnd(stream: own, signed: 16, seq: 42)])
        var full = begun(.full(claims))
        let packer = ZstdCompressor(level: 3)
        for (at, bytes) in transactions.enumerated() {
            let packed = at % 2 == 0 ? nil : packer.compress(bytes)
            full.append(
                bytes: packed ?? bytes, expandedCount: packed == nil ? nil : bytes.count,
                personal: at == 2 ? PersonalSection([.text("139")], secret: secret).bytes : nil)
        }
        return [told, news, signed, full]
    }

    // MARK: Compression

    static var zstd: [[UInt8]] {
        let contents = transactions + [[], [UInt8](repeating: 65, count: 5_000)]
        return contents.map { content in
            let head = [16, 8, 0].map { UInt8(content.count >> $0 & 0xFF) }
            let compressor = ZstdCompressor(level: 3, checked: content.count % 2 == 0)
            return head + compressor.compress(content)
        }
    }

    // MARK: Snapshots

    static var manifestParts: [[UInt8]] {
        let chunk = SnapshotChunk(name: Digest256(of: [1]), byteCount: 40, expandedCount: 90)
        return [[], [chunk]].compactMap { part(SnapshotSample.part($0)) }
    }

    /// What stands of a part in its manifest: behind the cut.
    private static func part(_ part: SnapshotPart) -> [UInt8]? {
        guard let hub, let key = SigningKey(seed: secret + secret) else { return nil }
        let manifest = SnapshotManifest(
            maker: Origin(site: hub, epoch: 1), hub: hub, takenMilliseconds: 0,
            cut: [CutPart(scope: part.scope, digest: part.digest)], part: part)
        let bytes = manifest.signed(with: key)
        return bytes.indices.first { Digest256(of: Array(bytes[$0...])) == part.digest }
            .map { Array(bytes[$0...]) }
    }

    static var items: [[UInt8]] {
        guard let first = SnapshotSample.streams.first else { return [] }
        let dot = SnapshotDot(stream: 0, seq: 4)
        let own = Dot(stream: Stream(origin: first.origin, scope: .common), seq: 4)
        let sibling = Sibling(
            dot: own, stamp: HybridTimestamp(bits: 9), value: .text("甲"), isDelta: false)
        var cell = CellState()
        cell.live = [sibling]
        cell.ghosts = [Ghost(sibling: sibling, takers: [own])]
        let deleted = DeleteRecord(
            context: VersionVector([(own.stream, UInt64(3))]), isCrossed: true)
        let state = RowState(
            cells: [1: cell], marks: [own], keeps: [own], takenKeeps: [], deletes: [own: deleted])
        let items: [SnapshotItem] = [
            .context(stream: 1, bytes: [0]),
            .entry(
                SnapshotEntry(
                    dot: dot, others: 1, stamp: HybridTimestamp(bits: 9), form: .plain,
                    bytes: [1, 2], personal: [3])),
            .entry(
                SnapshotEntry(
                    dot: SnapshotDot(stream: 2, seq: 92), others: 0,
                    stamp: HybridTimestamp(bits: 9), form: .trimmed(Digest256(of: [])),
                    bytes: [], personal: nil)),
            .erasure(table: "seat", key: "a", cell: "name", by: dot),
            .conflict(
                id: Digest256(of: []), table: "seat", key: "a", cell: "*", openedMilliseconds: 5),
            .plain(
                SnapshotRow(
                    table: 0, key: "a", base: dot,
                    overrides: [.init(cell: 0, dot: nil), .init(cell: 1, dot: dot)],
                    values: [.tuple([.null, .integer(3)]), .erased])),
            .exact(table: 0, key: "b", state: state),
        ]
        return (items.map { [$0] } + [items]).compactMap { SnapshotSample.written($0) }
    }

    // MARK: Words

    static var codes: [[UInt8]] {
        guard let anji, let key = SigningKey(seed: secret + secret),
            let code = Invitation(
                expirySeconds: 1_700_000_000, hub: key.publicKey, secret: secret, site: anji,
                address: "hub.example:8443")
        else { return [] }
        let text = code.code.filter { $0 != "-" }
        let inside = CrockfordBase32.decode(text).map { Array($0.dropLast(4)) }
        return [
            inside, Array(code.code.utf8), JoinRequest(code, as: key.publicKey).bytes,
        ].compactMap(\.self)
    }

    static var words: [[UInt8]] {
        guard let anji, let own = Stream("anji.1/site/anji"), let seat = RecordKey("seat 12"),
            let key = SigningKey(seed: secret + secret),
            let other = SigningKey(seed: [UInt8](repeating: 3, count: 32))
        else { return [] }
        let change = KeyChange(of: anji, from: key, to: other)
        let conflict = ConflictID(
            table: "seat", key: seat, cell: "name", dots: [Dot(stream: own, seq: 4)])
        let end = RevocationCut.End(
            stream: Stream(origin: own.origin, scope: .roster), seq: 9, hash: Digest256(of: []))
        let texts = [
            "anji.1/site/anji", "anji.1#0badcafe/common:42", "common", uuidText, change.text,
            RosterEntry(.key, key.publicKey, of: anji).text, RosterEntry(change).text,
            RevocationCut(of: anji, ends: [end]).text, "\(Digest256(of: []))", "given",
            "withdrawn " + RevocationCut(of: anji, ends: [end]).text, "\(conflict)",
            DecisionNote.reason("X04", conflict, why: "电话"),
        ]
        return texts.map { Array($0.utf8) }
    }
}
