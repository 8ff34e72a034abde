internal import ArgumentParser
internal import Causality
internal import Domain
internal import Glibc
internal import Storage
internal import Wire
internal import Workflows

/// Four sentences that are true whatever the network does, and a line for each peer.
struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration("status", Catalogue.Help.status, alias: "状态")
    @OptionGroup var options: GlobalOptions
    @Flag(help: Catalogue.Flag.check.help) var check = false
    @Option(help: Catalogue.Flag.maxAge.help("SPAN")) var maxAge: String?

    func run() throws {
        let session = try Session(options)
        let limit = try maxAge.map { try session.span($0, flag: "--max-age") }
        let replica = try session.open()
        let state = try StatusFacts(session, replica)
        session.document("status", replica, state.json)
        try say(session, replica, state)
        // The answer does not wait for the replica to be closed.
        session.printer.flush()
        if check, state.needsAttention(now: session.now, limitMilliseconds: limit) {
            throw ArgumentParser.ExitCode(Workflows.ExitCode.attention.rawValue)
        }
    }

    private func say(_ session: Session, _ replica: Replica, _ state: StatusFacts) throws {
        let printer = session.printer
        let site = replica.meta.site.name
        let name =
            RecordKey(site).flatMap { try? replica.record("site", $0) }
            .flatMap { RecordDesk(replica).value($0, "name_zh")?.text } ?? site
        printer.remark(
            Catalogue.Status.title(
                site: Phrase(verbatim: name), id: site, version: MosoVersion.text,
                now: TimeText.local(Int64(session.now))))
        printer.remark(
            state.daemon.map(Catalogue.Status.runs) ?? Catalogue.Status.notRunning,
            mark: state.daemon == nil ? .attention : .done, indent: 2)
        printer.remark(state.waitingPhrase, mark: state.toSend == 0 ? .done : .waiting, indent: 2)
        printer.remark(
            state.conflictPhrase, mark: state.conflicts == 0 ? .done : .attention, indent: 2)
        printer.remark(
            state.held > 0
                ? Catalogue.Status.held(state.held)
                : state.quarantined.isEmpty
                    ? Catalogue.Status.allApplied : Catalogue.Status.allElseApplied,
            mark: state.held == 0 ? .done : .attention, indent: 2)
        for item in state.quarantined.prefix(StatusFacts.listedMost) {
            printer.remark(
                Catalogue.Status.putAside(
                    item.dot?.description, from: item.peer.name, why: item.why), mark: .bad,
                indent: 2)
        }
        let morePutAside = state.quarantined.count - StatusFacts.listedMost
        if morePutAside > 0 {
            printer.remark(Catalogue.Status.morePutAside(morePutAside), indent: 4)
        }
        for (site, count) in state.void.sorted(by: { $0.key < $1.key }) {
            printer.remark(
                Catalogue.Status.beyondCut(count, of: site.name), mark: .attention, indent: 2)
        }
        for (site, work) in state.overAllowance.sorted(by: { $0.key < $1.key }) {
            printer.remark(
                Catalogue.Sync.overAllowance(site.name, rows: work.rows, bytes: work.bytes),
                mark: .attention, indent: 2)
        }
        for site in state.joining {
            printer.remark(Catalogue.Enrol.toDecide(site.name), mark: .attention, indent: 2)
        }
        for (site, open) in state.tooManyOpen.sorted(by: { $0.key < $1.key }) {
            printer.remark(
                Catalogue.Sync.tooManyOpen(site.name, open: open), mark: .attention, indent: 2)
        }
        for edit in state.unsealed.prefix(StatusFacts.listedMost) {
            printer.remark(Catalogue.Aside.edit(edit), mark: .bad, indent: 2)
        }
        if !state.unsealed.isEmpty {
            let more = state.unsealed.count - StatusFacts.listedMost
            if more > 0 { printer.remark(Catalogue.Aside.more(more), indent: 4) }
            printer.remark(Catalogue.Aside.advice, indent: 4)
        }
        if !state.stranded.isEmpty {
            printer.remark(
                Catalogue.Aside.stranded(
                    state.stranded.values.reduce(0, +),
                    scopes: state.stranded.keys.sorted().map(\.name)), mark: .bad, indent: 2)
        }
        for clock in state.clocks {
            printer.remark(
                Catalogue.Status.clockOff(clock, isOwn: clock.site == replica.meta.site),
                mark: .attention, indent: 2)
        }
        if let own = state.members.own, own != .active {
            printer.remark(
                Catalogue.Members.ownStanding(own, hub: replica.meta.hub.name), mark: .attention,
                indent: 2)
        }
        if state.notTakenIn > 0 {
            printer.remark(Catalogue.Members.refused(state.notTakenIn), mark: .bad, indent: 2)
            if state.members.own == .active {
                printer.remark(Catalogue.Members.startAgain, indent: 4)
            }
        }
        sayMore(session, replica, state)
        let slow = state.members.holdingUp.map(\.site.name)
        if !slow.isEmpty, state.members.own?.counts ?? true {
            printer.remark(Catalogue.Members.waitsFor(slow), mark: .waiting, indent: 2)
        }
        if let fork = state.forks.first {
            printer.remark(
                Catalogue.Fork.status(state.forks.count, first: fork.stream.description),
                mark: .attention, indent: 2)
        }
        printer.gap()
        if !state.callers.isEmpty {
            printer.remark(Catalogue.Peers.callers(PeerView.words(state.callers, session)))
        } else if state.peers.isEmpty {
            printer.remark(Catalogue.Peers.none)
        }
        if state.peers.isEmpty { return }
        printer.table(try PeerView(session, replica).table(state.peers, withTries: false))
    }
}

extension StatusCommand {
    /// What is seldom there.
    private func sayMore(_ session: Session, _ replica: Replica, _ state: StatusFacts) {
        let printer = session.printer
        for (peer, count) in state.refusedByPeers {
            printer.remark(
                Catalogue.Members.refusedByPeer(peer.name, Int(clamping: count)), mark: .waiting,
                indent: 2)
        }
        for twin in state.twins {
            printer.remark(
                Catalogue.Members.twin(
                    twin.site.name, twin.earlier.description, twin.later.description),
                mark: .attention, indent: 2)
        }
        if state.postponed > 0 {
            printer.remark(Catalogue.Sync.postponed(state.postponed), mark: .waiting, indent: 2)
        }
        if !state.unsentWork.isEmpty {
            printer.remark(Catalogue.Grants.unsent(state.unsentWork), mark: .attention, indent: 2)
            printer.remark(Catalogue.Grants.unsentAdvice, indent: 4)
        }
        if let needs = state.scrub {
            printer.remark(
                Catalogue.Snapshot.awaitsScrub(needs, in: replica.directory), mark: .attention,
                indent: 2)
        }
    }
}

/// What `status` tells.
struct StatusFacts {
    let peers: [PeerRecord]
    /// Sites that come here without being dialled.
    let callers: [(site: SiteID, met: UInt64)]
    /// `nil` while no peer has said what it holds.
    let toSend: Int?
    let conflicts: Int
    let held: Int
    let quarantined: [QuarantinedTransaction]
    /// How many transactions lie beyond a revocation, by site.
    let void: [SiteID: Int]
    /// Members of which nothing more is taken in today.
    let overAllowance: [SiteID: BroughtWork]
    let tooManyOpen: [SiteID: Int]
    /// Sites that came with a code and wait for a person here.
    let joining: [SiteID]
    /// What other tools wrote and cannot be replicated.
    let unsealed: [UnsealedEdit]
    /// How many things of one kind are listed; of more it is said how many.
    static let listedMost = 5
    /// Transactions in scopes that this site does not hold: they never leave it.
    let stranded: [ScopeID: Int]
    /// Forks that are not settled yet.
    let forks: [Fork]
    /// Clocks that are known to be off.
    let clocks: [ClockOffset]
    /// What peers other than the hub have not taken in.
    let refusedByPeers: [(key: SiteID, value: UInt64)]
    /// Names under which two machines write.
    let twins: [TwinSite]
    /// How many of this site's transactions the hub takes in tomorrow.
    let postponed: Int
    /// Files with work that a withdrawal kept from being sent.
    let unsentWork: [String]
    /// What erasures have not reached yet.
    let scrub: ScrubNeeds?
    /// The members and how far each is.
    let members: Members
    /// Who holds the daemon's lock; `nil` when nobody does.
    let daemon: String?
    private let oldestSent: Phrase
    private let oldestOpen: Phrase
    let json: JSON

    init(_ session: Session, _ replica: Replica) throws {
        peers = try replica.peerRecords()
        callers = try PeerView.callers(replica, peers)
        let sites = Set(peers.compactMap(\.site) + callers.map(\.site)).sorted()
        let boxes = try sites.compactMap { site in
            try replica.outbox(for: site, try replica.scopesShared(with: site))
        }
        let box = boxes.max { $0.count < $1.count }
        toSend = box?.count
        let now = Int64(session.now)
        oldestSent = TimeText.ago(Int64(box?.oldestMilliseconds ?? session.now), now: now)
        let open = try ConflictInbox(replica).items(tellingResolutions: false)
        conflicts = open.count
        let ages = OpenSince(try replica.seenConflicts())
        let oldest = open.compactMap { ages.milliseconds(of: $0) }.min() ?? session.now
        oldestOpen = TimeText.age(from: Int64(oldest), to: now)
        held = try replica.heldTransactions().count
        quarantined = try replica.quarantinedTransactions()
        void = try replica.voidTransactions()
        overAllowance = try replica.membersOverAllowance()
        tooManyOpen = try replica.membersWithTooManyOpen()
        joining = try replica.invitations().filter { $0.isWaiting(at: session.now) }.map(\.site)
        unsealed = try replica.unsealedEdits()
        stranded = try replica.strandedTransactions()
        let allForks = try replica.forks()
        clocks = try replica.clockOffsets()
        refusedByPeers = try replica.notTakenByPeers().sorted { $0.key < $1.key }
        twins = try replica.twinSites()
        postponed = Int(clamping: try replica.postponedTransactions())
        unsentWork = UnsentWork.files(in: replica.directory).map(\.path)
        scrub = try replica.awaitsScrub()
        members = try Members(replica)
        forks = allForks.filter { !$0.isSettled }
        daemon = StatusFacts.holder(replica.directory + "/mosod.lock")
        let view = PeerView(session, replica)
        json = [
            "epoch": .integer(Int64(replica.meta.epoch)),
            "hub": .string(replica.meta.hub.name),
            "directory": .string(replica.directory), "daemon": .optional(daemon),
            "to_send": .optional(toSend),
            "oldest_to_send": box?.oldestMilliseconds.map { .time(Int64($0)) } ?? .null,
            "conflicts": .count(conflicts),
            "oldest_conflict": open.isEmpty ? .null : .time(Int64(oldest)),
            "held": .count(held), "quarantined": .count(quarantined.count),
            "void": .count(void.values.reduce(0, +)),
            "unsealed": .array(unsealed.map(\.json)),
            "joining": .array(joining.map { .string($0.name) }),
            "stranded": .count(stranded.values.reduce(0, +)),
            "clocks": .array(
                clocks.map { clock in
                    [
                        "site": .string(clock.site.name),
                        "ahead_seconds": .integer(clock.aheadMilliseconds / 1_000),
                    ]
                }),
            "not_taken_in": .count(Int(clamping: members.ownNotTakenIn)),
            "not_taken_in_by": .array(
                refusedByPeers.map {
                    ["site": .string($0.key.name), "count": .count(Int(clamping: $0.value))]
                }),
            "twins": .array(
                twins.map { twin in
                    [
                        "site": .string(twin.site.name),
                        "earlier": .string(twin.earlier.description),
                        "later": .string(twin.later.description),
                        "last_written": .time(Int64(clamping: twin.lastMilliseconds)),
                    ]
                }),
            "postponed": .count(postponed),
            "unsent_work": .array(unsentWork.map { .string($0) }),
            "awaits_scrub": .optional(scrub.map { "\($0)" }),
            "standing": .optional(members.own?.rawValue),
            "members": .array(members.views.map(MemberPrinter.json)),
            "stable": .array(try MemberPrinter.stable(replica)),
            "forks": .array(allForks.map(\.json)),
            "peers": .count(peers.count),
            "peers_failing": .count(peers.filter { $0.lastError != nil }.count),
            "peer_list": .array(try peers.map(view.json)),
            "callers": .array(callers.map(PeerView.json)),
        ]
    }

    /// Changes of this site that stay here however often it syncs.
    var notTakenIn: Int { Int(clamping: members.ownNotTakenIn) }

    var waitingPhrase: Phrase {
        if peers.isEmpty && callers.isEmpty { return Catalogue.Status.nobodyToSendTo }
        guard let toSend else { return Catalogue.Status.nothingSentYet }
        return toSend == 0
            ? Catalogue.Status.nothingWaiting
            : Catalogue.Status.waiting(toSend, oldest: oldestSent)
    }

    var conflictPhrase: Phrase {
        conflicts == 0
            ? Catalogue.Status.noConflicts
            : Catalogue.Status.conflicts(conflicts, oldest: oldestOpen)
    }

    func needsAttention(now: UInt64, limitMilliseconds: Int64?) -> Bool {
        let isStale = peers.contains { peer in
            guard !peer.isPaused else { return false }
            if let limitMilliseconds {
                return peer.lastOKMilliseconds.map {
                    now > $0 + UInt64(limitMilliseconds)
                } ?? true
            }
            return peer.lastError != nil
        }
        let isLeftOut = members.own.map { !$0.counts } ?? false
        return isLeftOut || notTakenIn > 0 || conflicts > 0 || held > 0 || !clocks.isEmpty
            || !joining.isEmpty || !quarantined.isEmpty || !unsealed.isEmpty || !stranded.isEmpty
            || !twins.isEmpty
            || scrub != nil
            || isStale
    }

    /// The kernel drops the lock when its holder dies, so a lock that can be taken names nobody.
    static func holder(_ path: String) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        guard flock(file, LOCK_SH | LOCK_NB) != 0 else { return nil }
        let text = File.read(path, most: 200).map { String(decoding: $0, as: UTF8.self) } ?? ""
        return text.split(whereSeparator: \.isNewline).first.map(String.init) ?? "mosod"
    }
}

extension UnsealedEdit {
    fileprivate var json: JSON {
        [
            "table": .string(table), "id": .string(key), "field": .optional(field),
            "why": .string("\(fault)"), "noted_at": .time(Int64(notedMilliseconds)),
        ]
    }
}
