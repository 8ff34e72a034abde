internal import Causality
internal import Hummingbird
internal import Sync
internal import Wire
internal import Workflows

extension WebResponder {
    /// GET /v1/digest?scope=common&site=anji: what `moso verify PEER` compares with its own.
    func digest(_ request: Request, _ caller: Caller) async throws -> Response {
        let site = try await site(of: request, caller)
        let name = request.uri.queryParameters["scope"].map { $0.removingPercent }
        guard let scope = name.flatMap({ ScopeID($0) }) else {
            throw WebProblem(400, "query", "'scope' must be the name of a scope")
        }
        if let table = request.uri.queryParameters["table"] {
            return try await compare(request, scope, String(table), for: site)
        }
        guard let digests = try await backend.digests(of: scope, for: site) else {
            throw WebProblem.notFound
        }
        var vector = JSON.Object()
        for entry in digests.vector.entries {
            vector[entry.stream.description] = .integer(Int64(clamping: entry.seq))
        }
        return .json([
            "moso": .integer(Envelope.schemaMajor), "kind": "digest",
            "scope": .string(scope.name), "vector": .object(vector),
            "vector_digest": .string(
                Digest256(of: Array(digests.vector.description.utf8)).description),
            "state_digest": .string(digests.state.description),
        ])
    }

    /// With `table`: the digests of a range of its keys, or with `key` one row.
    private func compare(
        _ request: Request, _ scope: ScopeID, _ table: String, for site: SiteID
    ) async throws -> Response {
        let query = request.uri.queryParameters
        var reply = JSON.Object()
        reply["moso"] = .integer(Envelope.schemaMajor)
        reply["kind"] = "digest"
        reply["scope"] = .string(scope.name)
        reply["table"] = .string(table)
        if let name = query["key"] {
            guard let key = RecordKey(String(name)) else {
                throw WebProblem(400, "query", "'key' must be the key of a record")
            }
            guard let row = try await backend.row(table, key, in: scope, for: site) else {
                throw WebProblem.notFound
            }
            reply["row"] = row?.json ?? .null
        } else {
            let range = KeyRange(
                scope: scope, table: table, from: query["from"].map(String.init) ?? "",
                below: query["below"].map(String.init))
            guard let runs = try await backend.keyRuns(range, for: site) else {
                throw WebProblem.notFound
            }
            reply["runs"] = .array(
                runs.map { run in
                    [
                        "from": .string(run.from), "rows": .count(run.rows),
                        "digest": .string(run.digest.description),
                    ]
                })
        }
        return .json(.object(reply))
    }

    /// GET /healthz: that the replica answers, and whose it is.
    func health() async throws -> Response {
        if changes.isClosed { throw WebProblem.isStopping }
        let me = try await backend.identity()
        return .json([
            "status": "ok", "site": .string(me.origin.site.name),
            "epoch": .integer(Int64(me.origin.epoch)), "hub": .string(me.hub.name),
            "schema": .integer(Int64(me.schemaVersion)),
        ])
    }

    /// For the monitoring on this machine. Other accounts of it may read them too, so they tell how the
    /// site is and nothing of what it holds.
    func metrics() async throws -> Response {
        var headers: HTTPFields = [:]
        headers[.contentType] = "text/plain; version=0.0.4; charset=utf-8"
        return Response(
            status: .ok, headers: headers,
            body: .init(byteBuffer: ByteBuffer(string: try await backend.metrics())))
    }
}

extension Substring {
    /// With `%2F` and the like decoded, as a scope's name holds a slash; unchanged where it is not
    /// well formed, and then no scope has that name.
    var removingPercent: String {
        var bytes: [UInt8] = []
        var rest = utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%"), rest.count >= 2,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            else {
                bytes.append(byte)
                continue
            }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
