import Causality
import Testing

/// A key is its text, whichever form it is kept in.
struct RecordKeyTests {
    private static func uuid(_ random: inout SplitMix64) -> PackedUUID {
        PackedUUID(high: random.next(), low: random.next())
    }

    @Test func `a UUID's text is what other programs write`() {
        let uuid = PackedUUID(high: 0x0f8f_ad5b_d9cb_469f, low: 0xa165_7086_7728_950e)
        #expect(uuid.text == "0f8fad5b-d9cb-469f-a165-70867728950e")
        #expect(PackedUUID(high: 0, low: .max).text == "00000000-0000-0000-ffff-ffffffffffff")
    }

    @Test(arguments: 0..<50 as Range<UInt64>)
    func `packing a UUID loses nothing and keeps the order of texts`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        for _ in 0..<200 {
            let (a, b) = (Self.uuid(&random), Self.uuid(&random))
            let (x, y) = (try #require(RecordKey(a.text)), try #require(RecordKey(b.text)))
            #expect(x.uuid == a && x.text == a.text && x == RecordKey(a), "seed \(seed)")
            #expect(x.withUTF8 { String(decoding: $0, as: UTF8.self) } == a.text, "seed \(seed)")
            #expect((x < y) == a.text.utf8.lexicographicallyPrecedes(b.text.utf8), "seed \(seed)")
        }
    }

    @Test func `what only looks like a UUID stays a text, and sorts among them by its bytes`()
        throws
    {
        let uuid = "0f8fad5b-d9cb-469f-a165-70867728950e"
        let near = [
            uuid.uppercased(), "0f8fad5bd9cb469fa16570867728950e", uuid + "0",
            String(uuid.dropLast()),
            "0f8fad5b_d9cb-469f-a165-70867728950e", "0f8fad5b-d9cb-469f-a165-7086772895\u{e9}",
        ]
        for text in near {
            let key = try #require(RecordKey(text))
            #expect(key.uuid == nil && key.text == text)
            #expect(key.withUTF8 { String(decoding: $0, as: UTF8.self) } == text)
        }
        let keys = try (near + [uuid, "", "a", "S-anji-A-001"].filter { !$0.isEmpty }).map {
            try #require(RecordKey($0))
        }
        let byText = keys.sorted { $0.text.utf8.lexicographicallyPrecedes($1.text.utf8) }
        #expect(keys.sorted() == byText)
    }

    @Test func `keys of 1 to 200 bytes are keys`() {
        #expect(RecordKey("") == nil)
        #expect(RecordKey(String(repeating: "k", count: 200)) != nil)
        #expect(RecordKey(String(repeating: "k", count: 201)) == nil)
        #expect(RecordKey(String(repeating: "键", count: 67)) == nil)
    }
}
