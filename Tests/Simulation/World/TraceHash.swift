internal import Causality

/// One number for everything that went into a run and came out of it, in order. Equal seeds must give
/// equal hashes in every process, or something unseeded has crept in.
///
/// Nobody forges a trace, so 128 bits that are mixed quickly do: each number goes into two lanes, one that is folded
/// by a product of double width and one that is turned. No text is made of what is folded. Every piece says how
/// long it is, or what comes next, so that two different histories do not run together into one.
package struct TraceHash {
    private var folded: UInt64 = 0x243f_6a88_85a3_08d3
    private var turned: UInt64 = 0x1319_8a2e_0370_7344

    package init() {}

    package mutating func fold(_ number: UInt64) {
        let product = (folded ^ number).multipliedFullWidth(by: 0x9e37_79b9_7f4a_7c15)
        folded = product.high ^ product.low
        turned = (turned << 27 | turned >> 37) &* 0xd6e8_feb8_6659_fd93 &+ (number ^ folded)
    }

    package mutating func fold(_ number: Int) { fold(UInt64(truncatingIfNeeded: number)) }

    package mutating func fold(_ flag: Bool) { fold(flag ? 1 as UInt64 : 0) }

    package mutating func fold(_ bytes: [UInt8]) { bytes.withUnsafeBytes { fold($0) } }

    package mutating func fold(_ text: String) {
        var text = text
        text.withUTF8 { fold(UnsafeRawBufferPointer($0)) }
    }

    private mutating func fold(_ bytes: UnsafeRawBufferPointer) {
        fold(bytes.count)
        let whole = bytes.count & ~7
        for at in stride(from: 0, to: whole, by: 8) {
            fold(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self)))
        }
        guard whole < bytes.count else { return }
        var rest: UInt64 = 0
        for at in whole..<bytes.count { rest = rest << 8 | UInt64(bytes[at]) }
        fold(rest)
    }

    package func finish() -> String { TraceHash.digits(folded) + TraceHash.digits(turned) }

    private static func digits(_ word: UInt64) -> String {
        let digits = String(word, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }

    /// Half of it.
    package var short: Int { Int(truncatingIfNeeded: folded ^ turned) }
}

// Pieces of histories. Collections without an order are put into one; lists are folded as they are, since an
// order that comes from hashing is a fault of whoever made the list.
extension TraceHash {
    mutating func fold(_ stream: Stream) {
        fold(stream.origin.site.name)
        fold(UInt64(stream.origin.epoch) << 32 | UInt64(stream.origin.branch ?? 0))
        fold(stream.scope.name)
    }

    mutating func fold(_ dot: Dot) {
        fold(dot.stream)
        fold(dot.seq)
    }

    mutating func fold(_ dots: some Collection<Dot>) {
        fold(dots.count)
        for dot in dots { fold(dot) }
    }

    mutating func fold(_ place: RowPlace) {
        fold(place.table)
        fold(place.key)
    }

    mutating func fold(_ key: RecordKey) { key.withUTF8 { fold($0) } }

    mutating func fold(_ value: Value) {
        switch value {
        case .null: fold(0)
        case .integer(let number):
            fold(1)
            fold(UInt64(bitPattern: number))
        case .text(let text):
            fold(2)
            fold(text)
        case .tuple(let members):
            fold(3)
            fold(members)
        case .erased: fold(4)
        }
    }

    mutating func fold(_ values: [Value]) {
        fold(values.count)
        for value in values { fold(value) }
    }

    mutating func fold(_ sibling: Sibling) {
        fold(sibling.dot)
        fold(sibling.stamp.bits)
        fold(sibling.isDelta)
        fold(sibling.value)
    }

    /// All that a row remembers.
    mutating func fold(_ state: RowState) {
        fold(state.cells.count)
        for (at, cell) in state.cells {
            fold(at)
            fold(cell.live.count)
            for sibling in cell.live { fold(sibling) }
            fold(cell.ghosts.count)
            for ghost in cell.ghosts {
                fold(ghost.sibling)
                fold(ghost.takers.sorted())
            }
        }
        for dots in [state.marks, state.keeps, state.takenKeeps] {
            fold(dots.count < 2 ? Array(dots) : dots.sorted())
        }
        fold(state.deletes.count)
        for (dot, record) in state.deletes.sorted(by: { $0.key < $1.key }) {
            fold(dot)
            fold(record.isCrossed)
            let entries = record.context.entries
            fold(entries.count)
            for entry in entries {
                fold(entry.stream)
                fold(entry.seq)
            }
        }
        fold(state.erasures.count)
        for (cell, dots) in state.erasures.sorted(by: { $0.key < $1.key }) {
            fold(cell)
            fold(dots.sorted())
        }
    }

    mutating func fold(_ value: JSONValue) {
        switch value {
        case .null: fold(0)
        case .bool(let flag):
            fold(1)
            fold(flag)
        case .integer(let number):
            fold(2)
            fold(UInt64(bitPattern: number))
        case .string(let text):
            fold(3)
            fold(text)
        case .array(let items):
            fold(4)
            fold(items.count)
            for item in items { fold(item) }
        case .object(let members):
            fold(5)
            fold(members)
        }
    }

    mutating func fold(_ members: [String: JSONValue]) {
        fold(members.count)
        for name in members.keys.sorted(by: { $0.precedesByBytes($1) }) {
            fold(name)
            if let value = members[name] { fold(value) }
        }
    }
}
