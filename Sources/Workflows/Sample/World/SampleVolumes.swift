/// How many records of each kind there are, and at which sites.
///
/// At any scale the hub's house is the same: 150 seats, all taken by fifteen companies, and 102 that wait.
/// What is beyond that house grows with the scale.
struct SampleVolumes {
    /// The scale in tenths: 1 for a tenth of the world, 10 for the whole.
    let tenths: Int

    /// The whole world's records and how many of them are the hub's house, which is never scaled.
    private static let whole: [String: (all: Int, house: Int)] = [
        "space": (166, 12), "seat": (3_000, 150), "person": (5_200, 240),
        "tenancy": (1_150, 15), "tenancy_term": (700, 15), "seat_assignment": (4_800, 150),
        "application": (2_400, 177), "queue": (5_200, 180), "funding_round": (900, 20),
        "booking": (7_600, 240), "valuation": (620, 12), "investment": (160, 10),
        "gate_review": (480, 30), "fund_movement": (420, 20), "lp_follow_on": (130, 6),
        "visit": (1_300, 60), "city_offer": (240, 1), "policy": (120, 9),
        "expert": (180, 20), "expert_session": (2_599, 79), "legal_clinic": (699, 3),
        "demand": (360, 4), "demand_match": (900, 6), "work_order": (3_200, 40),
        "milestone": (2_100, 24), "document": (3_000, 40), "company_year": (1_400, 24),
        "lp": (40, 40), "fund": (3, 3),
        "resident": (420, 15), "left": (480, 0), "waiting": (520, 102), "declined": (380, 60),
        "outside": (200, 20),
    ]

    /// What is there of a kind beyond the hub's house.
    func beyondHouse(_ kind: String) -> Int {
        guard let (all, house) = SampleVolumes.whole[kind] else { return 0 }
        return ((all - house) * tenths + 5) / 10
    }

    func house(_ kind: String) -> Int { SampleVolumes.whole[kind]?.house ?? 0 }

    func total(_ kind: String) -> Int { house(kind) + beyondHouse(kind) }

    /// A site's seats at this scale.
    func seats(_ site: Int) -> Int {
        let seats = SampleSite.all[site].seats
        return site == 0 ? seats : max(4, (seats * tenths + 5) / 10)
    }

    /// A count dealt out by weight, to the last one.
    static func dealt(_ count: Int, by weights: [Int]) -> [Int] {
        let sum = max(1, weights.reduce(0, +))
        var before = 0
        return weights.map { weight in
            let from = count * before / sum
            before += weight
            return count * before / sum - from
        }
    }

    /// What each site has of a kind: the house at the hub, the rest by the sites' seats.
    ///
    /// - Parameter isOpen: only sites that have opened, the hub's house apart.
    func bySite(_ kind: String, isOpen: Bool = true, withHub: Bool = true) -> [Int] {
        let weights = SampleSite.all.enumerated().map { at, site in
            isOpen && site.isFittingOut || at == 0 && !withHub ? 0 : site.seats
        }
        var dealt = SampleVolumes.dealt(beyondHouse(kind), by: weights)
        dealt[0] += house(kind)
        return dealt
    }
}
