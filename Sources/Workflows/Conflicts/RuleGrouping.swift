internal import Causality
internal import Domain
internal import Storage

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
    /// What is committed of a fund that has no quota.
    case commitments
    /// What one kind of record refers to by one of its fields.
    case reference(LivingReference)
    /// Each retired record by itself, of whatever kind. There are few, so nothing is remembered of the others.
    case retired

    static let all: [RuleGrouping] =
        RuleID.allCases.filter { ![.referenceInUse, .retiredOrInUse].contains($0) }.map {
            .rule($0)
        }
        + [.contacts, .soldSeats, .commitments, .retired]
        + LivingReference.all.map { .reference($0) }

    var rule: RuleID {
        switch self {
        case .rule(let rule): rule
        case .contacts: .oneNameOneCompany
        case .soldSeats: .assignedSeatInService
        case .commitments: .quotaCovers
        case .reference: .referenceInUse
        case .retired: .retiredOrInUse
        }
    }

    /// As the replica remembers it.
    var name: String {
        switch self {
        case .contacts: "\(rule.rawValue) contact"
        case .soldSeats: "\(rule.rawValue) sold"
        case .commitments: "\(rule.rawValue) committed"
        case .reference(let reference): "\(rule.rawValue) \(reference.kind).\(reference.field)"
        case .rule, .retired: rule.rawValue
        }
    }

    /// The table whose rows are put into groups.
    var table: String {
        switch self {
        case .soldSeats: "tenancy"
        case .commitments: "investment"
        case .reference(let reference): reference.kind
        // A decision is no row of a table.
        case .rule(.decidedOnce): "decision"
        case .contacts, .rule, .retired: rule.tables[0]
        }
    }

    /// The other tables whose changes bear on a group, each with the column that names the group, `id` where a
    /// row of it is one.
    var others: [String: String] {
        switch self {
        case .contacts, .retired: return [:]
        case .soldSeats: return ["seat": "site"]
        case .commitments:
            return [
                "fund": "id",
                "fund_movement": "fund",
                "quota": "pool",
            ]
        case .reference(let reference): return [reference.target: "id"]
        case .rule(let rule):
            switch rule {
            case .oneSeatOneAssignment, .assignedSeatInService, .noClockDecides:
                return ["seat": "id"]
            case .closedHoldsNothing:
                return ["seat_assignment": "tenancy"]
            case .closeOrExtend:
                return ["tenancy_term": "tenancy"]
            case .graduationNeedsEvidence:
                return [
                    "funding_round": "company",
                    "company": "id",
                ]
            case .leaveDecision:
                return ["funding_round": "company"]
            case .committeeNeedsGates:
                return ["gate_review": "investment"]
            case .paidWithinCommitment:
                return ["fund_movement": "investment"]
            case .jumpHasReason:
                return ["investment": "company"]
            case .offersWithinSeats:
                return [
                    "seat": "site",
                    "seat_assignment": "site",
                    "tenancy": "site",
                ]
            default: return [:]
            }
        }
    }

    /// The columns by which a row of another table may have come out of a group.
    var followed: Set<TableColumn> {
        Set(others.filter { $1 != "id" }.map { TableColumn(table: $0, column: $1) })
    }

    /// Whether any row may bear on any other, so that all are looked at together.
    var isOfTheWhole: Bool { self == .rule(.quotaCovers) }

    /// What somebody may do whose write was refused because of it; `nil` where nothing is refused.
    var remedy: Label? { self == .commitments ? CommitmentRule.remedy : rule.remedy }

    /// Whether it puts the rows of its table into groups that are remembered.
    var isOfRows: Bool { !isOfTheWhole && !isOfDecisions && self != .retired }

    /// The tables whose rows bear on its groups.
    var tables: [String] {
        switch self {
        case .rule where isOfTheWhole, .retired: rule.tables
        case .rule, .contacts, .soldSeats, .commitments, .reference: [table] + others.keys.sorted()
        }
    }

    /// The group of such a rule.
    static let whole = "*"

    /// Whether what is wrong with a row of its table never depends on the others of the group: it is a
    /// group so that they are found by what they refer to.
    var isOfSingleRows: Bool {
        switch self {
        case .reference, .rule(.graduationNeedsEvidence), .rule(.leaveDecision): true
        default: false
        }
    }

    /// Whether a row that refers to no group is looked at by itself.
    var looksWithoutSubject: Bool {
        switch self {
        case .rule(.graduationNeedsEvidence), .rule(.leaveDecision), .rule(.jumpHasReason): true
        default: false
        }
    }

    /// The column that names the group; the row's own key when there is none.
    var subjectColumn: String? {
        switch self {
        case .soldSeats: return "site"
        case .commitments: return "fund"
        case .reference(let reference): return reference.field
        case .contacts, .rule, .retired: break
        }
        return switch rule {
        case .oneSeatOneAssignment, .assignedSeatInService, .noClockDecides: "seat"
        case .sixFreeMonths, .acceptedOnce, .oneRound: "company"
        case .expertInOnePlace: "expert"
        case .answeredOfferStands: "city"
        case .oneNumber: "number"
        case .termsDoNotOverlap: "tenancy"
        case .oneRoomOneBooking: "space"
        case .graduationNeedsEvidence, .leaveDecision, .jumpHasReason: "company"
        case .offersWithinSeats: "site"
        case .closedHoldsNothing, .closeOrExtend, .committeeNeedsGates, .paidWithinCommitment,
            .offerHasPaper, .frozenYearStands, .gateNeedsReviewer, .quotaCovers,
            .oneCodeOneCompany, .oneNameOneCompany, .linkedCardsAgree, .referenceInUse,
            .decidedOnce, .retiredOrInUse:
            nil
        }
    }

    /// Whether its groups are of decisions, by the conflict that they name.
    var isOfDecisions: Bool { self == .rule(.decidedOnce) }

    /// Whether its group is a company: what was found to be one company is one group.
    var isByCompany: Bool { [.sixFreeMonths, .acceptedOnce, .oneRound].contains(rule) }

    /// The group of a card; `nil` when it belongs to none.
    func subject(of card: CompanyFact) -> String? {
        switch self {
        case .contacts: card.contactGroup
        case .soldSeats, .commitments, .reference, .retired: nil
        case .rule(.oneCodeOneCompany): card.creditCode
        case .rule: card.nameGroup
        }
    }

    /// What is wrong among the rows with these keys, or among all.
    func findings(_ facts: RuleFactQueries, among keys: [RecordKey]?) throws -> [Finding] {
        switch self {
        case .soldSeats: return try facts.oversold(keys)
        case .commitments: return try facts.overcommitted(keys)
        case .reference(let reference): return try facts.references(reference, keys)
        case .retired: return try facts.retired(nil)
        case .contacts, .rule: break
        }
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
        case .frozenYearStands: try facts.movedYears(keys)
        case .noClockDecides: SeatRules.clockFindings(try facts.seats(keys))
        case .acceptedOnce: try facts.acceptedTwice(keys)
        case .expertInOnePlace: try facts.sessions(keys)
        case .answeredOfferStands: try facts.offersOfCity(keys).flatMap(OfferRule.findings)
        case .oneRound: try facts.rounds(keys)
        case .oneNumber: try facts.numbers(keys)
        case .decidedOnce: try facts.decidedApart(keys)
        case .referenceInUse, .retiredOrInUse: []
        }
    }
}
