internal import Causality
internal import Hummingbird
internal import NIOCore
internal import Wire
internal import Workflows

extension WebResponder {
    /// GET /v1/snapshot/common?site=anji: the signed manifest of a scope, of the newest snapshot or, with
    /// `cut`, of that one. 503 with Retry-After while it is being made.
    /// `Moso-Epoch` is the highest epoch of that site that is known here.
    func manifest(_ request: Request, _ caller: Caller) async throws -> Response {
        let site = try await site(of: request, caller)
        let name = request.uri.path.dropFirst(SnapshotAddress.manifests.count).removingPercent
        guard let scope = ScopeID(name) else { throw WebProblem.notFound }
        var cut: Digest256?
        if let wanted = request.uri.queryParameters["cut"] {
            guard let digest = Digest256(hexadecimal: String(wanted)) else {
                throw WebProblem(400, "query", "'cut' must be 64 hexadecimal digits")
            }
            cut = digest
        }
        switch try await backend.snapshot(of: scope, for: site, cut: cut) {
        case nil: throw WebProblem.notFound
        case .manifest(let bytes):
            var headers: HTTPFields = [.contentType: SnapshotAddress.manifestType]
            if let name = HTTPFields.Element.Name(SnapshotAddress.epochHeader) {
                headers[name] = String(try await backend.epoch(of: site))
            }
            return Response(
                status: .ok, headers: headers,
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
        case .making:
            throw WebProblem(
                503, "snapshot-making", "the snapshot is being made", retryAfterSeconds: 1)
        case .gone:
            throw WebProblem(410, "snapshot-gone", "this snapshot is not kept any more; ask anew")
        }
    }

    /// GET /v1/chunk/<SHA-256>?site=anji, whole or with a Range: a piece of a snapshot, which never
    /// changes.
    func chunk(_ request: Request, _ caller: Caller) async throws -> Response {
        let site = try await site(of: request, caller)
        let name = request.uri.path.dropFirst(SnapshotAddress.chunks.count)
        guard let digest = Digest256(hexadecimal: String(name)),
            let bytes = try await backend.chunk(digest, for: site)
        else { throw WebProblem.notFound }
        var headers: HTTPFields = [
            .contentType: "application/octet-stream", .acceptRanges: "bytes",
            .cacheControl: "private, max-age=86400, immutable",
        ]
        guard let asked = request.headers[.range] else {
            return Response(
                status: .ok, headers: headers,
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
        }
        switch ByteRange.parse(asked, of: bytes.count) {
        case .whole:
            return Response(
                status: .ok, headers: headers,
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
        case .part(let range):
            headers[.contentRange] =
                "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(bytes.count)"
            return Response(
                status: .partialContent, headers: headers,
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes[range])))
        case .none:
            throw WebProblem(416, "range", "the chunk has \(bytes.count) bytes")
        }
    }
}

/// What a `Range` field asks for (RFC 9110, 14).
enum ByteRange: Equatable {
    /// Everything: the field asks for several pieces, or not for bytes, and may then be left aside.
    case whole
    case part(Range<Int>)
    /// Nothing that is there.
    case none

    static func parse(_ field: String, of count: Int) -> ByteRange {
        guard field.hasPrefix("bytes="), !field.contains(",") else { return .whole }
        let ends = field.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2 else { return .whole }
        let numbers = ends.map { end in
            end.utf8.allSatisfy { 0x30...0x39 ~= $0 } && end.utf8.count <= 15 ? Int(end) : nil
        }
        switch (ends[0].isEmpty, ends[1].isEmpty) {
        case (true, true): return .whole
        case (true, false):
            guard let last = numbers[1] else { return .whole }
            return last > 0 && count > 0 ? .part(max(0, count - last)..<count) : .none
        case (false, _):
            guard let first = numbers[0], ends[1].isEmpty || numbers[1] != nil else {
                return .whole
            }
            let last = min(numbers[1] ?? count - 1, count - 1)
            if let asked = numbers[1], asked < first { return .whole }
            return first < count ? .part(first..<last + 1) : .none
        }
    }
}
