internal import Causality
internal import Glibc
public import Wire

// The hub's own key, and the one that follows it.
//
// Every site has the hub's key from a person, so the roster gives it none: who rules the roster would rule who rules the roster. Two
// things are heeded all the same, because each carries signatures of its own, and only where the first key of the chain is one that a
// person here has taken:
//
//     next        signed with the key that stands here and with the one that follows it
//     recovered   signed with the key on paper, whose public half was told before, and with the one that is the hub's from now on
//
// What is heard first counts: of two keys that follow one, the second is nobody's, whatever its timestamp says. So what has been
// heeded is written down beside the person's word (`moso_site_key`, `moso_meta`) and not worked out from the roster again.
//
// After a `next` the former key is taken for thirty days, as that of any site. The hub shows it, and signs the roster with it, to those
// who have not heard: they call it by the name of the key that they know. After a `recovered` nothing under an earlier key counts.

extension KeyFile {
    /// Where the hub's former key lies while there may be a site that knows no other.
    public static let formerName = "replica.key.former"
    private static let until = "until "
    private static let said = "said "

    init(formerIn directory: String) { self.init(path: directory + "/" + KeyFile.formerName) }

    /// The hub's former key; `nil` where there is none, or its time is over.
    public static func former(
        in directory: String, wallMilliseconds: UInt64
    ) throws -> (key: SigningKey, untilMilliseconds: UInt64)? {
        guard let lines = try formerLines(in: directory) else { return nil }
        guard lines[3].hasPrefix(until), let time = UInt64(lines[3].dropFirst(until.count)),
            let key = KeyFile.parse(Array(lines[..<3].map { $0 + "\n" }.joined().utf8))
        else {
            throw StorageError.badKey(path: KeyFile(formerIn: directory).path, why: .garbled)
        }
        return wallMilliseconds < time ? (key, time) : nil
    }

    /// What the hub said when its key followed the former one; `nil` where the key on paper named it, or nothing is kept.
    static func saidOfFormer(in directory: String, of hub: SiteID) throws -> KeyChange? {
        guard let lines = try formerLines(in: directory), lines.count == 5,
            lines[4].hasPrefix(said)
        else { return nil }
        return KeyChange(String(lines[4].dropFirst(said.count)), of: hub)
    }

    private static func formerLines(in directory: String) throws -> [String]? {
        let file = KeyFile(formerIn: directory)
        guard let bytes = try file.bytes() else { return nil }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
        guard (4...5).contains(lines.count) else {
            throw StorageError.badKey(path: file.path, why: .garbled)
        }
        return lines
    }

    static func keepFormer(
        _ key: SigningKey, in directory: String, untilMilliseconds: UInt64,
        saying change: KeyChange?
    ) throws {
        let file = KeyFile(formerIn: directory)
        unlink(file.path)
        let words = ["\(until)\(untilMilliseconds)"] + (change.map { [said + $0.text] } ?? [])
        try file.write(KeyFile.bytes(of: key) + Array(words.map { $0 + "\n" }.joined().utf8))
    }
}

// MARK: - At the hub

extension Replica {
    /// Makes another key for the hub, which stands at once. Each site learns of it with its next exchange; until then, and for thirty
    /// days, it may go on with the former.
    func rotateHubKey(author: String, reason: String?) throws -> PublicKey {
        try carryOutTurns()
        if let former = try KeyFile.former(
            in: directory, wallMilliseconds: environment.wallMilliseconds())
        {
            throw StorageError.notTrusted(
                .replacedLately(untilMilliseconds: former.untilMilliseconds))
        }
        let old = try KeyFile(directory: directory).readMaking(environment.randomBytes)
        let new = try KeyFile(nextIn: directory).readMaking(environment.randomBytes)
        try sealHubKey(
            RosterEntry(KeyChange(of: meta.site, from: old, to: new)), author, reason)
        return new.publicKey
    }

    /// Tells everybody of the key on paper.
    public func setRecoveryKey(_ key: PublicKey, author: String, reason: String?) throws {
        guard meta.site == meta.hub else { throw StorageError.hubOnly(meta.hub) }
        try write {
            guard try recoveryKey() == nil else { throw StorageError.notTrusted(.hasRecoveryKey) }
            try seal(RosterEntry(.recovery, key, of: meta.site), author: author, reason: reason)
        }
    }

    /// Makes another key for the hub, whose own is lost or in other hands, by the code on paper.
    ///
    /// - Returns: what is carried to those who cannot reach the hub any more.
    public func recoverHubKey(
        by code: RecoveryCode, author: String, reason: String?
    ) throws -> HubRecovery {
        guard meta.site == meta.hub else { throw StorageError.hubOnly(meta.hub) }
        try carryOutTurns()
        guard try recoveryKey() == code.key.publicKey else {
            throw StorageError.notTrusted(.notTheRecoveryKey)
        }
        let new = try KeyFile(nextIn: directory).readMaking(environment.randomBytes)
        let last = try saidOfHubKey().compactMap(\.entry.recovery?.milliseconds).max() ?? 0
        let said = HubRecovery(
            of: meta.site, to: new, by: code,
            at: max(environment.wallMilliseconds(), last + 1))
        try sealHubKey(RosterEntry(said), author, reason)
        return said
    }

    /// What the hub has said last with the key on paper, to be carried once more.
    public func lastRecovery() throws -> HubRecovery? {
        try read {
            try saidOfHubKey().compactMap(\.entry.recovery)
                .max { $0.milliseconds < $1.milliseconds }
        }
    }

    /// In one commit, and codes that are out name the former key: they are void with it.
    private func sealHubKey(_ entry: RosterEntry, _ author: String, _ reason: String?) throws {
        try write {
            try seal(entry, author: author, reason: reason)
            try connection.execute("DELETE FROM moso_invitation")
        }
        try adoptNextKey()
    }

    /// Puts the key that is about to be replaced where it is found for those who have not heard.
    func keepFormerKey() throws {
        guard let own = try KeyFile(directory: directory).read() else { return }
        let last = try saidOfHubKey().last { $0.entry.kind != .recovery }?.entry
        try KeyFile.keepFormer(
            own, in: directory,
            untilMilliseconds: environment.wallMilliseconds()
                + SiteKeyRecord.overlapMilliseconds,
            saying: last?.change.flatMap { $0.old == own.publicKey ? $0 : nil })
    }

    /// Says once more which key has followed the former one, where the database is from before and nobody has brought it back:
    /// sites would go on with the former key until its time is over, and then reach the hub no more.
    func sayHubKeyAgain() throws {
        // Looked at with each start, so not where nothing can be lost: whose database was put back is in a later epoch.
        guard meta.site == meta.hub, meta.epoch > 1, damage == nil,
            // A file that nobody can read any more says nothing; who needs it for something else is told.
            let change = try? KeyFile.saidOfFormer(in: directory, of: meta.hub),
            let own = try? KeyFile(directory: directory).read()?.publicKey, change.new == own
        else { return }
        let isKnown = { [self] in
            try saidOfHubKey().contains { $0.entry.change?.new == change.new }
        }
        guard try !read(isKnown) else { return }
        try write {
            guard try !isKnown() else { return }
            try seal(RosterEntry(change), author: "moso", reason: RosterReason.rotated)
        }
    }

    /// What the roster says of the hub's key, in its order.
    func saidOfHubKey() throws -> [Roster.Entry] {
        try Roster.ordered(rosterTable.entries { streams.dot($0) }).filter {
            $0.entry.site == meta.hub && [.next, .recovery, .recovered].contains($0.entry.kind)
        }
    }

    /// The key that the hub had before, while it is taken; `nil` at every other site.
    func formerKey() throws -> SigningKey? {
        guard meta.site == meta.hub else { return nil }
        return try KeyFile.former(
            in: directory, wallMilliseconds: environment.wallMilliseconds())?.key
    }

    /// The hub's former key, where what it has signed still counts: not where the key on paper took it away, as it may be in other
    /// hands. The file beside the key says so, too: the roster may be one from before.
    func followedKey() throws -> PublicKey? {
        guard let former = try formerKey()?.publicKey else { return nil }
        let said = try KeyFile.saidOfFormer(in: directory, of: meta.hub)
        if let said, said.old == former, try said.new == ownKey().publicKey { return former }
        let last = try saidOfHubKey().last { $0.entry.kind != .recovery }?.entry
        return last?.change?.old == former ? former : nil
    }
}

// MARK: - At a site

extension Replica {
    private static let notes = "hub_key_"
    private static let recoveryNote = "hub_key_on_paper"
    private static let recoveredNote = "hub_key_recovered"
    /// The key that stood when the key on paper named another.
    private static let endedNote = "hub_key_ended"
    private static let untilNote = "hub_key_until "

    /// The public half of the key on paper, as it was heard of first; `nil` when there is none.
    public func recoveryKey() throws -> PublicKey? {
        try read {
            guard meta.site != meta.hub else {
                return try saidOfHubKey().first { $0.entry.kind == .recovery }?.entry.key
            }
            return try note(Replica.recoveryNote).flatMap { PublicKey(hexadecimal: $0) }
        }
    }

    /// Takes what a person brought from the hub, which cannot be reached by its former key any more.
    ///
    /// - Returns: whether that was news.
    /// - Throws: `StorageError.notTrusted`, with nothing changed.
    public func follow(_ said: HubRecovery) throws -> Bool {
        try write {
            guard meta.site != meta.hub, try recoveryKey() == said.recovery, said.hub == meta.hub
            else { throw StorageError.notTrusted(.notTheRecoveryKey) }
            if try enrolledKey(of: meta.hub) == said.new { return false }
            switch try heed(said) {
            case .stands: return true
            case .goneOn: return false
            case .refused: throw StorageError.notTrusted(.recoveredSince)
            }
        }
    }

    /// Heeds everything that the roster says of the hub's key, once a person has said which it was.
    func heedHubKeys() throws {
        let said = try saidOfHubKey().map(\.entry)
        for entry in said where entry.kind == .recovery { try heedHubKey(entry) }
        // The latest of what the key on paper has said: nothing before it counts any more.
        let paper = try recoveryKey()
        let latest = said.compactMap(\.recovery).filter { $0.recovery == paper }
            .max { $0.milliseconds < $1.milliseconds }
        if let latest { _ = try heed(latest) }
        for entry in said where entry.kind == .next { try heedHubKey(entry) }
    }

    /// Heeds what the hub says of its own key; in a commit that is running.
    func heedHubKey(_ entry: RosterEntry) throws {
        guard meta.site != meta.hub, let standing = try enrolledKey(of: meta.hub) else { return }
        switch entry.kind {
        case .key, .revoked: break
        case .recovery:
            if try note(Replica.recoveryNote) == nil {
                try setMeta(Replica.recoveryNote, entry.key.hexadecimal)
            }
        case .next:
            guard let change = entry.change, change.old == standing,
                try !siteKeys().contains(where: { $0.key == change.new })
                    || note(Replica.endedNote) == change.new.hexadecimal
            else { return }
            let now = environment.wallMilliseconds()
            try setMeta(
                Replica.untilNote + standing.hexadecimal,
                String(now + SiteKeyRecord.overlapMilliseconds))
            try replaceHubKeys(by: change.new, at: now, RosterReason.rotated)
        case .recovered: recoveryIsHeard = true
        }
    }

    /// What becomes of something that was said with the key on paper.
    private enum Heeding { case stands, goneOn, refused }

    /// Heeds what was said with the key on paper, unless something later was. From then on nothing earlier counts, also where its key
    /// does not come to stand: it has been followed by now, or taken away.
    private func heed(_ said: HubRecovery) throws -> Heeding {
        let last = try note(Replica.recoveredNote).flatMap { UInt64($0) } ?? 0
        guard said.milliseconds > last else { return .refused }
        try setMeta(Replica.recoveredNote, String(said.milliseconds))
        let standing = try enrolledKey(of: meta.hub)
        if try hasGoneOn(from: said.new) { return .goneOn }
        let known = try siteKeys().first { $0.key == said.new }
        guard known == nil || said.new == standing else { return .refused }
        try connection.execute(
            "DELETE FROM moso_meta WHERE name GLOB '\(Replica.untilNote)*'")
        if said.new == standing { return .goneOn }
        // A person may have said it, and the log have told a part only of how the hub came to it.
        if let standing { try setMeta(Replica.endedNote, standing.hexadecimal) }
        try replaceHubKeys(
            by: said.new, at: environment.wallMilliseconds(), RosterReason.recovered)
        return .stands
    }

    /// Whether the log says how the hub came from a key to the one that stands here: a person has said that one before the log came.
    private func hasGoneOn(from key: PublicKey) throws -> Bool {
        let changes = try saidOfHubKey().compactMap(\.entry.change)
        let standing = try enrolledKey(of: meta.hub)
        var reached = [key]
        var at = 0
        while at < reached.count {
            let next = changes.filter { $0.old == reached[at] && !reached.contains($0.new) }
            if next.contains(where: { $0.new == standing }) { return true }
            reached += next.map(\.new)
            at += 1
        }
        return false
    }

    /// Heeds what the running commit has said with the key on paper. Not before its end: what has followed since may be in
    /// it as well, and a key that was followed must not stand in between.
    func heedRecoveries() throws {
        guard recoveryIsHeard else { return }
        recoveryIsHeard = false
        try heedHubKeys()
    }

    private func replaceHubKeys(
        by new: PublicKey, at milliseconds: UInt64, _ reason: String
    ) throws {
        let end = try connection.prepare(
            """
            UPDATE moso_site_key SET revoked_ms = ?2, reason = ?3
            WHERE site = ?1 AND revoked_ms IS NULL AND public_key <> ?4
            """)
        end.bind(1, text: meta.hub.name)
        end.bind(2, integer: Int64(milliseconds))
        end.bind(3, text: reason)
        end.bind(4, blob: new.bytes)
        try end.run()
        let again = try connection.prepare("DELETE FROM moso_site_key WHERE public_key = ?1")
        again.bind(1, blob: new.bytes)
        try again.run()
        try insert(new, meta.hub)
    }

    /// Until when a former key of the hub is taken.
    func acceptedUntil(_ key: PublicKey) throws -> UInt64? {
        try note(Replica.untilNote + key.hexadecimal).flatMap { UInt64($0) }
    }

    /// What this replica has heeded of the hub's key.
    func hubKeyNotes() throws -> [(name: String, value: String)] {
        let select = try connection.prepare(
            "SELECT name, value FROM moso_meta WHERE name GLOB '\(Replica.notes)*' ORDER BY name")
        var found: [(name: String, value: String)] = []
        while try select.step() { found.append((select.text(0), select.text(1))) }
        return found
    }

    /// As when a person here says that the hub's key is another: then he says what counts.
    func forgetHubKeys() throws {
        try connection.execute("DELETE FROM moso_meta WHERE name GLOB '\(Replica.notes)*'")
    }

    private func note(_ name: String) throws -> String? {
        try connection.word("SELECT value FROM moso_meta WHERE name = '\(name)'")
    }
}
