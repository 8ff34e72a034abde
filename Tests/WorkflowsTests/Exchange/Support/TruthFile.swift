/// What `ledger-anji.truth.json` says about each row of the ledger.
struct TruthRow: Equatable {
    var line = 0
    var company: String?
    var code: String?
    var seats: Int?
    var start: String?
    var end: String?
    var amountYuan: Int64?
    var reason: String?

    /// In the truth, or in with a warning.
    var isSound: Bool { reason == nil || reason == "warn-check" }
}

/// Reads just the subset of JSON in which the truth file is written, one member per line, because
/// the pure tests do without Foundation.
enum TruthFile {
    static func read() throws -> [TruthRow] {
        let bytes = try ExchangeFixture.bytes("ledger-anji.truth.json")
        let text = String(decoding: bytes, as: UTF8.self)
        var rows: [TruthRow] = []
        for line in text.split(separator: "\n") {
            guard let (key, value) = member(line) else { continue }
            if key == "row" { rows.append(TruthRow()) }
            guard !rows.isEmpty else { continue }
            switch key {
            case "line": rows[rows.count - 1].line = Int(value) ?? 0
            case "company": rows[rows.count - 1].company = value
            case "code": rows[rows.count - 1].code = value
            case "seats": rows[rows.count - 1].seats = Int(value)
            case "start": rows[rows.count - 1].start = value
            case "end": rows[rows.count - 1].end = value
            case "amount_yuan": rows[rows.count - 1].amountYuan = Int64(value)
            case "reason": rows[rows.count - 1].reason = value
            default: break
            }
        }
        return rows
    }

    /// `"key": value,` as key and value; text without its quotes.
    private static func member(_ line: Substring) -> (key: String, value: String)? {
        let parts = line.split(separator: ": ", maxSplits: 1)
        guard parts.count == 2 else { return nil }
        let bare = { (text: Substring) in String(text.filter { !"\" ,".contains($0) }) }
        return (bare(parts[0]), bare(parts[1]))
    }
}
