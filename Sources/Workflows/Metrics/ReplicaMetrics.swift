internal import Causality
internal import Domain
internal import Glibc
public import Storage

// Figures for whoever looks after the machine.
//
// They say how the site is, and nothing of what it holds: other accounts of the machine can read them, and so can
// everybody who may look at the monitoring. So there are no counts of records, and no names but those of sites.
// Moments are told as they are and not as ages, so that a figure stays true while nothing is read.

/// What a replica and its folder come to, in figures.
public struct ReplicaMetrics {
    private let replica: Replica
    private let moment: UInt64
    private let alertAfterMilliseconds: Int64?

    /// - Parameters:
    ///   - moment: now, in milliseconds since 1970.
    ///   - alertAfterMilliseconds: how long a peer may be out of reach, for rules that compare with it.
    public init(_ replica: Replica, at moment: UInt64, alertAfterMilliseconds: Int64?) {
        self.replica = replica
        self.moment = moment
        self.alertAfterMilliseconds = alertAfterMilliseconds
    }

    /// What it costs little to find out.
    public func text() throws -> MetricsText {
        var text = MetricsText()
        let meta = replica.meta
        text.add(
            "moso_build_info", "The version of moso.", [([("version", MosoVersion.text)], 1)])
        text.add(
            "moso_site_info", "Which site this is; the value is its epoch.",
            [([("site", meta.site.name), ("hub", meta.hub.name)], Int64(meta.epoch))])
        if let alertAfterMilliseconds {
            text.add(
                "moso_alert_after_seconds",
                "How long a peer may be out of reach (sync.alert_after).",
                alertAfterMilliseconds / 1_000)
        }
        try addPeers(to: &text)
        try addWaiting(to: &text)
        addFiles(to: &text)
        return text
    }

    private func addPeers(to text: inout MetricsText) throws {
        let peers = try peersByName()
        text.add(
            "moso_peer_up",
            "Whether the last exchange with a peer went well, at one of its addresses at least.",
            peers.map { name, records in
                let isUp = records.contains { $0.tries > 0 && $0.lastError == nil }
                return ([("peer", name)], isUp ? 1 : 0)
            })
        text.add(
            "moso_peer_last_success_timestamp_seconds",
            "When an exchange with a peer last went well; when the peer was added, before that.",
            peers.map { name, records in
                let last =
                    records.compactMap(\.lastOKMilliseconds).max()
                    ?? records.map(\.addedMilliseconds).min() ?? 0
                return ([("peer", name)], Int64(last / 1_000))
            })
        text.add(
            "moso_clock_ahead_seconds",
            "How far a site's clock is known to be ahead; less than 0 is behind the hub's.",
            try replica.clockOffsets().map {
                ([("site", $0.site.name)], $0.aheadMilliseconds / 1_000)
            })
    }

    /// A site can have several addresses. One that was never reached is whose nobody knows, and its address
    /// names a machine: it goes by a number.
    private func peersByName() throws -> [(name: String, records: [PeerRecord])] {
        let peers = try replica.peerRecords().filter { !$0.isPaused }
        let sites = Dictionary(grouping: peers.filter { $0.site != nil }) { $0.site?.name ?? "" }
            .sorted { $0.key.precedesByBytes($1.key) }
        let strangers = peers.filter { $0.site == nil }.sorted { $0.url.precedesByBytes($1.url) }
        return sites.map { ($0.key, $0.value) }
            + strangers.enumerated().map { ("unknown-\($0.offset + 1)", [$0.element]) }
    }

    private func addWaiting(to text: inout MetricsText) throws {
        let sites = Set(try replica.peerRecords().compactMap(\.site)).union(
            try replica.sitesMet().keys)
        let boxes = try sites.compactMap { site in
            try replica.outbox(for: site, try replica.scopesShared(with: site))
        }
        let box = boxes.max { $0.count < $1.count }
        text.add(
            "moso_outbox_transactions",
            "Transactions that the peer who lacks most has not got yet.",
            Int64(box?.count ?? 0))
        if let oldest = box?.oldestMilliseconds {
            text.add(
                "moso_outbox_oldest_timestamp_seconds", "When the oldest of them was written.",
                Int64(oldest / 1_000))
        }
        text.add(
            "moso_transactions_held", "Received transactions that wait for their causes.",
            Int64(try replica.heldTransactions().count))
        text.add(
            "moso_transactions_quarantined", "Received transactions that were put aside.",
            Int64(try replica.quarantinedTransactions().count))
        text.add(
            "moso_edits_unsealed", "What other tools wrote and cannot be replicated.",
            Int64(try replica.unsealedEdits().count))
        text.add(
            "moso_erasures_pending", "Whether erased values may still lie in a file.",
            try replica.awaitsScrub() == nil ? 0 : 1)
    }

    private func addFiles(to text: inout MetricsText) {
        let folder = replica.directory
        let database = "\(folder)/\(Replica.databaseName)"
        text.add(
            "moso_db_bytes", "The size of the database.", Int64(Doctor.size(of: database)))
        text.add(
            "moso_db_wal_bytes", "The size of its write-ahead log.",
            Int64(Doctor.size(of: database + "-wal")))
        if let free = Doctor(folder, at: 0).freeBytes {
            text.add("moso_disk_free_bytes", "What is free on its disk.", Int64(free))
        }
        let shelf = BackupShelf(data: folder)
        let site = replica.meta.site
        text.add("moso_backups", "Backups in the folder.", Int64(shelf.files(of: site).count))
        if let newest = shelf.newest(of: site, at: moment).newest {
            text.add(
                "moso_backup_last_success_timestamp_seconds",
                "When the newest backup of the folder was made; each is tried before it is kept.",
                newest.made / 1_000)
        }
        text.add(
            "moso_backups_unfinished",
            "What interrupted backups left, or one leaves that is being made.",
            Int64(BackupWork.leftovers(in: folder, of: replica.meta.site).count))
    }

    /// What waits for people. It looks at every open conflict and runs the rules.
    ///
    /// - Parameter shelf: where what is open is kept.
    public func conflicts(_ shelf: OfficeShelf = OfficeShelf()) throws -> MetricsText {
        var text = MetricsText()
        let day = LocalDay.from(
            epochMilliseconds: Int64(clamping: moment),
            offsetSeconds: LocalZone.shanghai.secondsFromUTC)
        let kept = try shelf.queue.open(replica, on: day)
        let (open, ages) = (kept.items, kept.since)
        let kinds = Dictionary(grouping: open, by: \.kind).mapValues(\.count)
        text.add(
            "moso_conflicts_open", "What waits for a person, by kind.",
            InboxItem.kinds.filter { $0 != "resolution" }.map {
                ([("kind", $0)], Int64(kinds[$0] ?? 0))
            })
        if let oldest = open.compactMap({ ages.milliseconds(of: $0) }).min() {
            text.add(
                "moso_conflict_oldest_open_timestamp_seconds",
                "Since when the oldest of them has been open here.", Int64(oldest / 1_000))
        }
        return text
    }
}
