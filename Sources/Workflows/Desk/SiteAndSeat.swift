internal import Causality
internal import Domain
internal import Storage

// What the desk checks of a record that goes with another one.
//
// An assignment of a seat is for the seat's own site to confirm, so it has to lie where that site
// sees it: in the scope of the seat. That is so for every kind whose `siteFollows` says so, and the
// person who types need not think of it. Only head office can write for another site's seat: it alone
// holds the scopes of others. A branch has no copy of another's seats, so it cannot name one; it asks
// head office, which proposes in its stead.
extension RecordDesk {
    /// The site that a record of the kind belongs to because of what it refers to; `nil` where any
    /// site will do, or what it refers to is not here.
    ///
    /// - Parameter value: what a field holds.
    func followedSite(_ kind: RecordKind, _ value: (String) -> Value?) throws -> String? {
        guard let name = kind.siteFollows, let other = kind.field(name)?.type.referredKind,
            let key = value(name)?.text.flatMap({ RecordKey($0) })
        else { return nil }
        return try replica.scope(of: other, key)?.owner?.name
    }

    /// The site of a record that does not name one: that of what it goes with, else this one; `nil`
    /// for a kind without a site.
    func defaultSite(_ kind: RecordKind, _ value: (String) -> Value?) throws -> Value? {
        guard kind.field("site") != nil else { return nil }
        return .text(try followedSite(kind, value) ?? replica.meta.site.name)
    }

    /// Throws when a record would lie at another site than what it goes with.
    ///
    /// - Parameter site: where it would lie.
    func checkSite(_ kind: RecordKind, at site: String?, _ value: (String) -> Value?) throws {
        guard let followed = try followedSite(kind, value), let site, site != followed,
            let name = kind.siteFollows
        else { return }
        throw Problem.siteFollows(
            kind: kind, field: name, value(name)?.text ?? "", site: followed, typed: site)
    }

    /// Only the owning site confirms a claim; the others propose.
    func checkOwnersWord(
        _ kind: String, _ owner: String?, _ values: [String: Value]
    ) throws {
        guard kind == "seat_assignment", values["state"]?.text == "confirmed", let owner,
            owner != replica.meta.site.name
        else { return }
        throw Problem.claimNotOwner(owner: owner)
    }

    /// Throws when an assignment that is typed, or confirmed, is of a seat that is not to be had then.
    ///
    /// - Parameters:
    ///   - written: what is typed.
    ///   - value: what a field holds after the write.
    func checkSeat(
        _ kind: RecordKind, _ written: [String: Value], _ value: (String) -> Value?
    ) throws {
        guard kind.name == "seat_assignment",
            ["state", "seat", "from_day", "to_day"].contains(where: { written[$0] != nil }),
            value("retired")?.isNull ?? true,
            let key = value("seat")?.text.flatMap({ RecordKey($0) }),
            let seat = try replica.record("seat", key),
            let period = value("from_day")?.text.flatMap({
                DayInterval(storedFrom: $0, to: value("to_day")?.text)
            })
        else { return }
        let state = value("state")?.text ?? "proposed"
        let text = { (field: String) in self.value(seat, field)?.text }
        let outage = SeatOutage(
            state: text("state"), since: text("state_since"), retired: text("retired"))
        guard let outage, ["proposed", "confirmed"].contains(state),
            outage.bars(period, isFirm: state == "confirmed")
        else { return }
        throw Problem.seatOutOfService(
            key.text, label: text("label") ?? key.text, outage, retiredBecause: text("retired"))
    }
}
