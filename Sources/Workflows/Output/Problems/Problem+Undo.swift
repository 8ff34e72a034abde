internal import Causality
public import Storage

extension Problem {
    /// Somebody wrote a cell after the transaction that was to be undone.
    ///
    /// - Parameters:
    ///   - cells: in one line each who wrote where and which field, where there is room for a list.
    ///   - obstacles: the same for programs.
    public static func undoStale(
        _ name: String, cells: [Phrase] = [], _ obstacles: [UndoObstacle], command: String
    ) -> Problem {
        Problem(
            .undoStale,
            happened: Phrase(
                zh: "没有撤销。\(name) 之后，同样的字段又有改动。",
                en: "not undone: the same fields were changed after \(name)."),
            evidence: cells, safety: Safety.nothingWritten,
            remedies: [
                .run(
                    "\(command) \(name) --force",
                    Phrase(zh: "仍然撤销", en: "undo it all the same"))
            ],
            details: [
                "transaction": .string(name), "edited_since": .array(obstacles.map(\.json)),
            ])
    }

    /// - Parameter undo: the undo that did it.
    public static func undoneBefore(_ name: String, by undo: String) -> Problem {
        Problem(
            .undoNothing,
            happened: Phrase(
                zh: "\(name) 已经撤销过，撤销是 \(undo)。",
                en: "\(name) has been undone before, by \(undo)."),
            safety: Safety.nothingWritten,
            remedies: [
                .run(
                    "moso undo \(undo)",
                    Phrase(zh: "恢复原来的裁决或改动", en: "do again what it took back"))
            ],
            details: ["transaction": .string(name), "undone_by": .string(undo)])
    }

    public static func undoNothing(_ name: String) -> Problem {
        Problem(
            .undoNothing,
            happened: Phrase(
                zh: "\(name) 已经没有可撤销的内容。", en: "nothing of \(name) is left to undo."),
            safety: Safety.nothingWritten,
            remedies: [.run("moso conflicts log")],
            details: ["transaction": .string(name)])
    }

    public static func noTransaction(_ name: String) -> Problem {
        Problem(
            .noTransaction,
            happened: Phrase(
                zh: "本站没有事务“\(name)”。", en: "there is no transaction \"\(name)\" here."),
            safety: Safety.nothingWritten,
            remedies: [
                .run("moso conflicts log"),
                .run("moso history KEY", Phrase(zh: "查看一条记录的改动", en: "see a record's changes")),
            ],
            details: ["transaction": .string(name)])
    }

    /// What it wrote has been trimmed.
    public static func trimmed(_ name: String) -> Problem {
        Problem(
            .trimmed,
            happened: Phrase(
                zh: "\(name) 的内容已按保留期清理，只留下作者、时间和原因，无法撤销。",
                en:
                    "what \(name) wrote has been trimmed; only author, time and reason are kept, so "
                    + "it cannot be undone."),
            safety: Safety.nothingWritten,
            remedies: [
                .run("moso record edit KEY", Phrase(zh: "直接改成需要的值", en: "write the value you want"))
            ],
            details: ["transaction": .string(name)])
    }

    /// It wrote entries, such as moves of a quota, which stay for good.
    public static func undoEntry(_ name: String) -> Problem {
        Problem(
            .entry,
            happened: Phrase(
                zh: "\(name) 写的是账簿条目，不能撤销。",
                en: "\(name) wrote entries of a ledger, which are not undone."),
            safety: Safety.nothingWritten,
            remedies: [
                .run("moso quota release", Phrase(zh: "释放已占用的额度", en: "give back what was used")),
                .run("moso quota return", Phrase(zh: "把份额交回总部", en: "hand a share back")),
            ], details: ["transaction": .string(name)])
    }

    /// Rows of such a kind are written by the commands that mean something, never as records.
    public static func entriesOnly(kind: String) -> Problem {
        Problem(
            .entry,
            happened: Phrase(
                zh: "\(kind) 是账簿条目，不能像记录那样添加或修改。",
                en: "\(kind) holds entries of a ledger, which are not added or edited as records."),
            safety: Safety.nothingWritten,
            remedies: [.run("moso quota --help")], details: ["kind": .string(kind)])
    }

    /// Only the owning site confirms a claim.
    public static func claimNotOwner(owner: String) -> Problem {
        Problem(
            .claimNotOwner,
            happened: Phrase(
                zh: "只有 \(owner) 能确认这个工位，本站只能拟定。",
                en: "only \(owner) confirms this seat; other sites propose."),
            safety: Safety.nothingWritten,
            remedies: [.run("moso record add seat_assignment … state=proposed")],
            details: ["owner": .string(owner)])
    }
}

extension UndoObstacle {
    /// The cell, and the writes that stand there now.
    fileprivate var json: JSON {
        [
            "kind": .string(table), "id": .string(key.text), "field": .string(cell),
            "why": .string("\(why)"), "by": .array(by.map(LogJSON.dot)),
        ]
    }
}
