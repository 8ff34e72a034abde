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

    static let all: [RuleGrouping] = RuleID.allCases.map { .rule($0) } + [.contacts]

    var rule: RuleID {
        switch self {
        case .rule(let rule): rule
        case .contacts: .oneNameOneCompany
        }
    }

    /// As the replica remembers it.
    var name: String { self == .contacts ? "\(rule.rawValue) contact" : rule.rawValue }

    /// The table whose rows are put into groups.
    var table: String { rule.tables[0] }

    /// Whether any row may bear on any other, so that all are looked at together.
    var isOfTheWhole: Bool { rule == .quotaCovers }

    /// The group of such a rule.
    static let whole = "*"

    /// The column that names the group; the row's own key when there is none.
    var subjectColumn: String? {
        switch rule {
        case .oneSeatOneAssignment, .assignedSeatInService: "seat"
        case .sixFreeMonths: "company"
        case .termsDoNotOverlap: "tenancy"
        case .gateNeedsReviewer, .quotaCovers, .oneCodeOneCompany, .oneNameOneCompany,
            .linkedCardsAgree:
            nil
        }
    }

    /// The group of a card; `nil` when it belongs to none.
    func subject(of card: CompanyFact) -> String? {
        switch self {
        case .contacts: card.contactGroup
        case .rule(.oneCodeOneCompany): card.creditCode
        case .rule: card.nameGroup
        }
    }

    /// What is wrong among the rows with these keys, or among all.
    func findings(_ facts: RuleFactQueries, among keys: [RecordKey]?) throws -> [Finding] {
        switch rule {
        case .oneSeatOneAssignment: SeatRules.assignmentFindings(try facts.seats(keys))
        case .assignedSeatInService: SeatRules.outageFindings(try facts.seats(keys))
        case .sixFreeMonths: FreeMonthsRule.findings(try facts.freeTerms(keys))
        case .termsDoNotOverlap: IntervalRules.termFindings(try facts.terms(keys))
        case .gateNeedsReviewer: GateRule.findings(try facts.passes(keys))
        case .oneCodeOneCompany, .oneNameOneCompany: try facts.duplicates(self, among: keys)
        case .linkedCardsAgree: try facts.linkedCards(among: keys)
        case .quotaCovers: try facts.quotas()
        }
    }
}
