public import Domain

// What stands against an act at the desk, beside what the rules say.
extension Problem {
    public static func noSite(_ name: String, flag: String, known: [String]) -> Problem {
        let near = Nearness.nearest(to: name, among: known)
        let list = Phrase.list(known.prefix(16).map { Phrase(verbatim: $0) })
        return Problem(
            .noRecord,
            happened: Phrase(
                zh: "\(flag) 的“\(name)”不是已知的分站。", en: "\"\(name)\" is no site known here (\(flag))."
            ),
            evidence: near.map { [Catalogue.Usage.didYouMean($0)] } ?? [],
            safety: Safety.nothingWritten,
            remedies: [.advice(Phrase(zh: "有：\(list.zh)", en: "there are \(list.en)"))],
            details: ["site": .string(name)])
    }

    public static func sameSite(_ name: String, _ site: String) -> Problem {
        Problem(
            .recordExists,
            happened: Phrase(
                zh: "\(name) 就在 \(site)，不用转站。", en: "\(name) is at \(site) already."),
            safety: Safety.nothingWritten,
            remedies: [
                .run(
                    "moso assign \(name.asShellWord) A-001",
                    Phrase(zh: "换工位", en: "for other seats"))
            ], details: ["site": .string(site)])
    }

    /// Seats would be held before the contract begins.
    public static func beforeTenancy(
        _ name: String, _ day: LocalDay, begins: LocalDay, _ key: String
    ) -> Problem {
        Problem(
            .period,
            happened: Phrase(
                zh: "\(name) 的协议 \(begins) 才开始，不能从 \(day) 起分配。",
                en: "the tenancy of \(name) begins on \(begins); nothing is its from \(day)."),
            safety: Safety.nothingWritten, remedies: [.run("moso record show \(key)")],
            details: ["from": .string(day.description), "begins": .string(begins.description)])
    }

    public static func ends(_ last: LocalDay, before first: LocalDay) -> Problem {
        Problem(
            .period,
            happened: Phrase(
                zh: "最后一天 \(last) 早于第一天 \(first)。",
                en: "the last day, \(last), comes before the first, \(first)."),
            safety: Safety.nothingWritten,
            remedies: [
                .advice(Phrase(zh: "核对两个日期", en: "look at both days again"))
            ], details: ["from": .string(first.description), "to": .string(last.description)])
    }

    /// Nobody has these seats after a day, so there is nothing to give back.
    public static func seatsIdle(_ labels: [String], on day: LocalDay) -> Problem {
        let list = Phrase.list(labels.prefix(8).map { Phrase(verbatim: $0) })
        return Problem(
            .noRecord,
            happened: Phrase(
                zh: "\(day) 之后这些工位没有分配给谁：\(list.zh)。",
                en: "after \(day) nobody has \(list.en)."),
            safety: Safety.nothingWritten,
            remedies: [.run("moso seats \(day)", Phrase(zh: "看谁在用", en: "see who has which"))],
            details: ["seats": .array(labels.map { .string($0) })])
    }

    /// A contract that was named by its number or key, in a stage in which a command has no use for it.
    public static func contractStage(_ typed: String, _ key: String, is stage: Phrase) -> Problem {
        Problem(
            .noRecord,
            happened: Phrase(
                zh: "协议 \(typed) 的阶段是“\(stage.zh)”，这里不用它。",
                en: "the tenancy \(typed) is \(stage.en), and is of no use here."),
            safety: Safety.nothingWritten, remedies: [.run("moso record show \(key)")],
            details: ["record": .string(key)])
    }

    /// A scan that is filed already, for something else.
    public static func paperKnown(_ key: String, of other: String?) -> Problem {
        Problem(
            .recordExists,
            happened: Phrase(
                zh: "这份扫描件已归档为 \(key)" + (other.map { "，属于 \($0)。" } ?? "。"),
                en: "this scan is filed as \(key) already" + (other.map { ", for \($0)." } ?? ".")),
            safety: Safety.nothingWritten, remedies: [.run("moso record show \(key)")],
            details: ["record": .string(key), "about": .optional(other)])
    }

    public static func noOffer(_ city: String) -> Problem {
        Problem(
            .noRecord,
            happened: Phrase(
                zh: "没有“\(city)”的政府条件。", en: "there is no offer of \"\(city)\"."),
            safety: Safety.nothingWritten,
            remedies: [.run("moso report offers"), .run("moso offer-gov add --help")],
            details: ["city": .string(city)])
    }

    public static func noPolicy(_ text: String) -> Problem {
        Problem(
            .noRecord,
            happened: Phrase(
                zh: "没有标题或文号含“\(text)”的政策。",
                en: "no policy has \"\(text)\" in its title or as its number."),
            safety: Safety.nothingWritten, remedies: [.run("moso report policies")],
            details: ["policy": .string(text)])
    }

    /// A consultation draft has no days of validity: it never passes for what is in force.
    public static func draftInForce(_ title: String) -> Problem {
        Problem(
            .rule,
            happened: Phrase(
                zh: "“\(title)”是征求意见稿，没有生效日。",
                en: "\"\(title)\" is a consultation draft and is not in force from any day."),
            safety: Safety.nothingWritten,
            remedies: [
                .advice(
                    Phrase(
                        zh: "去掉生效日和失效日；已发布的写 --状态 已发布",
                        en: "leave out its days, or say --status issued"))
            ], details: ["policy": .string(title)])
    }

    // MARK: Cards

    public static func linkedAlready(_ one: String, _ other: String) -> Problem {
        Problem(
            .recordExists,
            happened: Phrase(
                zh: "\(one) 和 \(other) 已经是同一家企业。",
                en: "\(one) and \(other) are one company already."),
            safety: Safety.nothingWritten,
            remedies: [.run("moso company \(one)"), .run("moso dup unlink \(one) \(other)")],
            details: ["records": .array([.string(one), .string(other)])])
    }

    public static func differentAlready(_ one: String, _ other: String) -> Problem {
        Problem(
            .recordExists,
            happened: Phrase(
                zh: "已记过 \(one) 和 \(other) 不是同一家企业。",
                en: "that \(one) and \(other) are different is noted already."),
            safety: Safety.nothingWritten, remedies: [.run("moso record show \(one)")],
            details: ["records": .array([.string(one), .string(other)])])
    }

    public static func sameCard(_ key: String) -> Problem {
        Problem(
            .usage,
            happened: Phrase(
                zh: "两个名字说的是同一张卡：\(key)。", en: "both names stand for one card, \(key)."),
            safety: Safety.nothingWritten,
            remedies: [
                .run("moso company \(key)", Phrase(zh: "看它由哪几张卡组成", en: "see its cards"))
            ], details: ["record": .string(key)])
    }

    /// X14: two companies with valid codes of their own are two companies.
    public static func twoCodes(_ codes: [String]) -> Problem {
        Problem.rule(
            broken: Phrase(RuleID.oneCodeOneCompany.label),
            evidence: codes.map { Phrase(verbatim: "  \($0)") },
            remedies: [
                .advice(
                    Phrase(
                        zh: "哪个代码录错了，先改哪张卡",
                        en: "where one of the codes is wrong, correct that card first"))
            ], details: ["rule": "X14", "codes": .array(codes.map { .string($0) })])
    }

    /// X20: what was stamped does not move.
    public static func yearFrozen(_ name: String, _ year: Int, _ key: String) -> Problem {
        Problem.rule(
            broken: Phrase(RuleID.frozenYearStands.label),
            evidence: [
                Phrase(
                    zh: "  \(name) \(year) 年度已盖章（\(key)）",
                    en: "  \(year) of \(name) is stamped (\(key))")
            ],
            remedies: [
                .run(
                    "moso record add year_adjustment company_year=\(key) …",
                    Phrase(zh: "差额记为年度调整", en: "record the difference beside it"))
            ], details: ["rule": "X20", "record": .string(key)])
    }
}
