public import Causality
internal import Sync
internal import Wire

extension Replica {
    /// Runs `body` on a draft and seals it: one transaction for each scope touched, all durable
    /// together when this returns. Nothing is kept when it throws.
    ///
    /// - Parameters:
    ///   - author: the person, at most `WireLimits.authorBytesMax` bytes.
    ///   - reason: why, where the author gave one.
    /// - Returns: the dots of the transactions made; empty when nothing was changed.
    @discardableResult
    public func edit(
        author: String, reason: String? = nil, _ body: (Draft) throws -> Void
    ) throws -> [Dot] {
        try write {
            try refuseVoid()
            let draft = Draft(self)
            try body(draft)
            return try seal(draft, author: author, reason: reason)
        }
    }

    /// Nobody would ever see what a site writes whose key was revoked, before it has another.
    func refuseVoid() throws {
        for scope in try cuts().keys
        where try isBeyondCut(nextDot(in: scope), streams.vector, of: { !$0.isOfGrant }) {
            throw StorageError.notTrusted(.revoked(meta.site))
        }
    }

    /// The same for what is too much for one transaction: `body` fills a draft for each part, and all of
    /// them are one action, which is undone as one. No two parts may touch the same row.
    @discardableResult
    public func edit<Part>(
        author: String, reason: String? = nil, parts: [Part],
        _ body: (Part, Draft) throws -> Void
    ) throws -> [Dot] {
        try write {
            try refuseVoid()
            let changes = try parts.flatMap { part in
                let draft = Draft(self)
                try body(part, draft)
                return LocalChanges.byScope(draft)
            }
            return try seal(changes, author: author, reason: reason)
        }
    }

    /// The name of the transaction that this site writes next in a scope.
    func nextDot(in scope: ScopeID) -> Dot {
        let stream = Stream(origin: origin, scope: scope)
        return Dot(stream: stream, seq: streams.applied(stream) + 1)
    }

    func seal(_ draft: Draft, author: String, reason: String?) throws -> [Dot] {
        try seal(LocalChanges.byScope(draft), author: author, reason: reason)
    }

    /// One transaction for each part, all of one action.
    private func seal(
        _ parts: [LocalChanges], author: String, reason: String?
    ) throws -> [Dot] {
        guard !parts.isEmpty else { return [] }
        var action: Action?
        if parts.count > 1 {
            action = Action(id: environment.randomBytes(16), parts: UInt32(parts.count))
        }
        return try parts.map { part in
            try seal(part, author: author, reason: reason, action: action)
        }
    }

    /// Makes the next transaction of our stream in `scope` and applies it like any other.
    ///
    /// - Parameter written: when its author wrote it, if that was earlier; stamps of a stream rise all the
    ///   same, and none is later than now.
    func seal(
        _ local: LocalChanges, author: String, reason: String?, action: Action?,
        written: HybridTimestamp? = nil
    ) throws -> Dot {
        let scope = local.scope
        guard local.operationCount <= WireLimits.operationsPerTransactionMax else {
            throw StorageError.tooLarge(
                what: "operations", most: WireLimits.operationsPerTransactionMax)
        }
        guard author.utf8.count <= WireLimits.authorBytesMax,
            (reason?.utf8.count ?? 0) <= WireLimits.reasonBytesMax
        else { throw StorageError.tooLarge(what: "reason", most: WireLimits.reasonBytesMax) }
        let dot = nextDot(in: scope)
        let stream = dot.stream
        _ = streams.idMaking(stream)
        let state = streams.end(of: stream)
        precondition(
            local.entriesBear(dot), "nobody wrote in \(scope) since the entries were named")
        // The roster comes before everything else, so it waits for nothing.
        let context = streams.vector.restricted {
            $0 == scope || scope != .roster && $0 == .common || $0 == .roster
        }
        let delta = TransactionEncoder.delta(context, after: state.context.vector, in: stream)
        try seeOwnClock()
        let now = clock.tick(wallMilliseconds: stampingMilliseconds)
        let stamp = written.map { min(max($0, HybridTimestamp(bits: state.stamp.bits + 1)), now) }
        let head = Transaction(
            dot: dot, previousHash: state.head.bytes, stamp: stamp ?? now,
            context: context, heads: streams.heads(of: delta), schemaVersion: schema.version,
            author: author, reason: reason,
            action: action, operations: [])
        let encoded = local.encoded(head, delta: delta, personal: personalCells) {
            environment.randomBytes(PersonalSection.secretBytes)
        }
        let bytes = encoded.bytes
        guard bytes.count <= WireLimits.transactionBytesMax,
            encoded.personal?.count ?? 0 <= WireLimits.personalBytesMax / 2
        else {
            throw StorageError.tooLarge(
                what: "bytes of a transaction", most: WireLimits.transactionBytesMax)
        }
        let record = packed(encoded)
        try bytes.withUnsafeBytes { buffer in
            try record.personal.withBytes { section in
                var reader = try TransactionReader(encoded, in: buffer, personal: section)
                var seen = SeenContext(ownContext(reader.header, in: context, after: state.context))
                seen.vector = context
                let hash = try append(
                    &reader, buffer, record, seen, to: stream, hints: local.hints)
                lastSealed = (dot, hash)
            }
        }
        if hasAside { try forgetAside(bytes) }
        return dot
    }

    /// The context of a transaction of our own, which names everything as it is called here.
    private func ownContext(
        _ header: TransactionHeader, in context: VersionVector, after before: WrittenContext
    ) -> WrittenContext {
        // Where nothing was ever renamed, what is written is what is here.
        let isPlain = !streams.hasBranches && !before.namesBranches
        assert(!isPlain || before.after(header)?.vector == context, "all that was seen is here")
        guard let written = isPlain ? before.after(header, is: context) : before.after(header)
        else { preconditionFailure("our own context never goes back") }
        return written
    }
}
