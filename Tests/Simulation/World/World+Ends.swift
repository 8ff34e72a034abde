internal import Causality
internal import Sync

// How processes end and start: by themselves, in the middle of something, with the power, with an older
// copy of the database, with a newer schema.
extension World {
    /// Ends the process at a site, now or in the middle of its `count`th write or sync from now.
    func arrange(_ end: WorldSite.End, at site: WorldSite, after count: Int?) throws {
        site.arranged = end
        guard let count else { return try restart(site) }
        site.store.setDisk(.stop(after: count))
    }

    /// Starts the process at a site again, after the end that was arranged for it, or just so. What
    /// was under way from there is gone.
    func restart(_ site: WorldSite) throws {
        site.life += 1
        site.heard = nil
        sessions = sessions.filter { $0.value.caller !== site }
        setClock(site)
        let end = site.arranged ?? .crash
        site.arranged = nil
        site.pausedUntil = 0
        if case .powerCut = end { site.epochCauses += 1 }
        do {
            switch end {
            case .crash: try site.store.crash()
            case .powerCut(let seed): try site.store.powerCut(seed: seed)
            }
            site.downBecause = nil
            try noteUnacknowledged(site)
            try tell(.restarted(site))
        } catch let violation as Violation {
            throw violation
        } catch {
            // Its disk is still ill. It is tried again when the disk is mended.
            site.downBecause = "\(error)"
        }
    }

    /// Starts a site with the second version of the schema.
    func upgrade(_ site: WorldSite) throws {
        guard site.store.schema.version < WorldSchema.version2.version else { return }
        counters.sometimes("upgrade")
        site.life += 1
        site.heard = nil
        sessions = sessions.filter { $0.value.caller !== site }
        setClock(site)
        do {
            try site.store.upgrade(to: WorldSchema.version2)
            try noteUnacknowledged(site)
            try tell(.restarted(site))
        } catch let violation as Violation {
            throw violation
        } catch {
            counters.sometimes("crash in an upgrade")
            try fail(site, error)
        }
    }

    /// An earlier copy of the database is put back. What is not in it comes back from others, as far as
    /// they had it; what nobody else had is lost, lawfully.
    func restore(_ site: WorldSite, _ identity: IdentityFate) throws {
        guard site.store.hasBackup else { return }
        if identity == .putBack {
            counters.sometimes("rolled back")
            rolledBack.insert(site.id)
        }
        try putBack(site) { try site.store.restore(identity) }
    }

    /// Not where the disk has failed before: it may have been while the log was copied, and a file that
    /// is half copied is nothing without its log.
    func loseLogOfWrites(_ site: WorldSite) throws {
        guard site.store.diskFailures == 0 else { return }
        counters.sometimes("log of writes lost")
        try putBack(site) { try site.store.loseLogOfWrites() }
    }

    func putBack(_ site: WorldSite, _ start: () throws -> Void) throws {
        site.life += 1
        site.heard = nil
        site.pausedUntil = 0
        site.epochCauses += 1
        site.copies += 1
        site.mayHaveUndone = false
        site.offended = []
        site.epochsTold = []
        site.forgetHubTime()
        sessions = sessions.filter { $0.value.caller !== site }
        setClock(site)
        site.arranged = nil
        // Whoever puts a copy back has seen to the disk before.
        site.store.setDisk(.none)
        do {
            try start()
            site.downBecause = nil
            truth.forget(at: site.id, beyond: try site.store.vector { _ in true })
            try keepHashes(of: site)
            try tell(.restarted(site))
        } catch let violation as Violation {
            throw violation
        } catch {
            site.downBecause = "\(error)"
        }
    }

    /// An edit that failed may be there after all: the answer came too late, or the commit was half
    /// done and then completed from the write-ahead log. It was never acknowledged, but it is real.
    func noteUnacknowledged(_ site: WorldSite) throws {
        let found = try look { try unnoted(at: site) }
        if site.mayHaveUndone { undos.formUnion(found.map(\.dot)) }
        site.mayHaveUndone = false
        guard !found.isEmpty else { return }
        counters.sometimes("edit there after all")
        try look { for transaction in found { try note(transaction, of: site) } }
    }

    /// A site's own disk let it down: it stops, and is started once more at once.
    func fail(_ site: WorldSite, _ error: any Error) throws {
        trace.fold("failed")
        let failures = site.store.diskFailures
        // Nothing else than its own disk may stop a site, least of all what a peer has sent.
        guard failures > site.failuresSeen else {
            throw Violation("I19", "\(site.id) fails on a sound disk: \(error)")
        }
        site.failuresSeen = failures
        if case .powerCut = site.arranged { counters.sometimes("power cut in a write") }
        if case .crash = site.arranged { counters.sometimes("crash in a write") }
        try restart(site)
    }
}
