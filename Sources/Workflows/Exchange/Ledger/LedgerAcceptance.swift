import Domain

/// Decides which of the readable rows come in, one after the other: a row is refused when it
/// repeats an accepted row above it or wants a seat that one holds, or if it does so with what the
/// replica holds. Refused rows claim nothing.
///
/// A ledger is a snapshot of who sits where, and its 免租到期 is the end of a free period, not of
/// the stay. So a seat may occur once, whatever the days in the two rows say.
struct LedgerAcceptance {
    let holdings: LedgerHoldings
    /// Whether the file holds the rows that an import refused.
    let wereRefused: Bool
    private var seatHolders: [String: Int] = [:]
    private var tenancies: [Tenancy: Holder] = [:]
    private var names: [String: Holder] = [:]
    private var companies: [String: Holder] = [:]

    init(beside holdings: LedgerHoldings, wereRefused: Bool) {
        self.holdings = holdings
        self.wereRefused = wereRefused
    }

    private struct Tenancy: Hashable {
        let company: String
        let start: LocalDay
    }

    private struct Holder {
        let line: Int
        let code: LedgerCode
    }

    /// The row as accepted, with the warnings that come from rows above, or its faults.
    mutating func accept(_ row: LedgerRow) -> Result<LedgerRow, RowFaults> {
        let name = CompanyKey.normalised(row.name)
        let part = CompanyKey.part(name: row.name, code: row.code)
        if let other = twin(of: row, name: name, part: part) {
            return .failure(RowFaults([RowFault(.duplicate, value: row.name, otherLine: other)]))
        }
        if let overlap = overlap(of: row) { return .failure(RowFaults([overlap])) }
        if let fault = holdings.fault(of: row, wasRefused: wereRefused) {
            return .failure(RowFaults([fault]))
        }
        var row = row
        if companies[part] != nil {
            row.warnings.append(.secondTenancy)
        } else if names[name] != nil {
            row.warnings.append(.sameName)
        }
        let holder = Holder(line: row.line, code: row.code)
        for label in row.seatLabels { seatHolders[label] = row.line }
        for company in Set([part, name]) {
            tenancies[Tenancy(company: company, start: row.start)] = holder
        }
        names[name] = holder
        companies[part] = holder
        return .success(row)
    }

    /// The line of an accepted row with the same company and first day: by code, or by name unless
    /// both have a code and these differ.
    private func twin(of row: LedgerRow, name: String, part: String) -> Int? {
        if let twin = tenancies[Tenancy(company: part, start: row.start)], part != name {
            return twin.line
        }
        guard let twin = tenancies[Tenancy(company: name, start: row.start)] else { return nil }
        if let mine = row.code.text, let theirs = twin.code.text, mine != theirs { return nil }
        return twin.line
    }

    private func overlap(of row: LedgerRow) -> RowFault? {
        guard let taken = row.seatLabels.first(where: { seatHolders[$0] != nil }) else {
            return nil
        }
        return RowFault(.seatOverlap, detail: taken, otherLine: seatHolders[taken])
    }
}
