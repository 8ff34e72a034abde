internal import Causality

// What can be wrong with a move of a quota.
extension Problem {
    /// This site's share does not cover what is wanted.
    ///
    /// - Parameter here: what is left of it, other writes of the same commit considered.
    ///
    /// - Parameter asked: what has been asked for by itself; `nil` when nothing has.
    public static func quotaShort(
        _ pool: QuotaPool, wanted: Int64, here: Int64, asked: Int64? = nil
    ) -> Problem {
        let missing = pool.unit.number(max(1, wanted - max(0, here)))
        let ask =
            pool.isHub
            ? "moso quota ask \(pool.code) \(missing) --from SITE"
            : "moso quota ask \(pool.code) \(missing)"
        return Problem(
            .quotaShort,
            happened: Phrase(
                zh: "“\(pool.name)”的额度不够：要 \(pool.unit.phrase(wanted).zh)，"
                    + "本站只有 \(pool.unit.phrase(here).zh)。",
                en:
                    "this site's share of \"\(pool.name)\" is short: \(pool.unit.phrase(wanted).en) "
                    + "wanted, \(pool.unit.phrase(here).en) here."),
            evidence: pool.holdersElsewhere,
            safety: asked.map { asked in
                let amount = pool.unit.phrase(asked)
                return Phrase(
                    zh: "除了已自动向总部请求 \(amount.zh)，没有写入任何内容。",
                    en: "Nothing was written but that \(amount.en) are asked for of head office.")
            } ?? Safety.nothingWritten,
            remedies: [
                asked == nil
                    ? .run(ask, Phrase(zh: "请求转让，下次同步时答复", en: "ask for it; answered at a sync"))
                    : .run("moso sync", Phrase(zh: "同步后再试", en: "then try again")),
                .run("moso quota show \(pool.code)"),
            ],
            details: [
                "pool": .string(pool.code), "wanted": .integer(wanted), "share": .integer(here),
                "asked": asked.map { .integer($0) } ?? .null,
            ])
    }

    public static func noQuota(_ pool: String, canDeclare: Bool = false) -> Problem {
        Problem(
            .noQuota,
            happened: Phrase(
                zh: "这里没有额度“\(pool)”。", en: "there is no quota \"\(pool)\" here."),
            safety: Safety.nothingWritten,
            remedies: [.run("moso quota list")]
                + (canDeclare
                    ? [
                        .run(
                            "moso quota grant \(pool) AMOUNT --name NAME --unit CNY",
                            Phrase(zh: "设立一个新额度", en: "declare a new one"))
                    ] : []),
            details: ["pool": .string(pool)])
    }

    public static func quotaAmount(_ typed: String, isMoney: Bool) -> Problem {
        .value(
            typed, field: Phrase(zh: "数量", en: "amount"),
            expected: isMoney
                ? Phrase(zh: "大于零的金额，例如 3000.00", en: "an amount above zero, such as 3000.00")
                : Phrase(zh: "大于零的整数", en: "a whole number above zero"))
    }

    /// More would be granted than there is.
    public static func quotaBeyondSize(_ name: String, size: Phrase, granted: Phrase) -> Problem {
        Problem(
            .quotaSize,
            happened: Phrase(
                zh: "“\(name)”只有 \(size.zh)，已核定 \(granted.zh)，不能再核定这么多。",
                en: "\"\(name)\" is \(size.en); \(granted.en) of it are granted already, "
                    + "so this is too much."),
            safety: Safety.nothingWritten, remedies: [.run("moso quota list")],
            details: ["name": .string(name)])
    }

    public static func quotaHubOnly(hub: String) -> Problem {
        Problem(
            .quotaHubOnly,
            happened: Phrase(
                zh: "这一步只能在总部（\(hub)）做。", en: "only head office (\(hub)) can do this."),
            safety: Safety.nothingWritten, remedies: [.run("moso quota list")],
            details: ["hub": .string(hub)])
    }

    /// A branch knows no other branch's book.
    public static func quotaByWayOfHub(_ pool: String, amount: String) -> Problem {
        refusedMove(
            Phrase(
                zh: "分站之间不能直接转让份额，要经过总部。",
                en: "branches do not lend to each other; a share goes by way of head office."),
            .run("moso quota return \(pool) \(amount)", Phrase(zh: "交回总部", en: "hand it back")))
    }

    public static func quotaToItself(_ site: String) -> Problem {
        refusedMove(
            Phrase(zh: "\(site) 就是本站。", en: "\(site) is this site."), .run("moso quota list"))
    }

    /// Nothing that a site wrote has been received yet, so what it is lent might never reach it.
    ///
    /// - Parameter hasMet: whether it has been in an exchange, and had nothing to say.
    public static func quotaUnheard(_ site: String, hasMet: Bool) -> Problem {
        hasMet
            ? refusedMove(
                Phrase(
                    zh: "\(site) 同步过，但还没有写过任何内容：份额借给写入者，而它还没有写入者。",
                    en:
                        "\(site) has synced, but has written nothing yet: a share is lent to a writer, "
                        + "and there is none."),
                .advice(
                    Phrase(
                        zh: "请它录入任意一条记录（比如自己的站点记录）并同步，再试",
                        en:
                            "have it record anything, such as its own site, and sync; then try again"
                    )))
            : refusedMove(
                Phrase(
                    zh: "还没有收到过 \(site) 的任何数据。", en: "nothing has been heard of \(site) yet."),
                .advice(
                    Phrase(
                        zh: "等它录入记录并同步一次再试",
                        en: "try again when it has recorded something and synced")))
    }

    /// An origin that may still write.
    public static func quotaStillLives(_ origin: String) -> Problem {
        refusedMove(
            Phrase(
                zh: "\(origin) 之后还没有收到新世代：它可能还在用，或者接替它的世代还没有同步。",
                en: "no later epoch than \(origin) has been heard of: it may be in use, or the one "
                    + "that takes over has not synced yet."),
            .run(
                "moso quota witness \(origin) --to-hub",
                Phrase(zh: "该站不再使用，份额归总部", en: "the site is gone: its share goes to the hub")))
    }

    /// An earlier epoch of the hub, while sites have not synced since that may hold what it had written.
    public static func quotaUnheardSince(_ origin: String, sites: [String]) -> Problem {
        let names = Phrase.list(sites.map { Phrase(verbatim: $0) })
        return refusedMove(
            Phrase(
                zh: "恢复之后还没有同步过的分站：\(names.zh)。\(origin) 借出而本机缺少的份额，可能只在那里有记录；现在确认，借出去的会被再用一次。",
                en:
                    "not synced since this epoch began: \(names.en). What \(origin) had lent and this replica "
                    + "lacks may be known there alone, and would be spent twice."),
            .advice(Phrase(zh: "等它们各同步一次再试", en: "try again when they have synced, each once")),
            .run(
                "moso quota witness \(origin) --unheard",
                Phrase(zh: "这些分站不会再来", en: "those sites will not come any more")))
    }

    /// The hub's own present epoch, which has nobody to inherit from it.
    public static func quotaIsPresent(_ origin: String) -> Problem {
        refusedMove(
            Phrase(
                zh: "\(origin) 不是总部的旧世代。", en: "\(origin) is no earlier epoch of head office."),
            .run("moso status"))
    }

    public static func noOrigin(_ text: String) -> Problem {
        Problem(
            .noQuota,
            happened: Phrase(
                zh: "没有任何额度与“\(text)”有关。", en: "no quota has to do with \"\(text)\"."),
            safety: Safety.nothingWritten,
            remedies: [
                .run(
                    "moso quota show POOL",
                    Phrase(zh: "查看写入者，如 anji.1", en: "shows origins, as anji.1"))
            ], details: ["origin": .string(text)])
    }

    public static func quotaNotDisputed(_ key: String) -> Problem {
        refusedMove(
            Phrase(zh: "\(key) 没有争议。", en: "\(key) is not disputed."), .run("moso quota list"))
    }

    public static func quotaNotSpent(_ key: String, open: Phrase) -> Problem {
        refusedMove(
            Phrase(
                zh: "不能从 \(key) 释放这么多：本站能释放的只有 \(open.zh)。",
                en: "so much of \(key) cannot be given back: \(open.en) are this site's to give."),
            .run("moso quota list"))
    }

    /// It was drawn by a record and follows it.
    public static func quotaDrawn(_ key: String, record: String) -> Problem {
        refusedMove(
            Phrase(
                zh: "\(key) 是记录 \(record) 占用的，随它变动。",
                en: "\(key) was drawn by the record \(record) and follows it."),
            .run("moso record show \(record)"))
    }

    public static func quotaAskWhom(_ pool: String) -> Problem {
        refusedMove(
            Phrase(
                zh: "分站向总部申请；总部要写明向哪个持有份额的分站申请。",
                en: "a branch asks head office; head office says which site, of those that were "
                    + "lent some."),
            .run("moso quota show \(pool)"))
    }

    /// More is asked for than can ever be granted.
    public static func quotaAskBeyond(_ pool: QuotaPool, asked: Int64, whole: Int64) -> Problem {
        let (all, wanted) = (pool.unit.phrase(whole), pool.unit.phrase(asked))
        return refusedMove(
            Phrase(
                zh: "“\(pool.name)”总共只有 \(all.zh)，不能申请 \(wanted.zh)。",
                en: "\"\(pool.name)\" is \(all.en) in all, so \(wanted.en) cannot be asked for."),
            .run("moso quota show \(pool.code)"))
    }

    public static func quotaNothingAsked(_ pool: String) -> Problem {
        refusedMove(
            Phrase(
                zh: "没有等待答复的申请：没有申请过，或已经答复。",
                en: "nothing is asked for: it never was, or it has been answered."),
            .run("moso quota show \(pool)"))
    }

    /// A record's amount is of another currency than the quota.
    public static func quotaCurrency(pool: String, unit: String, found: String) -> Problem {
        refusedMove(
            Phrase(
                zh: "“\(pool)”的额度以 \(unit) 计，记录的金额是 \(found)。",
                en: "the quota \"\(pool)\" is in \(unit), the record's amount in \(found)."),
            .advice(Phrase(zh: "先换算成同一币种", en: "convert the amount first")))
    }

    /// A fund or budget would be smaller than what is granted out of it.
    public static func quotaBelowGranted(
        _ name: String, pool: String, size: Phrase, granted: Phrase
    ) -> Problem {
        Problem(
            .quotaSize,
            happened: Phrase(
                zh: "“\(name)”已核定额度 \(granted.zh)，不能改为 \(size.zh)。",
                en: "\(granted.en) of \"\(name)\" are granted, so it cannot be \(size.en)."),
            safety: Safety.nothingWritten,
            remedies: [
                .run(
                    "moso quota withdraw \(pool) AMOUNT",
                    Phrase(zh: "先核减未占用的额度", en: "first withdraw what is not used")),
                .run("moso quota show \(pool)"),
            ], details: ["name": .string(name), "pool": .string(pool)])
    }

    /// A fund or budget would be in another currency than its quota.
    public static func quotaSourceCurrency(_ name: String, unit: String, found: String) -> Problem {
        refusedMove(
            Phrase(
                zh: "“\(name)”的额度以 \(unit) 计，不能改为 \(found)。",
                en: "the quota of \"\(name)\" is in \(unit), so it cannot be in \(found)."),
            .advice(
                Phrase(zh: "另设一个以 \(found) 计的基金", en: "add another fund for \(found)")))
    }

    /// A fund or budget is out of use, or would be while its quota is granted.
    public static func quotaSourceRetired(
        _ name: String, pool: String, granted: Phrase
    ) -> Problem {
        refusedMove(
            Phrase(
                zh: "“\(name)”还核定着额度 \(granted.zh)，停用的基金或预算不再有额度。",
                en: "\(granted.en) of \"\(name)\" are granted, and a retired fund or budget has no "
                    + "quota."),
            .run(
                "moso quota withdraw \(pool) AMOUNT",
                Phrase(
                    zh: "先停用占用它的记录，再核减", en: "first retire what draws on it, then withdraw")))
    }

    private static func refusedMove(_ happened: Phrase, _ remedies: Remedy...) -> Problem {
        Problem(
            .quotaMove, happened: happened, safety: Safety.nothingWritten, remedies: remedies)
    }
}

extension QuotaPool {
    /// Who has more, as far as it may be known here, one line each.
    var holdersElsewhere: [Phrase] {
        var lines = unwitnessed.map { origin, share in
            Phrase(
                zh: "\(origin) \(unit.phrase(share).zh)：本站的旧世代，等总部确认"
                    + "（moso quota witness \(origin)）",
                en:
                    "\(origin) \(unit.phrase(share).en): this site's earlier epoch, waiting for head "
                    + "office (moso quota witness \(origin))")
        }
        guard isHub else {
            lines.append(Phrase(zh: "总部：多少不在本站显示", en: "head office: how much is not told here"))
            return lines
        }
        let others = escrow.shares.filter { $0.key.site != me.site && $0.value > 0 }
        for (origin, share) in others.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
            lines.append(
                Phrase(
                    zh: "\(origin) \(unit.phrase(share).zh)",
                    en: "\(origin) \(unit.phrase(share).en)"))
        }
        return lines
    }
}
