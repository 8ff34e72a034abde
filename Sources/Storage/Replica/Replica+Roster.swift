internal import Causality
internal import Sync
public import Wire

// The roster in the replica: `Roster` says what it is, docs/decisions/0016-roster.md why it is so.
//
// The hub seals an entry wherever it takes or revokes a key. Every site heeds the entries of the hub's streams as it
// applies them, which exchanges do before they look at any other transaction. None is heeded about the hub or about
// this site itself: their keys are known from a person and from a file.

extension Replica {
    /// The roster as far as it has been applied here.
    public func roster() throws -> Roster {
        try read {
            if let knownRoster { return knownRoster }
            let loaded = Roster(try rosterTable.entries { streams.dot($0) })
            knownRoster = loaded
            return loaded
        }
    }

    /// Writes an entry into the roster; at the hub, and in a commit that is running.
    func seal(_ entry: RosterEntry, author: String, reason: String?) throws {
        precondition(meta.site == meta.hub, "the roster is the hub's")
        _ = try seal(
            LocalChanges(.roster, [entry.operation]), author: author, reason: reason, action: nil)
    }

    /// Heeds the entries of a transaction of the hub in the scope `roster`; all others are none.
    func heedRoster(_ bytes: UnsafeRawBufferPointer, _ local: LocalDot) throws {
        guard let stream = streams[id: local.stream]?.stream, stream.origin.site == meta.hub,
            stream.scope == .roster
        else { return }
        var reader = try TransactionReader(bytes)
        for _ in 0..<reader.operationCount {
            guard let entry = RosterEntry(try reader.operation()) else { continue }
            try rosterTable.note(entry, by: local, reader.header)
            if entry.site == meta.site, entry.kind == .next { turnIsDue = true }
            if entry.site == meta.hub { try heedHubKey(entry) }
            // What waits of it came before anybody asked for its signature. It comes again.
            try waiting.drop(of: entry.site)
        }
        forgetKeys()
    }

    /// What is known of keys has changed.
    func forgetKeys() {
        knownRoster = nil
        knownKeys = nil
        knownSigners = nil
        // Another process may have put the next key in its place.
        knownOwnKey = nil
    }

    /// Finds the entries in a log that has come as a whole, or in which nobody has looked for them yet.
    func deriveRoster() throws {
        for state in streams.all
        where state.stream.origin.site == meta.hub && state.stream.scope == .roster
            && state.applied > state.base
        {
            for seq in (state.base + 1)...state.applied {
                let local = LocalDot(stream: state.id, seq: seq)
                guard let record = try log.record(local), !record.isTrimmed else { continue }
                try expanded(record).withUnsafeBytes { try heedRoster($0, local) }
            }
        }
        try heedRecoveries()
    }

    // MARK: From before there was a roster

    /// Set by the upgrade of a file that has no roster or no cuts yet, until they have been worked out.
    static let rosterFlag = "roster_due"

    /// Works out the roster and the cuts of a file that was made before there were any. At the hub, the keys
    /// that it knew for itself alone become entries.
    func catchUpWithRoster() throws {
        let isDue = try read {
            try connection.number(
                "SELECT 1 FROM moso_meta WHERE name = '\(Replica.rosterFlag)'") != nil
        }
        guard damage == nil else { return }
        if isDue {
            try write {
                try deriveRoster()
                try deriveGrants()
                try deriveCuts()
                try settleRows()
                if meta.site == meta.hub { try publishKeys() }
                try connection.execute(
                    "DELETE FROM moso_meta WHERE name = '\(Replica.rosterFlag)'")
            }
        }
        try sayHubKeyAgain()
    }

    private func publishKeys() throws {
        for record in try ownSiteKeys().sorted(by: {
            ($0.sinceMilliseconds, $0.key.hexadecimal) < ($1.sinceMilliseconds, $1.key.hexadecimal)
        }) {
            try seal(
                RosterEntry(.key, record.key, of: record.site), author: "moso",
                reason: RosterReason.before)
            guard record.revokedMilliseconds != nil else { continue }
            try seal(
                RosterEntry(.revoked, record.key, of: record.site), author: "moso",
                reason: record.reason)
        }
        try connection.execute("DELETE FROM moso_site_key")
        forgetKeys()
    }
}

/// The reasons of the entries that the hub makes by itself. They stand in logs: never change one.
public enum RosterReason {
    /// It was known before there was a roster.
    public static let before = "known before"
    /// The site came with a code.
    public static let joined = "joined by a code"
    /// The site itself has said so, with the key before.
    public static let rotated = "the next key of the site"
    /// The key on paper has said so.
    public static let recovered = "said with the recovery key"
}
