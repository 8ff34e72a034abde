internal import Causality
internal import Wire

// What both ends of an exchange ask of a replica.

extension ReplicaPort {
    func hello(_ vector: VectorClaim, to recipient: SiteID?) throws -> Hello {
        let me = try identity()
        return Hello(
            identity: me.origin, recipient: recipient, hub: me.hub,
            schemaVersion: me.schemaVersion, vector: vector)
    }

    /// Checks that the other end may be talked to at all.
    func check(_ peer: Hello) throws {
        let me = try identity()
        guard peer.identity.site != me.origin.site else {
            throw SyncProblem(.sameSite, "both ends call themselves \(me.origin.site)")
        }
        if let meant = peer.recipient, meant != me.origin.site {
            throw SyncProblem(.wrongSite, "this is \(me.origin.site), the body is for \(meant)")
        }
        guard peer.hub == me.hub else {
            throw SyncProblem(
                .otherFederation, "the peer's hub is \(peer.hub), ours is \(me.hub)")
        }
        guard peer.protocols.contains(Hello.protocolVersion) else {
            throw SyncProblem(
                .protocolVersion,
                "the peer speaks \(peer.protocols), this end \(Hello.protocolVersion)")
        }
    }

    /// Adds what `vector` lacks to a body, as far as it has room. What is too large for any body is
    /// passed over and named in `findings`, so that it blocks nobody else.
    ///
    /// - Returns: whether everything fitted.
    func fill(
        _ body: inout FrameEncoder, for peer: SiteID, beyond vector: VersionVector,
        _ findings: inout [HandshakeFinding], _ includes: (ScopeID) -> Bool
    ) throws -> Bool {
        // Of a scope that the peer cannot get whole it gets nothing: there is never a gap.
        let trimmed = try scopesTrimmed(beyond: vector, includes)
        if !trimmed.isEmpty {
            body.append(trimmed: trimmed)
            findings.append(.lacksTrimmed(trimmed))
        }
        let known = Set(try self.vector(includes).entries.map(\.stream.scope))
        let unheard = try known.filter { try !hasSeenGrant(of: $0, to: peer, vector) }
        let rest = { scope in
            includes(scope) && !trimmed.contains(scope) && !unheard.contains(scope)
        }
        let me = try identity().origin.site
        guard try signers(of: me, from: me) == nil else {
            return try fillSigned(&body, beyond: vector, &findings, rest)
        }
        return try handOver(beyond: vector, rest) { record in
            let room = body.add(
                bytes: record.bytes, expandedCount: record.expandedCount,
                personal: record.personal)
            switch room {
            case .taken: return true
            case .full: return false
            case .neverFits:
                let finding = HandshakeFinding.tooLargeToSend(record.dot)
                if !findings.contains(finding) { findings.append(finding) }
                return true
            }
        }
    }
}

extension ReplicaPort {
    /// Hands over what `vector` lacks, the roster before everything else: whoever takes it in has to
    /// know by then whose signatures count.
    ///
    /// - Returns: whether all was handed over.
    func handOver(
        beyond vector: VersionVector, _ includes: (ScopeID) -> Bool,
        take: (LogRecord) throws -> Bool
    ) throws -> Bool {
        guard try extract(beyond: vector, { $0 == .roster && includes($0) }, take: take) else {
            return false
        }
        return try extract(beyond: vector, { $0 != .roster && includes($0) }, take: take)
    }
}

extension LogRecord {
    /// The dot in its bytes, if they can be read.
    var dot: Dot? {
        let plain =
            expandedCount.map { try? ZstdDecompressor().expand(bytes, to: $0) } ?? bytes
        return plain?.withUnsafeBytes { try? TransactionReader($0).header.dot }
    }
}

extension ItemResult {
    /// What to tell the sender; `nil` when there is nothing to say.
    var notice: ItemNotice? {
        let name = dot?.description ?? ""
        switch outcome {
        case .applied, .duplicate: return nil
        case .held(let lacks):
            let list = lacks.prefix(5).map(\.description).joined(separator: " ")
            return ItemNotice(kind: .held, dot: name, detail: list)
        case .quarantined(let why):
            return ItemNotice(kind: .quarantined, dot: name, detail: why)
        case .refused(let why): return ItemNotice(kind: .refused, dot: name, detail: why)
        case .unsigned(let why): return ItemNotice(kind: .unsigned, dot: name, detail: why)
        case .postponed(let why): return ItemNotice(kind: .postponed, dot: name, detail: why)
        case .undecided(let why): return ItemNotice(kind: .undecided, dot: name, detail: why)
        }
    }

    /// This result, or `applied` if what it was held for has come since.
    func settled(by vector: VersionVector) -> ItemResult {
        guard case .held = outcome, let dot, vector.contains(dot) else { return self }
        return ItemResult(dot: dot, outcome: .applied)
    }
}
