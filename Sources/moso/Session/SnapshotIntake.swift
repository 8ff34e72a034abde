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
        let start = SnapshotStart(
            site: site, hub: hub, directory: session.dataDirectory, fingerprint: fingerprint)
        let printer = session.printer
        let outcome: SnapshotStart.Outcome
        do {
            outcome = try await start.run(
                over: CurlLink(to: address, on: try CurlLoop()),
                pause: { try await Task.sleep(for: $0) },
                random: {
                    var generator = SystemRandomNumberGenerator()
                    return generator.next()
                }
            ) { stage in
                switch stage {
                case .fetching(let done, let total):
                    printer.progress(Catalogue.Snapshot.fetching(done: done, of: total))
                case .building(let chunk, let total):
                    printer.progress(Catalogue.Snapshot.building(chunk, of: total))
                }
            }
        } catch let trouble as SnapshotTrouble {
            throw Problem.snapshot(trouble, from: address.description)
        }
        try session.open(sealing: false).addPeer(url: address.description)
        return outcome
    }

    func tell(_ outcome: SnapshotStart.Outcome) {
        let taken = outcome.manifests.first?.takenMilliseconds ?? 0
        session.printer.remark(
            Catalogue.Snapshot.started(
                rows: outcome.rows, transactions: outcome.transactions,
                taken: Phrase(verbatim: TimeText.local(Int64(clamping: taken)))), indent: 2)
        session.printer.remark(Catalogue.Snapshot.nextStep, indent: 2)
    }
}
