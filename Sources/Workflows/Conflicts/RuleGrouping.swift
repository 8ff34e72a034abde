internal import Causality
internal import Domain

/// One way in which a rule puts rows into groups, of which each is looked at by itself.
///
/// What is looked at after an edit is the group of the edited row, so groups have to stay small however
/// many rows there are. Cards that may be one company are found by what their names come out as and by
/// their contact: two groupings of one rule, as one that covered both would hold every card whose name
/// begins with the same city.
enum RuleGrouping: Hashable {
    case rule(RuleID)
    case contacts
    /// What is sold of the seats of a site.
    case soldSeats

    static let all: [RuleGrouping] = RuleID.allCases.map { .rule($0) } + [.contacts, .soldSeats]

    var rule: RuleID {
        switch self {
        case .rule(let rule): rule
        case .contacts: .oneNameOneCompany
        case .soldSeats: .assignedSeatInService
        }
    }

    /// As the replica remembers it.
    var name: String {
        switch self {
        case .contacts: "\(rule.rawValue) contact"
        case .soldSeats: "\(rule.rawValue) sold"
        case .rule: rule.rawValue
        }
    }

    /// The table whose rows are put into groups.
    var table: String { self == .soldSeats ? "tenancy" : rule.tables[0] }

    /// The other tables whose changes bear on a group, each with the query that gives the groups for the
    /// key of a row of it.
    var others: [String: String] {
        switch self {
        case .contacts: return [:]
        case .soldSeats: return ["seat": "SELECT site FROM seat WHERE id = ?1"]
        case .rule(let rule):
            switch rule {
            case .oneSeatOneAssignment, .assignedSeatInService: return ["seat": "SELECT ?1"]
            case .closedHoldsNothing:
                return ["seat_assignment": "SELECT tenancy FROM seat_assignment WHERE id = ?1"]
            case .closeOrExtend:
                return ["tenancy_term": "SELECT tenancy FROM tenancy_term WHERE id = ?1"]
            case .graduationNeedsEvidence:
                return [
                    "funding_round": "SELECT company FROM funding_round WHERE id = ?1",
                    "company": "SELECT ?1",
                ]
            case .leaveDecision:
                return ["funding_round": "SELECT company FROM funding_round WHERE id = ?1"]
            case .committeeNeedsGates:
                return ["gate_review": "SELECT investment FROM gate_review WHERE id = ?1"]
            case .paidWithinCommitment:
                return ["fund_movement": "SELECT investment FROM fund_movement WHERE id = ?1"]
            case .jumpHasReason:
                return ["investment": "SELECT company FROM investment WHERE id = ?1"]
            case .offersWithinSeats:
                return [
                    "seat": "SELECT site FROM seat WHERE id = ?1",
                    "seat_assignment": "SELECT site FROM seat_assignment WHERE id = ?1",
                ]
            default: return [:]
            }
        }
    }

    /// Whether any row may bear on any other, so that all are looked at together.
    var isOfTheWhole: Bool { rule == .quotaCovers }

    /// The group of such a rule.
    static let whole = "*"

    /// The column that names the group; the row's own key when there is none.
    var subjectColumn: String? {
        if self == .soldSeats { return "site" }
        return switch rule {
        case .oneSeatOneAssignment, .assignedSeatInService: "seat"
        case .sixFreeMonths: "company"
        case .termsDoNotOverlap: "tenancy"
        case .oneRoomOneBooking: "space"
        case .graduationNeedsEvidence, .leaveDecision, .jumpHasReason: "company"
        case .offersWithinSeats: "site"
        case .closedHoldsNothing, .closeOrExtend, .committeeNeedsGates, .paidWithinCommitment,
            .offerHasPaper, .frozenYearStands, .gateNeedsReviewer, .quotaCovers,
            .oneCodeOneCompany, .oneNameOneCompany, .linkedCardsAgree:
            nil
        }
    }

    /// The group of a card; `nil` when it belongs to none.
    func subject(of card: CompanyFact) -> String? {
        switch self {
        case .contacts: card.contactGroup
        case .soldSeats: nil
        case .rule(.oneCodeOneCompany): card.creditCode
        case .rule: card.nameGroup
        }
    }

    /// What is wrong among the rows with these keys, or among all.
    func findings(_ facts: RuleFactQueries, among keys: [RecordKey]?) throws -> [Finding] {
        if self == .soldSeats { return try facts.oversold(keys) }
        return switch rule {
        case .oneSeatOneAssignment: SeatRules.assignmentFindings(try facts.seats(keys))
        case .assignedSeatInService: SeatRules.outageFindings(try facts.seats(keys))
        case .sixFreeMonths: FreeMonthsRule.findings(try facts.freeTerms(keys))
        case .termsDoNotOverlap: IntervalRules.termFindings(try facts.terms(keys))
        case .gateNeedsReviewer: GateRule.findings(try facts.passes(keys))
        case .oneCodeOneCompany, .oneNameOneCompany: try facts.duplicates(self, among: keys)
        case .linkedCardsAgree: try facts.linkedCards(among: keys)
        case .quotaCovers: try facts.quotas()
        case .oneRoomOneBooking: try facts.bookings(keys)
        case .closedHoldsNothing: try facts.leftovers(keys)
        case .closeOrExtend: try facts.disputes(keys)
        case .graduationNeedsEvidence: try facts.unproven(keys)
        case .leaveDecision: try facts.leaveDue(keys)
        case .committeeNeedsGates: try facts.ungated(keys)
        case .paidWithinCommitment: try facts.overpaid(keys)
        case .jumpHasReason: try facts.jumps(keys)
        case .offersWithinSeats: try facts.offers(keys)
        case .offerHasPaper: PaperRules.unstamped(try facts.rows("city_offer", keys))
        case .frozenYearStands: PaperRules.moved(try facts.rows("company_year", keys))
        }
    }
}
