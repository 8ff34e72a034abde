internal import Workflows

/// What a benchmark measures: its name on the command line, and how much it may be.
///
/// Ratios are to plain SQLite doing the same to the same rows in the same run, because times move
/// by a third from machine to machine and from minute to minute, and ratios hardly do.
enum BenchFigure: String, CaseIterable {
    case insert, update, apply, concurrent, extract
    case wireRows = "wire-rows"
    case wireUpdates = "wire-updates"
    case sizeRows = "size-rows"
    case sizeUpdates = "size-updates"
    case edit
    case quietRounds = "quiet-rounds"
    case quietSent = "quiet-sent"
    case quietReceived = "quiet-received"
    case quietCPU = "quiet-cpu"
    case metadata, start

    /// The part of a run that yields it.
    enum Stage: Int, Comparable {
        case rows, updates, sides, quiet, start

        static func < (a: Stage, b: Stage) -> Bool { a.rawValue < b.rawValue }
    }

    var stage: Stage {
        switch self {
        case .insert, .apply, .extract, .wireRows, .sizeRows: .rows
        case .update, .sizeUpdates, .metadata: .updates
        case .concurrent, .wireUpdates, .edit: .sides
        case .quietRounds, .quietSent, .quietReceived, .quietCPU: .quiet
        case .start: .start
        }
    }

    var budget: Double { limits.budget }
    var aim: Double { limits.aim }

    private var limits: (budget: Double, aim: Double) {
        switch self {
        case .insert: (1.6, 1.3)
        case .update: (1.5, 1.2)
        case .apply: (1.7, 1.3)
        case .concurrent: (2, 1.5)
        case .extract: (0.5, 0.1)
        case .wireRows: (1, 0.8)
        case .wireUpdates: (32 * 1024, 26 * 1024)
        case .sizeRows, .sizeUpdates: (2.2, 1.6)
        case .edit: (1.2, 1.05)
        case .quietRounds: (1, 1)
        case .quietSent, .quietReceived: (1024, 307)
        case .quietCPU: (5, 5)
        case .metadata: (16, 8)
        case .start: (60, 20)
        }
    }

    /// What is written behind the number.
    var unit: String {
        switch self {
        case .insert, .update, .apply, .concurrent, .extract, .wireRows, .sizeRows, .sizeUpdates,
            .edit:
            "×"
        case .wireUpdates, .quietSent, .quietReceived, .metadata: "B"
        case .quietCPU, .start: "ms"
        case .quietRounds: ""
        }
    }

    var title: Phrase {
        switch self {
        case .insert: Phrase(zh: "批量新增", en: "bulk insert, log included")
        case .update: Phrase(zh: "单列修改，每事务 100 处", en: "single-column updates, 100 a transaction")
        case .apply: Phrase(zh: "空副本写入对端日志", en: "a peer's log into an empty replica")
        case .concurrent: Phrase(zh: "并发修改，一成冲突", en: "concurrent updates, a tenth conflicting")
        case .extract: Phrase(zh: "取出日志（对 SELECT *）", en: "extracting the log, to SELECT *")
        case .wireRows:
            Phrase(zh: "全部行的传输量（对 TSV+zstd -3）", en: "all rows on the wire, to TSV under zstd -3")
        case .wireUpdates:
            Phrase(zh: "1000 处单列修改的传输量", en: "1,000 single-column updates on the wire")
        case .sizeRows: Phrase(zh: "新增后的数据库", en: "database after the inserts")
        case .sizeUpdates: Phrase(zh: "再改同样多次后的数据库", en: "database after as many updates")
        case .edit: Phrase(zh: "单次落盘修改", en: "one durable edit")
        case .quietRounds: Phrase(zh: "无改动的同步：往返", en: "nothing to sync: round trips")
        case .quietSent: Phrase(zh: "无改动的同步：发出", en: "nothing to sync: sent")
        case .quietReceived: Phrase(zh: "无改动的同步：收到", en: "nothing to sync: received")
        case .quietCPU: Phrase(zh: "无改动的同步：总部 CPU", en: "nothing to sync: CPU at the hub")
        case .metadata: Phrase(zh: "每行元数据（日志与索引除外）", en: "metadata a row beyond log and indexes")
        case .start: Phrase(zh: "moso status 到首个输出", en: "moso status to first output")
        }
    }
}
