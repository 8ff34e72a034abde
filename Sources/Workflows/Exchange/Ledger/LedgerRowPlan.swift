import Causality
import Domain

/// The records that one sound row stands for.
struct LedgerRowPlan {
    let row: LedgerRow
    let site: SiteID

    /// `<site>-<company>-<first day>`, common to the keys of all that belongs to the tenancy.
    private let stem: String
    private let company: String

    init(row: LedgerRow, site: SiteID) {
        self.row = row
        self.site = site
        company = CompanyKey.part(name: row.name, code: row.code)
        stem = "\(site)-\(company)-\(row.start.description.filter { $0 != "-" })"
    }

    var tenancyKey: String { "T-\(stem)" }

    func assignmentKey(_ label: String) -> String { "A-\(stem)-\(label)" }

    var records: [PlannedRecord] {
        [companyRecord] + row.seatLabels.map(seat) + [tenancy] + [freeTerm].compactMap { $0 }
            + row.seatLabels.map(assignment) + [fundingRound].compactMap { $0 }
    }

    private var companyRecord: PlannedRecord {
        record(
            "company", "C-\(company)",
            [
                ("legal_name", .text(row.name)),
                ("credit_code", .stated(row.code.text)),
                ("kind", .text(isTeam ? "team" : "company")),
                ("sectors", row.sectors.isEmpty ? .null : SetText.value(of: row.sectors)),
                ("stage", .stated(row.financing?.stage)),
                ("funding_status", .stated(row.financing?.status)),
                ("home_site", .text(site.name)),
                ("contact", .stated(row.contact)),
                ("note", .stated(companyNote)),
            ], standing: ["kind": .assumed])
    }

    private var companyNote: String? {
        let parts = [row.code.oldNumber.map { "注册号：\($0)" }, row.financing?.note]
            .compactMap { $0 }
        return parts.isEmpty ? nil : parts.joined(separator: "；")
    }

    /// A team has no code yet; a company may just have left it out.
    private var isTeam: Bool { row.code == .none && !row.name.contains("公司") }

    private func seat(_ label: String) -> PlannedRecord {
        record(
            "seat", seatKey(label),
            [
                ("site", .text(site.name)), ("label", .text(label)), ("kind", .text("fixed")),
                ("state", .text("in-service")),
            ], standing: ["kind": .assumed, "state": .assumed])
    }

    private var tenancy: PlannedRecord {
        record(
            "tenancy", tenancyKey,
            [
                ("site", .text(site.name)), ("company", .text("C-\(company)")),
                ("moved_in_on", .text(row.start.description)), ("stage", .text("moved-in")),
                ("seat_count", .integer(Int64(row.seatCount))),
                ("rent_fen", row.monthlyRent.map { .integer($0.minorUnits) } ?? .null),
                ("phone", .stated(row.phone)), ("note", .stated(note)),
            ], standing: ["stage": .assumed, "note": noteStanding])
    }

    private var freeTerm: PlannedRecord? {
        guard let period = row.freePeriod else { return nil }
        return record(
            "tenancy_term", "M-\(stem)-free",
            [
                ("site", .text(site.name)), ("tenancy", .text(tenancyKey)),
                ("company", .text("C-\(company)")),
                ("from_day", .text(period.from.description)),
                ("to_day", .stated(period.to?.description)), ("kind", .text("free")),
            ])
    }

    private func assignment(_ label: String) -> PlannedRecord {
        record(
            "seat_assignment", assignmentKey(label),
            [
                ("site", .text(site.name)), ("seat", .text(seatKey(label))),
                ("tenancy", .text(tenancyKey)), ("company", .text("C-\(company)")),
                ("from_day", .text(row.start.description)), ("state", .text("confirmed")),
            ], standing: ["state": .assumed])
    }

    private var fundingRound: PlannedRecord? {
        guard case .round(let round)? = row.financing, let amount = row.amount else { return nil }
        return record(
            "funding_round", "F-\(site)-\(company)-\(round)",
            [
                ("site", .text(site.name)), ("company", .text("C-\(company)")),
                ("round", .text(round)), ("amount_fen", .integer(amount.minorUnits)),
                ("currency", .text(Fen.currency)), ("evidence", .text("台账")),
                ("note", .stated(row.amountIsAbout ? row.amountTyped : nil)),
            ])
    }

    private func seatKey(_ label: String) -> String { "S-\(site)-\(label)" }

    /// The remark, and what has no field of its own within the site's scope.
    private var note: String? {
        var lines = [row.remark]
        if row.amount != nil, fundingRound == nil {
            lines.append("最近一轮金额（万元）：\(row.amountTyped)")
        }
        return lines.filter { !$0.isEmpty }.joined(separator: "\n")
    }

    /// A note made of two columns says all only where the file has both.
    private var noteStanding: PlannedRecord.Standing {
        guard row.given.contains(.remark) else { return .assumed }
        return row.given.contains(.amount) ? .said : .beginning
    }

    private func record(
        _ kind: String, _ key: String, _ fields: [(String, Value)],
        standing: [String: PlannedRecord.Standing] = [:]
    ) -> PlannedRecord {
        guard let key = RecordKey(key) else {
            preconditionFailure("names and labels were checked to fit in a key")
        }
        return PlannedRecord(
            kind: kind, key: key, line: row.line,
            fields: fields.filter { !$0.1.isNull }.map {
                PlannedRecord.Field($0.0, $0.1, standing[$0.0] ?? .said)
            })
    }
}

extension Value {
    /// NULL for no text and for an empty one: what a row does not say is not written. A name of its
    /// own, because beside the case `text` the compiler would take that for a text that is not `nil`.
    fileprivate static func stated(_ text: String?) -> Value {
        text.flatMap { $0.isEmpty ? nil : .text($0) } ?? .null
    }
}

extension LedgerCode {
    fileprivate var oldNumber: String? {
        if case .oldNumber(let number) = self { number } else { nil }
    }
}

extension LedgerFinancing {
    /// The company's stage, where the column names one.
    fileprivate var stage: String? {
        switch self {
        case .profitable: "profitable"
        case .round(let round): LedgerFinancing.stage(ofRound: round)
        case .none, .raising, .other: nil
        }
    }

    /// `Pre-A` is `pre-a`, `A+` is `a`, `F` is `d+`.
    private static func stage(ofRound round: String) -> String {
        let name = round.lowercased()
        switch name.first {
        case "s": return "seed"
        case "a" where name.hasPrefix("angel"): return "angel"
        case "p": return "pre-a"
        case "a", "b", "c": return String(name.prefix(1))
        default: return "d+"
        }
    }

    fileprivate var status: String? {
        switch self {
        case .none: "none"
        case .raising: "raising"
        case .profitable: "self-sufficient"
        case .other, .round: nil
        }
    }

    /// What none of the company's codes says, as a note.
    fileprivate var note: String? {
        if case .other(let text) = self { "融资情况：\(text)" } else { nil }
    }
}
