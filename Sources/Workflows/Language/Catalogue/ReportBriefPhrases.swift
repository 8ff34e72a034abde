internal import Domain

extension Catalogue {
    /// The weekly and the monthly brief.
    enum ReportBrief {
        static let what = Phrase(zh: "事项", en: "What")
        static let thisWeek = Phrase(zh: "本周", en: "This week")
        static let weekBefore = Phrase(zh: "上周", en: "Week before")
        static let thisMonth = Phrase(zh: "本月", en: "This month")
        static let monthBefore = Phrase(zh: "上月", en: "Month before")
        static let visits = Phrase(zh: "接待（批）", en: "Groups received")
        static let applications = Phrase(zh: "问询和申请", en: "Enquiries and applications")
        static let joined = Phrase(zh: "新增排队", en: "Joined the queue")
        static let promises = Phrase(zh: "作出承诺", en: "Promises made")
        static let moveIns = Phrase(zh: "入驻", en: "Moved in")
        static let notices = Phrase(zh: "通知搬离", en: "Told to leave")
        static let moveOuts = Phrase(zh: "搬离", en: "Moved out")
        static let rounds = Phrase(zh: "完成融资", en: "Rounds closed")
        static let sessions = Phrase(zh: "专家辅导", en: "Expert sessions")
        static let clinics = Phrase(zh: "法务门诊", en: "Legal clinics")
        static let reported = Phrase(zh: "新报修", en: "Repairs reported")
        static let mended = Phrase(zh: "修好", en: "Repairs done")
        static let milestones = Phrase(zh: "成果", en: "Milestones")

        static func note(from first: LocalDay, to last: LocalDay) -> Phrase {
            Phrase(
                zh: "本期自 \(first) 至 \(last)；上期是整段。按记录上的日期计。",
                en: "From \(first) to \(last); the period before is whole. By the records' days."
            )
        }
    }
}
