/// The reports, in the order of the trade's list (H01 to H22), and the briefs of a week and a month.
public enum ReportKind: String, CaseIterable, Sendable {
    case today
    case occupancy
    case forecast
    case seats
    case waitlist
    case chains
    case freePeriods = "free-periods"
    case graduation
    case market
    case funnel
    case fund
    case followOn = "follow-on"
    case values
    case visits
    case offers
    case policies
    case experts
    case demands
    case repairs
    case conflicts
    case freshness
    case torch
    case gap
    case week
    case month

    /// What the trade's list of reports calls it.
    public var number: String {
        switch self {
        case .today: "H01"
        case .occupancy: "H02"
        case .forecast: "H02+"
        case .seats: "H03"
        case .waitlist: "H04"
        case .chains: "H05"
        case .freePeriods: "H06"
        case .graduation: "H07"
        case .market: "H08"
        case .funnel: "H09"
        case .fund: "H10"
        case .followOn: "H11"
        case .values: "H12"
        case .visits: "H13"
        case .offers: "H14"
        case .policies: "H15"
        case .experts: "H16"
        case .demands: "H17"
        case .repairs: "H18"
        case .conflicts: "H19"
        case .freshness: "H20"
        case .torch: "H21"
        case .gap: "H22"
        case .week: "W"
        case .month: "M"
        }
    }

    public var title: Phrase { words.title }

    /// The question that it answers.
    public var question: Phrase { words.question }

    private typealias Words = Catalogue.ReportNames

    private var words: (title: Phrase, question: Phrase) {
        switch self {
        case .today: Words.today
        case .occupancy: Words.occupancy
        case .forecast: Words.forecast
        case .seats: Words.seats
        case .waitlist: Words.waitlist
        case .chains: Words.chains
        case .freePeriods: Words.freePeriods
        case .graduation: Words.graduation
        case .market: Words.market
        case .funnel: Words.funnel
        case .fund: Words.fund
        case .followOn: Words.followOn
        case .values: Words.values
        case .visits: Words.visits
        case .offers: Words.offers
        case .policies: Words.policies
        case .experts: Words.experts
        case .demands: Words.demands
        case .repairs: Words.repairs
        case .conflicts: Words.conflicts
        case .freshness: Words.freshness
        case .torch: Words.torch
        case .gap: Words.gap
        case .week: Words.week
        case .month: Words.month
        }
    }

    /// By id, by number or by title in either language.
    public init?(named name: String) {
        let wanted = name.lowercased()
        let found = ReportKind.allCases.first { kind in
            [kind.rawValue, kind.number, kind.title.zh, kind.title.en].contains {
                $0.lowercased() == wanted
            }
        }
        guard let found else { return nil }
        self = found
    }
}
