import Causality
import Testing
import Wire

@Suite struct InsertEncodingTests {
    @Test(arguments: UInt64(1)...20)
    func `rows written straight are the bytes that their operations give`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let shapes = ["seat", "tenancy", "round"].map { table in
            OperationShape(
                table: table, cells: (0...Int(random.next() % 4)).map { "\(table)_\($0)" })
        }
        let rows = (0..<Int(random.next() % 40 + 3)).map { at in
            let shape = at < shapes.count ? at : Int(random.next() % 3)
            return (shape, key(at, &random), shapes[shape].cells.map { _ in value(&random) })
        }
        let head = try Self.head()
        var long = head
        long.operations = rows.map { shape, key, values in
            Operation(
                table: shapes[shape].table, key: key,
                change: .insert(
                    zip(shapes[shape].cells, values).map { CellValue(cell: $0, value: $1) }))
        }
        let short = TransactionEncoder.encode(
            head, delta: [], shapes: shapes, count: rows.count
        ) { writer in
            for (shape, key, values) in rows { writer.row(shape: shape, key, values) }
        }.bytes
        #expect(
            short == TransactionEncoder.encode(long, previousContext: VersionVector()),
            "seed \(seed)")
        #expect(
            try TransactionDecoder.decode(short, previousContext: VersionVector()) == long,
            "seed \(seed)")
    }

    private static func head() throws -> Transaction {
        let stream = Stream(
            origin: Origin(site: try #require(SiteID("anji")), epoch: 1), scope: .common)
        return Transaction(
            dot: Dot(stream: stream, seq: 1), previousHash: Digest256.none.bytes,
            stamp: HybridTimestamp(bits: 7), context: VersionVector(), schemaVersion: 1,
            author: "李娜", operations: [])
    }

    private func key(_ at: Int, _ random: inout SplitMix64) -> RecordKey {
        let texts = ["L-\(at)", "0190c0de-0000-4000-8000-0000000000\(10 + at)"]
        guard let key = RecordKey(texts[Int(random.next() % 2)]) else {
            preconditionFailure("both are keys")
        }
        return key
    }

    private func value(_ random: inout SplitMix64) -> Value {
        switch random.next() % 4 {
        case 0: .null
        case 1: .integer(Int64(bitPattern: random.next()))
        case 2: .text(["", "安吉", "Ōmiya"][Int(random.next() % 3)])
        default: .tuple([.integer(Int64(random.next() % 9)), .text("CNY")])
        }
    }
}
