import Testing
import Workflows

@Suite("Finding out a file's encoding")
struct TextEncodingDetectorTests {
    private func decode(
        _ bytes: [UInt8], as choice: EncodingChoice = .auto, header: String = "企业"
    ) throws(FileRefusal) -> DecodedText {
        try TextEncodingDetector.decode(bytes, as: choice) { $0.contains(header) }
    }

    private func refusal(_ bytes: [UInt8], as choice: EncodingChoice = .auto) -> FileRefusal? {
        do {
            _ = try decode(bytes, as: choice)
            return nil
        } catch {
            return error
        }
    }

    @Test func `UTF-8 with a mark loses the mark and nothing else`() throws {
        let decoded = try decode([0xEF, 0xBB, 0xBF] + "企业\r\n".utf8)
        #expect(decoded.encoding == .utf8WithMark)
        #expect(Array(decoded.text.utf8) == Array("企业\r\n".utf8))
    }

    @Test func `UTF-8 without a mark is UTF-8 when its header is known`() throws {
        #expect(try decode(Array("企业,备注".utf8)).encoding == .utf8)
    }

    /// 企业 in GBK is C6 F3 D2 B5, which is no UTF-8; 学校 is D1 A7 D0 A3, which is.
    @Test func `GBK bytes that pass as UTF-8 are recognised by their header`() throws {
        let school: [UInt8] = [0xD1, 0xA7, 0xD0, 0xA3]
        #expect(String(validating: school, as: UTF8.self) == "ѧУ")
        let decoded = try decode(school, header: "学校")
        #expect(decoded.encoding == .gb18030)
        #expect(decoded.text == "学校")
        #expect(!decoded.isUncertain)
    }

    @Test func `under a header of ASCII names the Chinese reading wins, as a guess`() throws {
        let decoded = try decode(
            Array("id,name\r\n1,".utf8) + [0xD1, 0xA7, 0xD0, 0xA3], header: "id,name")
        #expect(decoded.text == "id,name\r\n1,学校")
        #expect(decoded.isUncertain)
    }

    @Test func `Chinese in UTF-8 under a header of ASCII names stays UTF-8`() throws {
        let decoded = try decode(Array("id,name\r\n1,学校".utf8), header: "id,name")
        #expect(decoded.encoding == .utf8)
        #expect(!decoded.isUncertain)
    }

    @Test func `the user's choice beats the guess`() throws {
        let school: [UInt8] = [0xD1, 0xA7, 0xD0, 0xA3]
        #expect(try decode(school, as: .utf8).text == "ѧУ")
        #expect(try decode(school, as: .gb18030).text == "学校")
    }

    @Test func `characters outside GBK are read in GB 18030`() throws {
        let bytes = try csvInGB18030([["企业"], ["堃喆珮镕㛃𬱖"]])
        #expect(try decode(bytes).text.contains("堃喆珮镕㛃𬱖"))
    }

    @Test func `what Excel calls Unicode text is read`() throws {
        let decoded = try decode(unicodeTextFile("企业\t备注\r\n𬱖\t1"))
        #expect(decoded.encoding == .utf16LittleEndian)
        #expect(decoded.text == "企业\t备注\r\n𬱖\t1")
    }

    @Test(arguments: [[], [0xEF, 0xBB, 0xBF], Array(" \r\n\t".utf8), [0xFF, 0xFE]] as [[UInt8]])
    func `a file without text is empty`(_ bytes: [UInt8]) {
        #expect(refusal(bytes) == .empty)
    }

    @Test func `binary files are refused as what they are`() {
        #expect(refusal([0x50, 0x4B, 0x03, 0x04, 0x14]) == .binary(.workbook, byteOffset: 0))
        let compound: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0]
        #expect(refusal(compound) == .binary(.oldWorkbook, byteOffset: 0))
        #expect(refusal(Array("企业".utf8) + [0, 1]) == .binary(.unknown, byteOffset: 6))
        #expect(refusal([1, 2, 3, 0x41]) == .binary(.unknown, byteOffset: 0))
        #expect(refusal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0]) != nil)
    }

    @Test func `bytes that are no text are refused with the offset of the first wrong one`() {
        #expect(refusal(Array("企业,".utf8) + [0xFF, 0x41]) != nil)
        #expect(
            refusal(Array("企业,".utf8) + [0xFF, 0x41], as: .utf8)
                == .undecodable(.utf8, byteOffset: 7))
        #expect(refusal([0x41, 0xFF, 0xFF]) == .undecodable(.gb18030, byteOffset: 1))
        #expect(
            refusal([0xEF, 0xBB, 0xBF, 0x41, 0xC3]) == .undecodable(.utf8, byteOffset: 4))
        #expect(
            refusal([0xFF, 0xFE, 0x41, 0x00, 0x00, 0xD8])
                == .undecodable(.utf16LittleEndian, byteOffset: 4))
        #expect(
            refusal([0xFF, 0xFE, 0x41, 0x00, 0x42])
                == .undecodable(.utf16LittleEndian, byteOffset: 4))
    }

    @Test func `a character cut off at the end of the file is found`() {
        #expect(refusal([0x41, 0xC6], as: .gb18030) == .undecodable(.gb18030, byteOffset: 1))
    }

    @Test func `a file beyond the limit is refused before it is looked at`() {
        let bytes = [UInt8](repeating: 0x41, count: (16 << 20) + 1)
        #expect(refusal(bytes) == .tooLarge(bytes: (16 << 20) + 1, bytesMax: 16 << 20))
    }
}
