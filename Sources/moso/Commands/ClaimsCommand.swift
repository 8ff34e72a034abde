internal import ArgumentParser
internal import Causality
internal import Domain
internal import Storage
internal import Workflows

/// `moso claims`: who has which seat, all assignments considered.
struct ClaimsCommand: ParsableCommand {
    static let configuration = CommandConfiguration("claims", Catalogue.Help.claims)
    @OptionGroup var options: GlobalOptions
    @Argument(help: Catalogue.Flag.seat.help("SEAT")) var seat: String?
    @Flag(help: Catalogue.Flag.displaced.help) var displaced = false

    func run() throws {
        let session = try Session(options)
        let replica = try session.open()
        let desk = RecordDesk(replica)
        var key: RecordKey?
        if let seat {
            guard let record = try desk.find(seat, in: "seat") else {
                throw Problem.noRecord(seat)
            }
            key = record.key
        }
        let claims = SeatClaims(replica)
        let found = try claims.all(seat: key).filter { !displaced || $0.hasNoSeat }
        let offers = try found.map { claim in
            claim.hasNoSeat ? try claims.nearestFree(to: claim.claim).map(\.label) : []
        }
        session.document(
            "claim.list", replica, .array(zip(found, offers).map { json($0, $1) }))
        guard !found.isEmpty else { return session.printer.remark(Catalogue.Claims.none) }
        typealias Text = Catalogue.Claims
        var table = TextTable(
            [Text.assignment, Text.seat, Text.company, Text.period, Text.standing, Text.offers]
                .map { .init($0.text(session.language), isFlexible: true) })
        for (claim, offers) in zip(found, offers) {
            table.add([
                .init(claim.claim.key.text), .init(try title("seat", claim.claim.resource, desk)),
                .init(try title("company", claim.company, desk)),
                .init(period(claim, session)), .init(standing(claim, session)),
                .init(offers.joined(separator: " ")),
            ])
        }
        session.printer.table(table)
    }

    /// Every period that it may be over, marked while there are several.
    private func period(_ claim: SeatClaim, _ session: Session) -> String {
        let text = claim.periods.map(\.description).joined(separator: " / ")
        return claim.undecided.contains("period")
            ? session.text(Catalogue.Claims.undecided(Phrase(verbatim: text))) : text
    }

    /// What it is; while anything that it follows from is undecided, marked.
    private func standing(_ claim: SeatClaim, _ session: Session) -> String {
        session.text(
            claim.undecided.isEmpty ? claim.text : Catalogue.Claims.undecided(claim.text))
    }

    private func title(_ kind: String, _ key: String, _ desk: RecordDesk) throws -> String {
        let record = try RecordKey(key).flatMap { try desk.replica.record(kind, $0) }
        return try record.map { try desk.title($0) } ?? key
    }

    private func json(_ claim: SeatClaim, _ offers: [String]) -> JSON {
        var by = JSON.null
        if case .displaced(by: .some(let winner)) = claim.standing { by = .string(winner.text) }
        var rival = JSON.null
        if case .disputed(let other) = claim.standing { rival = .string(other.text) }
        return [
            "id": .string(claim.claim.key.text), "seat": .string(claim.claim.resource),
            "company": .string(claim.company), "from": .string(claim.claim.from.description),
            "to": .optional(claim.claim.to?.description), "standing": .string(claim.name),
            "undecided": .array(claim.undecided.map { .string($0) }),
            "displaced_by": by, "disputed_with": rival,
            "nearest_free": .array(offers.map { .string($0) }),
        ]
    }
}

extension SeatClaim {
    /// Whether it gave way, or its seat is out of service.
    fileprivate var hasNoSeat: Bool {
        switch standing {
        case .displaced, .unavailable, .disputed: true
        case .confirmed, .proposed, .ended: false
        }
    }

    fileprivate var name: String {
        switch standing {
        case .confirmed: "confirmed"
        case .proposed: "proposed"
        case .displaced: "displaced"
        case .disputed: "disputed"
        case .unavailable: "unavailable"
        case .ended: "ended"
        }
    }

    fileprivate var text: Phrase {
        switch standing {
        case .confirmed: Catalogue.Claims.confirmed
        case .proposed: Catalogue.Claims.proposed
        case .displaced(let winner):
            winner.map { Catalogue.Claims.displaced(by: $0.text) } ?? Catalogue.Claims.putAside
        case .disputed(let rival): Catalogue.Claims.disputed(with: rival.text)
        case .unavailable: Catalogue.Claims.unavailable
        case .ended: Catalogue.Claims.ended
        }
    }
}
