internal import Causality
internal import Storage

// The rows a benchmark works on: tenancies and investments with the widths and mixtures of a real
// ledger, the same for the same seed. Sizes follow the budgets: half the rows tenancies, half
// investments; single-column updates in transactions of a hundred; two replicas that each change a
// fifth of the rows while apart, a tenth of those the same cell.

/// One table of the workload: columns in order, the key first.
struct WorkloadTable {
    let name: String
    let columns: [(name: String, isInteger: Bool)]
    let updatable: [Int]
}

/// One row: its key, also as plain SQLite takes it, and the values of its columns.
struct WorkloadRow {
    let key: RecordKey
    let keyText: String
    let values: [Value]
}

/// One single-column update.
struct WorkloadUpdate {
    let table: Int
    let key: RecordKey
    /// The key as plain SQLite takes it, made beforehand for both.
    let keyText: String
    /// Position in the table's columns, the key not counted.
    let column: Int
    let value: Value
}

struct Workload {
    static let perTransaction = 100

    static let tables: [WorkloadTable] = [
        WorkloadTable(
            name: "tenancy",
            columns: [
                ("company", false), ("space", false), ("seats", true), ("start_day", false),
                ("end_day", false), ("status", false), ("rent_cents", true), ("note", false),
            ], updatable: [2, 4, 5, 6, 7]),
        WorkloadTable(
            name: "investment",
            columns: [
                ("company", false), ("round", false), ("amount_cents", true),
                ("valuation_cents", true), ("stage", false), ("gate_tech", false),
                ("gate_commercial", false), ("note", false),
            ], updatable: [3, 4, 5, 6, 7]),
    ]

    static let schema = ReplicaSchema(
        version: 1,
        tables: tables.map { table in
            TableSchema(
                name: table.name,
                columns: table.columns.map {
                    ColumnSchema(
                        name: $0.name, storage: $0.isInteger ? .integer : .text, policy: .ask)
                }, scope: .fixed(.common))
        })

    /// For each table, keys and column values.
    let rows: [[WorkloadRow]]
    let updates: [WorkloadUpdate]
    /// A hundredth of the rows, each updated once: what a day's sync carries.
    let dayUpdates: [WorkloadUpdate]
    let left: [WorkloadUpdate]
    let right: [WorkloadUpdate]

    init(rows count: Int, seed: UInt64) {
        var random = SplitMix64(seed: seed)
        rows = Workload.tables.indices.map { table in
            (0..<count / 2).map { _ in
                let key = Workload.uuid(&random)
                let values = Workload.tables[table].columns.indices.map {
                    Workload.value(table, $0, &random)
                }
                return WorkloadRow(key: key, keyText: key.text, values: values)
            }
        }
        let keys = rows.enumerated().flatMap { table, rows in rows.map { (table, $0.key) } }
        func update(_ key: (Int, RecordKey)) -> WorkloadUpdate {
            let column = random.pick(Workload.tables[key.0].updatable)
            return WorkloadUpdate(
                table: key.0, key: key.1, keyText: key.1.text, column: column,
                value: Workload.value(key.0, column, &random))
        }
        updates = (0..<count).map { _ in keys[Int(random.next() % UInt64(keys.count))] }.map(update)
        let shuffled = keys.shuffled(using: &random)
        dayUpdates = shuffled.prefix(count / 100).map(update)
        let each = count / 5
        let shared = count / 50
        let cells = shuffled.suffix(2 * each - shared).map(update)
        let both = cells.prefix(shared)
        let contested = both.map { cell in
            WorkloadUpdate(
                table: cell.table, key: cell.key, keyText: cell.keyText, column: cell.column,
                value: Workload.other(than: cell.value, cell.table, cell.column, &random))
        }
        left = (both + cells[cells.startIndex + shared..<cells.startIndex + each])
            .shuffled(using: &random)
        right = (contested + cells[(cells.startIndex + each)...]).shuffled(using: &random)
    }

    // MARK: Values

    private static func other(
        than taken: Value, _ table: Int, _ column: Int, _ random: inout SplitMix64
    ) -> Value {
        while true {
            let value = value(table, column, &random)
            if value != taken { return value }
        }
    }

    private static func value(_ table: Int, _ column: Int, _ random: inout SplitMix64) -> Value {
        switch tables[table].columns[column].name {
        case "company":
            .text("\(random.pick(heads)) \(random.pick(tails)) \(random.below(1000))")
        case "space": .text("\(random.pick(sites))-\(random.below(8) + 1)-\(random.below(100))")
        case "seats": .integer(Int64(random.below(59) + 1))
        case "start_day": .text(day(2023, &random))
        case "end_day": .text(day(2025, &random))
        case "status": .text(random.pick(states))
        case "rent_cents": .integer(Int64(20_000 + 500 * random.below(7_960)))
        case "round": .text(random.pick(["pre-seed", "seed", "bridge", "series-a"]))
        case "amount_cents": .integer(Int64(2_500_000 + 100_000 * random.below(4_975)))
        case "valuation_cents": .integer(Int64(50_000_000 + 1_000_000 * random.below(8_950)))
        case "stage": .text(random.pick(stages))
        case "gate_tech", "gate_commercial":
            .text(random.pick(["open", "passed", "failed", "waived"]))
        default: .text(note(&random))
        }
    }

    private static func day(_ first: Int, _ random: inout SplitMix64) -> String {
        let month = random.below(12) + 1
        let day = random.below(28) + 1
        return
            "\(first + random.below(2))-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)"
    }

    private static func note(_ random: inout SplitMix64) -> String {
        var text = ""
        while text.utf8.count < 40 { text += (text.isEmpty ? "" : " ") + random.pick(words) }
        return String(text.prefix(44))
    }

    private static func uuid(_ random: inout SplitMix64) -> RecordKey {
        let digits = Array("0123456789abcdef")
        var text = ""
        for at in 0..<32 {
            if at == 8 || at == 12 || at == 16 || at == 20 { text.append("-") }
            text.append(at == 12 ? "4" : digits[random.below(16)])
        }
        guard let key = RecordKey(text) else { preconditionFailure("a UUID is a key") }
        return key
    }

    private static let heads =
        "Nova Arc Lumen Tidal Quill Ember Sable Orbit Cedar Helix Vireo Mistral Kestrel Onyx Fjord Zürich Élan Søma Ōmiya Ñandú"
        .split(separator: " ").map(String.init)
    private static let tails =
        "Labs AI Systems Robotics Health Vision Grid Foundry Compute Bio Speech Agents"
        .split(separator: " ").map(String.init)
    private static let words =
        "renewal pending until board review team asked for corner desks GPU quota raised demo day follow up with counsel data room open pilot signed churn risk low hiring two engineers site visit done terms agreed milestone slipped by one week"
        .split(separator: " ").map(String.init)
    private static let sites = ["BER", "LIS", "TPE", "NYC", "BLR", "NBO"]
    private static let states = ["applied", "active", "notice", "ended", "paused"]
    private static let stages = [
        "sourced", "screen", "diligence", "term-sheet", "closed", "passed",
    ]
}

/// SplitMix64 (Steele, Lea and Flood, 2014): small, fast, and the same everywhere.
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

    mutating func pick<Element>(_ choices: [Element]) -> Element { choices[below(choices.count)] }
}
