import Testing
import Wire

@Suite struct ByteReaderTests {
    private func read<Value>(
        _ bytes: [UInt8], _ body: (inout ByteReader) throws -> Value
    ) throws -> Value {
        try bytes.withUnsafeBytes { buffer in
            var reader = ByteReader(buffer)
            return try body(&reader)
        }
    }

    @Test func `varints are read back at every length`() throws {
        for shift in 0..<UInt64(64) {
            let power = UInt64(1) << shift
            for number in [power, power - 1, UInt64.max >> shift] {
                var writer = ByteWriter()
                writer.varint(number)
                #expect(writer.bytes.count == max(1, (64 - number.leadingZeroBitCount + 6) / 7))
                #expect(try read(writer.bytes) { try $0.varint("number") } == number)
            }
        }
    }

    @Test(arguments: [
        ("8000", WireError.Fault.notCanonical), ("ff00", .notCanonical),
        ("80808000", .notCanonical),
        ("80", .truncated), ("ffffffffffffffffff02", .outOfRange),
        ("ffffffffffffffffff8101", .outOfRange), ("ffffffffffffffffffff01", .outOfRange),
    ])
    func `a longer form than the shortest is refused`(hex: String, fault: WireError.Fault) {
        #expect {
            try read([UInt8](hex: hex)) { try $0.varint("number") }
        } throws: { ($0 as? WireError)?.fault == fault }
    }

    @Test func `signed numbers are read back`() throws {
        for number in [0, 1, -1, 63, -64, 64, .max, .min] as [Int64] {
            var writer = ByteWriter()
            writer.signed(number)
            #expect(try read(writer.bytes) { try $0.signed("number") } == number)
        }
    }

    @Test(arguments: ["c080", "eda080", "f4908080", "ff", "e28228", "61ff", "6161616161616161e4b8"])
    func `text that is not UTF-8 is refused`(hex: String) {
        let bytes = [UInt8](hex: hex)
        #expect {
            try read([UInt8(bytes.count)] + bytes) { try $0.text("text", most: 100) }
        } throws: { ($0 as? WireError)?.fault == .notUTF8 }
    }

    @Test func `a length is compared with the limit before the bytes are looked for`() {
        #expect {
            try read([100]) { try $0.text("text", most: 99) }
        } throws: { ($0 as? WireError)?.fault == .tooLarge }
    }
}
