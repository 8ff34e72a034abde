internal import Causality
internal import Domain
internal import Glibc
public import Storage
internal import Wire

extension Doctor {
    private typealias Words = Catalogue.Doctor

    /// What the replica says of itself.
    public func replica(_ replica: Replica) throws -> [CheckUp] {
        let health = try replica.health()
        return [
            database(health), log(health), identity(replica), try key(replica),
            backups(of: replica.meta.site), unfinished(of: replica.meta.site),
            try erasures(replica), try clock(replica), versions(health),
        ]
    }

    private func database(_ health: ReplicaHealth) -> CheckUp {
        guard health.fileCheck == "ok" else {
            return CheckUp(
                .database, .bad, Words.damaged(health.fileCheck), mend: "moso backup list")
        }
        return CheckUp(
            .database, .good,
            Words.databaseGood(Catalogue.Backup.size(Int(health.pages * health.pageBytes))))
    }

    private func log(_ health: ReplicaHealth) -> CheckUp {
        guard let first = health.wrongEnds.first else {
            return CheckUp(.log, .good, Words.logGood(health.streams))
        }
        return CheckUp(
            .log, .bad, Words.logBad(health.wrongEnds.count, first: "\(first)"),
            mend: "moso verify")
    }

    private func identity(_ replica: Replica) -> CheckUp {
        if let change = replica.epochChange {
            return CheckUp(
                .identity, .attention, Catalogue.Status.newEpoch(change), mend: "moso status")
        }
        return CheckUp(
            .identity, .good,
            Words.identityGood(replica.meta.site.name, epoch: Int(replica.meta.epoch)))
    }

    /// Certificates are made from the key whenever one is needed and last for a month, so there is none to
    /// run out: what can be wrong is the key, and who knows it.
    private func key(_ replica: Replica) throws -> CheckUp {
        let meta = replica.meta
        guard let key = try KeyFile(directory: directory).read()?.publicKey else {
            return CheckUp(.key, .attention, Words.noKey, mend: "moso enrol join")
        }
        let records = try replica.siteKeys()
        if let said = try replica.roster().keys.first(where: { $0.key == key }), said.ended != nil {
            return CheckUp(.key, .bad, Words.keyRevoked(said.site.name), mend: "moso enrol list")
        }
        let others = records.filter { $0.revokedMilliseconds == nil && $0.site != meta.site }
        guard meta.site == meta.hub || others.contains(where: { $0.site == meta.hub }) else {
            return CheckUp(
                .key, .attention, Words.hubUnknown(meta.hub.name), mend: "moso enrol join")
        }
        return CheckUp(
            .key, .good, Words.keyGood(key.fingerprint.description, others: others.count))
    }

    func backups(of site: SiteID) -> CheckUp {
        let line = "moso backup --keep 14"
        let found = BackupShelf(data: directory).newest(of: site, at: moment)
        if let first = found.later.first {
            // Which of the two clocks was wrong only a person can say.
            return CheckUp(
                .backups, .attention, Words.laterBackups(found.later.count, first: first),
                mend: "date; ls -l \(first.asShellWord)")
        }
        guard let newest = found.newest else {
            return CheckUp(.backups, .attention, Words.noBackup, mend: line)
        }
        let says = Words.backup(
            newest.path, ago: TimeText.ago(newest.made, now: Int64(moment)),
            size: Catalogue.Backup.size(newest.bytes))
        let isOld = Int64(moment) - newest.made > Doctor.backupAgeMost
        return CheckUp(
            .backups, isOld ? .attention : .good, says, mend: isOld ? line : nil)
    }

    /// Backups are made every night; two missed are not chance.
    static let backupAgeMost: Int64 = 2 * 86_400_000 + 3_600_000

    /// Copies of every record that nobody is at.
    func unfinished(of site: SiteID) -> CheckUp {
        let left = BackupWork.leftovers(in: directory, of: site)
        guard !left.isEmpty else { return CheckUp(.unfinished, .good, Words.nothingUnfinished) }
        let directory = directory
        do throws(StorageError) {
            guard let work = try BackupWork(in: directory, of: site, waits: false) else {
                return CheckUp(.unfinished, .good, Words.backupRuns)
            }
            _ = consume work
        } catch {
            let lock = "\(directory)/\(BackupWork.lockName)"
            return CheckUp(
                .unfinished, .attention,
                Words.unfinishedLocked(left, Problem.storage(error).happened),
                mend: "ls -ld \(lock.asShellWord)")
        }
        return CheckUp(
            .unfinished, .attention, Words.unfinished(left), mend: "moso doctor --fix",
            fix: {
                guard let work = try BackupWork(in: directory, of: site, waits: false) else {
                    return Words.backupRuns
                }
                return Words.cleared(try work.clear())
            })
    }

    private func erasures(_ replica: Replica) throws -> CheckUp {
        guard let needs = try replica.awaitsScrub() else {
            let aside = try replica.replacedThatMayHoldErased()
            if !aside.isEmpty {
                return CheckUp(
                    .erasures, .attention, Words.erasuresAside(aside.joined(separator: ", ")),
                    mend: "rm \(directory)/\(aside[0])")
            }
            return CheckUp(.erasures, .good, Words.erasuresGood)
        }
        return CheckUp(
            .erasures, .attention, Catalogue.Snapshot.awaitsScrub(needs, in: directory),
            mend: "moso doctor --fix",
            fix: Doctor.fixErasures(directory))
    }

    /// Opens the replica anew, which is at home on no other thread.
    private static func fixErasures(_ directory: String) -> @Sendable () throws -> Phrase {
        {
            let replica = try Replica.open(
                directory: directory, schema: NetworkSchema.replica,
                environment: Machine.environment())
            let left = try replica.finishErasures()
            return left.map { Catalogue.Snapshot.awaitsScrub($0, in: directory) }
                ?? Words.erasuresDone
        }
    }

    private func clock(_ replica: Replica) throws -> CheckUp {
        let off = try replica.clockOffsets()
        let own = off.first { $0.site == replica.meta.site }
        // A clock without a battery begins in 1970, before which every other one is ahead.
        if own == nil || own?.aheadMilliseconds ?? 0 < 0,
            let last = try replica.lastOwnWriteMilliseconds(),
            last > moment + HybridClock.driftMaxMilliseconds
        {
            return CheckUp(
                .clock, .attention,
                Words.clockBeforeOwn(TimeText.local(Int64(moment)), TimeText.local(Int64(last))),
                mend: "timedatectl set-ntp true")
        }
        guard
            let worst = own ?? off.max(by: { $0.aheadMilliseconds < $1.aheadMilliseconds })
        else {
            return CheckUp(.clock, .good, Words.clockGood(TimeText.local(Int64(moment))))
        }
        let isOwn = worst.site == replica.meta.site
        return CheckUp(
            .clock, .attention, Catalogue.Status.clockOff(worst, isOwn: isOwn),
            mend: isOwn ? "timedatectl set-ntp true" : nil)
    }

    private func versions(_ health: ReplicaHealth) -> CheckUp {
        CheckUp(
            .versions, .good,
            Words.versions(
                moso: MosoVersion.text, format: Int(health.format), schema: Int(health.schema),
                sqlite: health.sqlite))
    }

    /// The reply of a peer's clock against ours.
    ///
    /// - Parameter difference: seconds that ours is ahead of it, about a second exact.
    public static func clock(against peer: String, difference: Int64) -> CheckUp {
        let says = Words.clockAgainst(
            peer, TimeText.skew(milliseconds: difference * 1_000))
        let isOff = abs(difference) > Int64(HybridClock.driftMaxMilliseconds / 1_000)
        return CheckUp(
            .clock, isOff ? .attention : .good, says,
            mend: isOff ? "timedatectl set-ntp true" : nil)
    }
}
