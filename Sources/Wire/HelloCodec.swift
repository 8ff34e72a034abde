internal import Causality

extension Hello {
    /// Who, to whom, the hub, protocol range, schema; then 0 and the claims, 1 and a digest, or 2.
    /// Claims name sites and scopes once: a table of origins, a table of scopes, then for each entry
    /// their positions, the number and the head.
    var encoded: [UInt8] {
        var writer = ByteWriter()
        writer.text(identity.site.name)
        writer.varint(UInt64(identity.epoch))
        writer.text(recipient?.name ?? "")
        writer.text(hub.name)
        writer.varint(UInt64(protocols.lowerBound))
        writer.varint(UInt64(protocols.upperBound))
        writer.varint(UInt64(schemaVersion))
        switch vector {
        case .full(let claims):
            writer.byte(0)
            Hello.write(claims, to: &writer)
        case .unchanged(let digest):
            writer.byte(1)
            writer.fixed64(digest)
        case .unknown: writer.byte(2)
        }
        return writer.bytes
    }

    private static func write(_ claims: [StreamClaim], to writer: inout ByteWriter) {
        let origins = Set(claims.map(\.stream.origin)).sorted()
        let scopes = Set(claims.map(\.stream.scope)).sorted()
        let originAt = Dictionary(uniqueKeysWithValues: origins.enumerated().map { ($1, $0) })
        let scopeAt = Dictionary(uniqueKeysWithValues: scopes.enumerated().map { ($1, $0) })
        writer.varint(origins.count)
        for origin in origins { writer.origin(origin) }
        writer.varint(scopes.count)
        for scope in scopes { writer.text(scope.name) }
        writer.varint(claims.count)
        for claim in claims.sorted(by: { $0.stream < $1.stream }) {
            writer.varint(originAt[claim.stream.origin] ?? 0)
            writer.varint(scopeAt[claim.stream.scope] ?? 0)
            writer.varint(claim.seq)
            writer.fixed64(claim.head)
        }
    }
}

extension ByteReader {
    mutating func hello() throws(WireError) -> Hello {
        let identity = try origin()
        guard identity.branch == nil else { throw failure(.outOfRange, "hello.epoch") }
        let recipient = try optionalSite()
        guard let hub = SiteID(try text("hello.hub", most: 32)) else {
            throw failure(.outOfRange, "hello.hub")
        }
        let low = try count("hello.protocol", most: 1_000)
        let high = try count("hello.protocol", most: 1_000)
        guard low <= high else { throw failure(.inconsistent, "hello.protocol") }
        let schema = try count("hello.schema", most: Int(UInt32.max))
        let vector: VectorClaim
        switch try byte("hello.vector") {
        case 0: vector = .full(try claims())
        case 1: vector = .unchanged(try fixed64("hello.digest"))
        case 2: vector = .unknown
        default: throw failure(.outOfRange, "hello.vector")
        }
        return Hello(
            identity: identity, recipient: recipient, hub: hub,
            protocols: UInt32(low)...UInt32(high),
            schemaVersion: UInt32(schema), vector: vector)
    }

    /// A site, or an empty text for none.
    private mutating func optionalSite() throws(WireError) -> SiteID? {
        let name = try text("hello.recipient", most: 32)
        if name.isEmpty { return nil }
        guard let site = SiteID(name) else { throw failure(.outOfRange, "hello.recipient") }
        return site
    }

    private mutating func claims() throws(WireError) -> [StreamClaim] {
        var origins: [Origin] = []
        for _ in 0..<(try count("hello.origins", most: WireLimits.vectorEntriesMax)) {
            origins.append(try origin())
        }
        var scopes: [ScopeID] = []
        for _ in 0..<(try count("hello.scopes", most: WireLimits.vectorEntriesMax)) {
            guard let scope = ScopeID(try text("hello.scope", most: 65)) else {
                throw failure(.outOfRange, "hello.scope")
            }
            scopes.append(scope)
        }
        var claims: [StreamClaim] = []
        for _ in 0..<(try count("hello.claims", most: WireLimits.vectorEntriesMax)) {
            let origin = try varint("hello.claim.origin")
            let scope = try varint("hello.claim.scope")
            let seq = try varint("hello.claim.seq")
            guard origin < UInt64(origins.count), scope < UInt64(scopes.count), seq > 0,
                seq < 1 << 62
            else { throw failure(.outOfRange, "hello.claim") }
            let stream = Stream(origin: origins[Int(origin)], scope: scopes[Int(scope)])
            if let last = claims.last, !(last.stream < stream) {
                throw failure(.notCanonical, "hello.claims")
            }
            claims.append(
                StreamClaim(stream: stream, seq: seq, head: try fixed64("hello.claim.head")))
        }
        return claims
    }
}
