public import Causality
internal import CSQLite
internal import Sync
internal import Wire

// One SQLite file per site.
//
// The users' tables are ordinary tables with the values shown; moso's own stand beside them as
// `moso_…`. Everything that must agree — rows, clocks, siblings, log, vectors — changes in the same
// SQLite commit, so readers see whole batches and a crash leaves either all of it or nothing.
// WAL with synchronous=FULL: what has been committed survives a power cut (measured: 0 of 1,516
// acknowledged commits lost, against 731 of 57,000 with NORMAL).
//
// Other processes may write the same file at any time: another moso, the daemon, any SQLite tool.
// What is cached here (the vector, the streams) is therefore only believed while SQLite's
// `data_version` says that nobody else has committed.

/// The replica of one site: the one door to its database. Confined to its owner; not Sendable.
public final class Replica {
    public let schema: ReplicaSchema
    public let environment: ReplicaEnvironment
    /// The directory that holds the database and the identity file.
    public let directory: String
    /// Facts fixed at creation and the epoch now in force.
    public internal(set) var meta: ReplicaMeta
    /// What opening found out about the identity, for the log and for `moso status`.
    public internal(set) var epochChange: EpochChange?

    let connection: Connection
    let tables: [String: RowTable]
    let shapePlans: ShapePlans
    let log: LogTable
    let siblings: SiblingTable
    let streamTable: StreamTable
    let waiting: WaitingTable
    let peers: PeerTable
    let conflictTable: ConflictTable
    let erasures: ErasureTable
    let horizons: HorizonTable
    let acks: AckTable
    let steps: StepTable
    let rosterTable: RosterTable
    let cutTable: CutTable
    let grantTable: GrantTable
    let signatureTable: SignatureTable
    let aside: AsideTable
    /// The cells whose values are only committed to in what is hashed.
    let personalCells: PersonalCells
    let compressor = ZstdCompressor(level: 3)
    let decompressor = ZstdDecompressor()
    private let identityStore: IdentityStore
    private let dataVersion: Statement
    private let anything: Statement
    private let begin: Statement
    private let beginWriting: Statement
    private let commit: Statement
    /// Device and inode of the database while it is open.
    private lazy var fileName = IdentityStore.name(of: connection.path)

    // The cache of what other processes may change.
    var streams = StreamCache()
    var clock = HybridClock()
    /// What the hub's clock showed when it was heard last.
    var hubTime = HubTime()
    /// What it has shown in an exchange that is under way.
    var hubTimeHeard: HubTime?
    /// The members' ladders and acknowledgements, once they have been asked for.
    var knownLadders: [ScopeID: MemberLadder]?
    var knownAcks: AckBook?
    /// The roster and every key that is known, once they have been asked for.
    var knownRoster: Roster?
    var knownKeys: [SiteKeyRecord]?
    /// The grants that are known, once they have been asked for.
    var knownGrants: [GrantRecord]?
    /// The cuts of revoked sites and what lies beyond them, once they have been asked for.
    var knownCuts: [ScopeID: [Cut]]?
    var knownVoids: Set<LocalDot>?
    /// The keys whose signatures count, once they have been asked for, and this site's own.
    var knownSigners: SignerKeys?
    var knownOwnKey: SigningKey?
    /// What members have brought today, as far as the running commit has asked.
    var broughtToday: [SiteID: BroughtWork] = [:]
    /// How many conflicts have been opened that were not open before; only differences mean something.
    var conflictsOpened = 0
    /// Whose work is being taken in; `nil` for what is written here.
    var opener: SiteID?
    /// How much work of others there was when the open conflicts of a site's work were last looked through.
    var lookedThrough: [SiteID: UInt64] = [:]
    /// What `select` has been asked.
    var questions = PreparedQuestions()
    /// Transactions that have been opened since anybody wrote.
    var shelf = TransactionShelf()
    /// Origins that the running commit lets go on; see `refusal`.
    var admitted: Set<Admission> = []
    /// What members have said of their next keys, in the running commit.
    var nextKeys: [KeyChange] = []
    /// Whether any row of the replica has been deleted: then inserts must look for its grave.
    var hasGraves = false
    /// Whether anything has ever been erased: then personal values that arrive are looked at.
    var hasErasures = false
    /// Whether something of other tools stands aside.
    var hasAside = false
    /// Whether bytes of what was erased may still lie in free pages or in the write-ahead log.
    var scrubNeeds: ScrubNeeds?
    /// An entry at the end of our own log that cannot be gone on from.
    private var damagedEntry: Dot?
    /// The one that was there when the replica was opened, so that nothing could tell whether it is
    /// still the same copy. Until it is opened anew nothing is written.
    private var damagedAtStart: Dot?
    /// What keeps the replica from being written to.
    var damage: Dot? { damagedAtStart ?? damagedEntry }
    private var cacheVersion: Int64 = -1
    private var depth = 0
    /// Whether a body of `read` or `write` is running.
    public var isInTransaction: Bool { depth > 0 }
    /// Whether something is held that the next applied transaction may release.
    var heldMayBeReady = false
    /// The rows that transactions had touched of which the running commit has found that they are void.
    var rowsToSettle: Set<RowName> = []
    /// Whether something was heard that was said with the hub's key on paper (`heedRecoveries`).
    var recoveryIsHeard = false
    /// Whether a grant of this site's own, or the end of one, has been applied and asks for something (`carryOutTurns`).
    var turnIsDue = false
    /// Transactions of the running commit whose stamps lie too far ahead of the clock here.
    var unwitnessed: [Dot] = []
    /// The received transaction that is being taken in.
    var underTrial: LogRecord?
    /// The last transaction sealed in the running commit, for the identity file.
    var lastSealed: (dot: Dot, hash: Digest256)?
    /// The transaction that the identity file names by now.
    private var identityNames: Dot?
    /// The epoch that the identity file names, as far as is known here.
    private var identityEpoch: UInt32
    /// Set while a commit runs that begins a new epoch, above this one.
    var beginsEpochAbove: UInt32?
    /// Set while a commit runs that ends this epoch because it has forked.
    var forkedEpoch: UInt32?

    public static let databaseName = "replica.db"
    public static let identityName = "replica.id"

    init(
        connection: Connection, directory: String, schema: ReplicaSchema, meta: ReplicaMeta,
        environment: ReplicaEnvironment
    ) throws {
        self.connection = connection
        self.directory = directory
        self.schema = schema
        self.meta = meta
        self.environment = environment
        identityEpoch = meta.epoch
        var tables: [String: RowTable] = [:]
        for table in schema.tables { tables[table.name] = try RowTable(table, connection) }
        self.tables = tables
        shapePlans = ShapePlans(tables)
        log = try LogTable(connection)
        siblings = try SiblingTable(connection)
        streamTable = try StreamTable(connection)
        waiting = try WaitingTable(connection)
        peers = try PeerTable(connection)
        conflictTable = try ConflictTable(connection)
        erasures = try ErasureTable(connection)
        horizons = try HorizonTable(connection)
        acks = try AckTable(connection)
        steps = try StepTable(connection)
        rosterTable = try RosterTable(connection)
        cutTable = try CutTable(connection)
        grantTable = try GrantTable(connection)
        signatureTable = try SignatureTable(connection)
        aside = AsideTable(connection)
        personalCells = PersonalCells(schema)
        identityStore = IdentityStore(path: directory + "/" + Replica.identityName)
        dataVersion = try connection.prepare("PRAGMA data_version")
        anything = try connection.prepare("SELECT 1 FROM moso_meta LIMIT 1")
        begin = try connection.prepare("BEGIN")
        beginWriting = try connection.prepare("BEGIN IMMEDIATE")
        commit = try connection.prepare("COMMIT")
    }

    // MARK: Transactions of SQLite

    /// Runs `body` in one durable commit, after sealing what other tools wrote. Nothing of it is
    /// kept when it throws.
    public func write<Result>(_ body: () throws -> Result) throws -> Result {
        shelf.close()
        if depth > 0 { return try body() }
        defer { shelf.open() }
        return try attempt {
            try connection.waiting.beginning { try beginWriting.run() }
            depth = 1
            defer { depth = 0 }
            var isCommitting = false
            do {
                try refresh()
                if let damage { throw StorageError.damaged("entry \(damage) of the log") }
                defer { forgetForkedEpoch() }
                findForkedEpoch()
                if let beginsEpochAbove { try changeEpoch(above: beginsEpochAbove) }
                try sealJournal()
                if forkedEpoch != nil { try claimEpoch(.forked) }
                let result = try body()
                try flushStreams()
                isCommitting = true
                try commit.run()
                cacheVersion = connection.dataVersion
                try updateIdentity()
                if let forkedEpoch { tellEpoch(.forked, from: forkedEpoch) }
                scrubIfNeeded()
                return result
            } catch let error as SQLiteError where isCommitting && !error.isFull && !error.isBusy {
                // What a failed sync leaves behind is found out when the log is next read.
                rollBack()
                throw StorageError.commitUncertain("\(error)")
            } catch {
                rollBack()
                throw error
            }
        }
    }

    /// Runs `body` on one unchanging view of the database.
    public func read<Result>(_ body: () throws -> Result) throws -> Result {
        if depth > 0 { return try body() }
        return try attempt {
            try begin.run()
            depth = 1
            // A write within this view has kept the shelf closed until here.
            defer {
                depth = 0
                shelf.open()
            }
            do {
                // The version is only right once the transaction has read something. One that
                // begins with `IMMEDIATE` has.
                _ = try anything.step()
                anything.reset()
                try refresh()
                let result = try body()
                try commit.run()
                return result
            } catch {
                rollBack()
                throw error
            }
        }
    }

    private func attempt<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as SQLiteError {
            throw StorageError(error, in: directory)
        }
    }

    /// Leaves the transaction and distrusts the cache. A rollback can only fail when SQLite has
    /// rolled back by itself, as it does when the disk is full.
    private func rollBack() {
        if connection.isInTransaction {
            _ = sqlite3_exec(connection.handle, "ROLLBACK", nil, nil, nil)
        }
        cacheVersion = -1
        lastSealed = nil
        log.forgetEnd()
    }

    /// A number that changes when another connection has committed.
    public func changeCounter() throws -> Int64 {
        try attempt {
            defer { dataVersion.reset() }
            return try dataVersion.step() ? dataVersion.integer(0) : 0
        }
    }

    /// Reloads the cache when somebody else has committed since it was filled.
    private func refresh() throws {
        let version = connection.dataVersion
        guard version != cacheVersion else { return }
        log.forgetEnd()
        shelf.empty()
        damagedEntry = nil
        meta = try ReplicaMeta.load(connection)
        knownLadders = nil
        knownAcks = nil
        forgetKeys()
        knownGrants = nil
        knownCuts = nil
        knownVoids = nil
        try loadStreams()
        hasGraves =
            try connection.number("SELECT 1 FROM moso_sibling WHERE cell = '*' LIMIT 1") != nil
        hasErasures = try connection.number("SELECT 1 FROM moso_erasure LIMIT 1") != nil
        hasAside = try !aside.isEmpty
        scrubNeeds = try connection.word("SELECT value FROM moso_meta WHERE name = 'scrub'")
            .map { ScrubNeeds(rawValue: $0) ?? .file }
        hubTime = try loadedHubTime()
        clock = streams.clock(
            of: meta.site, epoch: meta.epoch, wallMilliseconds: stampingMilliseconds)
        cacheVersion = version
        journalMayHold = true
        heldMayBeReady = try connection.number("SELECT 1 FROM moso_held LIMIT 1") != nil
    }

    /// Fills the cache of streams from their table and from the log.
    func loadStreams() throws {
        streams = StreamCache(try StreamTable.load(connection).map(readOn))
    }

    /// Other connections fill the journal, and only they do: no other commit, nothing to seal.
    var journalMayHold = true

    /// Adds what the log holds of a stream of ours behind what its row says. Ends before an entry that
    /// is damaged: what is readable stays so, but nothing more is written.
    private func readOn(_ saved: StreamState) throws -> StreamState {
        var state = saved
        guard state.stream.origin.site == meta.site else { return state }
        while true {
            let local = LocalDot(stream: state.id, seq: state.applied + 1)
            guard let record = try log.record(local) else { return state }
            guard let header = try? header(of: record), let hash = try? hash(of: record),
                let context = state.context.after(header), try log.head(local) == hash.short
            else {
                damagedEntry = Dot(stream: state.stream, seq: local.seq)
                return state
            }
            state.context = context
            state.applied = local.seq
            state.head = hash
            state.stamp = header.stamp
            state.unsavedBytes += record.expandedCount ?? record.bytes.count
        }
    }

    func flushStreams() throws {
        for state in streams.takeUnsaved(of: meta.site) {
            try streamTable.save(state.state, isNew: state.isNew)
        }
    }

    // MARK: Identity

    /// The identity file as written last here, and the epoch it is for.
    private var identityPage = IdentityPage("")
    private var identityPageEpoch: UInt32 = 0

    private var identityNow: IdentityFile {
        IdentityFile(
            site: meta.site, epoch: meta.epoch, file: fileName,
            machine: environment.machineID, sealed: lastSealed)
    }

    /// Called after the commit: what was sealed in it is acknowledged either way.
    private func updateIdentity() throws {
        if identityEpoch != meta.epoch {
            // A new epoch, begun here or by another process, which has then put a new file in place.
            let isOurs = beginsEpochAbove != nil
            if isOurs {
                try identityStore.replace(with: identityNow)
            } else {
                identityStore.reopen()
            }
            identityEpoch = meta.epoch
            identityNames = isOurs ? lastSealed?.dot : nil
        }
        guard let sealed = lastSealed, sealed.dot != identityNames else { return }
        if identityPageEpoch != meta.epoch {
            identityPage = identityNow.page
            identityPageEpoch = meta.epoch
        }
        identityPage.seal(sealed.dot, sealed.hash)
        try identityStore.update(to: identityPage)
        identityNames = sealed.dot
    }

    /// Compares the identity file with the database and starts a new epoch where they disagree.
    /// Called once after opening, before anything is written.
    func settleIdentity(isNew: Bool) throws {
        if isNew {
            try identityStore.replace(with: identityNow)
            return
        }
        let found = identityStore.read()
        let why = try read {
            damagedAtStart = damagedEntry
            return damagedEntry == nil ? try reasonForNewEpoch(found) : nil
        }
        guard let why else {
            lastSealed = found?.sealed
            identityNames = lastSealed?.dot
            if damagedEntry == nil { try read { letIdentityCatchUp() } }
            return
        }
        // Without an identity file nothing tells which epochs this copy has begun before, so chance
        // has a part in the number: the same old copy, put back twice, does not begin one twice.
        try beginEpoch(why, above: found?.epoch ?? meta.epoch + epochLeap())
    }

    /// A process or machine that stopped at the wrong time leaves the file behind the database. As long as it
    /// is, an older copy that is put back may agree with it, so it is brought up to date, and synced, at
    /// once. Where that cannot be done, the next commit does it: a replica on an ill disk can be read.
    private func letIdentityCatchUp() {
        let own = Origin(site: meta.site, epoch: meta.epoch)
        let ends = streams.all.filter { $0.stream.origin == own && $0.applied > $0.base }
        guard let last = ends.max(by: { $0.stamp < $1.stamp }) else { return }
        let dot = Dot(stream: last.stream, seq: last.applied)
        guard dot != lastSealed?.dot else { return }
        var identity = identityNow
        identity.sealed = (dot, last.head)
        do { try identityStore.update(to: identity.page, synced: true) } catch { return }
        lastSealed = identity.sealed
        identityNames = dot
    }

    private func reasonForNewEpoch(_ found: IdentityFile?) throws -> EpochChange.Reason? {
        guard let found else { return .missing }
        let now = identityNow
        if found.site != now.site || found.epoch != now.epoch { return .otherIdentity }
        if found.machine != now.machine { return .otherMachine }
        if found.file != now.file { return .otherFile }
        guard let sealed = found.sealed else { return nil }
        // What cannot be read is not what was sealed.
        return try readableHash(of: sealed.dot) == sealed.hash ? nil : .wentBack
    }

    private func readableHash(of dot: Dot) throws -> Digest256? {
        do { return try hash(of: dot) } catch is WireError { return nil }
    }
}
