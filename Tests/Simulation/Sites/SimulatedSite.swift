package import Causality
package import Sync

/// One site's replica as the simulation handles it, whatever it is kept in.
package protocol SimulatedSite: AnyObject, ReplicaPort {
    var schema: ReplicaSchema { get }
    /// What its wall clock shows.
    var clock: HandClock { get }

    /// Whether it has a key, signs what it writes, and asks others for their signatures.
    var signs: Bool { get }

    /// Makes one edit of several operations, all or none.
    ///
    /// - Returns: the dots of the transactions made.
    /// - Throws: `EditRefusal` when an operation cannot be done; anything else is the site's failure.
    func edit(_ operations: [EditOperation], author: String, reason: String?) throws -> [Dot]

    /// Writes down up to where it has others' histories; whether there was anything to say. Plain values never do.
    func countersign(with peer: SiteID) throws -> Bool

    /// Numbers of which two or more transactions are known here.
    func forks() throws -> Set<Dot>
    /// The applied transactions in the order of arrival.
    func transactions() throws -> [Transaction]
    /// The same read anew, with what has been erased since as erased.
    func transactionsAnew() throws -> [Transaction]
    /// The timestamp by which a transaction's writes are ordered.
    func effectiveStamp(of dot: Dot) throws -> HybridTimestamp?
    func waiting() throws -> [WaitingItem]
    /// Every row that is there, with the columns that anybody reads in it.
    func shownRows() throws -> [RowPlace: [Value]]
    /// The columns of one row; `nil` when it is not there.
    func shownRow(_ place: RowPlace) throws -> [Value]?
    func exactState(of place: RowPlace) throws -> RowState
    func inbox() throws -> [InboxItem]
    /// The ledger as the store tells it; by definition where it keeps none of its own.
    func ledger() throws -> [Ledger.Pair]
    /// Whether that is one of its own.
    var keepsLedger: Bool { get }

    /// The process dies without warning and is started again.
    func crash() throws
    /// The computer and its disk stop and start again; how much of what was not synced is kept
    /// follows from `seed`. As `crash` where there is no disk.
    func powerCut(seed: UInt64) throws
    /// What the disk does from now on; nothing where there is none.
    func setDisk(_ fault: DiskFault)
    /// Whether reads succeed whatever the disk does: the world and its checkers look, not the product.
    var sparesReads: Bool { get set }
    /// How often the disk has let it down.
    var diskFailures: Int { get }
    /// The process ends and is started with a newer schema.
    func upgrade(to schema: ReplicaSchema) throws
    /// Copies the database to a safe place, where there are files.
    func backUp()
    var hasBackup: Bool { get }
    /// Puts the copy back, and starts.
    func restore(_ identity: IdentityFate) throws
    /// The process ends; what was not yet copied from the log of writes into the file is lost.
    func loseLogOfWrites() throws
    /// Takes back what a transaction did.
    ///
    /// - Throws: `EditRefusal` where this cannot be done at all.
    func undo(_ dot: Dot, isForced: Bool) throws -> UndoAnswer
    /// The epoch of which the site has said that it has begun, since it was last started.
    func epochTold() throws -> UInt32?
    /// Something in its file changes by itself; what, follows from `seed`. `nil` where there is nothing
    /// that could.
    func rot(seed: UInt64) throws -> Rot?
    /// Whether some byte of `text` is left in its files, after it has had the time to tidy up.
    func isLeft(_ text: String) throws -> Bool
    /// What checks of its own the store has, as sentences about what is wrong.
    func selfCheck() throws -> [String]
}

extension SimulatedSite {
    package func countersign(with peer: SiteID) throws -> Bool { false }

    package func powerCut(seed: UInt64) throws { try crash() }
    package func transactionsAnew() throws -> [Transaction] { try transactions() }
    package var signs: Bool { false }
    package var keepsLedger: Bool { true }
    package func forks() throws -> Set<Dot> { [] }
    package func setDisk(_ fault: DiskFault) {}
    package var sparesReads: Bool {
        get { false }
        set {}
    }
    package var diskFailures: Int { 0 }
    package func backUp() {}
    package var hasBackup: Bool { false }
    package func isLeft(_ text: String) throws -> Bool { false }
    package func restore(_ identity: IdentityFate) throws {}
    package func loseLogOfWrites() throws {}
    package func undo(_ dot: Dot, isForced: Bool) throws -> UndoAnswer {
        throw EditRefusal("nothing is taken back here")
    }
    package func epochTold() throws -> UInt32? { nil }
    package func rot(seed: UInt64) throws -> Rot? { nil }
    package func selfCheck() throws -> [String] { [] }
}

/// What becomes of the identity file when an older copy of a database is put back.
package enum IdentityFate: Int, Sendable {
    /// It is the one that was there.
    case kept
    case lost
    /// It is put back with the database, as a virtual machine is: nothing here tells that anything has
    /// happened.
    case putBack
}

/// Why an edit was not made; nothing of it is kept.
package struct EditRefusal: Error {
    package let why: String
    package init(_ why: String) { self.why = why }
}

extension ScopePolicy {
    /// Every site holds every scope.
    package static let everything = ScopePolicy { _, _, _ in true }
}

/// The name of a row.
package struct RowPlace: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let table: String
    package let key: RecordKey

    package init(_ table: String, _ key: RecordKey) {
        self.table = table
        self.key = key
    }

    package var description: String { "\(table) \(key)" }

    package static func < (a: RowPlace, b: RowPlace) -> Bool {
        a.table == b.table ? a.key < b.key : a.table < b.table
    }
}

/// A received transaction that is not part of the state.
package struct WaitingItem: Hashable, Sendable {
    package enum Standing: Hashable, Sendable {
        case held(lacks: [Dot])
        case quarantined(why: String)
    }

    package let dot: Dot?
    package let standing: Standing
    /// Who sent it, where that is known.
    package var peer: SiteID?
}

/// One open conflict.
package struct InboxItem: Hashable, Sendable {
    package let id: String
    package let place: RowPlace
    /// `*` for the existence of the row.
    package let cell: String
    /// Siblings side by side, or the marks and the writes they had not seen; sorted.
    package let dots: [Dot]
    /// The siblings' values in the order of `dots`; none for existence.
    package let values: [Value]
}

extension SimulatedSite {
    /// Every row that a transaction of the log names, and every row that is there.
    package func knownRows() throws -> [RowPlace] {
        var places = Set(try shownRows().keys)
        for transaction in try transactions() {
            for operation in transaction.operations where schema.table(operation.table) != nil {
                places.insert(RowPlace(operation.table, operation.key))
            }
        }
        return places.sorted()
    }

    /// Everything that `to` lacks of what both hold, in the order of the log.
    package func offers(
        to site: any SimulatedSite, all: Bool = false, policy: ScopePolicy = .standard
    ) throws -> [LogRecord] {
        let includes = try shared(with: site, policy)
        let theirs = all ? VersionVector() : try site.vector(includes)
        var records: [LogRecord] = []
        _ = try extract(beyond: theirs, includes) { record in
            records.append(record)
            return true
        }
        return records
    }

    /// The scopes that both hold.
    package func shared(
        with site: any SimulatedSite, _ policy: ScopePolicy = .standard
    ) throws -> (ScopeID) -> Bool {
        let me = try identity()
        return policy.shared(me.origin.site, try site.identity().origin.site, hub: me.hub)
    }
}

extension ScopePolicy {
    /// The hub holds all; a site the common records, the roster and its own.
    package static let standard = ScopePolicy(holds: heldByName)

    package static let heldByName: @Sendable (SiteID, SiteID, ScopeID) -> Bool = {
        site, hub, scope in
        site == hub || scope == .common || scope == .roster || scope == .site(site)
    }
}
