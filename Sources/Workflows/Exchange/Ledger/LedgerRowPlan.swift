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

    var records: [PlannedRecord] {
        [companyRecord] + row.seatLabels.map(seat) + [tenancy] + [freeTerm].compactMap { $0 }
            + row.seatLabels.map(assignment) + [fundingRound].compactMap { $0 }
    }

    private var companyRecord: PlannedRecord {
        record(
            "company", "C-\(company)",
            [
                ("legal_name", .text(row.name)),
                ("credit_code", .text(row.code.text)),
                ("kind", .text(isTeam ? "team" : "company")),
                ("sectors", row.sectors.isEmpty ? .null : SetText.value(of: row.sectors)),
                ("stage", .text(row.financing.stage)),
                ("funding_status", .text(row.financing.status)),
                ("home_site", .text(site.name)),
                ("contact", .text(row.contact)),
                ("note", .text(row.code.oldNumber.map { "注册号：\($0)" })),
            ])
    }

    /// A team has no code yet; a company may just have left it out.
    private var isTeam: Bool { row.code == .none && !row.name.contains("公司") }

    private func seat(_ label: String) -> PlannedRecord {
        record(
            "seat", seatKey(label),
            [
                ("site", .text(site.name)), ("label", .text(label)), ("kind", .text("fixed")),
                ("state", .text("in-service")),
            ])
    }

    private var tenancy: PlannedRecord {
        record(
            "tenancy", "T-\(stem)",
            [
                ("site", .text(site.name)), ("company", .text("C-\(company)")),
                ("moved_in_on", .text(row.start.description)), ("stage", .text("moved-in")),
                ("seat_count", .integer(Int64(row.seatCount))),
                ("rent_fen", row.monthlyRent.map { .integer($0.minorUnits) } ?? .null),
                ("note", .text(note)),
            ])
    }

    private var freeTerm: PlannedRecord? {
        guard let period = row.freePeriod else { return nil }
        return record(
            "tenancy_term", "M-\(stem)-free",
            [
                ("site", .text(site.name)), ("tenancy", .text("T-\(stem)")),
                ("company", .text("C-\(company)")),
                ("from_day", .text(period.from.description)),
                ("to_day", .text(period.to?.description)), ("kind", .text("free")),
            ])
    }

    private func assignment(_ label: String) -> PlannedRecord {
        record(
            "seat_assignment", "A-\(stem)-\(label)",
            [
                ("site", .text(site.name)), ("seat", .text(seatKey(label))),
                ("tenancy", .text("T-\(stem)")), ("company", .text("C-\(company)")),
                ("from_day", .text(row.start.description)), ("state", .text("confirmed")),
            ])
    }

    private var fundingRound: PlannedRecord? {
        guard case .round(let round) = row.financing, let amount = row.amount else { return nil }
        return record(
            "funding_round", "F-\(site)-\(company)-\(round)",
            [
                ("site", .text(site.name)), ("company", .text("C-\(company)")),
                ("round", .text(round)), ("amount_fen", .integer(amount.minorUnits)),
                ("currency", .text(Fen.currency)), ("evidence", .text("台账")),
                ("note", .text(row.amountIsAbout ? row.amountTyped : nil)),
            ])
    }

    private func seatKey(_ label: String) -> String { "S-\(site)-\(label)" }

    /// The remark, and what has no field of its own within the site's scope.
    private var note: String? {
        var lines = [row.remark]
        if !row.phone.isEmpty { lines.append("电话：\(row.phone)") }
        if row.amount != nil, fundingRound == nil {
            lines.append("最近一轮金额（万元）：\(row.amountTyped)")
        }
        return lines.filter { !$0.isEmpty }.joined(separator: "\n")
    }

    private func record(
        _ kind: String, _ key: String, _ fields: [(String, Value)]
    ) -> PlannedRecord {
        guard let key = RecordKey(key) else {
            preconditionFailure("names and labels were checked to fit in a key")
        }
        return PlannedRecord(
            kind: kind, key: key, line: row.line,
            fields: fields.filter { !$0.1.isNull }.map { PlannedRecord.Field($0.0, $0.1) })
    }
}

extension Value {
    /// NULL for no text and for an empty one.
    fileprivate static func text(_ text: String?) -> Value {
        text.flatMap { $0.isEmpty ? nil : Value.text($0 as String) } ?? .null
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
        case .round(let round): round
        case .none, .raising, .other: nil
        }
    }

    fileprivate var status: String? {
        switch self {
        case .none: "none"
        case .raising: "raising"
        case .profitable: "self-sufficient"
        case .other(let text): text
        case .round: nil
        }
    }
}
