import Causality
import Testing

struct EntryNameTests {
    @Test func `a key tells its name`() throws {
        let dot = try #require(Dot("anji.1/site/anji:42"))
        let name = EntryName(dot: dot, place: 7)
        let key = try #require(name.key("J"))
        #expect(key.text == "J-anji.1/site/anji:42.7")
        #expect(EntryName(key, prefix: "J") == name)
    }

    @Test(arguments: [
        "J-anji.1/site/anji:42", "J-anji.1/site/anji:42.0", "J-anji.1/site/anji:42.07",
        "J-anji.01/site/anji:42.1", "Q-anji.1/site/anji:42.1", "J-", "J", "J-.", "J-anji.1", "é.1",
        "J-anji.1/site/anji:+42.1", "J-anji.1/site/anji:42.1 ",
    ])
    func `other keys name nothing`(text: String) throws {
        #expect(EntryName(try #require(RecordKey(text)), prefix: "J") == nil)
    }
}
