import Causality
import Testing
import Wire

@Suite struct ConflictIDTests {
    private func id(_ dots: [String], cell: String = "rent") throws -> ConflictID {
        let key = try #require(RecordKey("t1"))
        return ConflictID(table: "tenancy", key: key, cell: cell, dots: dots.compactMap { Dot($0) })
    }

    @Test func `order and repetition of the dots do not matter`() throws {
        let dots = ["anji.1/site/anji:3", "beijing.1/site/anji:2", "anji.10/site/anji:1"]
        #expect(try id(dots) == id(dots.reversed()))
        #expect(try id(dots) == id(dots + dots))
    }

    /// Dots are written without making their text first; here the bytes are put together from `description`.
    @Test func `an id is the hash of its dots as they are printed`() throws {
        let long = String(repeating: "a", count: 32)
        let dots = try [
            "anji.1/site/anji:9", "anji.1/site/anji:10", "a.4294967295/common:9223372036854775807",
            "anji.1#00d1f0a2/site/anji:3", "\(long).4294967295/\(long)/\(long.dropLast()):9",
        ].map { try #require(Dot($0)) }
        let key = try #require(RecordKey("t1"))
        for dot in dots {
            var writer = ByteWriter()
            for text in ["moso-conflict-1", "tenancy", "t1", "rent"] { writer.text(text) }
            writer.varint(1)
            writer.text(dot.description)
            let id = ConflictID(table: "tenancy", key: key, cell: "rent", dots: [dot])
            #expect(id.digest == Digest256(of: writer.bytes), "\(dot)")
        }
    }

    @Test func `a new sibling, another cell or another rule make another id`() throws {
        let key = try #require(RecordKey("t1"))
        let one = try id(["anji.1/site/anji:3"])
        #expect(try one != id(["anji.1/site/anji:3", "beijing.1/site/anji:2"]))
        #expect(try one != id(["anji.1/site/anji:3"], cell: "area"))
        let rule = ConflictID(
            rule: "X01", rows: [(table: "tenancy", key: key)],
            dots: ["anji.1/site/anji:3"].compactMap { Dot($0) })
        #expect(one != rule)
    }

    @Test func `short forms have four characters, and more where they are alike`() throws {
        let ids = try (1...300).map { try id(["anji.1/site/anji:\($0)"]) }
        let forms = ConflictID.shortForms(ids)
        #expect(Set(forms.values).count == ids.count)
        for id in ids {
            let form = try #require(forms[id])
            #expect(id.description.hasPrefix(form) && form.count >= 6)
        }
    }

    @Test func `an id begins with each beginning of its text and with no other`() throws {
        let ids = try (1...200).map { try id(["anji.1/site/anji:\($0)"]) }
        for id in ids {
            for length in [0, 1, 4, 11, 12, 13, 14, 51, 52] {
                let text = String(id.full.prefix(length))
                #expect(id.begins(with: text), "\(text)")
                #expect(id.short(length) == "C-" + text)
                for other in ids { #expect(other.begins(with: text) == other.full.hasPrefix(text)) }
                guard let last = text.last, length > 0 else { continue }
                let wrong = text.dropLast() + (last == "0" ? "1" : "0")
                #expect(!id.begins(with: String(wrong)), "\(wrong)")
            }
            #expect(!id.begins(with: id.full + "0"))
        }
        #expect(ids.sorted().map(\.full) == ids.map(\.full).sorted())
    }

    @Test func `no shorter form of four characters or more would tell an id apart`() throws {
        let ids = try (1...3_000).map { try id(["anji.1/site/anji:\($0)"]) }
        let forms = ConflictID.shortForms(ids + ids)
        let counts = Dictionary(
            ids.flatMap { id in (4...12).map { (id.short($0), 1) } }, uniquingKeysWith: +)
        for id in ids {
            let form = try #require(forms[id])
            #expect(counts[form] == 1)
            if form.count > 6 { #expect(counts[String(form.dropLast())] ?? 0 > 1, "\(form)") }
        }
    }

    @Test(arguments: [("c-k4t9", nil), ("k4t9", "K4T9"), ("oIl0", "0110"), ("u", nil), ("", "")])
    func `what people type is understood`(typed: String, normal: String?) {
        #expect(CrockfordBase32.normalised(typed) == normal)
    }

    @Test func `base 32 is Crockford's`() {
        #expect(
            CrockfordBase32.encode([UInt8](hex: "00443214c74254b635cf84653a56d7c675be77df"))
                == "0123456789ABCDEFGHJKMNPQRSTVWXYZ")
        #expect(CrockfordBase32.encode([0xff]) == "ZW")
    }

    @Test func `ids are those of the page of the format`() throws {
        let dots = ["anji.1/site/anji:17", "beijing.1/site/anji:7"].compactMap { Dot($0) }
        let tenancy = try #require(RecordKey("T-1"))
        #expect(
            ConflictID(table: "tenancy", key: tenancy, cell: "rent_fen", dots: dots).full
                == "R9BTSBD22D3CTHKQNVGXPK6ZYGZ506JHQ7PEDSYDHJ7QAFHKQXX0")
        let rows = ["A-2", "A-1"].compactMap { RecordKey($0) }.map { ("seat_assignment", $0) }
        #expect(
            ConflictID(rule: "X01", rows: rows, dots: dots).full
                == "E65AEHXFP4RRYNNEAE24EGFKWJZ9GT5AYVH4ZXNMVH3VNRZZBEXG")
    }
}
