/// Walks an XML text tag by tag: the part of XML that workbooks are written in.
///
/// Names come without their prefix, so `x:row` is `row`. A document type is refused, with it go entities
/// that name entities; only the five of XML and numbers are known. Comments and processing instructions
/// are passed over.
struct MarkupScanner {
    enum Event: Equatable {
        case start(String, attributes: [Attribute])
        case end(String)
        case text(String)
    }

    struct Attribute: Equatable {
        let name: String
        let value: String
    }

    private let bytes: [UInt8]
    private let part: String
    private var at = 0
    private var pendingEnd: String?
    private var depth = 0
    private static let depthMax = 64

    /// - Parameter part: the name to complain about.
    init(_ bytes: [UInt8], part: String) {
        self.bytes = bytes
        self.part = part
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { at = 3 }
    }

    /// `nil` at the end.
    mutating func next() throws(WorkbookFault) -> Event? {
        if let name = pendingEnd {
            pendingEnd = nil
            depth -= 1
            return .end(name)
        }
        while at < bytes.count {
            guard bytes[at] == UInt8(ascii: "<") else { return .text(try text()) }
            at += 1
            guard at < bytes.count else { throw .broken(part: part) }
            switch bytes[at] {
            case UInt8(ascii: "?"): try skip(past: "?>")
            case UInt8(ascii: "!"):
                if startsHere("!--") {
                    try skip(past: "-->")
                } else if startsHere("![CDATA[") {
                    at += 8
                    let start = at
                    try skip(past: "]]>")
                    return .text(String(decoding: bytes[start..<at - 3], as: UTF8.self))
                } else {
                    throw .broken(part: part)
                }
            case UInt8(ascii: "/"):
                at += 1
                let name = try name()
                skipBlanks()
                try expect(">")
                depth -= 1
                guard depth >= 0 else { throw .broken(part: part) }
                return .end(name)
            default: return try tag()
            }
        }
        guard depth == 0 else { throw .broken(part: part) }
        return nil
    }

    /// Passes over everything up to the end of the element that has just begun.
    mutating func skipElement() throws(WorkbookFault) {
        let outside = depth - 1
        while depth > outside {
            guard try next() != nil else { throw .broken(part: part) }
        }
    }

    /// The text within the element that has just begun, without that of the elements left out.
    mutating func textOfElement(without left: Set<String> = []) throws(WorkbookFault) -> String {
        let outside = depth - 1
        var result = ""
        while depth > outside {
            switch try next() {
            case .text(let text): result += text
            case .start(let name, _) where left.contains(name): try skipElement()
            case .start, .end: continue
            case nil: throw .broken(part: part)
            }
        }
        return result
    }

    // MARK: Pieces

    private mutating func tag() throws(WorkbookFault) -> Event {
        let name = try name()
        var attributes: [Attribute] = []
        while true {
            skipBlanks()
            guard at < bytes.count else { throw .broken(part: part) }
            if bytes[at] == UInt8(ascii: ">") {
                at += 1
                break
            }
            if bytes[at] == UInt8(ascii: "/") {
                at += 1
                try expect(">")
                pendingEnd = name
                break
            }
            attributes.append(try attribute())
        }
        depth += 1
        guard depth <= MarkupScanner.depthMax else { throw .broken(part: part) }
        return .start(name, attributes: attributes)
    }

    private mutating func attribute() throws(WorkbookFault) -> Attribute {
        let name = try name()
        skipBlanks()
        try expect("=")
        skipBlanks()
        guard at < bytes.count, [UInt8(ascii: "\""), UInt8(ascii: "'")].contains(bytes[at]) else {
            throw .broken(part: part)
        }
        let quote = bytes[at]
        at += 1
        let start = at
        while at < bytes.count, bytes[at] != quote { at += 1 }
        guard at < bytes.count else { throw .broken(part: part) }
        at += 1
        return Attribute(name: name, value: try decoded(bytes[start..<at - 1]))
    }

    private mutating func name() throws(WorkbookFault) -> String {
        var start = at
        while at < bytes.count, MarkupScanner.isNamePart(bytes[at]) {
            if bytes[at] == UInt8(ascii: ":") { start = at + 1 }
            at += 1
        }
        guard start < at else { throw .broken(part: part) }
        return String(decoding: bytes[start..<at], as: UTF8.self)
    }

    private static func isNamePart(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: ":"), UInt8(ascii: "_"),
            UInt8(ascii: "-"), UInt8(ascii: "."), 0x80...0xFF:
            true
        default: false
        }
    }

    private mutating func text() throws(WorkbookFault) -> String {
        let start = at
        while at < bytes.count, bytes[at] != UInt8(ascii: "<") { at += 1 }
        return try decoded(bytes[start..<at])
    }

    private func decoded(_ content: ArraySlice<UInt8>) throws(WorkbookFault) -> String {
        guard content.contains(UInt8(ascii: "&")) else {
            return String(decoding: content, as: UTF8.self)
        }
        var result = String.UnicodeScalarView()
        var scalars = String(decoding: content, as: UTF8.self).unicodeScalars[...]
        while let scalar = scalars.popFirst() {
            guard scalar == "&" else {
                result.append(scalar)
                continue
            }
            guard let end = scalars.prefix(12).firstIndex(of: ";"),
                let meant = MarkupScanner.entity(String(scalars[..<end]))
            else { throw .broken(part: part) }
            result.append(meant)
            scalars = scalars[scalars.index(after: end)...]
        }
        return String(result)
    }

    private static func entity(_ name: String) -> Unicode.Scalar? {
        switch name {
        case "lt": return "<"
        case "gt": return ">"
        case "amp": return "&"
        case "quot": return "\""
        case "apos": return "'"
        default:
            guard name.hasPrefix("#") else { return nil }
            let digits = name.dropFirst()
            let number =
                digits.hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
            return number.flatMap { Unicode.Scalar($0) }
        }
    }

    // MARK: Steps

    private mutating func skipBlanks() {
        while at < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[at]) { at += 1 }
    }

    private mutating func expect(_ text: String) throws(WorkbookFault) {
        guard startsHere(text) else { throw .broken(part: part) }
        at += text.utf8.count
    }

    private func startsHere(_ text: String) -> Bool {
        at + text.utf8.count <= bytes.count
            && bytes[at..<at + text.utf8.count].elementsEqual(text.utf8)
    }

    private mutating func skip(past text: String) throws(WorkbookFault) {
        while at < bytes.count, !startsHere(text) { at += 1 }
        try expect(text)
    }
}

extension [MarkupScanner.Attribute] {
    subscript(name: String) -> String? { first { $0.name == name }?.value }
}
