public import Causality
public import Domain
internal import Glibc
public import Storage
internal import Sync
internal import Wire

// The last work of a site that has left.
//
// From its retirement on the hub takes in nothing of a site, and does not serve it. That is what retirement is for; but what the
// site wrote before, on a laptop that was out of reach, was written by a member, and is part of what it agreed to hand over. To let it
// return for one more exchange would let in what it writes afterwards, too.
//
//     at the site                                    at the hub
//     moso members save-work FILE ──── FILE ────►  moso members take-in FILE --reason …
//
// The file is one body as an exchange would have carried it: the site's own transactions that the hub has not said to hold, with the
// site's signatures. So the hub checks of each what it checks in an exchange: whose it is, whether its author may write there, whether
// what he had seen is here. Two things are asked besides.
//
// * Each stream is taken in up to the end, which is when the site was retired, or a day that the hub names. Times are
//   the site's own; a person answers for them, with a reason.
// * What the author had not seen must not have been trimmed: nobody has waited for the site since it retired. What he wrote has to have
//   seen every horizon of its scope (docs/decisions/0012-stability-and-trimming.md); else nothing of the file is taken in.
//
// Other sites get it from the hub, and believe the hub, as with everything that it passes on.

/// A file with what a site wrote and the hub does not have.
public struct LateWork: Sendable {
    public let path: String

    public init(path: String) { self.path = path }

    // MARK: At the site

    /// What was saved.
    public struct Saved: Sendable {
        /// Several where it is more than one body holds.
        public let files: [LateWork]
        public let count: Int
    }

    /// Saves everything of the site's own that the hub has not said to hold. Nothing is written when there is
    /// nothing.
    public static func save(from replica: Replica, to path: String) throws -> Saved {
        let me = try replica.identity()
        guard me.origin.site != me.hub else { throw Problem.memberIsHub(me.hub.name) }
        let shared = try ScopePolicy(holds: { Entitlement.holds($0, hub: $1, $2) })
            .shared(replica, with: me.hub)
        let begin = {
            var encoder = FrameEncoder()
            encoder.append(
                Hello(
                    identity: me.origin, recipient: me.hub, hub: me.hub,
                    schemaVersion: me.schemaVersion, vector: .unknown))
            return encoder
        }
        var bodies: [[UInt8]] = []
        var (encoder, links, count) = (begin(), [ChainLink](), 0)
        let finish = {
            encoder.append(signatures: try replica.signatures(over: links))
            bodies.append(encoder.finish(more: false))
            (encoder, links) = (begin(), [])
        }
        _ = try replica.extract(beyond: replica.rememberedVector(of: me.hub), shared) { record in
            guard let link = ChainLink(record), link.dot.stream.origin.site == me.origin.site
            else { return true }
            let add = {
                encoder.add(
                    bytes: record.bytes, expandedCount: record.expandedCount,
                    personal: record.personal)
            }
            if add() == .full {
                try finish()
                _ = add()
            }
            links.append(link)
            count += 1
            return true
        }
        if !links.isEmpty { try finish() }
        let files = bodies.indices.map { LateWork(path: $0 == 0 ? path : "\(path).\($0 + 1)") }
        for (file, body) in zip(files, bodies) where !File.write(file.path, body) {
            throw StorageError.file(operation: "write", path: file.path, errno: errno)
        }
        return Saved(files: files, count: count)
    }

    // MARK: At the hub

    /// When the last day that counts is over.
    public static func end(of day: LocalDay) -> UInt64 {
        let first = LocalDay.from(epochMilliseconds: 0, offsetSeconds: 0)
        let over = Int64(first.days(until: day) + 1) * 86_400
        return UInt64(max(0, over - Int64(LocalZone.shanghai.secondsFromUTC))) * 1_000
    }

    /// What became of a file.
    public struct Taken: Sendable {
        public let site: SiteID
        /// What was written from then on stays out.
        public let endMilliseconds: UInt64
        public internal(set) var takenIn: [Dot] = []
        /// How many were here already.
        public internal(set) var known = 0
        /// How many were written after the end, or behind one that was.
        public internal(set) var later = 0
        /// What the site might not write, kept as evidence.
        public internal(set) var aside: [(dot: Dot, why: String)] = []
    }

    /// A body that has been read and found whole.
    private struct Content {
        let site: SiteID
        let records: [LogRecord]
        let headers: [TransactionHeader]
        let body: ReceivedBody

        /// The transactions of each stream up to the first that was written from the end on.
        func upTo(_ end: UInt64) -> [LogRecord] {
            var ended: Set<Causality.Stream> = []
            return zip(records, headers).compactMap { record, header in
                if header.stamp.milliseconds >= end { ended.insert(header.dot.stream) }
                return ended.contains(header.dot.stream) ? nil : record
            }
        }
    }

    private struct Rehearsed: Error {}

    /// Takes the file in, up to the end. Nothing is written when it throws, or is a rehearsal.
    ///
    /// - Parameters:
    ///   - end: in milliseconds since 1970 UTC; `nil` for when the site was retired.
    ///   - milliseconds: the time now.
    ///   - note: how it is told in the dated note that stays of it.
    public func take(
        into replica: Replica, until end: UInt64?, author: String, reason: String,
        milliseconds: UInt64, isRehearsal: Bool, note: (Taken) -> String
    ) throws -> Taken {
        let meta = replica.meta
        guard meta.site == meta.hub else { throw StorageError.hubOnly(meta.hub) }
        let content = try content(for: meta.hub)
        let retired = try replica.memberLadders().values.compactMap { ladder in
            ladder.standing(of: content.site) == .retired
                ? ladder.last(about: content.site)?.stamp.milliseconds : nil
        }.max()
        guard let retired else { throw Problem.lateWork(path, .isNoFormerMember(content.site)) }
        let verified = try ReceivedChains(
            content.records, signedBy: content.body.signatures
        ).verified(content.body.signatures) { try replica.signers(of: $0, from: content.site) }
        var taken = Taken(site: content.site, endMilliseconds: end ?? retired)
        let records = content.upTo(taken.endMilliseconds)
        taken.later = content.records.count - records.count
        let holds = try replica.scopes(of: content.site)
        let apply = {
            // As what the hub itself passes on: whether the site is a member has been answered by a person.
            try replica.apply(records, from: meta.hub, verified, holds)
        }
        let planned = taken
        do {
            try replica.write {
                taken = try told(try apply(), planned, replica)
                try mayStand(taken, in: replica)
                throw Rehearsed()
            }
        } catch is Rehearsed {}
        guard !isRehearsal, !taken.takenIn.isEmpty || !taken.aside.isEmpty else { return taken }
        try leaveNote(note(taken), taken.site, replica, author, reason, milliseconds)
        return try told(try apply(), planned, replica)
    }

    private func content(for hub: SiteID) throws -> Content {
        guard let bytes = File.read(path, most: WireLimits.bodyBytesMax + 1) else {
            throw StorageError.file(operation: "read", path: path, errno: errno)
        }
        var body = ReceivedBody()
        do { try body.feed(bytes) } catch { throw Problem.lateWork(path, .garbled) }
        guard body.isWhole, let hello = body.hello, hello.hub == hub else {
            throw Problem.lateWork(path, .garbled)
        }
        let headers = try body.records.map { record in
            let plain = record.expandedCount.map {
                try? ZstdDecompressor().expand(record.bytes, to: $0)
            }
            guard let bytes = plain ?? record.bytes,
                let header = bytes.withUnsafeBytes({ try? TransactionReader.header($0).header }),
                header.dot.stream.origin.site == hello.identity.site
            else { throw Problem.lateWork(path, .garbled) }
            return header
        }
        return Content(
            site: hello.identity.site, records: body.records, headers: headers, body: body)
    }

    /// What the replica did with each transaction.
    private func told(
        _ results: [ItemResult], _ planned: Taken, _ replica: Replica
    ) throws -> Taken {
        var taken = planned
        let here = try replica.vector { _ in true }
        for result in results {
            guard let dot = result.dot else { continue }
            switch result.outcome {
            case .applied: taken.takenIn.append(dot)
            case .duplicate: taken.known += 1
            case .held where here.contains(dot): taken.takenIn.append(dot)
            case .held(let lacks): throw Problem.lateWork(path, .lacks(lacks))
            case .quarantined(let why), .refused(let why): taken.aside.append((dot, why))
            case .unsigned: throw Problem.lateWork(path, .notSigned(taken.site))
            case .postponed, .undecided: throw Problem.lateWork(path, .tooMuch(taken.site))
            }
        }
        return taken
    }

    /// Whether nothing is missing that an author had not seen, and no revocation stands against him.
    private func mayStand(_ taken: Taken, in replica: Replica) throws {
        let new = Set(taken.takenIn)
        var horizons: [ScopeID: VersionVector] = [:]
        var seen: [(scope: ScopeID, vector: VersionVector)] = []
        var isVoid = false
        try replica.forEachTransaction { _, transaction in
            let scope = transaction.dot.stream.scope
            if new.contains(transaction.dot) {
                seen.append((scope, transaction.context))
                isVoid = isVoid || transaction.isVoid
            } else if transaction.dot.stream.origin.site == replica.meta.hub {
                for operation in transaction.operations {
                    guard let step = HorizonStep(operation, in: scope) else { continue }
                    horizons[scope, default: VersionVector()].merge(step.vector)
                }
            }
        }
        guard !isVoid else { throw Problem.lateWork(path, .revoked(taken.site)) }
        guard seen.allSatisfy({ horizons[$0.scope]?.isCovered(by: $0.vector) ?? true }) else {
            throw Problem.lateWork(path, .trimmed(taken.site))
        }
    }

    /// Leaves a dated note about the site, in its scope.
    private func leaveNote(
        _ content: String, _ site: SiteID, _ replica: Replica, _ author: String,
        _ reason: String, _ milliseconds: UInt64
    ) throws {
        let desk = RecordDesk(replica)
        let card = try replica.select(
            "SELECT id FROM site WHERE code = ?1 ORDER BY id LIMIT 1", [.text(site.name)]
        ).first?.first?.text
        let day = LocalDay.from(
            epochMilliseconds: Int64(clamping: milliseconds),
            offsetSeconds: LocalZone.shanghai.secondsFromUTC)
        let kind = try desk.kind("record_note")
        _ = try desk.add(
            kind,
            try desk.values(
                kind,
                [
                    "site=\(site)", "about=\(card ?? site.name)", "kind=decision",
                    "happened_on=\(day)", "person=\(author)", "content=\(content)",
                ], missing: .allowed), author: author, reason: reason)
    }
}

/// Why a file of a site that has left is not taken in.
public enum LateWorkFault: Sendable {
    /// It is no such file, not a whole one, or not for this hub.
    case garbled
    /// The site is a member, or never was one.
    case isNoFormerMember(SiteID)
    /// No signature of the site covers all of it.
    case notSigned(SiteID)
    /// The site's key was revoked, and this lies beyond what counts.
    case revoked(SiteID)
    /// It builds on what is not here.
    case lacks([Dot])
    /// History that its authors had not seen has been trimmed since.
    case trimmed(SiteID)
    /// The site has brought what it may in a day.
    case tooMuch(SiteID)
}
