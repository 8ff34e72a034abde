import Causality
import Testing
import Wire

@Suite struct PersonalSectionTests {
    private static let secret = [UInt8](0x10..<0x20)
    private static let cells = PersonalCells(["tenancy": ["phone", "age"]])

    private func transaction(_ phone: Value, age: Value = .null) throws -> Transaction {
        let own = try #require(Stream("anji.1/site/anji"))
        let key = try #require(RecordKey("T-1"))
        return Transaction(
            dot: Dot(stream: own, seq: 2), previousHash: [UInt8](0..<32),
            stamp: HybridTimestamp(milliseconds: 1_691_737_200_000, counter: 0),
            context: VersionVector([(own, UInt64(1))]), schemaVersion: 1, author: "李娜",
            operations: [
                Causality.Operation(
                    table: "tenancy", key: key,
                    change: .set([
                        CellWrite(
                            cell: "phone", value: phone, replaces: [Dot(stream: own, seq: 1)]),
                        CellWrite(cell: "age", value: age, replaces: []),
                        CellWrite(cell: "rent", value: .integer(900), replaces: []),
                    ]))
            ])
    }

    private func encode(_ transaction: Transaction) throws -> EncodedTransaction {
        TransactionEncoder.encode(
            transaction, delta: [], personal: Self.cells
        ) { Self.secret }
    }

    /// The second example of docs/formats/transaction.md.
    @Test func `a personal value stands beside the hashed bytes, as the page says`() throws {
        let encoded = try encode(transaction(.text("12012345678")))
        #expect(
            encoded.bytes.hex
                == [UInt8](
                    hex: """
                        01040104616e6a690109736974652f616e6a6902000102030405060708090a0b0c0d0e0f
                        101112131415161718191a1b1c1d1e1f0189e36515800000000106e69d8ee5a89cc7ad9f
                        9447a5c4243a770a18ff1957fa061d3d91cc629c78218cfd2e00c347af010774656e616e
                        6379030570686f6e65036167650472656e74010903542d31050101000001880e00
                        """
                ).hex)
        #expect(
            encoded.personal?.hex
                == [UInt8](hex: "0001101112131415161718191a1b1c1d1e1f2e3132303132333435363738").hex)
    }

    @Test func `what is read with its section is what was written`() throws {
        for (phone, age) in [
            (Value.text("1"), Value.integer(-3)), (.null, .integer(7)), (.text(""), .null),
        ] {
            let written = try transaction(phone, age: age)
            let encoded = try encode(written)
            let read = try TransactionDecoder.decode(
                encoded.bytes, personal: encoded.personal, previousContext: nil)
            #expect(read.operations == written.operations)
        }
    }

    @Test func `without personal values the bytes are those of always`() throws {
        let written = try transaction(.null)
        let encoded = try encode(written)
        #expect(encoded.personal == nil)
        #expect(
            encoded.bytes
                == TransactionEncoder.encode(written, previousContext: VersionVector()))
    }

    @Test func `an erased value keeps the commitment and tells nothing`() throws {
        let encoded = try encode(transaction(.text("12012345678"), age: .integer(33)))
        var section = try PersonalSection(try #require(encoded.personal))
        let root = section.root
        section.erase(0)
        #expect(section.root == root)
        #expect(!section.bytes.contains(Array("12012345678".utf8)))
        #expect(!section.bytes.contains(Self.secret))
        let again = try PersonalSection(section.bytes)
        #expect(again == section)
        let read = try TransactionDecoder.decode(
            encoded.bytes, personal: section.bytes, previousContext: nil)
        guard case .set(let writes) = read.operations[0].change else {
            Issue.record("no set")
            return
        }
        #expect(writes.map(\.value) == [.erased, .integer(33), .integer(900)])
    }

    @Test func `a section with another value, salt or leaf is refused`() throws {
        let encoded = try encode(transaction(.text("12012345678"), age: .integer(33)))
        let honest = try #require(encoded.personal)
        var opened = try PersonalSection(honest)
        opened.erase(1)
        for good in [honest, opened.bytes] {
            for at in good.indices {
                var changed = good
                changed[at] ^= 1
                #expect(!accepts(encoded.bytes, changed), "byte \(at)")
            }
            #expect(accepts(encoded.bytes, good))
            #expect(!accepts(encoded.bytes, Array(good.dropLast())))
            #expect(!accepts(encoded.bytes, good + [0]))
        }
        #expect(!accepts(encoded.bytes, nil))
        let plain = try encode(transaction(.null))
        #expect(!accepts(plain.bytes, honest))
    }

    private func accepts(_ bytes: [UInt8], _ section: [UInt8]?) -> Bool {
        bytes.withUnsafeBytes { buffer in
            section.withBytes { beside in
                do throws(WireError) {
                    var reader = try TransactionReader(buffer, personal: beside)
                    try reader.checkSection(beside)
                    for _ in 0..<reader.operationCount { _ = try reader.operation() }
                    try reader.finish()
                    return true
                } catch {
                    return false
                }
            }
        }
    }

    @Test func `the section travels with its transaction in one frame`() throws {
        let encoded = try encode(transaction(.text("12012345678")))
        let large = [UInt8](repeating: 7, count: 9_000)
        var encoder = FrameEncoder()
        encoder.append(
            Hello(
                identity: try #require(Stream("anji.1/site/anji")).origin,
                hub: try #require(SiteID("beijing")), schemaVersion: 1, vector: .unknown))
        encoder.append(bytes: encoded.bytes, expandedCount: nil, personal: encoded.personal)
        encoder.append(bytes: large, expandedCount: nil, personal: encoded.personal)
        var frames: [Frame] = []
        let decoder = FrameDecoder()
        try decoder.feed(encoder.finish(more: false)) { frames.append($0) }
        #expect(decoder.isWhole)
        #expect(
            frames[1]
                == .transaction(
                    bytes: encoded.bytes, expandedCount: nil, personal: encoded.personal))
        guard case .transaction(_, let expanded, let personal) = frames[2] else {
            Issue.record("no transaction")
            return
        }
        #expect(expanded == 9_000)
        #expect(personal == encoded.personal)
    }
}
