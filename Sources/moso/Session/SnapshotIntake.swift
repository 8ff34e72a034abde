internal import Causality
internal import Storage
internal import Transport
internal import Wire
internal import Workflows

/// `moso init --from URL --key FINGERPRINT`: what is typed, and how it is told.
struct SnapshotIntake {
    let session: Session
    let address: PeerAddress
    let fingerprint: KeyFingerprint

    init(_ session: Session, from url: String, key typed: String) throws {
        self.session = session
        address = try PeerAddress(parsing: url)
        guard let fingerprint = KeyFingerprint(typed: typed) else {
            throw Problem.fingerprint(typed)
        }
        self.fingerprint = fingerprint
    }

    /// Makes the replica, with the address as its peer.
    func run(site: SiteID, hub: SiteID?) async throws -> SnapshotStart.Outcome {
        guard !address.isEncrypted else {
            throw Problem.snapshotBeforeEnrolment(address.description)
        }
        let link = CurlLink(to: address, on: try CurlLoop())
        let start = SnapshotStart(
            site: site, hub: hub, directory: session.dataDirectory, peer: address.description,
            fingerprint: fingerprint)
        return try await explaining {
            try await start.run(
                over: link, pause: Self.pause, random: Self.random, told: draw)
        }
    }

    /// Puts a replica that was built anew in the place of the one that is there.
    func runAgain() async throws -> SnapshotAgain.Outcome {
        let link = try link()
        let again = SnapshotAgain(directory: session.dataDirectory, fingerprint: fingerprint)
        return try await explaining {
            try await again.run(
                over: link, pause: Self.pause, random: Self.random, told: draw)
        }
    }

    /// To the hub, with the keys that the replica knows.
    private func link() throws -> CurlLink {
        // The replica is closed again before its file is put aside.
        let replica = try session.open(sealing: false)
        return try session.dial(
            address.description, replica.meta.hub, replica, try CurlLoop()
        ).link
    }

    private static let pause: @Sendable (Duration) async throws -> Void = {
        try await Task.sleep(for: $0)
    }

    private static let random: @Sendable () -> UInt64 = {
        var generator = SystemRandomNumberGenerator()
        return generator.next()
    }

    private var draw: @Sendable (SnapshotStart.Stage) -> Void {
        { [printer = session.printer, address] stage in
            switch stage {
            case .waiting(let waiting):
                // The maker is asked every second; once is enough to be told.
                if case .making = waiting.reason, waiting.attempt > 1 { return }
                printer.note(Catalogue.Snapshot.waiting(waiting, for: address.description))
            case .fetching(let done, let total):
                printer.progress(Catalogue.Snapshot.fetching(done: done, of: total))
            case .building(let chunk, let total):
                printer.progress(Catalogue.Snapshot.building(chunk, of: total))
            }
        }
    }

    private func explaining<Result>(_ body: () async throws -> Result) async throws -> Result {
        do {
            return try await body()
        } catch let trouble as SnapshotTrouble {
            throw Problem.snapshot(trouble, from: address.description)
        }
    }

    func tell(_ outcome: SnapshotAgain.Outcome) {
        session.printer.say(
            Catalogue.Snapshot.startedAgain(site: outcome.site, path: session.dataDirectory),
            mark: .done)
        session.printer.remark(Catalogue.Snapshot.resealed(outcome.sealed), indent: 2)
        if !outcome.leftOut.isEmpty {
            session.printer.note(
                Catalogue.Snapshot.leftOut(outcome.leftOut.count, first: outcome.leftOut[0]))
        }
        for row in outcome.broughtBack { session.printer.note(Catalogue.Snapshot.broughtBack(row)) }
        for cell in outcome.withheld { session.printer.note(Catalogue.Snapshot.withheld(cell)) }
        for cell in outcome.beside { session.printer.note(Catalogue.Snapshot.beside(cell)) }
        tell(leftBehind: outcome.leftBehind)
        session.printer.remark(Catalogue.Snapshot.kept(outcome.kept), indent: 2)
        session.printer.remark(Catalogue.Snapshot.nextStep, indent: 2)
    }

    private func tell(leftBehind error: StorageError?) {
        guard case .file(_, let path, let code) = error else { return }
        session.printer.note(Catalogue.Snapshot.leftBehind(path, Catalogue.Cause.system(code)))
    }

    func tell(_ outcome: SnapshotStart.Outcome) {
        tell(leftBehind: outcome.leftBehind)
        let taken = outcome.manifests.first?.takenMilliseconds ?? 0
        session.printer.remark(
            Catalogue.Snapshot.started(
                rows: outcome.rows, transactions: outcome.transactions,
                taken: Phrase(verbatim: TimeText.local(Int64(clamping: taken)))), indent: 2)
        session.printer.remark(Catalogue.Snapshot.nextStep, indent: 2)
    }
}
