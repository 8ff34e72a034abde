internal import Causality
internal import Domain

extension SampleAuthor {
    /// Who came, and what broke.
    mutating func writeFrontDesk() {
        writeVisits()
        writeWorkOrders()
    }

    // MARK: Visits

    private mutating func writeVisits() {
        // The week of the reporter's visit is told day by day.
        let told = isHub ? SampleAuthor.toldVisits : 0
        let days = max(60, min(430, here.opened.days(until: SampleDays.today) - 1))
        var cities: [Int: RecordKey] = [:]
        for number in 0..<max(0, count("visit") - told) {
            var random = random("visit", number)
            let day = visitDay(SampleDays.today.adding(days: -random.below(days) - 1))
            let kind = random.weighted([
                ("government", 45), ("industry", 18), ("investor", 14), ("startup", 10),
                ("press", 4),
                ("university", 6), ("peer", 3),
            ])
            let isGovernment = kind == "government"
            let city = random.below(SampleWords.cities.count)
            // Three in ten came before.
            let before = random.chance(30) ? cities[city] : nil
            let key = visit(
                day, 9 + number % 8, kind,
                city: isGovernment ? SampleWords.cities[city].code : nil,
                department: isGovernment ? random.one(of: SampleWords.departments) : nil,
                organisation: isGovernment
                    ? "\(SampleWords.cities[city].name)来访团"
                    : "演示·\(SampleWords.visitors[kind] ?? "来访")\(number % 90)",
                people: random.within(2...12), isPlanned: !random.chance(12),
                minute: number % 4 * 15,
                before: before)
            if isGovernment { cities[city] = key }
        }
    }

    private func visitDay(_ day: LocalDay) -> LocalDay {
        let isTold = isHub && SampleDays.weekOfVisit.contains(day)
        let day = isTold ? day.adding(days: -7) : day
        switch day.weekday {
        case .saturday: return day.adding(days: -1)
        case .sunday: return day.adding(days: -2)
        default: return day
        }
    }

    @discardableResult
    mutating func visit(
        _ day: LocalDay, _ hour: Int, _ kind: String, city: String? = nil,
        department: String? = nil,
        organisation: String, people: Int, isPlanned: Bool = true, minute: Int = 0,
        topics: String? = nil,
        before: RecordKey? = nil
    ) -> RecordKey {
        add(
            "visit",
            [
                ("site", site), ("arrived_at", .moment(day, hour, minute)),
                ("left_at", .moment(day, hour + 1, minute)), ("is_planned", .yes(isPlanned)),
                ("kind", .text(kind)), ("city", city.map { .text($0) }),
                ("departments", department.map { .set([$0]) }),
                ("organisation", .text(organisation)),
                ("leader", .text("演示·领队")), ("people", .count(people)),
                ("hosts", .set(["演示·\(here.place)站长"])), ("host_minutes", .count(60)),
                ("topics", topics.map { .text($0) }), ("repeat_of", before.map { .set([$0.text]) }),
            ])
    }

    // MARK: Work orders

    private static let categories: [(String, Int)] = [
        ("ac-leak", 12), ("ac", 16), ("network", 18), ("lighting", 12), ("door", 11), ("paint", 9),
        ("power", 6), ("cleaning", 6), ("furniture", 5), ("noise", 4), ("fire", 1),
    ]

    private mutating func writeWorkOrders() {
        let plan = world.tenancies[at]
        for seat in plan.seatCount - plan.blocked..<plan.seatCount {
            workOrder(
                "ac-leak", SampleDays.today.adding(days: -3), state: "in-progress", severity: 1,
                seat: key(seat: seat))
        }
        let rooms = rooms
        for number in 0..<max(0, count("work_order") - plan.blocked) {
            var random = random("fix", number)
            let category = random.weighted(SampleAuthor.categories)
            let isHot = category.hasPrefix("ac") && random.chance(65)
            let days = isHot ? random.within(1...41) : random.within(1...400)
            let day = SampleDays.today.adding(days: -min(days, isHub ? 90 : 400))
            let isOld = day < SampleDays.today.adding(days: -14)
            let state =
                isOld
                ? random.weighted([("confirmed", 88), ("done", 12)])
                : random.weighted([
                    ("open", 20), ("assigned", 20), ("in-progress", 15), ("done", 15),
                    ("confirmed", 30),
                ])
            workOrder(
                category, day, state: state,
                severity: category == "fire" ? 1 : random.weighted([(2, 25), (3, 50), (4, 25)]),
                room: key(room: rooms[number % rooms.count]))
        }
    }

    private mutating func workOrder(
        _ category: String, _ day: LocalDay, state: String, severity: Int, room: RecordKey? = nil,
        seat: RecordKey? = nil
    ) {
        let isDone = ["done", "confirmed"].contains(state)
        add(
            "work_order",
            [
                ("site", site), ("space", room.map { .key($0) }), ("seat", seat.map { .key($0) }),
                ("category", .text(category)), ("severity", .count(severity)),
                ("reported_by", .text("演示·入驻企业行政")), ("reported_at", .moment(day, 9 + severity)),
                ("assigned_to", state == "open" ? nil : staff(3)), ("state", .text(state)),
                ("done_at", isDone ? .moment(day.adding(days: 1), 15) : nil),
                ("confirmed_by", state == "confirmed" ? .text("演示·入驻企业行政") : nil),
                ("blocks_seat", seat == nil ? nil : .yes(true)),
            ])
    }
}

extension SampleDays {
    /// Monday to Sunday.
    static var weekOfVisit: ClosedRange<LocalDay> {
        today.adding(days: -4)...today.adding(days: 2)
    }
}
