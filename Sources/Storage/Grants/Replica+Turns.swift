internal import Causality
internal import Sync
internal import Wire

// What a grant of this site's own, or the end of one, makes necessary here.
//
// A grant changes which records other tools may make here, so the triggers are written anew. A withdrawal obliges the
// site to keep nothing of the scope: its rows, their histories, its part of the log. That is done here and now, in the exchange that
// brings the withdrawal, without asking anybody and without the network; what is noted in the same commit as the withdrawal
// is done after a crash, too.
//
//     withdrawal applied ──► work that was not sent: a signed file ──► everything of the scope removed ──► file rebuilt
//
// Work of this site that the hub did not have when it withdrew the scope counts nowhere, whoever may have carried it there since, and
// would be gone with the rest. So it is saved first, in a body as an exchange would have carried it, signed with the site's key
// (`UnsentWork`). Should the hub grant the scope once more, it can be sealed again (`bringBack`).
//
// The streams go with the rest, and with them the knowledge which numbers were used in them. So a site that wrote in the
// scope goes on under a new epoch.

extension Replica {
    /// Set in `moso_meta` until the triggers are those of what the site may write.
    static let triggersFlag = "triggers_due"
    /// With a scope's name: set until nothing of the scope is here any more.
    static let purgeFlag = "purge "
    /// Set for good by a purge: files that were put aside before may hold what was removed.
    static let purgedFlag = "purged"

    /// Does what a grant or a withdrawal that has been applied asks for.
    func carryOutTurns() throws {
        guard damage == nil, !isInTransaction else { return }
        try adoptNextKey()
        let (isDue, scopes) = try read {
            let select = try connection.prepare(
                """
                SELECT name FROM moso_meta
                WHERE name = '\(Replica.triggersFlag)' OR name GLOB '\(Replica.purgeFlag)*'
                """)
            var names: [String] = []
            while try select.step() { names.append(select.text(0)) }
            let scopes = names.compactMap { name in
                name.hasPrefix(Replica.purgeFlag)
                    ? ScopeID(String(name.dropFirst(Replica.purgeFlag.count))) : nil
            }
            return (!names.isEmpty, scopes)
        }
        guard isDue else {
            turnIsDue = false
            return
        }
        for scope in scopes { try purge(scope) }
        try write {
            let rights = CaptureRights(
                meta.site, hub: meta.hub, schema, environment,
                granted: try grants()[meta.site] ?? [])
            for table in schema.tables { try connection.execute(TriggerWriter.sql(table, rights)) }
            try connection.execute("DELETE FROM moso_meta WHERE name = '\(Replica.triggersFlag)'")
        }
        // What failed before, on a full disk, is tried again at the next commit.
        turnIsDue = false
    }

    /// Saves what was not sent, and removes everything of a scope.
    private func purge(_ scope: ScopeID) throws {
        let old = meta.epoch
        defer { beginsEpochAbove = nil }
        try write {
            // What other tools wrote has been sealed by now, in the epoch that ends.
            try UnsentWork.save(of: scope, beyond: counted(in: scope), from: self)
            let hasWritten = streams[Stream(origin: origin, scope: scope)] != nil
            try remove(scope)
            if hasWritten {
                beginsEpochAbove = meta.epoch
                try changeEpoch(above: meta.epoch)
                try claimEpoch(.withdrawn)
            }
            try connection.execute(
                "DELETE FROM moso_meta WHERE name = '\(Replica.purgeFlag)\(scope)'")
            try setMeta(Replica.purgedFlag, "1")
            try need(.file)
        }
        if meta.epoch != old { tellEpoch(.withdrawn, from: old) }
    }

    /// What this site wrote in a scope and counts, by the withdrawals since the last grant that it has seen there.
    private func counted(in scope: ScopeID) throws -> VersionVector {
        let book = try grantBook().filter {
            $0.grant.site == meta.site && $0.grant.scope == scope
        }
        let seen = book.last { $0.isInScope && $0.isGiven }?.stamp ?? .zero
        var counted: VersionVector?
        for record in book where !record.isInScope && record.stamp > seen {
            guard case .withdrawn(let ends) = record.grant.word else { continue }
            var within = try within(ends)
            if let counted { within.meet(counted) }
            counted = within
        }
        return counted ?? VersionVector()
    }

    /// Removes the rows of a scope and everything that is kept of it; in a commit that is running.
    private func remove(_ scope: ScopeID) throws {
        try flushStreams()
        try removeRows(of: scope)
        let gone = streams.all.filter { $0.stream.scope == scope }
        for state in gone {
            for table in Replica.tablesOfStreams {
                let delete = try connection.prepare("DELETE FROM \(table) WHERE stream = ?1")
                delete.bind(1, integer: state.id)
                try delete.run()
            }
            let delete = try connection.prepare("DELETE FROM moso_stream WHERE id = ?1")
            delete.bind(1, integer: state.id)
            try delete.run()
        }
        try waiting.drop(of: scope)
        try acks.forget(scope)
        try peers.forget(scope)
        try forgetRules()
        log.forgetEnd()
        shelf.empty()
        (knownLadders, knownAcks, knownGrants, knownCuts, knownVoids) = (nil, nil, nil, nil, nil)
        try loadStreams()
    }

    /// Where a stream's local number stands in a column of that name.
    private static let tablesOfStreams = [
        "moso_log", "moso_log_run", "moso_signature", "moso_void", "moso_cut", "moso_grant",
        "moso_step", "moso_horizon", "moso_erasure", "moso_sibling", "moso_roster",
    ]

    /// A row whose key another scope has used too keeps what is of that one.
    private func removeRows(of scope: ScopeID) throws {
        var names: [RowName] = []
        try forEachRow(in: scope) { position, key, _ in
            names.append(RowName(table: schema.tables[position].name, key: key))
        }
        let shared = try names.filter { name in
            guard let table = tables[name.table] else { return false }
            return try !loadRow(table, name.key).state.isWholly(in: scope)
        }
        let rest = try workedOut(Set(shared)) { $0 != scope }
        for name in names {
            guard let table = tables[name.table] else { continue }
            var row = try loadRow(table, name.key)
            row.state = rest[name] ?? RowState()
            try saveRow(row, table, name.key)
            try aside.forget(name.table, name.key)
            try conflictTable.forget(name.table, name.key)
        }
        hasAside = try !aside.isEmpty
    }
}
