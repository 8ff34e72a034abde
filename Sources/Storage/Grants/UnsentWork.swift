public import Causality
internal import Glibc
internal import Sync
internal import Wire

// Work that a withdrawal kept from being sent.
//
// A file holds one body of docs/formats/frames.md, as an exchange would have carried it: the site's own transactions of the scope
// that a withdrawal kept from counting, in their order, and the site's signature over the last of each stream. Whoever gets it can
// verify whose it is with the site's public key alone. There are as many files as bodies are needed.

/// A file of such work.
public struct UnsentWork {
    public let path: String

    public init(path: String) { self.path = path }

    /// What the files' names begin with.
    static let prefix = "unsent-"
    private static let suffix = ".body"

    /// The files in a replica's directory, by name.
    public static func files(in directory: String) -> [UnsentWork] {
        SnapshotFiles.names(in: directory)
            .filter { $0.hasPrefix(prefix) && $0.hasSuffix(suffix) }.sorted()
            .map { UnsentWork(path: "\(directory)/\($0)") }
    }

    // MARK: Saving

    /// Saves what a replica's site wrote in a scope beyond what counts; in a commit that is running, so that
    /// nothing comes in between.
    static func save(
        of scope: ScopeID, beyond counted: VersionVector, from replica: Replica
    ) throws {
        let bodies = try bodies(of: scope, beyond: counted, from: replica)
        let name = scope.name.split(separator: "/").joined(separator: "-")
        let path = { (number: Int) in
            "\(replica.directory)/\(prefix)\(name)-\(replica.meta.epoch)-\(number)\(suffix)"
        }
        var number = 0
        for body in bodies {
            number += 1
            // What another withdrawal of this epoch has saved is never written over.
            while access(path(number), F_OK) == 0, !holds(path(number), body) { number += 1 }
            try write(body, to: path(number))
        }
    }

    private static func holds(_ path: String, _ bytes: [UInt8]) -> Bool {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else { return false }
        defer { close(file) }
        var found = [UInt8](repeating: 0, count: bytes.count + 1)
        var count = 0
        while count < found.count {
            let more = found.withUnsafeMutableBytes { buffer in
                Glibc.read(file, buffer.baseAddress.map { $0 + count }, buffer.count - count)
            }
            guard more > 0 else { break }
            count += more
        }
        return count == bytes.count && found.prefix(count).elementsEqual(bytes)
    }

    private static func bodies(
        of scope: ScopeID, beyond counted: VersionVector, from replica: Replica
    ) throws -> [[UInt8]] {
        var bodies: [[UInt8]] = []
        var encoder = try begin(replica)
        var links: [ChainLink] = []
        let finish = { (encoder: inout FrameEncoder, links: [ChainLink]) in
            encoder.append(signatures: try replica.signatures(over: links))
            bodies.append(encoder.finish(more: false))
        }
        for state in replica.streams.all.sorted(by: { $0.stream < $1.stream })
        where state.stream.origin.site == replica.meta.site && state.stream.scope == scope {
            let from = max(counted[state.stream], state.base)
            guard from < state.applied else { continue }
            for seq in (from + 1)...state.applied {
                guard let record = try replica.log.record(LocalDot(stream: state.id, seq: seq)),
                    !record.isTrimmed, let link = ChainLink(record)
                else { continue }
                if !encoder.hasRoom(record) {
                    try finish(&encoder, links)
                    (encoder, links) = (try begin(replica), [])
                }
                encoder.append(
                    bytes: record.bytes, expandedCount: record.expandedCount,
                    personal: record.personal)
                links.append(link)
            }
        }
        if !links.isEmpty { try finish(&encoder, links) }
        return bodies
    }

    private static func begin(_ replica: Replica) throws -> FrameEncoder {
        var encoder = FrameEncoder()
        let me = replica.meta
        encoder.append(
            Hello(
                identity: replica.origin, recipient: me.hub, hub: me.hub,
                schemaVersion: replica.schema.version, vector: .unknown))
        return encoder
    }

    /// Durable when this returns: what it holds is about to be removed.
    private static func write(_ bytes: [UInt8], to path: String) throws {
        let fresh = path + ".new"
        let file = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw failure("create", fresh) }
        defer { close(file) }
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(file, $0.baseAddress.map { $0 + done }, bytes.count - done)
            }
            guard count > 0 else { throw failure("write", fresh) }
            done += count
        }
        guard fsync(file) == 0, rename(fresh, path) == 0 else { throw failure("write", path) }
        try IdentityStore.syncDirectory(of: path)
    }

    private static func failure(_ operation: String, _ path: String) -> StorageError {
        errno == ENOSPC
            ? .diskFull(path: path) : .file(operation: operation, path: path, errno: errno)
    }

    // MARK: Reading

    /// What a file is found to hold.
    struct Content {
        let hash: Digest256
        let records: [LogRecord]
    }

    /// The transactions, once it is certain that they are this site's own and as it wrote them.
    ///
    /// - Throws: `StorageError.badWork`.
    func content(for replica: Replica) throws -> Content {
        let bytes = try read()
        var body = ReceivedBody()
        do { try body.feed(bytes) } catch { throw fault(.garbled) }
        guard body.isWhole, let hello = body.hello else { throw fault(.garbled) }
        let me = replica.meta.site
        guard hello.identity.site == me else { throw fault(.ofAnother(hello.identity.site)) }
        let keys = try replica.signersOfOwn()
        let verified = ReceivedChains(body.records, signedBy: body.signatures)
            .verified(body.signatures) { $0 == me ? keys : nil }
        for record in body.records {
            guard let link = ChainLink(record), link.dot.stream.origin.site == me,
                verified.covers(link.hash)
            else { throw fault(.notSigned) }
        }
        return Content(hash: Digest256(of: bytes), records: body.records)
    }

    private func read() throws -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else { throw UnsentWork.failure("open", path) }
        defer { close(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while bytes.count <= WireLimits.bodyBytesMax {
            let count = Glibc.read(file, &buffer, buffer.count)
            guard count >= 0 else { throw UnsentWork.failure("read", path) }
            guard count > 0 else { return bytes }
            bytes += buffer[..<count]
        }
        throw fault(.garbled)
    }

    private func fault(_ why: WorkFault) -> StorageError { .badWork(path: path, why: why) }
}

/// Why a file of unsent work is not taken.
public enum WorkFault: Sendable, Hashable {
    /// It is no body, or not a whole one.
    case garbled
    /// It is another site's.
    case ofAnother(SiteID)
    /// No signature of this site covers all of it.
    case notSigned
    /// The scope is not granted to this site, or the grant has not come yet.
    case notGranted(ScopeID)
}

extension FrameEncoder {
    fileprivate func hasRoom(_ record: LogRecord) -> Bool {
        let beside = record.personal?.count ?? 0
        return hasRoom(
            byteCount: record.bytes.count + beside,
            expandedCount: record.expandedCount.map { $0 + beside })
    }
}
