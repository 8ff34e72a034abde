internal import Causality
internal import Domain

extension SampleAuthor {
    /// A company's place in the queue.
    private struct Entry {
        let key: RecordKey
        let company: SampleCompany
        let joined: LocalDay
        let state: String
        /// Promised days, the last of which counts.
        let promised: [LocalDay]
    }

    func key(queued company: SampleCompany) -> RecordKey {
        RecordKey(sample: "waitlist_entry", here.id.name, company.index)
    }

    /// Entries, what was promised and every word about it; together they are the queue's events.
    mutating func writeQueue() {
        var offerable = world.tenancies[at].offerable
        var entries: [Entry] = []
        for company in companies {
            guard let entry = entry(company, &offerable) else { continue }
            write(entry)
            entries.append(entry)
        }
        let promises = entries.reduce(0) { $0 + $1.promised.count }
        for entry in entries { write(promises: entry) }
        writeContacts(entries, count: count("queue", isOpen: false) - entries.count - promises)
    }

    private func entry(_ company: SampleCompany, _ offerable: inout Int) -> Entry? {
        var random = random("queue", company.index)
        let state: String
        switch company.standing {
        case .resident, .left: state = "admitted"
        case .waiting where company.hasOnlyAsked: return nil
        case .waiting:
            let seats = min(company.asked, 4)
            if !isHub, seats <= offerable, random.chance(12) {
                offerable -= seats
                state = random.chance(60) ? "offered" : "accepted"
            } else {
                state = "waiting"
            }
        case .declined where random.chance(28):
            state = random.chance(50) ? "withdrawn" : "lapsed"
        default: return nil
        }
        let joined = world.received(company).adding(days: 8)
        var promised: [LocalDay] = []
        if company.standing != .declined {
            let first =
                world.arrivals[company.index]
                ?? SampleDays.today.adding(days: random.within(-20...80))
            let slips = random.weighted([(0, 62), (1, 30), (2, 8)])
            promised = (0...slips).map { first.adding(days: 30 * ($0 - slips)) }
        }
        if isHub, company.standing == .waiting, company.place == 0 {
            promised = ["2023-07-15", "2023-09-30"].compactMap { LocalDay($0) }
        }
        return Entry(
            key: key(queued: company), company: company, joined: joined, state: state,
            promised: promised.filter { $0 > joined })
    }

    private mutating func write(_ entry: Entry) {
        let company = entry.company
        var random = random("place", company.index)
        let isFavoured =
            entry.state == "waiting" && (random.chance(8) || isHub && company.place == 0)
        let isOffered = ["offered", "accepted"].contains(entry.state)
        let waitsForHouse = isHub && entry.state == "waiting" && company.place < 3
        add(
            "waitlist_entry", entry.key,
            [
                ("site", site), ("company", .key(company.key)), ("joined_on", .day(entry.joined)),
                ("seats_wanted", .count(company.asked)),
                ("min_acceptable", .count(max(1, company.asked / 2))),
                ("rating", .text(random.weighted([("a", 20), ("b", 50), ("c", 30)]))),
                ("rating_by", staff(0)), ("rating_reason", .text("初审评分")),
                ("priority", .text(isFavoured ? "favoured" : "normal")),
                ("priority_by", isFavoured ? .text("演示·主任") : nil),
                ("priority_second", isFavoured ? .text("演示·副主任") : nil),
                ("priority_reason", isFavoured ? .text("技术评分最高") : nil),
                ("promised_on", entry.promised.last.map { .day($0) }),
                ("promised_by", entry.promised.isEmpty ? nil : staff(0)),
                (
                    "depends_on",
                    waitsForHouse ? .key(RecordKey(sample: "tenancy", here.id.name, 0)) : nil
                ),
                ("services", entry.state == "waiting" && random.chance(30) ? .set(["专家辅导"]) : nil),
                ("offered_seats", isOffered ? .count(min(company.asked, 4)) : nil),
                (
                    "offered_on",
                    isOffered ? .day(SampleDays.today.adding(days: -random.within(1...6))) : nil
                ),
                (
                    "answer_by",
                    isOffered ? .day(SampleDays.today.adding(days: random.within(1...7))) : nil
                ),
                (
                    "offered_from",
                    isOffered ? .day(SampleDays.today.adding(days: random.within(10...30))) : nil
                ),
                ("state", .text(entry.state)),
                (
                    "application",
                    .key(RecordKey(sample: "application", here.id.name, company.index))
                ),
            ])
    }

    private mutating func write(promises entry: Entry) {
        var random = random("promise", entry.company.index)
        for (place, day) in entry.promised.enumerated() {
            let made = max(entry.joined, day.adding(days: -40))
            add(
                "promise",
                [
                    ("site", site), ("waitlist_entry", .key(entry.key)),
                    ("promised_day", .day(day)),
                    ("made_on", .day(made)), ("made_by", staff(0)),
                    ("told_how", .text(random.one(of: SampleWords.told))),
                    ("note", place > 0 ? .text("前一承诺顺延") : nil),
                ])
        }
    }

    private mutating func writeContacts(_ entries: [Entry], count: Int) {
        guard !entries.isEmpty, count > 0 else { return }
        for number in 0..<count {
            let entry = entries[number % entries.count]
            var random = random("contact", number)
            let isLate = entry.promised.count > 1
            let kind =
                isLate && number / entries.count == 0
                ? "complaint" : random.weighted([("call", 45), ("message", 40), ("meeting", 15)])
            let latest = min(
                SampleDays.today, world.arrivals[entry.company.index] ?? SampleDays.today)
            let span = max(1, entry.joined.days(until: latest))
            add(
                "record_note",
                [
                    ("site", site), ("about", .key(entry.key)), ("kind", .text(kind)),
                    ("happened_on", .day(entry.joined.adding(days: random.below(span)))),
                    ("person", staff(number)),
                    ("content", .text(kind == "complaint" ? "入驻日期推迟，要求说明" : "询问排队进度")),
                ])
        }
    }
}
