import Causality
import Testing
import Wire

/// Each limit holds at its number and not one beyond.
@Suite struct TransactionLimitsTests {
    private func faults(_ change: (inout Transaction) -> Void) -> WireError.Fault? {
        guard let stream = Stream("anji.1/site/anji") else { return .inconsistent }
        var transaction = Transaction(
            dot: Dot(stream: stream, seq: 1), previousHash: Digest256.none.bytes, stamp: .zero,
            context: VersionVector(), schemaVersion: 1, author: "", operations: [])
        change(&transaction)
        let bytes = TransactionEncoder.encode(transaction, previousContext: VersionVector())
        do {
            _ = try TransactionDecoder.decode(bytes, previousContext: VersionVector())
            return nil
        } catch { return error.fault }
    }

    private func operation(
        _ change: Change, table: String = "t", key: String = "k"
    ) -> Causality.Operation {
        guard let key = RecordKey(key) else { preconditionFailure("a key") }
        return Causality.Operation(table: table, key: key, change: change)
    }

    private func text(_ count: Int) -> String { String(repeating: "x", count: count) }

    private func dots(_ count: Int) -> [Dot] {
        guard let stream = Stream("anji.1/site/anji") else { return [] }
        return (1...count).map { Dot(stream: stream, seq: UInt64($0)) }
    }

    private func expectLimit(_ limit: Int, _ change: (inout Transaction, Int) -> Void) {
        #expect(faults { change(&$0, limit) } == nil)
        #expect(faults { change(&$0, limit + 1) } == .tooLarge)
    }

    @Test func `the author's name`() {
        expectLimit(WireLimits.authorBytesMax) { $0.author = text($1) }
    }

    @Test func `the reason`() {
        expectLimit(WireLimits.reasonBytesMax) { $0.reason = text($1) }
    }

    @Test func `a text value`() {
        expectLimit(WireLimits.textBytesMax) { transaction, count in
            let value = CellValue(cell: "c", value: .text(text(count)))
            transaction.operations = [operation(.insert([value]))]
        }
    }

    @Test func `operations`() {
        expectLimit(WireLimits.operationsPerTransactionMax) { transaction, count in
            transaction.operations = Array(
                repeating: operation(.keep(replaces: [])), count: count)
        }
    }

    @Test func `dots that a write replaces`() {
        expectLimit(WireLimits.replacesMax) { transaction, count in
            transaction.operations = [operation(.delete(replaces: dots(count)))]
        }
    }

    @Test func `members of a group`() {
        expectLimit(WireLimits.groupMembersMax) { transaction, count in
            let group = Value.tuple(Array(repeating: .null, count: count))
            transaction.operations = [operation(.insert([CellValue(cell: "g", value: group)]))]
        }
    }

    @Test func `columns of a shape`() {
        expectLimit(WireLimits.columnsMax) { transaction, count in
            transaction.operations = [
                operation(.insert((0..<count).map { CellValue(cell: "c\($0)", value: .null) }))
            ]
        }
    }

    @Test func `shapes`() {
        expectLimit(WireLimits.shapesMax) { transaction, count in
            transaction.operations = (0..<count).map {
                operation(.insert([]), table: "t\($0)")
            }
        }
    }

    @Test func `bytes of a name`() {
        expectLimit(WireLimits.nameBytesMax) { transaction, count in
            transaction.operations = [operation(.insert([]), table: text(count))]
        }
    }

    @Test func `streams`() {
        expectLimit(WireLimits.vectorEntriesMax) { transaction, count in
            for number in 1..<count {
                guard let site = SiteID("s\(number)") else { continue }
                transaction.context.advance(
                    Stream(origin: Origin(site: site, epoch: 1), scope: .common), to: 1)
            }
        }
    }

    @Test
    func `T07: numbers at the edge are read or refused, wherever they stand, and nothing traps`()
        throws
    {
        var random = RandomTransactions(seed: 7)
        let edges = [0, 1, 127, 128, 1 << 31, 1 << 32, 1 << 62, 1 << 63, .max] as [UInt64]
        var refused = 0
        var read = 0
        for _ in 0..<12 {
            let made = random.next()
            let bytes = TransactionEncoder.encode(
                made.transaction, previousContext: made.previousContext)
            for at in bytes.indices.prefix(240) {
                for edge in edges {
                    var writer = ByteWriter()
                    writer.varint(edge)
                    let bent = bytes[..<at] + writer.bytes + bytes[(at + 1)...]
                    do {
                        let transaction = try TransactionDecoder.decode(
                            Array(bent), previousContext: made.previousContext)
                        #expect((1..<(1 << 62)).contains(transaction.dot.seq))
                        read += 1
                    } catch { refused += 1 }
                }
            }
        }
        #expect(refused > read && read > 0)
    }

    @Test func `the whole is measured before it is read`() throws {
        func fault(_ count: Int) -> WireError.Fault? {
            do {
                _ = try TransactionDecoder.decode(
                    [UInt8](repeating: 0, count: count), previousContext: nil)
                return nil
            } catch { return error.fault }
        }
        #expect(fault(WireLimits.transactionBytesMax) == .unknownFormat)
        #expect(fault(WireLimits.transactionBytesMax + 1) == .tooLarge)
    }
}
