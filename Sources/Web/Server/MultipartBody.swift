// A file in a form.
//
// A browser that sends a file writes the form as parts, each behind a boundary that occurs in none of them (RFC 7578).
// What comes is a stranger's bytes: one pass, no part without a name, one file, nothing nested, and whatever is not just
// of this form is refused whole.

/// The fields of a form with a file, as a browser posts them.
struct MultipartBody: Sendable {
    private(set) var fields: [(name: String, value: String)] = []
    /// The name that it had where it came from, and what is in it; `nil` where none was chosen.
    private(set) var file: (name: String, bytes: [UInt8])?

    private static let partsMost = 20
    private static let headMost = 1_000
    private static let lineEnd = Array("\r\n".utf8)

    /// - Parameter type: the request's content type; `nil` when it, or the body, is not of that form.
    init?(_ bytes: [UInt8], type: String) {
        guard let boundary = MultipartBody.boundary(of: type) else { return nil }
        let mark = Array("--\(boundary)".utf8)
        var rest = bytes[...]
        guard rest.take(mark) else { return nil }
        var parts = 0
        while !rest.take(Array("--".utf8)) {
            parts += 1
            guard parts <= MultipartBody.partsMost, rest.take(MultipartBody.lineEnd),
                let end = rest.firstRange(of: Array("\r\n\r\n".utf8)),
                end.lowerBound - rest.startIndex <= MultipartBody.headMost,
                let head = String(validating: rest[..<end.lowerBound], as: UTF8.self)
            else { return nil }
            rest = rest[end.upperBound...]
            guard let close = rest.firstRange(of: MultipartBody.lineEnd + mark) else { return nil }
            guard take(head, Array(rest[..<close.lowerBound])) else { return nil }
            rest = rest[close.upperBound...]
        }
        guard rest.isEmpty || Array(rest) == MultipartBody.lineEnd else { return nil }
    }

    /// `multipart/form-data; boundary=…`, with a boundary of up to 70 plain characters.
    private static func boundary(of type: String) -> String? {
        let parts = type.split(separator: ";").map { $0.drop { $0 == " " } }
        guard parts.count == 2, parts[0].lowercased() == "multipart/form-data",
            parts[1].lowercased().hasPrefix("boundary=")
        else { return nil }
        let boundary = parts[1].dropFirst("boundary=".count)
        let isPlain = boundary.utf8.allSatisfy {
            UnicodeScalar($0).properties.isAlphabetic || (0x30...0x39).contains($0) || $0 == 0x2D
                || $0 == 0x5F
        }
        return isPlain && 1...70 ~= boundary.utf8.count ? String(boundary) : nil
    }

    private mutating func take(_ head: String, _ content: [UInt8]) -> Bool {
        let line = head.split(separator: "\r\n").first {
            $0.lowercased().hasPrefix("content-disposition: form-data;")
        }
        guard let line, let name = MultipartBody.value(of: "name", in: line) else { return false }
        guard let fileName = MultipartBody.value(of: "filename", in: line) else {
            guard let text = String(validating: content, as: UTF8.self) else { return false }
            fields.append((name, text))
            return true
        }
        guard file == nil else { return false }
        if !fileName.isEmpty { file = (MultipartBody.plain(fileName), content) }
        return true
    }

    /// `name="…"`: browsers write a quotation mark in it as %22.
    private static func value(of name: String, in line: Substring) -> String? {
        guard let range = line.firstRange(of: "; \(name)=\"") else { return nil }
        let rest = line[range.upperBound...]
        return rest.firstIndex(of: "\"").map { String(rest[..<$0]) }
    }

    /// The name of a file as a person reads it: its last part, of printable characters and bounded length.
    private static func plain(_ name: String) -> String {
        let last = name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last ?? "file"
        let shown = last.unicodeScalars.filter {
            $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) && !$0.properties.isBidiControl
        }
        return String(String(String.UnicodeScalarView(shown)).prefix(100))
    }
}

extension ArraySlice<UInt8> {
    /// Takes these bytes away from the front, if they are there.
    fileprivate mutating func take(_ bytes: [UInt8]) -> Bool {
        guard starts(with: bytes) else { return false }
        removeFirst(bytes.count)
        return true
    }
}
