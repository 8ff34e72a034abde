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
    case edit, report
    case conflictList = "conflict-list"
    case quietRounds = "quiet-rounds"
    case quietSent = "quiet-sent"
    case quietReceived = "quiet-received"
    case quietCPU = "quiet-cpu"
    case metadata, start, bootstrap
    case snapshotMake = "snapshot-make"
    case snapshotBytes = "snapshot-bytes"
    case signed, protected

    /// The part of a run that yields it.
    enum Stage: Int, Comparable {
        case rows, updates, sides, quiet, start, protection

        static func < (a: Stage, b: Stage) -> Bool { a.rawValue < b.rawValue }
    }

    var stage: Stage {
        switch self {
        case .insert, .apply, .extract, .wireRows, .sizeRows, .bootstrap, .snapshotMake,
            .snapshotBytes:
            .rows
        case .update, .sizeUpdates, .metadata, .report: .updates
        case .concurrent, .wireUpdates, .edit, .conflictList: .sides
        case .quietRounds, .quietSent, .quietReceived, .quietCPU: .quiet
        case .start: .start
        case .signed, .protected: .protection
        }
    }

    var needsDaemon: Bool { stage == .quiet || stage == .protection }

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
        case .bootstrap: (3, 1.7)
        case .snapshotMake: (4, 2)
        case .snapshotBytes: (2.2, 1.8)
        case .report: (1.3, 1.1)
        case .conflictList: (3, 1.5)
        case .signed, .protected: (1.5, 1.2)
        }
    }

    /// What is written behind the number.
    var unit: String {
        switch self {
        case .insert, .update, .apply, .concurrent, .extract, .wireRows, .sizeRows, .sizeUpdates,
            .edit, .report, .conflictList, .bootstrap, .snapshotMake, .snapshotBytes, .signed,
            .protected:
            "×"
        case .wireUpdates, .quietSent, .quietReceived, .metadata: "B"
        case .quietCPU, .start: "ms"
        case .quietRounds: ""
        }
    }

    var title: Phrase {
        typealias Text = Catalogue.Bench
        return switch self {
        case .insert: Text.insert
        case .update: Text.update
        case .apply: Text.apply
        case .concurrent: Text.concurrent
        case .extract: Text.extract
        case .wireRows: Text.wireRows
        case .wireUpdates: Text.wireUpdates
        case .sizeRows: Text.sizeRows
        case .sizeUpdates: Text.sizeUpdates
        case .edit: Text.edit
        case .quietRounds: Text.quietRounds
        case .quietSent: Text.quietSent
        case .quietReceived: Text.quietReceived
        case .quietCPU: Text.quietCPU
        case .metadata: Text.metadata
        case .start: Text.start
        case .bootstrap: Text.bootstrap
        case .snapshotMake: Text.snapshotMake
        case .snapshotBytes: Text.snapshotBytes
        case .report: Text.report
        case .conflictList: Text.conflictList
        case .signed: Text.signed
        case .protected: Text.protected
        }
    }
}
