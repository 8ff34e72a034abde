extension Catalogue.Report {
    // What stands around every report.

    public static let part = Phrase(zh: "部分", en: "Part")
    public static let nothing = Phrase(zh: "没有。", en: "Nothing.")
    public static let branchOnly = Phrase(
        zh: "仅本站数据；全网见总部。", en: "This site's records only; head office sees all.")
    public static let greyNote = Phrase(zh: "久无消息", en: "site silent")

    /// Up to when everything of every site is in it, and which site is the oldest.
    public static func asOf(_ at: String, _ site: String) -> Phrase {
        Phrase(zh: "数据截至 \(at)（\(site)）", en: "As of \(at) (\(site))")
    }

    public static func asOfNever(_ sites: String) -> Phrase {
        Phrase(zh: "从未收到 \(sites) 的数据", en: "Nothing was ever heard of \(sites)")
    }

    public static let asOfNothing = Phrase(zh: "还没有任何分站", en: "There is no site yet")

    /// What the star behind a site's rows means.
    public static func silent(_ site: String, _ age: Phrase, isGrey: Bool) -> Phrase {
        let star = isGrey ? "* " : ""
        return Phrase(
            zh: "\(star)\(site)：\(age.zh)，数字可能已旧。",
            en: "\(star)\(site): \(age.en); its numbers may be old.")
    }

    public static func figures(_ list: Phrase) -> Phrase {
        Phrase(zh: "\(list.zh)。", en: "\(list.en).")
    }

    public static func check(
        _ statement: Phrase, _ verdict: Workflows.Report.Check.Verdict
    ) -> Phrase {
        let sign =
            switch verdict {
            case .holds: "[+]"
            case .open: "[?]"
            case .fails: "[-]"
            }
        return Phrase(zh: "\(sign) \(statement.zh)", en: "\(sign) \(statement.en)")
    }

    /// `and 12 more: moso report today --list promises`
    public static func more(_ count: Int, _ command: String) -> Phrase {
        Phrase(zh: "还有 \(count) 条：\(command)", en: "and \(count) more: \(command)")
    }

    public static func opens(_ names: String) -> Phrase {
        Phrase(zh: "展开名单：--list \(names)", en: "Open a list: --list \(names)")
    }

    // The list of reports.
    public static let name = Phrase(zh: "名称", en: "Report")
    public static let listNumber = Phrase(zh: "编号", en: "No.")
    public static let question = Phrase(zh: "回答什么", en: "What it answers")

    public static func counted(_ count: Int) -> Phrase {
        Phrase(zh: "共 \(count.grouped) 条记录。", en: "\(English.counted(count, "record")).")
    }

    public static func wrote(_ path: String, bytes: Int) -> Phrase {
        Phrase(
            zh: "已写入 \(path)（\(NumberText.bytes(bytes))）",
            en: "Wrote \(path) (\(NumberText.bytes(bytes)))")
    }
}
