import Testing
import Workflows

@Suite("Reading delimited rows")
struct DelimitedReaderTests {
    private func rows(_ text: String, delimiter: Delimiter? = nil) throws -> [[String]] {
        try DelimitedReader.read(text, delimiter: delimiter).records.map(\.fields)
    }

    private func refusal(_ text: String, limits: ExchangeLimits = .init()) -> FileRefusal? {
        do {
            _ = try DelimitedReader.read(text, limits: limits)
            return nil
        } catch {
            return error
        }
    }

    @Test func `quotation marks, delimiters and line breaks stand inside quoted cells`() throws {
        #expect(
            try rows("a,\"b,\"\"c\"\"\r\nd\",e\r\n1,2,3\r\n")
                == [["a", "b,\"c\"\r\nd", "e"], ["1", "2", "3"]])
    }

    @Test(arguments: ["\r\n", "\n", "\r"])
    func `each way to end a line ends a row`(_ end: String) throws {
        #expect(try rows("a,b\(end)1,2\(end)") == [["a", "b"], ["1", "2"]])
        #expect(try rows("a,b\(end)1,2") == [["a", "b"], ["1", "2"]])
    }

    @Test func `rows know the physical line they begin on`() throws {
        let text = "a,b\r\n\"1\r\n2\n3\r4\",x\r\n\r\nlast,y"
        #expect(try DelimitedReader.read(text).records.map(\.line) == [1, 2, 6, 7])
    }

    @Test func `blank lines are rows, so that nothing goes uncounted`() throws {
        #expect(try rows("a,b\n\n,\n") == [["a", "b"], [""], ["", ""]])
    }

    @Test func `the delimiter is found by what gives rows of one width`() throws {
        #expect(try DelimitedReader.read("a;b\n1,5;2\n3,5;4\n").delimiter == .semicolon)
        #expect(try DelimitedReader.read("a\tb\n1,200,000\t2\n3\t4\n").delimiter == .tab)
        #expect(try DelimitedReader.read("a,b\n1;2;3,4\n5,6\n").delimiter == .comma)
        #expect(try DelimitedReader.read("alone\n1\n").delimiter == .comma)
    }

    @Test func `a title above a table doesn't hide the delimiter`() throws {
        #expect(try DelimitedReader.read("台账（截至8月, 初稿）\na\tb\tc\n1\t2\t3\n").delimiter == .tab)
    }

    @Test func `a quotation mark that is never closed refuses the file`() {
        #expect(refusal("a,b\n1,\"2\n3,4\n") == .brokenQuotes(line: 2))
    }

    @Test func `a mark closed in the middle of a cell would swallow rows and refuses the file`() {
        #expect(refusal("a,b\n1,\"暂\n3,\"1,200\"\n") == .brokenQuotes(line: 2))
    }

    @Test func `a mark in the middle of an unquoted cell is a character`() throws {
        #expect(try rows("a,b\n5\" disk,x\n") == [["a", "b"], ["5\" disk", "x"]])
    }

    @Test func `huge cells, wide rows and long files are refused`() {
        let huge = String(repeating: "长", count: 20_000)
        #expect(refusal("a,b\n1,\(huge)\n") == .fieldTooLong(line: 2, bytesMax: 32 << 10))
        #expect(refusal("a,b\n1,\"\(huge)\"\n") == .fieldTooLong(line: 2, bytesMax: 32 << 10))
        #expect(
            refusal(String(repeating: ",", count: 256)) == .tooManyFields(line: 1, fieldsMax: 256))
        let limits = ExchangeLimits(rowsMax: 3)
        #expect(refusal("a\n1\n2\n", limits: limits) == nil)
        #expect(refusal("a\n1\n2\n3\n", limits: limits) == .tooManyRows(rowsMax: 3))
    }
}
