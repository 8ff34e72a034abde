internal import Causality
internal import Domain
public import Storage

/// What a replica holds that a ledger's rows may collide with: who has moved in since when, and who
/// sits where.
///
/// Without it a row is compared with the file alone, and a row that was refused would come in with
/// the file that holds only the refused ones. A row that came in before collides with nothing: the
/// tenancy and the assignments that it stands for are its own, whatever became of them since.
public struct LedgerHoldings: Sendable {
    private var site: SiteID?
    private var ownKeys: Set<String> = []
    private var tenancies: [String: [Tenancy]] = [:]
    private var seats: [String: [Stay]] = [:]
    /// Company cards under the key of a code that is not theirs any more, and the one that is.
    private var recoded: [String: String] = [:]

    private struct Tenancy {
        let key: String
        let code: String?
        /// How a ledger may name the company: by its record's key or by its name.
        let names: Set<String>
    }

    /// A confirmed assignment.
    private struct Stay {
        let tenancy: String
        let company: String
        /// The first day after it, as stored; `nil` while it lasts.
        let end: String?
    }

    /// Nothing: rows are compared with the file alone.
    public init() {}

    public init(_ replica: Replica) throws {
        let site = replica.meta.site
        self.site = site
        let here = [Value.text(site.name)]
        for table in ["tenancy", "seat_assignment"] {
            let rows = try replica.select("SELECT id FROM \(table) WHERE site = ?1", here)
            ownKeys.formUnion(rows.compactMap { $0[0].text })
        }
        try loadTenancies(replica, here)
        try loadStays(replica, here)
        let cards = try replica.select(
            "SELECT id, credit_code FROM company WHERE credit_code IS NOT NULL AND id <> 'C-' || credit_code"
        )
        for card in cards {
            guard let key = card[0].text, let code = card[1].text,
                CreditCode(String(key.dropFirst(2))) != nil
            else { continue }
            recoded[key] = code
        }
    }

    private mutating func loadTenancies(_ replica: Replica, _ here: [Value]) throws {
        let rows = try replica.select(
            """
            SELECT t.id, t.company, t.moved_in_on, c.legal_name, c.credit_code
            FROM tenancy t LEFT JOIN company c ON c.id = t.company
            WHERE t.site = ?1 AND t.retired IS NULL ORDER BY t.id
            """, here)
        for row in rows {
            guard let key = row[0].text, let company = row[1].text, let start = row[2].text
            else { continue }
            let name = row[3].text.map(CompanyKey.normalised)
            tenancies[start, default: []].append(
                Tenancy(
                    key: key, code: row[4].text, names: Set([company, name].compactMap { $0 })))
        }
    }

    private mutating func loadStays(_ replica: Replica, _ here: [Value]) throws {
        let rows = try replica.select(
            """
            SELECT s.label, a.tenancy, coalesce(c.legal_name, a.company),
                coalesce(a.to_day, t.moved_out_on)
            FROM seat_assignment a JOIN seat s ON s.id = a.seat
                LEFT JOIN company c ON c.id = a.company LEFT JOIN tenancy t ON t.id = a.tenancy
            WHERE a.site = ?1 AND a.retired IS NULL AND a.state = 'confirmed' ORDER BY a.id
            """, here)
        for row in rows {
            guard let label = row[0].text, let tenancy = row[1].text else { continue }
            let stay = Stay(tenancy: tenancy, company: row[2].text ?? "", end: row[3].text)
            seats[TypedText.normalised(label).uppercased(), default: []].append(stay)
        }
    }

    /// What a row collides with here, or `nil`.
    ///
    /// - Parameter wasRefused: the file holds rows that an import refused. So none of them came in,
    ///   and the tenancy that such a row stands for came from the row that it repeats.
    func fault(of row: LedgerRow, wasRefused: Bool) -> RowFault? {
        guard let site else { return nil }
        let plan = LedgerRowPlan(row: row, site: site)
        let card = "C-\(CompanyKey.part(name: row.name, code: row.code))"
        if let code = recoded[card], code != row.code.text {
            return RowFault(.otherCompany, value: code, detail: card)
        }
        if ownKeys.contains(plan.tenancyKey) {
            guard !wasRefused else { return repeating(row, plan.tenancyKey) }
        } else if let twin = twin(of: row) {
            return repeating(row, twin)
        }
        return overlap(of: row, plan)
    }

    private func repeating(_ row: LedgerRow, _ tenancy: String) -> RowFault {
        RowFault(.duplicate, value: row.name, detail: tenancy)
    }

    /// A tenancy of the same company since the same day under another key: by the record's key, or
    /// by name unless both have a code and these differ.
    private func twin(of row: LedgerRow) -> String? {
        let key = "C-\(CompanyKey.part(name: row.name, code: row.code))"
        let name = CompanyKey.normalised(row.name)
        return tenancies[row.start.description]?.first { tenancy in
            if tenancy.names.contains(key) { return true }
            guard tenancy.names.contains(name) else { return false }
            guard let mine = row.code.text, let theirs = tenancy.code else { return true }
            return mine == theirs
        }?.key
    }

    /// All seats of the row that the first company found there has. A ledger's stay has no end, so a
    /// stay here is past it only if it ended by the row's first day.
    private func overlap(of row: LedgerRow, _ plan: LedgerRowPlan) -> RowFault? {
        let start = row.start.description
        var holder: String?
        var taken: [String] = []
        for label in row.seatLabels where !ownKeys.contains(plan.assignmentKey(label)) {
            let stay = seats[label]?.first { stay in
                stay.tenancy != plan.tenancyKey && stay.end.map { $0 > start } ?? true
            }
            guard let stay, stay.company == holder ?? stay.company else { continue }
            holder = stay.company
            taken.append(label)
        }
        guard let holder else { return nil }
        return RowFault(.seatOverlap, value: holder, detail: taken.joined(separator: " "))
    }
}
