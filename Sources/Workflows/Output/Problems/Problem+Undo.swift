extension Problem {
    /// Somebody wrote a cell after the transaction that was to be undone. `cells` says in one line
    /// each who, where and which field.
    public static func undoStale(_ name: String, cells: [Phrase], command: String) -> Problem {
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
            details: ["transaction": .string(name)])
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

    /// A bounded quantity is used up, as far as this site's share goes.
    public static func quotaShort(
        pool: String, wanted: String, share: String, holder: String
    ) -> Problem {
        Problem(
            .quotaShort,
            happened: Phrase(
                zh: "\(pool) 的本站份额不够：要 \(wanted)，只有 \(share)（\(holder)）。",
                en:
                    "this site's share of \(pool) is short: \(wanted) wanted, \(share) there (\(holder))."
            ),
            safety: Safety.nothingWritten,
            remedies: [
                .run("moso quota list"),
                .advice(
                    Phrase(
                        zh: "请总部或别的分站转让份额：moso quota lend",
                        en: "ask head office or another site to lend some: moso quota lend")),
            ],
            details: ["pool": .string(pool), "wanted": .string(wanted), "share": .string(share)])
    }

    public static func noQuota(_ pool: String) -> Problem {
        Problem(
            .noQuota,
            happened: Phrase(
                zh: "没有额度“\(pool)”。", en: "there is no quota \"\(pool)\"."),
            safety: Safety.nothingWritten,
            remedies: [.run("moso quota list")], details: ["pool": .string(pool)])
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
