internal import Causality
internal import Glibc
internal import Storage
internal import Sync
internal import Transport
internal import Workflows

/// One round of `moso doctor`: the machine, the configuration, the replica, and with the network the peers.
struct DoctorRound {
    let options: GlobalOptions
    let withNetwork: Bool

    /// What was found, and what it was found on.
    struct Found {
        var checks: [CheckUp] = []
        var settings: EffectiveSettings?
        var replica: Replica?
    }

    private typealias Words = Catalogue.Doctor

    /// What cannot be looked at is itself something that was found.
    func checks() async -> Found {
        var found = Found()
        found.checks.append(settings(&found))
        do {
            // A configuration with a mistake is told above, and must not hide how the replica is.
            let session = try Session(
                options, readsConfiguration: found.settings != nil)
            let doctor = Doctor(session.dataDirectory, at: session.now)
            let machine = doctor.machine()
            found.checks += machine.checks
            guard machine.mayOpen else { return found }
            let replica = try session.open(sealing: false)
            found.replica = replica
            found.checks += try doctor.replica(replica)
            found.checks.append(daemon(replica))
            found.checks += try await peers(session, replica, found.settings)
        } catch {
            let problem = Problem(explaining: error)
            found.checks.append(
                CheckUp(.database, .bad, problem.happened, mend: problem.command))
        }
        return found
    }

    private func settings(_ found: inout Found) -> CheckUp {
        do {
            let file = try ConfigCommand.file(named: nil, options)
            found.settings = try ConfigCommand.effective(file)
            return CheckUp(
                .settings, .good, file.map { Words.settingsGood($0.path) } ?? Words.settingsNone)
        } catch {
            let problem = Problem(explaining: error)
            return CheckUp(
                .settings, .bad, problem.happened,
                mend: ["moso config check", options.configurationPath?.asShellWord]
                    .compactMap { $0 }.joined(separator: " "))
        }
    }

    private func daemon(_ replica: Replica) -> CheckUp {
        let runs = StatusFacts.holder(replica.directory + "/mosod.lock") != nil
        return CheckUp(.daemon, .good, runs ? Words.daemonRuns : Words.daemonRests)
    }

    // MARK: Peers

    private func peers(
        _ session: Session, _ replica: Replica, _ settings: EffectiveSettings?
    ) async throws -> [CheckUp] {
        let records = try replica.peerRecords().filter { !$0.isPaused }
        if records.isEmpty { return [CheckUp(.peers, .good, Words.nobodyToCall)] }
        let limit = settings?.milliseconds(.alertAfter) ?? 6 * 3_600_000
        var checks: [CheckUp] = []
        let loop = withNetwork ? try CurlLoop() : nil
        for record in records {
            checks.append(remembered(record, session, limit))
            if let loop { checks += await call(record, session, replica, loop) }
        }
        return checks
    }

    private func remembered(_ peer: PeerRecord, _ session: Session, _ limit: Int64) -> CheckUp {
        let name = peer.site?.name ?? peer.url
        guard let last = peer.lastOKMilliseconds else {
            return CheckUp(.peers, .attention, Words.peerNever(name), mend: "moso sync")
        }
        let ago = TimeText.ago(Int64(last), now: Int64(session.now))
        guard Int64(session.now) - Int64(last) > limit else {
            return CheckUp(.peers, .good, Words.peerGood(name, ago: ago))
        }
        return CheckUp(
            .peers, .attention, Words.peerStale(name, ago: ago),
            mend: withNetwork ? "moso sync" : "moso doctor --net")
    }

    /// Asks the peer for as little as there is to ask, as this site and over TLS: that proves address, port,
    /// key and enrolment at once, and the answer has the peer's time on it.
    private func call(
        _ peer: PeerRecord, _ session: Session, _ replica: Replica, _ loop: CurlLoop
    ) async -> [CheckUp] {
        let name = peer.site?.name ?? peer.url
        do {
            let (link, site) = try session.dial(peer.url, peer.site, replica, loop)
            let began = Machine.wallMilliseconds()
            let reply = await link.perform(
                Watch.request(site: replica.meta.site, digest: 0), progress: nil)
            let ended = Machine.wallMilliseconds()
            if let failure = SyncFailure(unless: reply) {
                let trouble = SyncTrouble(failure)
                return [
                    CheckUp(
                        .peers, .bad, Words.peerSilent(name, trouble.cause), mend: "moso sync -v")
                ]
            }
            let took = TimeText.elapsed(milliseconds: Int64(ended - began))
            var checks = [CheckUp(.peers, .good, Words.peerAnswers(site.name, took: took))]
            if let theirs = reply.dateSeconds {
                let ours = Int64((began + ended) / 2_000)
                checks.append(Doctor.clock(against: site.name, difference: ours - theirs))
            }
            return checks
        } catch {
            let problem = Problem(explaining: error)
            return [
                CheckUp(
                    .peers, .bad, Words.peerSilent(name, problem.happened), mend: problem.command)
            ]
        }
    }
}

extension Problem {
    /// The first command that helps.
    fileprivate var command: String? {
        remedies.lazy.compactMap { remedy in
            if case .run(let line, _) = remedy { line } else { nil }
        }.first
    }
}

extension SyncFailure {
    /// Why a call to a peer came to nothing; `nil` when it did not.
    fileprivate init?(unless reply: PeerReply) {
        if let failure = reply.failure {
            self = .link(failure)
        } else if reply.status == 200 || reply.status == 204 {
            return nil
        } else {
            self = .status(
                reply.status, retryAfter: nil, detail: String(decoding: reply.body, as: UTF8.self))
        }
    }
}
