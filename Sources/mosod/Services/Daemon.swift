internal import Causality
internal import Domain
internal import Logging
internal import Storage
internal import Sync
internal import Synchronization
internal import Transport
internal import Web
internal import Wire
internal import Workflows

/// What all services share.
final class Daemon: Sendable {
    let store: ReplicaStore
    let identity: ReplicaIdentity
    let logger: Logger
    /// Rises with each change of the replica, wherever it was made.
    let changes = ChangeSignal()
    /// Rises when the settings or the list of peers may have changed.
    let reloads = ChangeSignal()
    /// What it has done since it started.
    let metrics = DaemonMetrics()
    /// How many exchanges with peers that are called from here go on.
    let exchanges = Atomic<Int>(0)
    let policy = ScopePolicy { Entitlement.holds($0, hub: $1, $2) }
    let curl: CurlLoop
    /// Where people come in.
    let entrance: Entrance
    /// Where the pages look, and what they keep from one look to the next.
    let looks: LookingRoom
    let office = OfficeShelf()
    /// What new sites start from.
    let shelf: SnapshotShelf
    private let directory: String
    /// By the peer's key. Kept, because a connection is only used again with the same certificate.
    private let linkKeys = Mutex<[PublicKey: LinkKeys]>([:])
    private let current: Mutex<Settings>
    /// The last epoch that the log has told of.
    private let toldEpoch: Mutex<UInt32>

    init(
        store: ReplicaStore, directory: String, settings: Settings, logger: Logger
    ) async throws {
        self.store = store
        self.logger = logger
        self.directory = directory
        current = Mutex(settings)
        curl = try CurlLoop()
        entrance = Entrance(
            people: PeopleFile(directory: directory),
            passwords: Passwords(randomBytes: Machine.randomBytes),
            nowMilliseconds: Machine.wallMilliseconds, randomBytes: Machine.randomBytes)
        let open: @Sendable () throws -> sending Replica = {
            try Replica.open(
                directory: directory, schema: NetworkSchema.replica,
                environment: Machine.environment())
        }
        looks = LookingRoom(open: open)
        shelf = SnapshotShelf(
            directory: directory, open: open,
            key: {
                try KeyFile(directory: directory).readMaking(Machine.randomBytes)
            }, wallMilliseconds: Machine.wallMilliseconds,
            told: { error in
                logger.warning("a snapshot is still on the disk", metadata: ["error": "\(error)"])
            })
        identity = try await store.withReplica { (replica: Replica) in try replica.identity() }
        toldEpoch = Mutex(identity.origin.epoch)
    }

    /// The way to a peer, and whose answer is expected there. Throws a `Problem` where the keys for it
    /// are not here.
    func dial(_ address: PeerAddress, _ site: SiteID?) async throws -> (CurlLink, SiteID) {
        let dialling = try await store.withReplica { [directory] (replica: Replica) in
            try Dialling.checkUnsent(replica)
            return try Dialling(to: address.description, site: site, from: replica, in: directory)
        }
        let (own, peer) = (dialling.own, dialling.peer)
        let kept = linkKeys.withLock { all in
            if let kept = all[peer], kept.own.publicKey == own.publicKey { return kept }
            let fresh = LinkKeys(own: own, peer: peer, wallSeconds: Machine.wallSeconds)
            all[peer] = fresh
            return fresh
        }
        return (CurlLink(to: address, keys: kept, on: curl), dialling.site)
    }

    /// The public half of this site's key.
    func ownKey() throws -> PublicKey {
        try KeyFile(directory: directory).readMaking(Machine.randomBytes).publicKey
    }

    /// The door for peers, which lets in whoever's key is enrolled at that moment, and while a code is
    /// out also who may come with it.
    func peerTLS() -> PeerTLS {
        PeerTLS(
            key: { [directory] in
                try KeyFile(directory: directory).readMaking(Machine.randomBytes)
            },
            former: { [directory] in
                try KeyFile.former(
                    in: directory, wallMilliseconds: Machine.wallMilliseconds())?.key
            }, wallSeconds: Machine.wallSeconds, logger: logger
        ) { [store] key in
            try await store.withReplica { (replica: Replica) in
                try replica.enrolledSite(of: key) != nil || replica.expectsGuests()
            }
        }
    }

    /// Says in the log that an exchange has ended the epoch, if one has.
    func tellEpoch() async throws {
        let change = try await store.withReplica { (replica: Replica) in replica.epochChange }
        guard let change,
            toldEpoch.withLock({ told in
                defer { told = change.to }
                return told < change.to
            })
        else { return }
        Self.tell(change, logger)
    }

    static func tell(_ change: EpochChange, _ logger: Logger) {
        logger.warning(
            "this replica goes on under a new epoch; its data is whole",
            metadata: [
                "from": "\(change.from)", "to": "\(change.to)", "why": "\(change.why.rawValue)",
            ])
    }

    var settings: Settings { current.withLock { $0 } }

    func use(_ settings: Settings) {
        current.withLock { $0 = settings }
        LineLog.settings.withLock { $0 = settings.log }
        reloads.fire()
    }

    /// Lets everybody who waits for a change go: the program stops.
    func stopWaiting() {
        changes.close()
        reloads.close()
    }

    /// What the site does by itself after an exchange, such as answering what it was asked for.
    /// Whether there was anything to do. The next exchange tries again what fails.
    @discardableResult
    func doChores() async -> Bool {
        do {
            try await shelf.sweep()
        } catch {
            logger.error("old snapshots were not taken away", metadata: ["error": "\(error)"])
        }
        do {
            return try await store.withReplica { (replica: Replica) in
                try QuotaHousekeeping(replica).run()
            }
        } catch {
            logger.error("the chores failed here", metadata: ["error": "\(error)"])
            return false
        }
    }

    /// Has the site say up to where it has others' histories, if it is time for that. Whether it has. Only after an exchange
    /// that succeeded: a clock that is far off prevents those, and stamps nothing.
    func countersign(with peer: SiteID?) async -> Bool {
        do {
            return try await store.withReplica { (replica: Replica) in
                try replica.countersign(with: peer)
            }
        } catch {
            logger.error("nothing was countersigned", metadata: ["error": "\(error)"])
            return false
        }
    }

    /// Has the rules look at what was touched, a share at a time, so that whoever wants something of the replica
    /// meanwhile gets their turn. Afterwards it is quick to say what is open.
    func checkRules() async throws {
        while try await store.withReplica({ (replica: Replica) in
            try ConflictInbox(replica).checkRules()
        }) {}
    }

    func random() -> UInt64 {
        var generator = SystemRandomNumberGenerator()
        return generator.next()
    }
}
