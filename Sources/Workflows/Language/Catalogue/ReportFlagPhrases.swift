extension Catalogue {
    /// The flags of reports.
    public enum ReportFlag {
        public static let name = Phrase(
            zh: "报表的名称或编号；不写则列出全部。", en: "Name or number of a report; without one, all are listed.")
        public static let asOf = Phrase(
            zh: "截至哪一天（默认今天）。", en: "The day that it is about (default: today).")
        public static let site = Phrase(zh: "只看一个分站。", en: "One site only.")
        public static let list = Phrase(
            zh: "展开一个数字背后的记录：数字、列、行的名称，或 行/列。",
            en:
                "Open the records behind a number: the name of a figure, a column or a row, or ROW/COLUMN."
        )
        public static let format = Phrase(
            zh: "输出格式；写入文件时默认 csv。", en: "Form of the output; csv by default for a file.")
    }
}

extension Catalogue.Help {
    public static let today = Entry(
        Phrase(
            zh: "今天：来访、搬入搬出、到期承诺、待核对。", en: "Today: visits, moves, promises due, decisions."),
        [
            Example(Phrase(zh: "moso 今天", en: "moso today")),
            Example(Phrase(zh: "moso 今天 --截至 明天", en: "moso today --as-of tomorrow")),
        ])

    public static let report = Entry(
        Phrase(zh: "报表：总部与分站看的数字。", en: "The figures that head office and the branches read."),
        detail: Phrase(
            zh: "每个数字都能用 --list 展开成名单；未定的数字是区间；久无消息的分站显示为灰色。",
            en:
                "Every number opens its list with --list; what is undecided is a range; a silent site is grey."
        ),
        [
            Example(Phrase(zh: "moso 报表 列表", en: "moso report list")),
            Example(Phrase(zh: "moso 报表 入驻率", en: "moso report occupancy")),
            Example(
                Phrase(zh: "moso 报表 入驻率 --名单 vacant", en: "moso report occupancy --list vacant")),
            Example(
                Phrase(
                    zh: "moso 报表 排队 --截至 2023-08-11 -o 排队.csv",
                    en: "moso report waitlist --as-of 2023-08-11 -o waitlist.csv")),
        ])
}
