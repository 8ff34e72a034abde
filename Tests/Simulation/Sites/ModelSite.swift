package import Causality
package import Sync
package import Wire

/// A site in plain values: a list of transactions, and rows merged by Causality's own types.
///
/// It keeps what `Storage` promises in the simplest way that can be seen to be right, and is fast
/// enough for hundreds of runs a second. On the same scenario a `SQLiteSite` must reach equal states.
package final class ModelSite: SimulatedSite {
    struct Entry {
        let transaction: Transaction
        let record: LogRecord
        let hash: Digest256
    }

    struct StreamEnd {
        var applied: UInt64 = 0
        var head = Digest256.none
        var stamp = HybridTimestamp.zero
        var context = VersionVector()
    }

    struct Held {
        let record: LogRecord
        let lacks: [Dot]
    }

    package private(set) var schema: ReplicaSchema
    package let clock: HandClock
    private(set) var me: ReplicaIdentity
    let bytes: SeededBytes
    var log: [Entry] = []
    var positions: [Dot: Int] = [:]
    var ends: [Stream: StreamEnd] = [:]
    var vector = VersionVector()
    var rows: [RowPlace: RowState] = [:]
    /// What rows show, as far as it has been worked out since they changed.
    var shown: [RowPlace: ShownRow] = [:]
    /// All that is there, but for the rows that have changed since somebody asked.
    private var everythingShown: [RowPlace: [Value]] = [:]
    private var changed: Set<RowPlace> = []
    /// The inbox, as long as nothing has changed since somebody asked.
    private var knownInbox: [InboxItem]?
    /// The ledger of so many transactions.
    private var knownLedger: (count: Int, pairs: [Ledger.Pair])?
    var held: [Dot: Held] = [:]
    var aside: [WaitingItem] = []
    var hybrid = HybridClock()
    var hubTime = HubTime()
    /// Received in the call of `apply` that runs, and stamped too far ahead.
    var unwitnessed: [Dot] = []
    var bounds: [Dot: HybridTimestamp] = [:]
    private var remembered: [SiteID: VersionVector] = [:]
    // Few sites meet anything long enough to be packed.
    private(set) lazy var compressor = ZstdCompressor(level: 1)
    private(set) lazy var decompressor = ZstdDecompressor()

    package init(
        _ site: SiteID, hub: SiteID, schema: ReplicaSchema, clock: HandClock = HandClock(),
        seed: UInt64 = 0
    ) {
        self.schema = schema
        self.clock = clock
        bytes = SeededBytes(seed, clock)
        me = ReplicaIdentity(
            origin: Origin(site: site, epoch: 1), hub: hub, schemaVersion: schema.version)
    }

    package func crash() throws { reloadClock() }

    /// Everything is worked out from the log once more.
    package func upgrade(to schema: ReplicaSchema) throws {
        self.schema = schema
        me = ReplicaIdentity(origin: me.origin, hub: me.hub, schemaVersion: schema.version)
        rows = [:]
        shown = [:]
        changed.formUnion(everythingShown.keys)
        knownInbox = nil
        knownLedger = nil
        for entry in log { project(entry.transaction) }
        reloadClock()
    }

    /// What opening a file anew knows of the time: the stamps in the log.
    func reloadClock() {
        let own = ends.filter { $0.key.origin == me.origin }.map(\.value.stamp)
        hybrid = HybridClock(last: own.max() ?? .zero)
        for end in ends.values {
            hybrid.observe(end.stamp, wallMilliseconds: stampingMilliseconds)
        }
    }

    /// The time that it stamps by.
    var stampingMilliseconds: UInt64 {
        hubTime.stampMilliseconds(wallMilliseconds: clock.milliseconds)
    }

    package func note(clockOf peer: SiteID, shows milliseconds: UInt64) throws {
        guard peer == me.hub, me.origin.site != me.hub else { return }
        hubTime.hear(hubMilliseconds: milliseconds, wallMilliseconds: clock.milliseconds)
    }

    // MARK: Looking

    package func effectiveStamp(of dot: Dot) throws -> HybridTimestamp? {
        positions[dot].map { at in
            let stamp = log[at].transaction.stamp
            return min(stamp, bounds[dot] ?? stamp)
        }
    }

    package func transactions() throws -> [Transaction] { log.map(\.transaction) }

    package func waiting() throws -> [WaitingItem] {
        held.sorted { $0.key < $1.key }.map {
            WaitingItem(dot: $0.key, standing: .held(lacks: $0.value.lacks.sorted()))
        } + aside
    }

    package func shownRows() throws -> [RowPlace: [Value]] {
        for place in changed { everythingShown[place] = try shownRow(place) }
        changed = []
        return everythingShown
    }

    /// What a row shows is worked out anew when somebody asks for it.
    func forgetShown(_ place: RowPlace) {
        shown[place] = nil
        changed.insert(place)
        knownInbox = nil
    }

    /// It keeps none: this is the definition.
    package func ledger() throws -> [Ledger.Pair] {
        if let knownLedger, knownLedger.count == log.count { return knownLedger.pairs }
        let pairs = Ledger.pairs(of: log.map(\.transaction), schema: schema)
        knownLedger = (log.count, pairs)
        return pairs
    }

    package var keepsLedger: Bool { false }

    package func shownRow(_ place: RowPlace) throws -> [Value]? {
        guard let state = rows[place], state.isPresent else { return nil }
        return shown(place, state)?.columns
    }

    func shown(_ place: RowPlace, _ state: RowState) -> ShownRow? {
        if let known = shown[place] { return known }
        let row = schema.table(place.table).map { ShownRow(state, $0) }
        shown[place] = row
        return row
    }

    package func exactState(of place: RowPlace) throws -> RowState { rows[place] ?? RowState() }

    package func inbox() throws -> [InboxItem] {
        if let knownInbox { return knownInbox }
        var items: [InboxItem] = []
        for (place, state) in rows where state.isPresent {
            guard let row = shown(place, state), row.isOpen || !state.marks.isEmpty,
                let table = schema.table(place.table)
            else { continue }
            items += row.inbox(place, state, table)
        }
        items.sort { ($0.place, $0.cell) < ($1.place, $1.cell) }
        knownInbox = items
        return items
    }

    // MARK: The port

    package func closeEpoch(because ending: EpochEnding, above: UInt32) throws {
        let epoch = max(me.origin.epoch, above) + 1
        me = ReplicaIdentity(
            origin: Origin(site: me.origin.site, epoch: epoch), hub: me.hub,
            schemaVersion: me.schemaVersion)
        reloadClock()
    }

    package func identity() throws -> ReplicaIdentity { me }

    package func vector(_ includes: (ScopeID) -> Bool) throws -> VersionVector {
        vector.restricted(to: includes)
    }

    package func heads(_ includes: (ScopeID) -> Bool) throws -> [Stream: Digest256] {
        ends.filter { $0.value.applied > 0 && includes($0.key.scope) }.mapValues(\.head)
    }

    package func branches() throws -> [StreamBranch] { [] }

    package func hash(of dot: Dot) throws -> Digest256? { positions[dot].map { log[$0].hash } }

    package func extract(
        beyond vector: VersionVector, _ includes: (ScopeID) -> Bool,
        take: (LogRecord) throws -> Bool
    ) throws -> Bool {
        for at in log.indices {
            let dot = log[at].transaction.dot
            guard includes(dot.stream.scope), !vector.contains(dot) else { continue }
            guard try take(log[at].record) else { return false }
        }
        return true
    }

    package func remember(peer: Origin, vector: VersionVector) throws {
        remembered[peer.site] = vector
    }

    package func rememberedVector(of peer: SiteID) throws -> VersionVector {
        remembered[peer] ?? VersionVector()
    }
}
