internal import Causality
internal import Domain

/// A tenancy of the sample world, with the seats it holds and held.
struct SampleTenancy {
    let key: RecordKey
    let number: String
    /// Position among the companies.
    let company: Int
    let stage: String
    /// Numbers of seats, from 0.
    let seats: Range<Int>
    let movedIn: LocalDay?
    let plannedFrom: LocalDay
    /// The last day of the tenancy.
    let movedOut: LocalDay?
    /// Months of its free term.
    let freeMonths: Int
    let exitReason: String?
    /// Whether its terms are recorded; older papers of tenancies that ended are not.
    let hasTerms: Bool

    /// The first day after its free term.
    var freeUntil: LocalDay {
        let end = (movedIn ?? plannedFrom).adding(months: freeMonths)
        guard let out = movedOut?.adding(days: 1) else { return end }
        return min(end, out)
    }
}

/// Who sits, sat and will sit at one site.
///
/// The site's seats are a row. Residents take them from the front, each on a day of its own; who left
/// sat on the same seats before the present resident came, or on those that are free now. So no seat is
/// ever given to two at a time, and no more are sold than there are.
struct SampleTenancies {
    private(set) var all: [SampleTenancy] = []
    let seatCount: Int
    /// Free seats behind the residents'.
    private(set) var firstFree = 0
    /// Seats out of service, at the far end.
    let blocked: Int

    init(seed: UInt64, site: Int, volumes: SampleVolumes, companies: [SampleCompany]) {
        let here = SampleSite.all[site]
        seatCount = volumes.seats(site)
        blocked = site == 0 || here.isFittingOut ? 0 : seatCount / 80
        guard !here.isFittingOut else { return }
        let residents = companies.filter { $0.site == site && $0.standing == .resident }
        let sizes =
            site == 0
            ? SampleHouse.seats
            : SampleVolumes.dealt(
                (seatCount - blocked) * 88 / 100, by: residents.map { $0.asked + 4 })
        for (company, size) in zip(residents, sizes) where size > 0 {
            add(resident: company, seats: size, seed: seed, site: here)
        }
        let gone = companies.filter { $0.site == site && $0.standing == .left }
        let moved =
            site == 0 ? [] : residents.enumerated().filter { $0.offset % 8 == 3 }.map(\.element)
        let held = volumes.bySite("seat_assignment", withHub: false)[site] - firstFree
        let before = SampleVolumes.dealt(
            max(gone.count, held), by: (gone + moved).map { _ in 1 })
        var seat = 0
        for (company, size) in zip(gone + moved, before) {
            addPast(company, seats: max(1, min(size, 12)), from: &seat, seed: seed, site: here)
        }
        let rest = volumes.bySite("tenancy")[site] - all.count
        addComing(
            companies.filter { $0.site == site && $0.standing == .waiting && !$0.hasOnlyAsked },
            count: site == 0 ? 0 : max(0, rest), site: here)
    }

    private func number(_ site: SampleSite, _ year: Int) -> String {
        "\(site.numberPrefix)-\(year)-\((all.count + 1).padded(to: 4))"
    }

    private mutating func add(
        resident company: SampleCompany, seats: Int, seed: UInt64, site: SampleSite
    ) {
        var random = SampleRandom(seed: seed, "resident", at: company.index)
        let isHouse = company.isHouse
        let since = isHouse ? random.within(5...80) : random.within(5...250)
        let movedIn =
            isHouse
            ? site.opened.adding(days: 80 - since)
            : SampleDays.today.adding(days: -since)
        let months = random.chance(92) ? 6 : random.within(3...5)
        let isPast = movedIn.adding(months: months) <= SampleDays.today
        let leaves = isHouse ? company.place == 1 : random.chance(6)
        let stage = leaves ? "notice" : isPast ? "market-rent" : "moved-in"
        all.append(
            SampleTenancy(
                key: RecordKey(sample: "tenancy", site.id.name, all.count),
                number: number(site, movedIn < SampleDays.first.adding(days: 214) ? 2022 : 2023),
                company: company.index, stage: stage, seats: firstFree..<firstFree + seats,
                movedIn: movedIn, plannedFrom: movedIn, movedOut: nil, freeMonths: months,
                exitReason: nil, hasTerms: true))
        firstFree += seats
    }

    /// Somebody who sat here before. On a seat that is taken now the time before its resident came is
    /// theirs; each seat serves once.
    private mutating func addPast(
        _ company: SampleCompany, seats: Int, from seat: inout Int, seed: UInt64, site: SampleSite
    ) {
        var random = SampleRandom(seed: seed, "past", at: company.index)
        guard seat + seats <= seatCount - blocked else { return }
        let places = seat..<seat + seats
        seat += seats
        let taken = all.filter { $0.movedOut == nil && $0.seats.overlaps(places) }
            .compactMap(\.movedIn)
        let own = all.first { $0.company == company.index }?.movedIn
        let until = (taken + [own].compactMap { $0 }).min() ?? SampleDays.today
        let room = site.opened.days(until: until) - 2
        let stay = min(random.within(45...165), room)
        guard stay > 10 else { return }
        let movedIn = site.opened.adding(days: random.within(0...max(0, room - stay)))
        let isTransfer = company.standing == .resident
        let reason = SampleTenancies.reason(company, &random)
        all.append(
            SampleTenancy(
                key: RecordKey(sample: "tenancy", site.id.name, all.count),
                number: number(site, 2022), company: company.index, stage: "closed", seats: places,
                movedIn: movedIn, plannedFrom: movedIn, movedOut: movedIn.adding(days: stay),
                freeMonths: 6, exitReason: isTransfer ? "outgrew" : reason,
                hasTerms: !isTransfer && random.chance(34)))
    }

    private static func reason(_ company: SampleCompany, _ random: inout SampleRandom) -> String {
        random.weighted([
            ("graduated-funded", 45), ("graduated-profitable", 12), ("relocated", 14),
            ("outgrew", 9), ("failed", 15), ("expired", 4), ("removed", 1),
        ])
    }

    /// Papers that are signed or drafted for seats that are free.
    private mutating func addComing(_ waiting: [SampleCompany], count: Int, site: SampleSite) {
        var free = max(0, (seatCount - blocked - firstFree) / 2)
        for (place, company) in waiting.prefix(count).enumerated() {
            let size = min(2, company.asked)
            let isSigned = place % 3 == 0 && size <= free
            if isSigned { free -= size }
            let from = SampleDays.today.adding(days: 10 + place % 40)
            all.append(
                SampleTenancy(
                    key: RecordKey(sample: "tenancy", site.id.name, all.count),
                    number: number(site, 2023), company: company.index,
                    stage: isSigned ? "signed" : "draft", seats: 0..<0, movedIn: nil,
                    plannedFrom: from, movedOut: nil, freeMonths: 6, exitReason: nil,
                    hasTerms: false))
        }
    }

    /// Seats that a new offer may speak of: what signed papers leave of the free ones.
    var offerable: Int {
        max(0, (seatCount - blocked - firstFree) / 2)
    }
}
