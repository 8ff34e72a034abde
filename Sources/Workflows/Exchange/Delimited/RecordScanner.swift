/// One row of a delimited file and the physical line on which it begins, counted from 1.
public struct DelimitedRecord: Equatable, Sendable {
    public let line: Int
    public let fields: [String]

    public init(line: Int, fields: [String]) {
        self.line = line
        self.fields = fields
    }

    /// Nothing but white space in any field.
    public var isBlank: Bool {
        fields.allSatisfy { $0.unicodeScalars.allSatisfy(\.properties.isWhitespace) }
    }
}

/// Walks the bytes of a text row by row as RFC 4180 says, with CR and LF alone accepted as ends of
/// a row. The text is valid UTF-8; all bytes that matter here are ASCII, so it is walked as bytes.
struct RecordScanner {
    private let bytes: [UInt8]
    private let delimiter: UInt8
    private let limits: ExchangeLimits
    private var at = 0
    private var line = 1

    init(_ bytes: [UInt8], delimiter: UInt8, limits: ExchangeLimits) {
        self.bytes = bytes
        self.delimiter = delimiter
        self.limits = limits
    }

    /// The next row, `nil` at the end. A line break at the very end begins no further row.
    mutating func next() throws(FileRefusal) -> DelimitedRecord? {
        guard at < bytes.count else { return nil }
        let first = line
        var fields: [String] = []
        while true {
            guard fields.count < limits.fieldsMax else {
                throw .tooManyFields(line: first, fieldsMax: limits.fieldsMax)
            }
            fields.append(try nextField())
            guard at < bytes.count, bytes[at] == delimiter else { break }
            at += 1
        }
        if at < bytes.count { skipLineBreak() }
        return DelimitedRecord(line: first, fields: fields)
    }

    private mutating func nextField() throws(FileRefusal) -> String {
        if at < bytes.count, bytes[at] == Ascii.quote { return try quotedField() }
        let start = at
        while at < bytes.count, !endsField(bytes[at]) { at += 1 }
        return try text(bytes[start..<at], line: line)
    }

    private mutating func quotedField() throws(FileRefusal) -> String {
        let opened = line
        var content: [UInt8] = []
        at += 1
        while at < bytes.count {
            let byte = bytes[at]
            if byte == Ascii.quote {
                at += 1
                guard at < bytes.count, bytes[at] == Ascii.quote else {
                    guard at == bytes.count || endsField(bytes[at]) else {
                        throw .brokenQuotes(line: opened)
                    }
                    return try text(content[...], line: opened)
                }
            } else if isLineEnd(at: at) {
                line += 1
            }
            guard content.count < limits.fieldBytesMax else {
                throw .fieldTooLong(line: opened, bytesMax: limits.fieldBytesMax)
            }
            content.append(byte)
            at += 1
        }
        throw .brokenQuotes(line: opened)
    }

    private func endsField(_ byte: UInt8) -> Bool {
        byte == delimiter || byte == Ascii.lineFeed || byte == Ascii.carriageReturn
    }

    /// The LF of a CRLF ends the line, its CR doesn't, so that the pair counts once.
    private func isLineEnd(at index: Int) -> Bool {
        switch bytes[index] {
        case Ascii.lineFeed: true
        case Ascii.carriageReturn:
            index + 1 >= bytes.count || bytes[index + 1] != Ascii.lineFeed
        default: false
        }
    }

    private mutating func skipLineBreak() {
        let isPair =
            bytes[at] == Ascii.carriageReturn && at + 1 < bytes.count
            && bytes[at + 1] == Ascii.lineFeed
        at += isPair ? 2 : 1
        line += 1
    }

    private func text(_ content: ArraySlice<UInt8>, line: Int) throws(FileRefusal) -> String {
        guard content.count <= limits.fieldBytesMax else {
            throw .fieldTooLong(line: line, bytesMax: limits.fieldBytesMax)
        }
        return String(decoding: content, as: UTF8.self)
    }
}

enum Ascii {
    static let quote = UInt8(ascii: "\"")
    static let lineFeed = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")
    static let comma = UInt8(ascii: ",")
    static let tab = UInt8(ascii: "\t")
    static let semicolon = UInt8(ascii: ";")
}
