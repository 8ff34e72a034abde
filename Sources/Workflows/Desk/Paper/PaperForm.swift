internal import Domain

// Forms on paper.
//
// What is signed is signed on paper, so the desk prints what it knows and leaves a line for what it does
// not. A form is a value (facts, tables, lines for signatures) and one page of HTML is made of it, in black and
// white for A4, with everything in the file: it opens by double click and asks nothing of a network.

/// The forms that are printed.
public enum PaperKind: String, CaseIterable, Sendable {
    case agreement
    case moveIn = "move-in"
    case moveOut = "move-out"
    case queue
    case visit
    case fix
    case review
    case labels

    public var title: Phrase {
        switch self {
        case .agreement: Phrase(zh: "入驻协议", en: "Tenancy agreement")
        case .moveIn: Phrase(zh: "入驻确认单", en: "Move-in sheet")
        case .moveOut: Phrase(zh: "退租确认单", en: "Move-out sheet")
        case .queue: Phrase(zh: "排队回执", en: "Waiting slip")
        case .visit: Phrase(zh: "接待单", en: "Visit sheet")
        case .fix: Phrase(zh: "报修单", en: "Repair order")
        case .review: Phrase(zh: "评审意见表", en: "Review form")
        case .labels: Phrase(zh: "工位标签", en: "Seat labels")
        }
    }

    /// A form by its name or its title in either language.
    public init?(named name: String) {
        let text = TypedText.normalised(name).lowercased()
        let found = PaperKind.allCases.first {
            $0.rawValue == text || $0.title.zh == text || $0.title.en.lowercased() == text
        }
        guard let found else { return nil }
        self = found
    }
}

/// One form, filled in as far as the records go.
public struct PaperForm: Sendable {
    public struct Fact: Sendable {
        public let label: Phrase
        /// Empty where a line is left to be filled in by hand.
        public let value: String
    }

    public struct Table: Sendable {
        public let title: Phrase
        public let header: [Phrase]
        public let rows: [[String]]
    }

    public let kind: PaperKind
    /// What it is about, as it stands under the title.
    public let about: String
    public var facts: [Fact] = []
    public var tables: [Table] = []
    /// Boxes to tick, with what is said beside them.
    public var choices: [Phrase] = []
    /// Labels to cut out.
    public var labels: [String] = []
    public var signatures: [Phrase] = []
}
