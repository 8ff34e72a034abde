internal import Causality
internal import Storage
internal import Transport
internal import Wire
internal import Workflows

/// `moso init --from CODE` and `moso init --again`: the hub's snapshot, over TLS with the keys of both
/// ends, and how it is told.
struct SnapshotIntake {
    let session: Session
    /// Of the hub.
    private let address: String
    private let link: CurlLink
    private let hubKey: PublicKey
    /// Set where the site is not enrolled yet.
    private let joining: Joining?

    /// By an invitation. The folder is made, and in it this site's key, which is what is enrolled.
    init(_ session: Session, by invitation: Invitation) throws {
        self.session = session
        _ = try StagingFolder(in: session.dataDirectory)
        let joining = try Joining(session, by: invitation)
        self.joining = joining
        (address, link, hubKey) = (joining.address.description, joining.link, invitation.hub)
    }

    /// With the keys and the address that the replica which is there knows.
    init(again session: Session) throws {
        self.session = session
        // It is closed again before its file is put aside.
        let replica = try session.open(sealing: false)
        let hub = replica.meta.hub
        let peers = try replica.peerRecords().filter { $0.site == hub || $0.site == nil }
        guard let peer = peers.first(where: { $0.site == hub }) ?? peers.first else {
            throw Problem.noPeers()
        }
        link = try session.dial(peer.url, hub, replica, try CurlLoop()).link
        address = peer.url
        guard let key = try replica.enrolledKey(of: hub) else {
            throw Problem.peerNotEnrolled(hub.name, address: peer.url)
        }
        hubKey = key
        joining = nil
    }

    /// Enrols the site and makes the replica, with the hub as its peer.
    func run(hub: SiteID?) async throws -> SnapshotStart.Outcome {
        guard let joining else { preconditionFailure("a new site comes with a code") }
        let site = joining.invitation.site
        let start = SnapshotStart(
            site: site, hub: hub, directory: session.dataDirectory,
            contact: HubContact(url: address, key: hubKey, ownKey: joining.own.publicKey),
            key: hubKey)
        try start.checkPlace()
        switch try await joining.present() {
        case nil: try joining.confirm()
        // An earlier run was broken off, and the code has gone meanwhile: whether this site is enrolled
        // the next request tells.
        case .unknown where start.isBegun: break
        case let fault?: throw joining.problem(fault, command: "moso init --from -")
        }
        return try await explaining {
            try await start.run(
                over: link, pause: Self.pause, random: Self.random, told: draw)
        }
    }

    /// Puts a replica that was built anew in the place of the one that is there.
    func runAgain() async throws -> SnapshotAgain.Outcome {
        let again = SnapshotAgain(directory: session.dataDirectory, key: hubKey)
        return try await explaining {
            try await again.run(
                over: link, pause: Self.pause, random: Self.random, told: draw)
        }
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
                printer.note(Catalogue.Snapshot.waiting(waiting, for: address))
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
            throw Problem.snapshot(trouble, from: address)
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
