internal import Causality
internal import Domain
internal import Storage
internal import Workflows

/// Peers as rows and JSON, for `peers list` and `status`.
struct PeerView {
    let session: Session
    let replica: Replica

    init(_ session: Session, _ replica: Replica) {
        self.session = session
        self.replica = replica
    }

    private typealias Heading = Catalogue.Heading

    func table(_ peers: [PeerRecord], withTries: Bool) throws -> TextTable {
        var columns = [session.column(Heading.peer), session.column(Heading.state, flexible: true)]
        if withTries {
            columns.append(session.column(Heading.lastTries))
            columns.append(session.column(Catalogue.Members.acknowledged))
        }
        columns += [
            session.column(Heading.lastOk), session.column(Heading.toSend, .right),
            session.column(Heading.toGet, .right), session.column(Heading.address),
        ]
        var table = TextTable(columns)
        for peer in peers {
            let (state, style) = state(peer)
            var cells = [TextTable.Cell(peer.site?.name ?? "?"), .init(session.text(state), style)]
            if withTries {
                cells.append(.init(PeerView.reach(peer)))
                cells.append(.init(session.text(PeerView.acknowledged(try lacks(peer)))))
            }
            let last = peer.lastOKMilliseconds.map(session.when)
            cells += [
                .init(last ?? session.text(Catalogue.Word.never)),
                .init(try toSend(peer).map { NumberText.grouped($0) } ?? "?"),
                .init(try toGet(peer).map { NumberText.grouped($0) } ?? "?"), .init(peer.url),
            ]
            table.add(cells)
        }
        return table
    }

    /// The last tries, the oldest first: `++-+`.
    static func reach(_ peer: PeerRecord) -> String {
        String(
            (0..<min(12, peer.tries)).reversed().map {
                peer.reach >> UInt16($0) & 1 == 1 ? "+" : "-"
            })
    }

    private func state(_ peer: PeerRecord) -> (Phrase, Style) {
        if peer.isPaused { return (Catalogue.Peers.paused, .faint) }
        guard peer.lastTryMilliseconds != nil else { return (Catalogue.Peers.notTried, .faint) }
        guard peer.lastError != nil else { return (Catalogue.Peers.online, .good) }
        let since = peer.lastOKMilliseconds ?? peer.addedMilliseconds
        let span = TimeText.age(from: Int64(since), to: Int64(session.now))
        return (Catalogue.Peers.offline(for: span), .attention)
    }

    /// How many of our changes the peer has not said to hold; `nil` when it never said anything.
    func toSend(_ peer: PeerRecord) throws -> Int? {
        guard let site = peer.site else { return nil }
        return try replica.outbox(for: site, try replica.scopesShared(with: site))?.count
    }

    /// How many changes the peer claimed to hold that are not here yet.
    private func toGet(_ peer: PeerRecord) throws -> Int? {
        guard let site = peer.site, peer.lastError == nil else { return nil }
        let theirs = try replica.rememberedVector(of: site)
        let mine = try replica.vector { _ in true }
        return theirs.beyond(mine).reduce(0) { $0 + Int($1.to - $1.from) }
    }

    /// How many of the changes here, whoever made them, a peer has not said to hold; `nil` of one that
    /// never said anything.
    private func lacks(_ peer: PeerRecord) throws -> Int? { try peer.site.flatMap(lacks) }

    private func lacks(_ site: SiteID) throws -> Int? {
        guard try replica.sitesMet()[site] != nil else { return nil }
        let mine = try replica.vector(try replica.scopes(of: site))
        return try mine.beyond(replica.rememberedVector(of: site))
            .reduce(0) { $0 + Int(clamping: $1.to - $1.from) }
    }

    private static func acknowledged(_ lacks: Int?) -> Phrase {
        switch lacks {
        case nil: Catalogue.Members.notYet
        case 0?: Catalogue.Members.everything
        case let count?: Catalogue.Members.lacks(UInt64(count))
        }
    }

    /// Sites that came here for an exchange and are not dialled from here, by name.
    static func callers(
        _ replica: Replica, _ peers: [PeerRecord]
    ) throws -> [(site: SiteID, met: UInt64)] {
        let dialled = Set(peers.compactMap(\.site))
        return try replica.sitesMet().filter { !dialled.contains($0.key) }
            .sorted { $0.key < $1.key }.map { (site: $0.key, met: $0.value) }
    }

    static func words(
        _ callers: [(site: SiteID, met: UInt64)], _ session: Session
    ) -> [(site: String, met: String)] {
        callers.map { ($0.site.name, session.when($0.met)) }
    }

    /// How far those who come here have acknowledged.
    func table(ofCallers callers: [(site: SiteID, met: UInt64)]) throws -> TextTable {
        var table = TextTable([
            session.column(Heading.site), session.column(Catalogue.Members.lastHeard),
            session.column(Catalogue.Members.acknowledged, flexible: true),
        ])
        for caller in callers {
            table.add([
                caller.site.name, session.when(caller.met),
                session.text(PeerView.acknowledged(try lacks(caller.site))),
            ])
        }
        return table
    }

    static func json(_ caller: (site: SiteID, met: UInt64)) -> JSON {
        ["site": .string(caller.site.name), "met_at": .time(Int64(caller.met))]
    }

    func json(_ peer: PeerRecord) throws -> JSON {
        let time = { (at: UInt64?) in at.map { JSON.time(Int64($0)) } ?? .null }
        return [
            "site": .optional(peer.site?.name), "url": .string(peer.url),
            "paused": .bool(peer.isPaused), "last_ok": time(peer.lastOKMilliseconds),
            "last_try": time(peer.lastTryMilliseconds), "error": .optional(peer.lastError),
            "tries": .count(peer.tries), "reach": .string(PeerView.reach(peer)),
            "sent": .count(peer.sent), "received": .count(peer.received),
            "to_send": .optional(try toSend(peer)), "to_get": .optional(try toGet(peer)),
            "not_acknowledged": .optional(try lacks(peer)),
        ]
    }
}
