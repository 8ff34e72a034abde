public import Causality
public import Sync
public import Wire

// Signatures over the ends of streams: `SignedHead` says what they are for.
//
// A replica that knows no key asks for none and makes none. From the first key on it asks for one of
// every site whose key it knows, its own included: somebody might send what this site never wrote.
// What came before a site's key was known is here without a signature. Its author can still give one, because the
// last covers everything before, so each end says in an exchange what it lacks (`unsignedEnds`).

extension Replica {
    public func signers(of site: SiteID, from peer: SiteID) throws -> [PublicKey]? {
        try read {
            let keys = try signerKeys()
            if site == meta.site {
                guard keys.isEnrolled else { return nil }
                // A site that lost its machine or its key gets back from the hub what it wrote under the old one.
                let before = peer == meta.hub ? try ownEndedKeys() : []
                return [try ownKey().publicKey] + before + (try followedKey().map { [$0] } ?? [])
            }
            // What a site signed before its key was revoked, the hub took in before, and gives on. From
            // anybody else it may be newer: that is evidence where a cut says up to where it counts, and
            // without one it is not taken in.
            // A key that its site has replaced is taken for a while from anybody.
            // The hub signs all of its own work with its present key, so nobody has to have it from under another.
            let revoked = try (keys.revoked[site] ?? []).filter { key in
                try (peer == meta.hub && site != meta.hub) || enrolledSite(of: key) == site
                    || isCut(key, of: site)
            }
            if let valid = keys.valid[site] { return [valid] + revoked }
            return keys.revoked[site] == nil ? nil : revoked
        }
    }

    /// Whether a cut says up to where the work under a revoked key counts: one from when the key was taken away,
    /// or after. An older one was for another key, and that of this one may be on its way.
    private func isCut(_ key: PublicKey, of site: SiteID) throws -> Bool {
        let record = try roster().keys.first { $0.site == site && $0.key == key }
        guard let ended = record?.ended else { return false }
        return try cuts().values.contains {
            $0.contains { $0.site == site && $0.stamp >= ended.stamp }
        }
    }

    /// The keys that stood for this site before its present one.
    private func ownEndedKeys() throws -> [PublicKey] {
        try roster().keys.filter { $0.site == meta.site && $0.ended != nil }.map(\.key)
    }

    /// The keys that are known, as far as signatures need them.
    struct SignerKeys {
        var isEnrolled = false
        var valid: [SiteID: PublicKey] = [:]
        var revoked: [SiteID: [PublicKey]] = [:]
    }

    private func signerKeys() throws -> SignerKeys {
        if let knownSigners { return knownSigners }
        var keys = SignerKeys()
        for record in try siteKeys() {
            keys.isEnrolled = true
            if record.revokedMilliseconds == nil {
                keys.valid[record.site] = record.key
            } else {
                keys.revoked[record.site, default: []].append(record.key)
            }
        }
        knownSigners = keys
        return keys
    }

    private func isSigning() throws -> Bool { try read { try signerKeys().isEnrolled } }

    func ownKey() throws -> SigningKey {
        if let knownOwnKey { return knownOwnKey }
        let key = try KeyFile(directory: directory).readMaking(environment.randomBytes)
        knownOwnKey = key
        return key
    }

    // MARK: Giving

    public func signatures(over links: [ChainLink]) throws -> [SignedHead] {
        guard !links.isEmpty else { return [] }
        return try read {
            let followed = Set(links.map(\.previous))
            var bytes: [Stream: Int] = [:]
            var heads: [SignedHead] = []
            for link in links {
                let (stream, seq) = (link.dot.stream, link.dot.seq)
                if stream.origin.site == meta.site {
                    bytes[stream, default: 0] += link.byteCount
                    let isDue =
                        !followed.contains(link.hash) || seq % Replica.signedEach == 0
                        || bytes[stream] ?? 0 >= Replica.signedBytes
                    guard isDue else { continue }
                    bytes[stream] = 0
                    heads += try ownHeads(stream, seq, link.hash)
                } else if let state = try holder(of: link.dot, link.hash),
                    let signature = try signatureTable.signature(
                        over: LocalDot(stream: state.id, seq: seq))
                {
                    heads.append(
                        SignedHead(
                            stream: stream, seq: seq, hash: link.hash, signature: signature))
                }
            }
            return heads
        }
    }

    /// Between two signatures of its own stream lie at most so many transactions, and about so many bytes:
    /// of whoever passes them on a part has to end at one.
    private static let signedEach: UInt64 = 16
    private static let signedBytes = 16 << 10

    /// The stream that holds a transaction with this hash.
    private func holder(of dot: Dot, _ hash: Digest256) throws -> StreamState? {
        let family = streams.family(of: dot.stream.plain).filter { $0.holds(dot.seq) }
        if family.count == 1, !streams.hasBranches { return family[0] }
        return try family.first { try self.hash(at: dot.seq, in: $0) == hash }
    }

    private func hash(at seq: UInt64, in state: StreamState) throws -> Digest256? {
        seq == state.applied ? state.head : try hash(of: Dot(stream: state.stream, seq: seq))
    }

    public func signatures(
        for ends: [UnsignedEnd], _ includes: (ScopeID) -> Bool
    ) throws -> [SignedHead] {
        guard try !ends.isEmpty && isSigning() else { return [] }
        return try read {
            var heads: [SignedHead] = []
            for end in ends where includes(end.stream.scope) {
                for state in streams.family(of: end.stream) {
                    let room = WireLimits.signaturesPerFrameMax - heads.count
                    guard room > 0 else { return heads }
                    heads +=
                        state.stream.origin.site == meta.site
                        ? try own(state, end, most: room) : try kept(state, end, most: room)
                }
            }
            return heads
        }
    }

    /// Whether those who ask will pass on parts of what they have. A branch only wants to know its end
    /// covered, however long the stream is.
    private var givesAll: Bool { meta.site != meta.hub }

    private func kept(
        _ state: StreamState, _ end: UnsignedEnd, most: Int
    ) throws -> [SignedHead] {
        let reach = try signatureTable.reach(of: state.id, upTo: end.seq)
        let from = givesAll ? end.signed : max(end.signed, max(reach, 1) - 1)
        let found = try signatureTable.signatures(
            of: state.id, beyond: from, upTo: end.seq, most: most)
        return try found.compactMap { seq, signature in
            try hash(at: seq, in: state).map {
                SignedHead(stream: state.stream, seq: seq, hash: $0, signature: signature)
            }
        }
    }

    /// Signs what was written before anybody asked for signatures.
    private func own(_ state: StreamState, _ end: UnsignedEnd, most: Int) throws -> [SignedHead] {
        let last = min(end.seq, state.applied)
        let first = givesAll ? max(end.signed, state.base) + 1 : max(last, state.base + 1)
        guard end.signed < last, first <= last else { return [] }
        var heads: [SignedHead] = []
        var (count, bytes) = (0, 0)
        for seq in first...last {
            let local = LocalDot(stream: state.id, seq: seq)
            guard let record = try log.record(local) else { continue }
            count += 1
            bytes += record.expandedCount ?? record.bytes.count
            let isDue =
                count >= Int(Replica.signedEach) || bytes >= Replica.signedBytes || seq == last
            guard isDue else { continue }
            let signed = try ownHeads(state.stream, seq, hash(of: record))
            guard heads.count + signed.count <= most else { break }
            (count, bytes) = (0, 0)
            heads += signed
        }
        return heads
    }

    /// This site's signature over an end. The roster is signed with the hub's former key, too: in it stands which key has followed,
    /// and whoever has not heard of that yet knows the former alone.
    private func ownHeads(
        _ stream: Causality.Stream, _ seq: UInt64, _ hash: Digest256
    ) throws -> [SignedHead] {
        let former = stream.scope == .roster ? try formerKey() : nil
        return try [ownKey(), former].compactMap(\.self).map {
            SignedHead(stream: stream, seq: seq, hash: hash, by: $0)
        }
    }

    // MARK: Asking and taking

    public func unsignedEnds(_ includes: (ScopeID) -> Bool) throws -> [UnsignedEnd] {
        guard try isSigning() else { return [] }
        return try read {
            try streams.all.compactMap { state in
                let site = state.stream.origin.site
                guard site != meta.site, state.applied > state.base, includes(state.stream.scope),
                    // What a fork begins behind is covered by what covers its branches.
                    !streams.hasBranches(behind: state), try signerKeys().valid[site] != nil
                else { return nil }
                let reach = try signatureTable.reach(of: state.id)
                guard reach < state.applied else { return nil }
                return UnsignedEnd(stream: state.stream, signed: reach, seq: state.applied)
            }
        }
    }

    /// Keeps signatures over what is here; in a commit that is running.
    func keep(_ heads: [SignedHead], _ includes: (ScopeID) -> Bool) throws {
        for head in heads where includes(head.stream.scope) {
            let dot = Dot(stream: head.stream, seq: head.seq)
            for state in streams.family(of: dot.stream) where state.holds(dot.seq) {
                guard try hash(at: dot.seq, in: state) == head.hash else { continue }
                try signatureTable.keep(
                    head.signature, over: LocalDot(stream: state.id, seq: dot.seq))
            }
        }
    }

    /// Keeps the signature that came with what waited, when that is part of the log now.
    func keepSignature(of held: HeldTransaction) throws {
        guard let signature = held.signature,
            signature.count == PublicKey.signatureByteCount
        else { return }
        let head = SignedHead(
            stream: held.dot.stream, seq: held.dot.seq, hash: try hash(of: held.record),
            signature: signature)
        try keep([head]) { _ in true }
    }

    /// Why a transaction that came is not taken in for want of a signature; `nil` when none is asked for,
    /// or one covers it.
    func lackOfSignature(
        _ dot: Dot, _ hash: Digest256, _ signed: VerifiedHeads, from peer: SiteID
    ) throws -> String? {
        let author = dot.stream.origin.site
        guard try !signed.covers(hash) && signers(of: author, from: peer) != nil else { return nil }
        return "\(peer) sent \(dot) without a signature of \(author) that covers it"
    }

    /// Why a transaction is not taken in that only a key covers which was revoked, although its author says to
    /// have seen that another one followed; `nil` when that is not so.
    ///
    /// - Parameter seen: what it says to have seen.
    func staleSignature(
        _ dot: Dot, _ bytes: UnsafeRawBufferPointer, _ signed: VerifiedHeads,
        _ seen: VersionVector
    ) throws -> String? {
        let site = dot.stream.origin.site
        guard try site == meta.site || signerKeys().revoked[site] != nil,
            let key = signed.key(over: Digest256(of: bytes))
        else { return nil }
        // This site knows that nothing of its present epoch is from under a key that it had before. A later one may have been its
        // own before it was put back.
        let isOfNow = site == meta.site && dot.stream.origin.epoch == meta.epoch
        let roster = try roster()
        let ended = roster.keys.first { $0.site == site && $0.key == key }?.ended
        guard let ended else {
            // The hub's own keys are not among those of the roster.
            let isFormer = try isOfNow && site == meta.hub && key != ownKey().publicKey
            return isFormer ? "\(dot) is signed with a key that \(site) had before" : nil
        }
        guard isOfNow || roster.gives(site, after: ended.stamp, but: key, seen: seen)
        else { return nil }
        return "\(dot) is signed with a key of \(site) that was revoked before it was written"
    }

    /// Whether a signature of its site came with a branch of a fork.
    func isSigned(_ branch: StreamState) throws -> Bool {
        try signatureTable.reach(of: branch.id) > branch.base
    }
}
