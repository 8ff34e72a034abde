internal import Hummingbird
internal import NIOCore

/// The fields of a form as a browser posts them.
struct FormBody: Sendable {
    /// The longest text that a field takes, twice, as it was and as it is, with three bytes for each of its own, and room
    /// for the other fields.
    static let bytesMost = 2 << 20
    /// The same for somebody who is not inside yet, who may bring along what they typed before: three bytes for each.
    static let strangersMost = 8 << 10 + 3 * KeptForm.bytesMost
    private static let fieldsMost = 500

    /// In the order in which they were sent.
    let fields: [(name: String, value: String)]
    /// The file that came with it; `nil` in forms without one.
    var file: (name: String, bytes: [UInt8])?

    subscript(name: String) -> String? { fields.last { $0.name == name }?.value }

    /// Reads `a=1&b=2`; `nil` for what is not of that form, or no text.
    init?(_ text: String) {
        var fields: [(String, String)] = []
        for part in text.split(separator: "&") {
            let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = FormBody.decoded(halves[0]),
                let value = FormBody.decoded(halves.count > 1 ? halves[1] : "")
            else { return nil }
            fields.append((name, value))
            guard fields.count <= FormBody.fieldsMost else { return nil }
        }
        self.fields = fields
    }

    /// The body of a request.
    ///
    /// - Parameters:
    ///   - most: how many bytes it may have.
    ///   - fileMost: how many a form with a file may have; 0 where none is expected.
    init(
        of request: Request, most: Int = FormBody.bytesMost, fileMost: Int = 0
    ) async throws {
        if fileMost > 0, let type = request.headers[.contentType],
            type.lowercased().hasPrefix("multipart/form-data")
        {
            let buffer = try await FormBody.body(of: request, most: fileMost)
            guard let parts = MultipartBody(Array(buffer.readableBytesView), type: type) else {
                throw WebProblem(400, "form", "this is not how a form with a file is written")
            }
            (fields, file) = (parts.fields, parts.file)
            return
        }
        let type = request.headers[.contentType]?.split(separator: ";").first.map(String.init)
        guard type?.lowercased() == "application/x-www-form-urlencoded" else {
            throw WebProblem(415, "form-type", "a form comes as application/x-www-form-urlencoded")
        }
        let buffer = try await FormBody.body(of: request, most: most)
        guard let form = FormBody(String(buffer: buffer)) else {
            throw WebProblem(400, "form", "this is not how a form is written")
        }
        self = form
    }

    private static func body(of request: Request, most: Int) async throws -> ByteBuffer {
        guard let length = request.headers[.contentLength].flatMap({ Int($0) }), length <= most
        else {
            let code = most > bytesMost ? "form-file-too-large" : "form-too-large"
            throw WebProblem(413, code, "a form holds \(most) bytes at most")
        }
        return try await request.body.collect(upTo: most)
    }

    private static func decoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst().flatMap(digit),
                    let low = rest.popFirst().flatMap(digit)
                else { return nil }
                bytes.append(high << 4 | low)
            default: bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        Character(UnicodeScalar(byte)).hexDigitValue.map { UInt8($0) }
    }
}

extension String {
    /// A text as it stands in a query or a path.
    var percentEncoded: String {
        utf8.map { byte in
            let scalar = UnicodeScalar(byte)
            let isPlain =
                scalar.isASCII
                && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                    || "-._~".unicodeScalars.contains(scalar))
            let digits = String(byte, radix: 16, uppercase: true)
            return isPlain ? String(scalar) : "%" + (digits.count == 1 ? "0" : "") + digits
        }.joined()
    }

    /// What percent signs stand for; `nil` for what is no text.
    var percentDecoded: String? { FormBody("x=\(self.replacing("+", with: "%2B"))")?["x"] }
}
