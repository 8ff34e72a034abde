public import Causality
public import Domain
internal import Storage

// Lawyers at a table for an afternoon: who came, which companies sat down, about what. The advice itself
// is privileged and nowhere kept.

extension TradeDesk {
    /// What a session of a law firm is made of.
    public struct Clinic: Sendable {
        public var companies: [String] = []
        public var day: LocalDay?
        public var lawyers: String?
        public var topics: String?
        public var minutes: Int?
        public var advised = false
        public var followUp: String?

        public init() {}
    }

    /// Notes a session; the same firm on the same day is one session, to which companies are added.
    public func clinic(_ firm: String, _ wish: Clinic) throws -> TradeOutcome {
        let firm = try value("legal_clinic", "law_firm", firm)
        let day = wish.day ?? today
        let companies = try wish.companies.map { try company($0) }
        let minutes = try wish.minutes.map { minutes in
            guard minutes > 0 else {
                throw Problem.usage(Catalogue.Trade.noMinutes, help: "moso clinic add --help")
            }
            return try value("legal_clinic", "minutes", "\(minutes)")
        }
        let there = try replica.select(
            """
            SELECT id FROM legal_clinic
            WHERE site = ?1 AND held_on = ?2 AND law_firm = ?3 AND retired IS NULL ORDER BY id
            """, [.text(site), .text(day.description), firm]
        ).first?[0].text.flatMap { RecordKey($0) }
            .flatMap { try replica.record("legal_clinic", $0) }
        func more(_ field: String, _ added: [String]) -> Value? {
            let known = there.flatMap { desk.value($0, field) } ?? .null
            return added.isEmpty ? nil : SetText.value(of: SetText.elements(of: known) + added)
        }
        let words = { (field: String, typed: String?) throws -> [String] in
            try typed.map { SetText.elements(of: try value("legal_clinic", field, $0)) } ?? []
        }
        let values: [String: Value?] = [
            "companies": more("companies", companies.map(\.key.text)),
            "lawyers": more("lawyers", try words("lawyers", wish.lawyers)),
            "topics": more("topics", try words("topics", wish.topics)),
            "minutes": minutes, "advice_given": wish.advised ? .integer(1) : nil,
            "follow_up": .string(wish.followUp),
        ]
        var plan = TradePlan(self)
        if let there {
            guard values.values.contains(where: { $0 != nil }) else {
                throw Problem.recordExists(
                    id: there.key.text, kind: Phrase(try desk.kind("legal_clinic").label))
            }
            try plan.set(there, values)
        } else {
            try plan.add(
                "legal_clinic",
                values.merging(["held_on": .day(day), "law_firm": firm]) { $1 })
        }
        let names = try companies.map { try name($0) }
        return try carryOut(
            plan,
            Catalogue.Trade.clinicHeld(
                firm.text ?? "", on: day, with: names, isMore: there != nil),
            next: day > today
                ? Catalogue.Trade.clinicAhead(firm.text ?? "") : Catalogue.Trade.clinicNext)
    }

    /// A session as the list shows it.
    public struct ClinicLine: Sendable {
        public let key: RecordKey
        public let day: LocalDay
        public let firm: String
        public let companies: [String]
        public let topics: [String]
        public let minutes: Int64?
        public let followUp: String?
    }

    /// The sessions at this site from a day on, those to come too, the latest first.
    public func clinics(since day: LocalDay) throws -> [ClinicLine] {
        try replica.select(
            """
            SELECT id, held_on, law_firm, companies, topics, minutes, follow_up FROM legal_clinic
            WHERE site = ?1 AND held_on >= ?2 AND retired IS NULL ORDER BY held_on DESC, id
            """, [.text(site), .text(day.description)]
        ).compactMap { row in
            guard let key = row[0].text.flatMap({ RecordKey($0) }),
                let held = row[1].text.flatMap({ LocalDay($0) })
            else { return nil }
            let companies = try SetText.elements(of: row[3]).map { text in
                try RecordKey(text).flatMap { try replica.record("company", $0) }
                    .map { try name($0) } ?? text
            }
            return ClinicLine(
                key: key, day: held, firm: row[2].text ?? "", companies: companies,
                topics: SetText.elements(of: row[4]), minutes: row[5].integer,
                followUp: row[6].text)
        }
    }
}
