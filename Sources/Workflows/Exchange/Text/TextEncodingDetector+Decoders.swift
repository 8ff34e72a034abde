enum ByteOrderMark {
    static let utf8: [UInt8] = [0xEF, 0xBB, 0xBF]
}

extension TextEncodingDetector {
    static func refuseBinary(_ bytes: [UInt8]) throws(FileRefusal) {
        if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
            throw .binary(.workbook, byteOffset: 0)
        }
        if bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
            throw .binary(.oldWorkbook, byteOffset: 0)
        }
        if let offset = bytes.firstIndex(of: 0) { throw .binary(.unknown, byteOffset: offset) }
        // A stray control character inside a cell is data; a tenth of them is no text.
        if bytes.count(where: isControl) * 10 > bytes.count {
            throw .binary(.unknown, byteOffset: bytes.firstIndex(where: isControl) ?? 0)
        }
    }

    private static func isControl(_ byte: UInt8) -> Bool {
        byte < 0x20 && !(0x09...0x0D).contains(byte)
    }

    /// - Parameter offsetBy: how many bytes of the file stand before `bytes`.
    static func utf8(_ bytes: [UInt8], offsetBy: Int) throws(FileRefusal) -> String {
        do {
            return String(copying: try UTF8Span(validating: bytes.span))
        } catch {
            throw .undecodable(.utf8, byteOffset: error.byteOffsets.lowerBound + offsetBy)
        }
    }

    static func gb18030(_ bytes: [UInt8]) throws(FileRefusal) -> String {
        guard let converter = CharacterConverter(from: "GB18030", to: "UTF-8") else {
            throw .converterMissing(.gb18030)
        }
        let outcome = converter.convert(bytes)
        if let offset = outcome.stoppedAt { throw .undecodable(.gb18030, byteOffset: offset) }
        return try utf8(outcome.bytes, offsetBy: 0)
    }

    /// `bytes` with the byte order mark that told the encoding.
    static func utf16(_ bytes: [UInt8]) throws(FileRefusal) -> String {
        var units: [UInt16] = []
        units.reserveCapacity(bytes.count / 2)
        for at in stride(from: 2, to: bytes.count - 1, by: 2) {
            units.append(UInt16(bytes[at]) | UInt16(bytes[at + 1]) << 8)
        }
        if let at = units.firstIndex(of: 0) {
            throw .binary(.unknown, byteOffset: 2 + 2 * at)
        }
        guard bytes.count.isMultiple(of: 2) else {
            throw .undecodable(.utf16LittleEndian, byteOffset: bytes.count - 1)
        }
        guard let text = String(validating: units, as: UTF16.self) else {
            throw .undecodable(.utf16LittleEndian, byteOffset: 2 + 2 * firstLoneSurrogate(units))
        }
        return text
    }

    private static func firstLoneSurrogate(_ units: [UInt16]) -> Int {
        var at = 0
        while at < units.count {
            if UTF16.isTrailSurrogate(units[at]) { return at }
            if UTF16.isLeadSurrogate(units[at]) {
                guard at + 1 < units.count, UTF16.isTrailSurrogate(units[at + 1]) else { return at }
                at += 1
            }
            at += 1
        }
        return at
    }
}
