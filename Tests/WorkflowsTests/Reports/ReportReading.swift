import Causality
import Domain
import Storage
import Testing
public import Workflows

/// 2023-08-11 15:00 in Beijing, when the clock of a `Network` starts.
let reportNow: UInt64 = 1_691_737_200_000

extension Network {
    /// - Parameter hours: how long after the start of the clock somebody looks.
    func report(
        _ kind: ReportKind, at site: String = "beijing", day: String? = nil, only: String? = nil,
        hours: UInt64 = 0
    ) throws -> Report {
        try ReportDesk(self[site], milliseconds: reportNow + hours * 3_600_000).make(
            kind, ReportRequest(day: try day.map { try #require(LocalDay($0)) }, site: only))
    }

    /// A site's own record, without which a report has no name for it.
    func addSites() throws {
        for (name, replica) in replicas {
            try add(
                "site", at: name, "code=\(name)", "name_zh=\(name)",
                "area_total=\(name == "beijing" ? 1_050 : 1_800)")
            _ = replica
        }
        try meet()
    }

    @discardableResult
    func addCompany(_ name: String, at site: String = "beijing", _ more: String...) throws
        -> RecordKey
    {
        try add("company", at: site, ["legal_name=\(name)"] + more)
    }
}

extension Report {
    func row(_ name: String) throws -> Row { try #require(rows.first { $0.name == name }) }

    func cell(_ row: String, _ column: String) throws -> Cell {
        try self.row(row).cells[try at(column)]
    }

    func at(_ column: String) throws -> Int {
        try #require(columns.firstIndex { $0.name == column })
    }

    func number(_ row: String, _ column: String) throws -> Range64? {
        try cell(row, column).number
    }

    func total(_ column: String) throws -> Range64? { try #require(totals)[try at(column)].number }

    func figure(_ name: String) throws -> Range64? {
        try #require(figures.first { $0.name == name }).cell.number
    }

    func keys(_ list: String) throws -> [String] {
        try #require(records(of: list)).map(\.key.text)
    }

    func rows(of group: String) -> [Row] { rows.filter { $0.group?.name == group } }

    /// A column of all rows in English.
    func texts(_ column: String) throws -> [String] {
        let at = try self.at(column)
        return rows.map { ReportWords(.en).text($0.cells[at], columns[at].kind) }
    }
}

extension Report.Cell {
    /// `nil` where the cell holds no number.
    var number: Range64? {
        switch content {
        case .number(let range), .money(let range, _): range
        default: nil
        }
    }
}

extension Range64: ExpressibleByIntegerLiteral {
    public init(integerLiteral number: Int64) { self.init(number, number) }
}
