extension Catalogue {
    /// What `moso conflicts resolve` answers.
    public enum Resolution {
        public static func done(
            conflict: String, field: Phrase, value: String, from side: Phrase?, marks: Marks
        ) -> Phrase {
            let source = side.map { Phrase(zh: "（\($0.zh)）", en: " (\($0.en))") }
            return Phrase(
                zh: "\(conflict)：\(field.zh) \(marks.arrow) \(value)\(source?.zh ?? "")",
                en: "\(conflict): \(field.en) \(marks.arrow) \(value)\(source?.en ?? "")")
        }

        /// The decision's own name, by which it can be taken back.
        public static func asDecision(_ name: String, undo: String) -> Phrase {
            Phrase(zh: "裁决编号 \(name)。撤销：\(undo)", en: "Decision \(name). Undo: \(undo)")
        }

        /// The reason of a decision or an undo, as histories tell it.
        public static func decided(_ conflict: String, why: String?) -> Phrase {
            Phrase(
                zh: "处理 \(conflict)" + (why.map { "：\($0)" } ?? ""),
                en: "decided \(conflict)" + (why.map { ": \($0)" } ?? ""))
        }

        public static let kept = Phrase(zh: "记录已保留", en: "the record is kept")
        public static let letGo = Phrase(zh: "记录已删除", en: "the record is deleted")

        public static let history = Phrase(zh: "经过", en: "history")

        public static func would(
            conflict: String, field: Phrase, value: String, marks: Marks
        ) -> Phrase {
            Phrase(
                zh: "将处理 \(conflict)：\(field.zh) \(marks.arrow) \(value)",
                en: "Would resolve \(conflict): \(field.en) \(marks.arrow) \(value)")
        }

        public static func remaining(_ count: Int) -> Phrase {
            count == 0
                ? Phrase(zh: "没有其他待处理的冲突。", en: "No conflict is left.")
                : Phrase(
                    zh: "还有 \(count.grouped) 处待处理：moso conflicts list",
                    en: "\(English.counted(count, "conflict")) left: moso conflicts list")
        }

        public static let askReason = Phrase(
            zh: "理由（回车可不填）：", en: "Reason (Enter for none): ")
    }

    /// The rules across records that a merge can break; `code` is what programs see.
    public enum Rule {
        public static let seatTaken = Phrase(
            zh: "一个工位同一天只能分给一家企业", en: "one seat, one company on any day")
        public static let freeMonths = Phrase(
            zh: "一家企业在全网的免租期合计不超过 6 个月",
            en: "at most six free months for a company in the whole network")
        public static let termOverlap = Phrase(
            zh: "同一协议的条款时段不能重叠", en: "terms of one tenancy do not overlap")
        public static let gateReviewer = Phrase(
            zh: "没有评审人就不能过评审关", en: "no gate is passed without a reviewer")

        public static func overlap(from: String, to: String, days: Int) -> Phrase {
            Phrase(
                zh: "重叠：\(from) 至 \(to)（\(days.grouped) 天）",
                en: "Overlap: \(from) to \(to) (\(English.counted(days, "day")))")
        }

        public static let displaced = Phrase(
            zh: "后确认的一方已让位，数据都保留", en: "the later claim is displaced; its data is kept")
    }
}
