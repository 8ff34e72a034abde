public import Causality
internal import Sync
public import Wire

// Members and their acknowledgements in the replica. `MemberLadder` and `Stability` say what they are
// for; docs/decisions/0012-stability-and-trimming.md why they are so.

/// The reasons of the steps that the hub takes by itself. They stand in logs: never change one.
public enum MemberReason {
    /// The list of members begins.
    public static let begins = "the list of members begins"
    /// A new site joins.
    public static let joins = "joins"
    /// A member goes on under a new epoch.
    public static let goesOn = "goes on"
    /// What is older may be trimmed by everybody.
    public static let trims = "may be trimmed"
}

extension Replica {
    /// The members' ladder of each scope that has one here.
    public func memberLadders() throws -> [ScopeID: MemberLadder] { try read { try ladders() } }

    func ladders() throws -> [ScopeID: MemberLadder] {
        if let knownLadders { return knownLadders }
        let loaded = try steps.ladders { streams.dot($0) }
        knownLadders = loaded
        return loaded
    }

    func ladder(of scope: ScopeID) throws -> MemberLadder {
        try ladders()[scope] ?? MemberLadder([])
    }

    func acknowledgements() throws -> AckBook {
        if let knownAcks { return knownAcks }
        let loaded = AckBook(try acks.all())
        knownAcks = loaded
        return loaded
    }

    /// What is stable in each scope that this site holds and has something of, and who holds it up.
    public func stability() throws -> [ScopeID: Stability] {
        try read {
            let book = try acknowledgements()
            var found: [ScopeID: Stability] = [:]
            // The roster is never trimmed, and nobody but the hub writes it.
            let isHeld = try scopes(of: meta.site)
            for scope in Set(streams.vector.entries.map(\.stream.scope))
            where isHeld(scope) && scope != .roster {
                let ladder = try ladder(of: scope)
                let gone = try ladder.sites.filter { try !scopes(of: $0)(scope) }
                found[scope] = Stability(
                    me: meta.site, hub: meta.hub,
                    vector: streams.vector.restricted { $0 == scope },
                    ladder: ladder, acknowledgements: book.of(scope), without: Set(gone))
            }
            return found
        }
    }

    /// Takes note of what an origin has acknowledged; in a commit that is running.
    func acknowledge(_ member: Origin, _ vector: VersionVector) throws {
        var book = try acknowledgements()
        let number = max(book.last + 1, environment.wallMilliseconds())
        for scope in Replica.scopesTold(vector).sorted() {
            let entry = book.merged(
                vector.restricted { $0 == scope }, of: member, in: scope,
                held: streams.vector.restricted { $0 == scope }, number: number)
            guard let entry else { continue }
            try acks.keep(entry)
            book.keep(entry)
        }
        knownAcks = book
    }

    /// The scopes that a vector is about; always `common`, which every site holds, so that also who
    /// has nothing yet is known.
    private static func scopesTold(_ vector: VersionVector) -> Set<ScopeID> {
        Set(vector.entries.map(\.stream.scope)).union([.common])
    }

    /// Whether an origin has not acknowledged so much yet.
    func isNews(_ vector: VersionVector, of member: Origin) throws -> Bool {
        let book = try acknowledgements()
        return Replica.scopesTold(vector).contains { scope in
            book.merged(
                vector.restricted { $0 == scope }, of: member, in: scope, held: VersionVector(),
                number: 0) != nil
        }
    }

    // MARK: Passing on

    public func news(
        for peer: Origin, beyond mark: MemberNews.Mark, claims: VersionVector,
        _ includes: (ScopeID) -> Bool
    ) throws -> MemberNews? {
        guard meta.site == meta.hub else { return nil }
        return try read {
            let from = mark.epoch == meta.epoch ? mark.number : 0
            let told = try acknowledgements().beyond(from).filter {
                includes($0.scope) && $0.acknowledgement.origin.site != peer.site
            }
            guard let last = told.prefix(WireLimits.newsGroupsMax).last else { return nil }
            // What was heard at once has one number, and is told together or the next time.
            let isWhole = told.count <= WireLimits.newsGroupsMax || last.number == told[0].number
            let now = isWhole ? told[...] : told.prefix { $0.number < last.number }
            let groups = now.prefix(WireLimits.newsGroupsMax).map { entry in
                MemberNews.Group(
                    member: entry.acknowledgement.origin, scope: entry.scope,
                    entry.acknowledgement.heard, claims: claims)
            }
            return MemberNews(number: now.last?.number ?? from, groups: groups)
        }
    }

    public func hear(
        _ news: MemberNews, from peer: Origin, claims: VersionVector, _ includes: (ScopeID) -> Bool
    ) throws {
        guard peer.site == meta.hub, news.number > 0 else { return }
        try write {
            for group in news.groups where includes(group.scope) && group.member.site != meta.site {
                try acknowledge(group.member, group.vector(beside: claims))
            }
            try setMeta(Replica.newsRead, "\(peer.epoch) \(news.number)")
        }
    }

    static let newsRead = "news_read"

    public func readMark(of peer: SiteID) throws -> MemberNews.Mark? {
        guard peer == meta.hub, meta.site != meta.hub else { return nil }
        return try read {
            let word = try connection.word(
                "SELECT value FROM moso_meta WHERE name = '\(Replica.newsRead)'")
            let parts = word?.split(separator: " ") ?? []
            guard parts.count == 2, let epoch = UInt32(parts[0]), let number = UInt64(parts[1])
            else { return nil }
            return MemberNews.Mark(epoch: epoch, number: number)
        }
    }

    // MARK: Steps

    /// Heeds the steps of a transaction of the hub; anybody else's are none.
    func heedSteps(_ bytes: UnsafeRawBufferPointer, _ local: LocalDot) throws {
        guard let stream = streams[id: local.stream]?.stream, stream.origin.site == meta.hub
        else { return }
        var reader = try TransactionReader(bytes)
        for _ in 0..<reader.operationCount {
            let operation = try reader.operation()
            if let step = MemberStep(operation) {
                try steps.note(step, by: local, stamp: reader.header.stamp)
            } else if let step = HorizonStep(operation, in: stream.scope) {
                try steps.note(step, by: local, stamp: reader.header.stamp)
            }
        }
        knownLadders = nil
    }

    /// Finds the steps in a log that has come as a whole.
    func deriveSteps() throws {
        _ = try log.scan(from: 0) { _, local, record in
            guard streams[id: local.stream]?.stream.origin.site == meta.hub else { return true }
            let record = record()
            guard !record.isTrimmed else { return true }
            try expanded(record).withUnsafeBytes { bytes in
                let shapes = try TransactionReader(bytes).shapes
                if shapes.contains(where: { $0.table == MemberStep.table }) {
                    try heedSteps(bytes, local)
                }
            }
            return true
        }
    }

    /// Begins the list of members in every scope that has none yet, with all who are known to hold it.
    /// Only at the hub, and in a commit of its own. Returns the scopes.
    ///
    /// - Parameter also: scopes of which nothing need be here yet.
    @discardableResult
    public func beginMembers(also: Set<ScopeID> = []) throws -> [ScopeID] {
        guard meta.site == meta.hub else { throw StorageError.hubOnly(meta.hub) }
        return try write {
            let begun = Set(streams.vector.entries.map(\.stream.scope)).union(also)
                .filter { $0 != .roster }.sorted()
            let known = try sitesKnown()
            return try begun.filter { scope in
                guard try !ladder(of: scope).isInForce else { return false }
                let admitted = try known.filter { try scopes(of: $0.site)(scope) }
                try seal(
                    admitted.map { MemberStep(admitting: $0, seeing: false) }, in: scope,
                    author: "moso", reason: MemberReason.begins, action: nil)
                return true
            }
        }
    }

    /// The last known epoch of every site.
    private func sitesKnown() throws -> [Origin] {
        var known: [SiteID: UInt32] = [meta.site: meta.epoch]
        let written = streams.all.filter { $0.applied > $0.base }.map(\.stream.origin)
        for origin in written + Array(try acknowledgements().members) {
            known[origin.site] = max(known[origin.site] ?? 0, origin.epoch)
        }
        return known.map { Origin(site: $0.key, epoch: $0.value) }.sorted()
    }

    /// Takes a step about a site in every scope that it holds, at the hub.
    ///
    /// - Throws: `StorageError.noStep` when the site does not stand where the step can be taken.
    @discardableResult
    public func takeStep(
        _ kind: MemberStep.Kind, _ site: SiteID, author: String, reason: String?
    ) throws -> [Dot] {
        guard meta.site == meta.hub else { throw StorageError.hubOnly(meta.hub) }
        return try write {
            // What a person says of one site is not why the others are on the list. Its own scope has one too,
            // also when it has not written there yet: it shall not begin to while it is left out.
            try beginMembers(also: [.common, .site(site)])
            let all = try ladders()
            let isHeld = try scopes(of: site)
            let scopes = all.keys.sorted().filter { scope in
                guard isHeld(scope), site != meta.hub else {
                    return false
                }
                return all[scope]?.standing(of: site).map { MemberStanding.may(kind, from: $0) }
                    ?? false
            }
            guard !scopes.isEmpty else {
                let standing = all.values.compactMap { $0.standing(of: site) }.first
                throw StorageError.noStep(site: site, standing: standing)
            }
            let action =
                scopes.count > 1
                ? Action(id: environment.randomBytes(16), parts: UInt32(scopes.count)) : nil
            return try scopes.map { scope in
                try seal(
                    [MemberStep(kind, site)], in: scope, author: author, reason: reason,
                    action: action)
            }
        }
    }

    @discardableResult
    private func seal(
        _ steps: [MemberStep], in scope: ScopeID, author: String, reason: String?, action: Action?
    ) throws -> Dot {
        try seal(
            LocalChanges(scope, steps.map(\.operation)), author: author, reason: reason,
            action: action)
    }

    // MARK: Admission

    public func welcome(_ origin: Origin, _ includes: (ScopeID) -> Bool) throws {
        guard meta.site == meta.hub, origin.site != meta.hub else { return }
        let scopes = try read {
            try ladders().filter { scope, ladder in
                includes(scope) && ladder.standing(of: origin.site)?.counts ?? true
                    && !ladder.isAdmitted(origin)
            }.keys.sorted()
        }
        guard !scopes.isEmpty else { return }
        try write {
            for scope in scopes {
                try seal(
                    [MemberStep(admitting: origin, seeing: true)], in: scope, author: "moso",
                    reason: MemberReason.joins, action: nil)
            }
        }
    }

    public func reasonNotToServe(_ site: SiteID) throws -> String? {
        try read {
            let standings = try ladders().values.compactMap { $0.standing(of: site) }
            guard let no = standings.first(where: { $0 == .suspended || $0 == .retired }) else {
                return nil
            }
            return "\(site) is \(no.rawValue)"
        }
    }

    /// Why a received transaction is not taken in; `nil` when it is. May admit its origin, at the hub.
    ///
    /// - Parameter seen: what its author had seen; `nil` where that cannot be told because the
    ///   transaction before it is not here.
    func refusal(
        of header: TransactionHeader, _ seen: VersionVector?, from peer: SiteID
    ) throws -> String? {
        let all = try ladders()
        let origin = header.dot.stream.origin.plain
        let scope = header.dot.stream.scope
        guard let ladder = all[scope], origin.site != meta.hub, peer != meta.hub else { return nil }
        if let seen, ladder.admits(origin, having: seen) { return nil }
        if seen == nil, ladder.isAdmitted(origin) {
            // It follows what is not here, and says itself that it has seen the step, or need not.
            guard let step = ladder.admission(of: origin) else { return nil }
            if header.contextDelta.contains(where: {
                $0.stream == step.stream && $0.seq >= step.seq
            }) {
                return nil
            }
        }
        if try peer != origin.site && passesOn(peer, ladder, scope) { return nil }
        if let seen, try mayAdmit(origin, having: seen, ladder, scope) {
            admitted.insert(Admission(origin: origin, scope: scope))
            return nil
        }
        let standing = ladder.standing(of: origin.site)?.rawValue ?? "unknown"
        return
            "\(origin) is not admitted to \(scope) (\(standing)): it has to have seen the hub's step"
    }

    /// Whether what a site has of others was taken in by a member in good standing.
    private func passesOn(_ site: SiteID, _ ladder: MemberLadder, _ scope: ScopeID) throws -> Bool {
        guard ladder.standing(of: site)?.counts ?? false else { return false }
        let last = try acknowledgements().of(scope).last { $0.origin.site == site }
        return last.map { ladder.admits($0.origin, having: $0.heard) } ?? false
    }

    /// Whether the hub lets an origin write as it is, because its author has seen whatever anybody can
    /// have trimmed. That is so when it has seen all that the hub lets be trimmed: a new site's first
    /// work is taken in so. And when it has seen all that its site has ever acknowledged and that is
    /// here, and the step by which the site counts: without that nothing was stable.
    private func mayAdmit(
        _ origin: Origin, having seen: VersionVector, _ ladder: MemberLadder, _ scope: ScopeID
    ) throws -> Bool {
        let standing = ladder.standing(of: origin.site)
        guard meta.site == meta.hub, standing?.counts ?? true else { return false }
        if ladder.comeBack(of: origin.site).map(seen.contains) ?? true,
            try mayBeGone(in: scope).isCovered(by: seen)
        {
            return true
        }
        guard standing != nil, !ladder.isAdmitted(origin) else { return false }
        if let beginning = ladder.beginning(of: origin.site), !seen.contains(beginning) {
            return false
        }
        let held = streams.vector.restricted { $0 == scope }
        return try acknowledgements().of(scope).filter { $0.origin.site == origin.site }
            .allSatisfy { acknowledgement in
                var known = acknowledgement.heard
                known.meet(held)
                return known.isCovered(by: seen)
            }
    }

    /// Writes down whom the running commit has admitted.
    func sealAdmissions() throws {
        defer { admitted = [] }
        for scope in Set(admitted.map(\.scope)).sorted() {
            let origins = Set(admitted.filter { $0.scope == scope }.map(\.origin)).sorted()
            let ladder = try ladder(of: scope)
            let known = origins.filter { ladder.standing(of: $0.site) != nil }
            let new = origins.filter { ladder.standing(of: $0.site) == nil }
            for (origins, reason) in [(known, MemberReason.goesOn), (new, MemberReason.joins)]
            where !origins.isEmpty {
                try seal(
                    origins.map { MemberStep(admitting: $0, seeing: false) }, in: scope,
                    author: "moso", reason: reason, action: nil)
            }
        }
    }

    /// An origin that the hub admits to a scope.
    struct Admission: Hashable {
        let origin: Origin
        let scope: ScopeID
    }

    // MARK: What a peer cannot get any more

    public func scopesTrimmed(
        beyond vector: VersionVector, _ includes: (ScopeID) -> Bool
    ) throws -> [ScopeID] {
        try read {
            let horizon = try horizon()
            guard !horizon.isEmpty else { return [] }
            var scopes: Set<ScopeID> = []
            for part in horizon.beyond(vector) where includes(part.stream.scope) {
                guard let state = streams[part.stream] else { continue }
                let from = max(part.from, state.base) + 1
                // Bodies that are still needed lie among those that are gone.
                if try log.holdsTrimmed(state.id, from: from, to: part.to) {
                    scopes.insert(part.stream.scope)
                }
            }
            return scopes.sorted()
        }
    }
}
