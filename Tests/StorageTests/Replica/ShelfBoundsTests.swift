import Causality
import Testing
import Wire

@testable import Storage

/// How much of the log stands opened at most.
struct ShelfBoundsTests {
    private let sites = Sites()

    private func opened(
        _ replica: Replica, _ name: String, rows: Int
    ) throws -> (place: LocalDot, opened: OpenedTransaction, body: OpenedBody, bytes: Int) {
        let dot = try replica.edit(author: name) { draft in
            for number in 0..<rows {
                try draft.insert(
                    "lease", key("\(name)-\(number)"),
                    ["site": .text("anji"), "rent": .integer(Int64(number))])
            }
        }[0]
        let place = replica.localDot(dot)
        let record = try #require(try replica.log.record(place))
        let bytes = try replica.expanded(record)
        let heading = try #require(try replica.heading(dot))
        return (
            place, OpenedTransaction(heading, nil), try OpenedBody(bytes, personal: nil),
            bytes.count
        )
    }

    @Test func `a body counts where its operations stand, not its bytes alone`() throws {
        let one = try opened(try sites.make("anji"), "L", rows: 500)
        let places = 500 * MemoryLayout<TransactionReader.Position>.stride
        #expect(one.body.byteCount > one.bytes + places)
    }

    @Test func `while somebody writes nothing is kept and nothing is counted`() throws {
        let one = try opened(try sites.make("anji"), "L", rows: 3)
        var shelf = TransactionShelf()
        shelf.close()
        shelf.put(one.opened, at: one.place)
        shelf.put(one.body, of: one.opened)
        #expect(shelf[one.place] == nil && one.opened.body == nil)
        #expect(shelf.headingBytes == 0 && shelf.bodyBytes == 0)
        shelf.open()
        shelf.put(one.opened, at: one.place)
        shelf.put(one.body, of: one.opened)
        #expect(shelf[one.place] === one.opened && one.opened.body === one.body)
        #expect(shelf.bodyBytes == one.body.byteCount)
    }

    @Test func `beyond the bounds what stood there goes, bodies before headings`() throws {
        let anji = try sites.make("anji")
        let all = try (0..<4).map { try opened(anji, "L\($0)", rows: 20) }
        let body = all.map(\.body.byteCount).max() ?? 0
        let heading = all.map(\.opened.headingBytes).max() ?? 0
        var shelf = TransactionShelf(
            bounds: .init(headingBytesMost: 3 * heading, bodyBytesMost: body + body / 2))
        for one in all.prefix(3) {
            shelf.put(one.opened, at: one.place)
            shelf.put(one.body, of: one.opened)
            #expect(shelf.bodyBytes == one.body.byteCount)
        }
        #expect(all.prefix(3).map { $0.opened.body != nil } == [false, false, true])
        #expect(all.prefix(3).allSatisfy { shelf[$0.place] != nil })
        shelf.put(all[3].opened, at: all[3].place)
        #expect(all.map { shelf[$0.place] != nil } == [false, false, false, true])
        #expect(shelf.bodyBytes == 0 && shelf.headingBytes == all[3].opened.headingBytes)
    }
}
