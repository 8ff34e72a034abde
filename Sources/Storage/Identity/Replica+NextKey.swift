internal import Causality
internal import Glibc
public import Wire

// A site's next key: `KeyChange` says how it is told.
//
//     moso key rotate:  replica.key.next is made, the change is sealed in site/<name>
//     an exchange:      the hub finds both signatures right, and writes an entry into the roster
//     the same, back:   the entry comes; replica.key.next becomes replica.key
//
// Until the entry is here the site goes on with its old key, so nothing has to happen at one moment. Others take the old key
// for as long as `SiteKeyRecord.overlapMilliseconds`, on connections and under what it has signed, since they hear of the next one
// when they next exchange with somebody who has.

extension SiteKeyRecord {
    /// How long a key that its site has replaced is taken beside the next one: thirty days.
    static let overlapMilliseconds: UInt64 = 30 * 86_400_000
}

extension KeyFile {
    /// Where a site's next key lies until it stands for the site.
    public static let nextName = "replica.key.next"

    init(nextIn directory: String) { self.init(path: directory + "/" + KeyFile.nextName) }
}

extension Replica {
    /// Makes another key for this site and tells the hub of it with the next exchange. Until the hub has taken it, once more
    /// says the same again.
    ///
    /// - Returns: the next key. At the hub it stands at once (`rotateHubKey`).
    /// - Throws: `StorageError.notTrusted` where the hub does not know this site's key.
    public func requestNextKey(author: String, reason: String?) throws -> PublicKey {
        guard meta.site != meta.hub else {
            return try rotateHubKey(author: author, reason: reason)
        }
        try carryOutTurns()
        let old = try KeyFile(directory: directory).readMaking(environment.randomBytes)
        guard try roster().key(of: meta.site) == old.publicKey else {
            throw StorageError.notTrusted(.notInRoster(meta.site))
        }
        let new = try KeyFile(nextIn: directory).readMaking(environment.randomBytes)
        try write {
            try refuseVoid()
            let change = KeyChange(of: meta.site, from: old, to: new)
            _ = try seal(
                LocalChanges(.site(meta.site), [change.operation]), author: author, reason: reason,
                action: nil)
        }
        return new.publicKey
    }

    /// Whether another key waits for the hub.
    public func awaitsNextKey() throws -> Bool { try KeyFile(nextIn: directory).read() != nil }

    // MARK: At the hub

    /// Notes what a transaction says of its own site's next key; in a commit that is running.
    func noteNextKeys(_ whole: TransactionReader, in stream: Causality.Stream) throws {
        guard meta.site == meta.hub, stream.scope.owner == stream.origin.site,
            whole.shapes.contains(where: { $0.table == KeyChange.table })
        else { return }
        var reader = whole
        for _ in 0..<reader.operationCount {
            if let change = KeyChange(try reader.operation(), in: stream.scope) {
                nextKeys.append(change)
            }
        }
    }

    /// Writes into the roster the keys that the running commit has been told of.
    func sealNextKeys() throws {
        defer { nextKeys = [] }
        for change in nextKeys {
            let roster = try roster()
            let own = try KeyFile(directory: directory).read()?.publicKey
            guard change.site != meta.hub, roster.key(of: change.site) == change.old,
                change.new != own, !roster.keys.contains(where: { $0.key == change.new })
            else { continue }
            try seal(RosterEntry(change), author: "moso", reason: RosterReason.rotated)
        }
    }

    // MARK: At the site

    /// Puts the next key in the place of the old one once the roster names it.
    func adoptNextKey() throws {
        let next = KeyFile(nextIn: directory)
        guard let key = try next.read()?.publicKey, try isOwn(key) else { return }
        let path = KeyFile(directory: directory).path
        if meta.site == meta.hub { try keepFormerKey() }
        guard rename(next.path, path) == 0 else {
            throw StorageError.file(operation: "rename", path: next.path, errno: errno)
        }
        try IdentityStore.syncDirectory(of: path)
        knownOwnKey = nil
        forgetKeys()
    }

    /// Whether the roster says that a key is this site's.
    private func isOwn(_ key: PublicKey) throws -> Bool {
        guard meta.site == meta.hub else { return try roster().key(of: meta.site) == key }
        return try saidOfHubKey().last { $0.entry.kind != .recovery }?.entry.key == key
    }
}
