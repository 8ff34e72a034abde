/// The reports, in the order of the trade's list (H01 to H22).
public enum ReportKind: String, CaseIterable, Sendable {
    case today
    case occupancy
    case waitlist

    /// What the trade's list of reports calls it.
    public var number: String {
        switch self {
        case .today: "H01"
        case .occupancy: "H02"
        case .waitlist: "H04"
        }
    }

    public var title: Phrase {
        switch self {
        case .today: Catalogue.Report.today
        case .occupancy: Catalogue.Report.occupancy
        case .waitlist: Catalogue.Report.waitlist
        }
    }

    /// The question that it answers.
    public var question: Phrase {
        switch self {
        case .today: Catalogue.ReportQuestion.today
        case .occupancy: Catalogue.ReportQuestion.occupancy
        case .waitlist: Catalogue.ReportQuestion.waitlist
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
