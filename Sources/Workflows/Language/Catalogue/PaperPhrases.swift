extension Catalogue {
    /// What stands on printed forms, and what `moso print` answers.
    public enum Paper {
        static let lastDay = Phrase(zh: "最后一天", en: "last day")
        static let desk = Phrase(zh: "经办人：", en: "Desk:")
        static let date = Phrase(zh: "日期：", en: "Date:")
        static let mender = Phrase(zh: "维修人（完工）：", en: "Mended by:")
        static let reporter = Phrase(zh: "报修人（确认）：", en: "Confirmed by:")
        static let reviewer = Phrase(zh: "评审人：", en: "Reviewer:")
        static let noInterest = Phrase(zh: "无利益冲突", en: "no conflict of interest")
        static let bothSides = [
            Phrase(zh: "企业（盖章）：", en: "Company (stamp):"),
            Phrase(zh: "分站（盖章）：", en: "Site (stamp):"),
            Phrase(zh: "签字、日期：", en: "Signed, date:"), Phrase(zh: "签字、日期：", en: "Signed, date:"),
        ]

        static func source(site: String, now: String) -> Phrase {
            Phrase(zh: "\(site)　截至 \(now)　moso", en: "\(site)   as of \(now)   moso")
        }

        static func whatFor(_ form: Phrase) -> Phrase {
            Phrase(zh: "“\(form.zh)”打印哪一份？", en: "of what is the \(form.en) to be printed?")
        }

        public static func wrote(_ form: Phrase, _ path: String) -> Phrase {
            Phrase(zh: "\(form.zh)已写入 \(path)", en: "\(form.en) written to \(path)")
        }

        public static let openIt = Phrase(
            zh: "用浏览器打开后打印（A4）。", en: "Open it in a browser and print it (A4).")

        public static let form = Phrase(
            zh: "表单：入驻协议、入驻确认单、退租确认单、排队回执、接待单、报修单、评审意见表、工位标签。",
            en: "The form: agreement, move-in, move-out, queue, visit, fix, review or labels.")
        public static let what = Phrase(
            zh: "给谁的：企业、合同号、记录编号；标签写工位。",
            en: "Of what: a company, a contract's number, a record's id; seats for labels.")
        public static let output = Phrase(
            zh: "写到哪个文件；- 为标准输出。", en: "The file it goes to; - for standard output.")
    }
}
