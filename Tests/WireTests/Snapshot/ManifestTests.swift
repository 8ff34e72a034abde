import Causality
import Testing
import Wire

@Suite struct ManifestTests {
    static let key: SigningKey = {
        guard let key = SigningKey(seed: Array(0..<32)) else { fatalError("32 bytes") }
        return key
    }()

    static func manifest() throws -> SnapshotManifest {
        let hub = try #require(SiteID("beijing"))
        let anji = try #require(SiteID("anji"))
        let maker = Origin(site: hub, epoch: 2)
        let fork = Origin(site: anji, epoch: 1, branch: 0x5d1f_0a2b)
        let digest = Digest256(of: [1])
        let part = SnapshotPart(
            scope: .common, schemaVersion: 9, hasUnknownWrites: true, state: digest,
            tables: [SnapshotTable(name: "company", cells: ["name", "sectors"])],
            streams: [
                SnapshotStream(
                    origin: maker, parent: nil, base: 0, applied: 300, head: digest,
                    stamp: HybridTimestamp(bits: 77), horizon: 200),
                SnapshotStream(
                    origin: fork.plain, parent: nil, base: 0, applied: 5, head: digest,
                    stamp: HybridTimestamp(bits: 78), horizon: 0),
                SnapshotStream(
                    origin: fork, parent: 1, base: 5, applied: 6, head: digest,
                    stamp: HybridTimestamp(bits: 79), horizon: 0),
            ], entryCount: 306, rowCount: 12,
            chunks: [SnapshotChunk(name: digest, byteCount: 1_000, expandedCount: 4_000)])
        return SnapshotManifest(
            maker: maker, hub: hub, takenMilliseconds: 1_691_737_200_000,
            cut: [
                CutPart(scope: .common, digest: part.digest),
                CutPart(scope: .roster, digest: digest),
            ], part: part)
    }

    private func read(_ bytes: [UInt8]) throws(ManifestRefusal) -> SnapshotManifest {
        try SnapshotManifest(signed: bytes) { $0 == Self.key.publicKey }
    }

    @Test func `the example is written as the page says, and read back`() throws {
        let manifest = try Self.manifest()
        let bytes = manifest.signed(with: Self.key)
        #expect(try read(bytes) == manifest)
        #expect(bytes.prefix(9).elementsEqual(Array("MOSOSNAP".utf8) + [1]))
        #expect(Array(bytes.dropFirst(105)).hex == Self.golden)
        #expect(Self.key.publicKey.fingerprint.description == Self.goldenFingerprint)
        #expect(manifest.cutID.description == Self.goldenCut)
    }

    /// The example of docs/formats/snapshot.md, behind the signature.
    static let golden = [UInt8](
        hex: """
            076265696a696e6702076265696a696e6780ab949b9e310206636f6d6d6f6e8c8493fe681912f727
            441c9b4614904e6f4fe0c5352b81a1ac3440c6cc63a86e06726f737465724bf5122f344554c53bde
            2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a06636f6d6d6f6e09014bf5122f344554c53b
            de2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a0107636f6d70616e7902046e616d650773
            6563746f727303076265696a696e67020000ac024bf5122f344554c53bde2ebb8cd2b7e3d1600ad6
            31c385a5d7cce23c7785459a000000000000004dc80104616e6a69010000054bf5122f344554c53b
            de2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a000000000000004e0004616e6a69818080
            80105d1f0a2b0205064bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c778545
            9a000000000000004f00b2020c014bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cc
            e23c7785459ae807a01f
            """
    ).hex
    static let goldenFingerprint = "AS3N-N9TM-CD3M-R0M5-VXEV-YAYA-PWYT"
    static let goldenCut = "1cfed52a9ebc2f63fb23f4048e4ce89d007e37a405ef0f52b8def2880a0995d6"

    @Test func `every bit counts`() throws {
        let bytes = try Self.manifest().signed(with: Self.key)
        for bit in 0..<bytes.count * 8 {
            #expect(throws: ManifestRefusal.self, "bit \(bit)") {
                try read(bytes.flipping(bit: bit))
            }
        }
    }

    @Test func `what is cut or longer is refused`() throws {
        let bytes = try Self.manifest().signed(with: Self.key)
        for count in 0..<bytes.count {
            #expect(throws: ManifestRefusal.self) { try read(Array(bytes[..<count])) }
        }
        #expect(throws: ManifestRefusal.self) { try read(bytes + [0]) }
        #expect(throws: ManifestRefusal.noManifest) {
            try read(bytes + [UInt8](repeating: 0, count: WireLimits.manifestBytesMax))
        }
    }

    @Test func `another key is named, another version is told`() throws {
        let other = try #require(SigningKey(seed: [UInt8](repeating: 1, count: 32)))
        let bytes = try Self.manifest().signed(with: other)
        #expect(throws: ManifestRefusal.untrusted(other.publicKey.fingerprint)) {
            try read(bytes)
        }
        var later = try Self.manifest().signed(with: Self.key)
        later[8] = 2
        #expect(throws: ManifestRefusal.otherVersion(2)) { try read(later) }
    }

    /// The trusted key signs nonsense: the reader must neither believe it nor fall over it.
    @Test(arguments: 1...200 as ClosedRange<UInt64>)
    func `signed nonsense is malformed`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let good = try Self.manifest().signed(with: Self.key)
        var body = Array(good.dropFirst(105))
        for _ in 0...random.below(4) {
            let at = random.below(body.count)
            switch random.below(3) {
            case 0: body[at] = UInt8(random.below(256))
            case 1: body.remove(at: at)
            default: body.insert(UInt8(random.below(256)), at: at)
            }
        }
        guard body != Array(good.dropFirst(105)) else { return }
        let head = Array(good[..<41])
        do {
            let manifest = try read(head + Self.key.sign(head + body) + body)
            // What is still a manifest has one form only.
            #expect(Array(manifest.signed(with: Self.key).dropFirst(105)) == body, "seed \(seed)")
        } catch ManifestRefusal.malformed {
        }
    }

    @Test func `a fingerprint is of seven groups that people can read out`() {
        let groups = Self.key.publicKey.fingerprint.description.split(separator: "-")
        #expect(groups.count == 7 && groups.allSatisfy { $0.count == 4 })
    }
}
