internal import Causality
internal import Domain

extension SampleAuthor {
    /// What the site does for companies: rooms, experts, law firms.
    mutating func writeServices() {
        if isHub { writeExperts() }
        writeBookings()
        writeSessions()
        writeClinics()
    }

    // MARK: Rooms

    /// Rooms take turns, hour by hour and day by day, so that none is booked twice.
    private mutating func writeBookings() {
        let bookable = rooms.filter(\.isBookable)
        guard !residents.isEmpty else { return }
        var left = count("booking")
        if isHub { left -= writeCreepingOccupation() }
        // The roadshow room of the hub was not to be had from May to July.
        let free = isHub ? Array(bookable.dropFirst()) : bookable
        let hours = [9, 11, 14, 16, 19, 22]
        guard !free.isEmpty else { return }
        for number in 0..<max(0, left) {
            var random = random("booking", number)
            let (turn, place) = number.quotientAndRemainder(dividingBy: free.count)
            let (back, slot) = turn.quotientAndRemainder(dividingBy: hours.count)
            // A fifth of the rooms is used at night.
            let hour = hours[slot] == 22 && place % 5 != 0 ? 13 : hours[slot]
            let day = SampleDays.today.adding(days: 10 - back)
            book(
                free[place], day, hour, minutes: hour == 13 ? 60 : 90,
                company: residents[random.below(residents.count)].key,
                purpose: random.one(of: SampleWords.purposes),
                isNoShow: random.chance(6), people: random.within(2...9))
        }
    }

    private mutating func book(
        _ room: Room, _ day: LocalDay, _ hour: Int, minutes: Int, company: RecordKey,
        purpose: String, isNoShow: Bool = false, people: Int
    ) {
        let isPast = day < SampleDays.today
        let end = hour * 60 + minutes
        add(
            "booking",
            [
                ("site", site), ("space", .key(key(room: room))), ("from_at", .moment(day, hour)),
                ("to_at", .moment(day, end / 60, end % 60)), ("company", .key(company)),
                ("purpose", .text(purpose)), ("people", .count(people)),
                ("state", .text(isPast ? isNoShow ? "no-show" : "used" : "confirmed")),
                ("priority", .text(purpose == "路演排练" ? "roadshow" : "normal")),
            ])
    }

    /// From May to July one company's engineers sat in the shared room day and night.
    private mutating func writeCreepingOccupation() -> Int {
        guard let room = rooms.first, let company = residents.first,
            let end = LocalDay("2023-07-31")
        else { return 0 }
        let days = here.opened.days(until: end) + 1
        for day in 0..<days {
            book(
                room, here.opened.adding(days: day), 8, minutes: 15 * 60 + 30, company: company.key,
                purpose: "算法研发", people: 12)
        }
        return days
    }

    // MARK: Experts

    private mutating func writeExperts() {
        for number in 0..<world.volumes.total("expert") {
            var random = random("expert", number)
            add(
                "expert",
                [
                    ("name", .text("演示·专家\(number.padded(to: 3))")),
                    ("institute", .text("演示智能研究院")),
                    (
                        "skills",
                        .set([SampleWords.skills[number % 7], random.one(of: SampleWords.skills)])
                    ),
                    ("hours_per_term", .count(random.within(10...40))),
                    ("kept_by", .text(SampleSite.hub.id.name)),
                ])
        }
    }

    /// Minutes with a median of 35, a fifth of them under ten.
    private static let minutes = [5, 8, 15, 25, 30, 40, 45, 50, 55, 60]

    private mutating func writeSessions() {
        let served = companies.filter { $0.standing == .resident || $0.standing == .waiting }
        guard !served.isEmpty else { return }
        let experts = world.volumes.total("expert")
        for number in 0..<count("expert_session") {
            var random = random("session", number)
            let company = served[number % served.count]
            // An expert is asked by one site on a day: nobody is in two places.
            let day = SampleDays.today.adding(days: -(number / 6 * 2 + at / 6) % 300)
            let expert = (number % 6 + 6 * at + 72 * (number / 6) + number / 900) % experts
            let isAdHoc = random.chance(45)
            add(
                "expert_session",
                [
                    ("site", site), ("company", .key(company.key)),
                    ("expert", .key(RecordKey(sample: "expert", SampleSite.hub.id.name, expert))),
                    ("requested_on", .day(day.adding(days: isAdHoc ? 0 : -5))),
                    ("held_at", .moment(day, 9 + number % 6)),
                    ("minutes", .count(SampleAuthor.minutes[random.below(10)])),
                    ("kind", .text(isAdHoc ? "ad-hoc" : "booked")),
                    ("question", .text(random.one(of: SampleWords.questions))),
                    (
                        "outcome",
                        .text(random.weighted([("solved", 55), ("partly", 28), ("open", 17)]))
                    ),
                    ("rating", random.chance(60) ? .count(random.within(3...5)) : nil),
                    ("before_residency", .yes(company.standing == .waiting)),
                ])
        }
    }

    private mutating func writeClinics() {
        guard !residents.isEmpty else { return }
        for number in 0..<count("legal_clinic") {
            var random = random("clinic", number)
            let guests = (0..<random.within(1...4)).map {
                residents[($0 * 3 + number) % residents.count]
            }
            add(
                "legal_clinic",
                [
                    ("site", site),
                    ("held_on", .day(SampleDays.today.adding(days: -5 * (number / 3) - 7))),
                    ("law_firm", .text("演示·律所\((number % 25 + 1).padded(to: 2))")),
                    ("lawyers", .set(["演示·律师\(number % 25 + 1)"])),
                    ("companies", .set(guests.map(\.key.text))),
                    ("topics", .set([random.one(of: SampleWords.clinicTopics)])),
                    ("minutes", .count(30 * random.within(2...6))),
                    ("advice_given", .yes(random.chance(90))),
                ])
        }
    }
}
