internal import Causality
internal import Domain

/// A company of the sample world.
struct SampleCompany {
    enum Standing {
        case resident
        case left
        case waiting
        case declined
        case outside
    }

    let index: Int
    let standing: Standing
    /// Position in `SampleSite.all`.
    let site: Int
    /// Its place among those of its standing at its site.
    let place: Int
    let name: String
    let key: RecordKey
    let creditCode: String?
    let sectors: [String]
    let founded: LocalDay
    /// Seats it asked for.
    let asked: Int
    /// The day on which it asked, unless it has moved in since: see `SampleWorld.received`.
    let received: LocalDay

    var isHouse: Bool { site == 0 && standing == .resident }
    /// At the hub: who asked and has no place in the queue yet.
    var hasOnlyAsked: Bool { standing == .waiting && place % 10 >= 6 }
    var displayName: String { name }
    var legalName: String { creditCode == nil ? name : "\(name)科技有限公司" }

    init(
        seed: UInt64, index: Int, standing: Standing, site: Int, place: Int, name: String
    ) {
        var random = SampleRandom(seed: seed, "company", at: index)
        self.index = index
        self.standing = standing
        self.site = site
        self.place = place
        self.name = name
        let isTeam =
            standing == .waiting && random.chance(30) || standing == .declined && random.chance(20)
        let division = SampleSite.all[site].division
        let code = CreditCode(
            registering: "91\(division)", organisation: "XU\(index.padded(to: 6))")
        creditCode = isTeam ? nil : code?.text
        key =
            isTeam
            ? RecordKey(sample: "company", "sample", index)
            : RecordKey(checked: "C-\(code?.text ?? "sample-\(index)")")
        let main =
            site == 0 ? SampleWords.sectors[place % 7] : random.one(of: SampleWords.sectors)
        sectors = random.chance(25) ? [main, random.one(of: SampleWords.sectors)] : [main]
        founded = SampleDays.first.adding(days: random.within(-900...150))
        let size = random.weighted([(0, 60), (1, 30), (2, 10)])
        asked = [random.within(3...10), random.within(11...25), random.within(26...60)][size]
        received = SampleCompany.received(&random)
    }

    /// Of those who wait, more came in the hot summer than before.
    private static func received(_ random: inout SampleRandom) -> LocalDay {
        random.chance(70)
            ? SampleDays.heat.adding(days: random.within(0...68))
            : SampleDays.heat.adding(days: -random.within(1...150))
    }
}

extension SampleCompany {
    /// All of them: first the hub's house, then site by site.
    static func all(seed: UInt64, _ volumes: SampleVolumes) -> [SampleCompany] {
        let kinds: [(Standing, String, isOpen: Bool, withHub: Bool)] = [
            (.resident, "resident", true, false), (.left, "left", true, false),
            (.waiting, "waiting", false, false), (.declined, "declined", true, false),
            (.outside, "outside", true, true),
        ]
        var companies: [SampleCompany] = []
        for (standing, kind, isOpen, withHub) in kinds {
            let counts = volumes.bySite(kind, isOpen: isOpen, withHub: withHub)
            for (site, count) in counts.enumerated() {
                for place in 0..<count {
                    let index = companies.count
                    let known = SampleHouse.names[standing]?.dropFirst(place).first
                    companies.append(
                        SampleCompany(
                            seed: seed, index: index, standing: standing, site: site, place: place,
                            name: (site == 0 ? known : nil) ?? SampleWords.companyName(index)))
                }
            }
        }
        return companies
    }
}

/// What is fixed about the hub's house on the day of the visit.
enum SampleHouse {
    static let names: [SampleCompany.Standing: [String]] = [
        .resident: ["演示·澜图智能", "演示·青桐分子", "演示·锐影互动", "演示·芯测EDA"],
        .waiting: ["演示·观岳", "演示·深瞳矿安"],
    ]
    /// Seats of the fifteen, 150 together.
    static let seats = [30, 20, 14, 12, 10, 10, 8, 8, 8, 6, 6, 6, 4, 4, 4]
    /// Of the fifteen: two have closed a round, four are raising, two live by themselves; of a third that
    /// may, nobody is sure.
    static func funding(_ place: Int) -> (status: String, note: String?) {
        switch place {
        case 1, 4: ("just-closed", nil)
        case 0, 2, 5, 7: ("raising", nil)
        case 3, 6: ("self-sufficient", nil)
        case 8: ("none", "可能已能自给，待确认：报表写 2 至 3 家")
        default: ("none", nil)
        }
    }
}
