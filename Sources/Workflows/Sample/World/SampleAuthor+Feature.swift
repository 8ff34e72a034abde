internal import Causality
internal import Domain

extension SampleAuthor {
    /// Visits of the told week at the hub: five government groups in it, five visits on the Friday.
    static let toldVisits = 7

    /// The reporter's Friday, hour by hour, and the days before it.
    mutating func writeFeature() {
        let today = SampleDays.today
        for (back, city) in [(4, 1), (3, 2), (2, 5)] {
            let place = SampleWords.cities[city]
            visit(
                today.adding(days: -back), 10, "government", city: place.code,
                department: SampleWords.departments[back % 4], organisation: "\(place.name)来访团",
                people: 6,
                isPlanned: back != 3)
        }
        visit(today, 10, "press", organisation: "演示·媒体", people: 2, topics: "采访")
        visit(
            today, 14, "government", city: "370000", department: "招商", organisation: "东部某省地方政府",
            people: 5,
            minute: 30)
        visit(
            today, 15, "government", city: "330523", department: "科技", organisation: "安吉县政府",
            people: 7,
            topics: "下一步合作")
        visit(
            today, 17, "industry", organisation: "演示·矿业公司", people: 3,
            topics: SampleWords.problems[0])
        writeDiary()
    }

    private mutating func writeDiary() {
        let today = SampleDays.today
        let waiting = companies.filter { $0.standing == .waiting }
        if let first = residents.first {
            note(first.key, "meeting", today, "创始人一对一：方向与融资计划")
        }
        if let favoured = waiting.first {
            note(key(queued: favoured), "decision", today, "团队会：排队期间先给专家辅导")
            note(key(queued: favoured), "complaint", today, "创始人：入驻日期一再推迟")
        }
        add(
            "legal_clinic",
            [
                ("site", site), ("held_on", .day(today)), ("law_firm", .text("演示·律所01 等四家")),
                ("lawyers", .set(["演示·律师1", "演示·律师2", "演示·律师3", "演示·律师4"])),
                ("companies", .set(residents.map(\.key.text))),
                ("topics", .set(["股权", "知识产权"])), ("minutes", .count(60)),
                ("advice_given", .yes(true)),
            ])
        if residents.count > 2 {
            add(
                "expert_session",
                [
                    ("site", site), ("company", .key(residents[2].key)),
                    ("expert", .key(RecordKey(sample: "expert", here.id.name, 0))),
                    ("requested_on", .day(today)), ("held_at", .moment(today, 11, 30)),
                    ("minutes", .count(6)),
                    ("kind", .text("ad-hoc")), ("question", .text("生成画面闪烁")),
                    ("outcome", .text("solved")),
                ])
        }
    }

    private mutating func note(_ about: RecordKey, _ kind: String, _ day: LocalDay, _ text: String)
    {
        add(
            "record_note",
            [
                ("site", site), ("about", .key(about)), ("kind", .text(kind)),
                ("happened_on", .day(day)),
                ("person", .text("演示·主任")), ("content", .text(text)),
            ])
    }
}
