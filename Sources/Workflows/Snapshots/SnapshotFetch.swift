public import Causality
public import Sync
public import Wire

// Fetching a snapshot.
//
//     manifests of one cut ──► for each chunk that is not here: pieces ──► all here
//            ▲                                   │
//            └───── the maker has it no more ────┘   (equal chunks stay)
//
// A line may break at any byte, and either program may end at any moment. Every piece is on disk before
// the next is asked for, a chunk gets its name only when it has the hash, and manifests are kept too: so
// whoever comes next asks for the first byte that is not here. What comes is believed because of the
// signature and the hashes, never because of where it came from.

/// Gathers the chunks of a snapshot in a folder.
public struct SnapshotFetch: Sendable {
    /// Failures in a row, without a byte in between, after which it is left for now.
    static let failuresMax = 8
    /// How often the maker may have gone on to a newer snapshot.
    static let cutsMax = 5
    /// How often it may say that it is still making one.
    static let waitsMax = 600

    let link: any PeerLink
    let site: SiteID
    let folder: StagingFolder
    let isTrusted: @Sendable (PublicKey) -> Bool
    let random: @Sendable () -> UInt64
    let pause: @Sendable (Duration) async throws -> Void
    let progress: @Sendable (_ done: Int, _ of: Int) -> Void
    let waiting: @Sendable (Waiting) -> Void

    /// What is waited for before the next try.
    public struct Waiting: Sendable {
        public enum Reason: Sendable {
            /// The maker is at work on the snapshot, or many ask for it.
            case making
            case failure(SyncFailure)
        }

        public let reason: Reason
        /// The try that failed, counted from 1, of how many in a row.
        public let attempt: Int
        public let attemptsMax: Int
        public let pause: Duration
        /// The longest that may be waited from now on, with every try failing; the tries themselves apart.
        public let longest: Duration
    }

    /// - Parameters:
    ///   - isTrusted: whether a snapshot may be signed with a key.
    ///   - progress: bytes of chunks that are here, of how many.
    ///   - waiting: called before each wait.
    public init(
        link: any PeerLink, site: SiteID, folder: StagingFolder,
        isTrusted: @escaping @Sendable (PublicKey) -> Bool,
        random: @escaping @Sendable () -> UInt64,
        pause: @escaping @Sendable (Duration) async throws -> Void,
        progress: @escaping @Sendable (_ done: Int, _ of: Int) -> Void,
        waiting: @escaping @Sendable (Waiting) -> Void
    ) {
        self.link = link
        self.site = site
        self.folder = folder
        self.isTrusted = isTrusted
        self.random = random
        self.pause = pause
        self.progress = progress
        self.waiting = waiting
    }

    /// The manifests of one cut, all of whose chunks are in the folder.
    ///
    /// - Parameter check: throws what makes it useless to fetch any chunk.
    /// - Throws: `SnapshotTrouble`; what `check` throws.
    public func run(
        _ check: ([SnapshotManifest]) throws -> Void
    ) async throws -> [SnapshotManifest] {
        for _ in 0..<Self.cutsMax {
            guard let manifests = try await manifests(check) else { continue }
            let chunks = Dictionary(
                manifests.flatMap(\.part.chunks).map { ($0.name, $0) }
            ) { first, _ in first }
            folder.keepOnly(Set(chunks.keys))
            if try await fetch(manifests.flatMap(\.part.chunks)) { return manifests }
            // The maker has given this cut up: the next try asks for another.
            try folder.keep(manifests: [])
        }
        throw SnapshotTrouble.alwaysNewer
    }

    // MARK: Manifests

    /// Those that were kept, or the maker's newest; `nil` when it went on while they were asked for.
    /// What does not pass the check is not kept.
    private func manifests(
        _ check: ([SnapshotManifest]) throws -> Void
    ) async throws -> [SnapshotManifest]? {
        if let kept = try await keptManifests(check) { return kept }
        try folder.keep(manifests: [])
        guard let first = try await manifest(of: .common, cut: nil) else { return nil }
        var all = [first]
        for part in first.manifest.cut where part.scope != .common {
            guard let next = try await manifest(of: part.scope, cut: first.manifest.cutID) else {
                return nil
            }
            all.append(next)
        }
        try check(all.map(\.manifest))
        try folder.keep(manifests: all.map(\.bytes))
        return all.map(\.manifest)
    }

    /// Only a whole cut, signed with a trusted key, is gone on with, and only one that the maker still
    /// gives to this site: it may have been asked for under another name, for other scopes.
    private func keptManifests(
        _ check: ([SnapshotManifest]) throws -> Void
    ) async throws -> [SnapshotManifest]? {
        let kept = folder.manifests().compactMap { bytes in
            try? SnapshotManifest(signed: bytes, trusting: isTrusted)
        }
        guard let first = kept.first, kept.allSatisfy({ $0.cut == first.cut }),
            kept.map(\.part.scope).sorted() == first.cut.map(\.scope),
            (try? check(kept)) != nil,
            try await manifest(of: .common, cut: first.cutID) != nil
        else { return nil }
        return kept
    }

    private func manifest(
        of scope: ScopeID, cut: Digest256?
    ) async throws -> (bytes: [UInt8], manifest: SnapshotManifest)? {
        let request = PeerRequest(
            method: .get, path: SnapshotAddress.manifest(of: scope, for: site, cut: cut),
            replyBytesMax: WireLimits.manifestBytesMax)
        var patience = Patience()
        while true {
            let reply = await link.perform(request, progress: nil)
            guard !reply.isWebPage else { throw SnapshotTrouble.webPage }
            if reply.failure == nil, reply.status == 200 {
                try note(epoch: reply.headers[SnapshotAddress.epochHeader])
                do throws(ManifestRefusal) {
                    let manifest = try SnapshotManifest(signed: reply.body, trusting: isTrusted)
                    return (reply.body, manifest)
                } catch {
                    throw SnapshotTrouble.manifest(error)
                }
            }
            if cut != nil, reply.failure == nil, Self.isGone(reply.status) { return nil }
            try await wait(&patience, after: reply)
        }
    }

    /// What the maker knows of this site now is more than what its snapshot knows of it.
    private func note(epoch text: String?) throws(SnapshotTrouble) {
        // An epoch out of all reason is somebody's mischief, and is not followed.
        guard let epoch = text.flatMap({ UInt32($0) }), epoch < 1 << 31, epoch > folder.epoch()
        else { return }
        try folder.note(epoch: epoch)
    }

    // MARK: Chunks

    /// Fetches what is not here; `false` when the maker has it no more.
    private func fetch(_ chunks: [SnapshotChunk]) async throws -> Bool {
        let total = chunks.reduce(0) { $0 + $1.byteCount }
        var done = 0
        for chunk in chunks {
            if folder.chunk(chunk) == nil {
                guard try await fetch(chunk, { progress(done + $0, total) }) else { return false }
            }
            done += chunk.byteCount
            progress(done, total)
        }
        return true
    }

    private func fetch(_ chunk: SnapshotChunk, _ told: (Int) -> Void) async throws -> Bool {
        var patience = Patience()
        var wrong = 0
        while folder.chunk(chunk) == nil {
            try Task.checkCancellation()
            let offset = folder.received(of: chunk)
            let reply = await link.perform(piece(of: chunk, from: offset), progress: nil)
            guard !reply.isWebPage else { throw SnapshotTrouble.webPage }
            if Self.isGone(reply.status) { return false }
            guard let start = Self.start(of: reply, asked: offset), !reply.body.isEmpty else {
                try await wait(&patience, after: reply)
                continue
            }
            patience = Patience()
            told(start + reply.body.count)
            guard try folder.add(reply.body, at: start, of: chunk) else {
                // A proxy or a disk may have spoilt it once.
                wrong += 1
                if wrong > 1 { throw SnapshotTrouble.wrongChunk(chunk.name) }
                continue
            }
        }
        return true
    }

    private func piece(of chunk: SnapshotChunk, from offset: Int) -> PeerRequest {
        let last = min(offset + SnapshotAddress.pieceBytes, chunk.byteCount) - 1
        return PeerRequest(
            method: .get, path: SnapshotAddress.chunk(chunk.name, for: site),
            headers: [("Range", "bytes=\(offset)-\(last)")],
            // A server may leave the range aside and send everything.
            replyBytesMax: WireLimits.chunkFrameBytesMax)
    }

    /// Where the bytes of a reply belong, whether it came whole or not; `nil` when it has none of them.
    static func start(of reply: PeerReply, asked offset: Int) -> Int? {
        switch reply.status {
        case 200: return 0
        case 206:
            let range = reply.headers["content-range"] ?? ""
            return range.hasPrefix("bytes \(offset)-") ? offset : nil
        default: return nil
        }
    }

    // MARK: Trying again

    private struct Patience {
        var backoff = Backoff()
        var waits = 0
    }

    private static func isGone(_ status: Int) -> Bool { status == 404 || status == 410 }

    /// Waits until it makes sense to ask again, or throws.
    private func wait(_ patience: inout Patience, after reply: PeerReply) async throws {
        try Task.checkCancellation()
        let failure: SyncFailure =
            reply.failure.map { .link($0) }
            ?? .status(
                reply.status, retryAfter: reply.headers["retry-after"],
                detail: String(decoding: reply.body.prefix(2_000), as: UTF8.self))
        // A chunk's own range that does not come is as good as a broken line.
        let verdict =
            reply.status == 206 || reply.status == 200
            ? RetryVerdict.retry(afterSeconds: nil) : RetryVerdict(reply, wallSeconds: 0)
        guard case .retry(let seconds) = verdict else { throw SnapshotTrouble.refused(failure) }
        if reply.status == 503, reply.failure == nil, let seconds {
            // It is being made, or there are many who ask.
            patience.waits += 1
            guard patience.waits < Self.waitsMax else {
                throw SnapshotTrouble.unreachable(failure)
            }
            let time = Duration.seconds(min(seconds, 60))
            waiting(
                Waiting(
                    reason: .making, attempt: patience.waits, attemptsMax: Self.waitsMax,
                    pause: time, longest: time * (Self.waitsMax - patience.waits)))
            return try await pause(time)
        }
        guard patience.backoff.failures < Self.failuresMax else {
            throw SnapshotTrouble.unreachable(failure)
        }
        let done = patience.backoff.failures
        let time = patience.backoff.failed(random: random(), retryAfterSeconds: seconds)
        let longest = (done..<Self.failuresMax).reduce(Duration.zero) { sum, attempt in
            sum + Backoff.delay(attempt: attempt, random: .max, retryAfterSeconds: seconds)
        }
        waiting(
            Waiting(
                reason: .failure(failure), attempt: done + 1, attemptsMax: Self.failuresMax + 1,
                pause: time, longest: longest))
        try await pause(time)
    }
}

extension PeerReply {
    /// Whether a page for people came in the place of an answer: the sign-in page of a network. A proxy's
    /// page that says it has no connection just now is none.
    var isWebPage: Bool {
        guard failure == nil, status == 511 || 200..<400 ~= status else { return false }
        let type = headers["content-type"]?.lowercased() ?? ""
        let start = String(decoding: body.prefix(200), as: UTF8.self)
            .drop(while: \.isWhitespace).lowercased()
        return status == 511 || type.hasPrefix("text/html") || start.hasPrefix("<!doctype html")
            || start.hasPrefix("<html")
    }
}
