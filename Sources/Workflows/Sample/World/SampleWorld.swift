internal import Causality
internal import Domain
internal import Wire

// The sample world is DOMAIN's twelve sites on one day, 11 August 2023: what a branch manager and the
// director would have in their replicas, with nothing in it that is true of anybody.
//
// It is planned first and written afterwards. The plan says who is where (`SampleCompany`), who sits and
// sat on which seats from when to when (`SampleTenancies`), and by that every rule holds because of how
// things were laid out, not because a rule was asked. The records then follow from the plan site by site,
// each drawing what is left to chance from a stream named by seed, kind and place. Two runs agree in
// every byte, on any machine, in any process.

/// The sample world's records, from a seed.
///
///     let world = SampleWorld(scale: .tenth)
///     for record in world.records(of: .hub) { … }
public struct SampleWorld: Sendable {
    /// How large it is.
    public enum Scale: String, CaseIterable, Sendable {
        case tenth = "0.1"
        case whole = "1"
        case tenfold = "10"

        var tenths: Int {
            switch self {
            case .tenth: 1
            case .whole: 10
            case .tenfold: 100
            }
        }
    }

    /// Raised when the same seed begins to mean other records.
    public static let version = "1"
    public static let usualSeed: UInt64 = 20_230_811

    let seed: UInt64
    let volumes: SampleVolumes
    let companies: [SampleCompany]
    /// By site.
    let tenancies: [SampleTenancies]
    /// Why companies left, by their position.
    let exits: [Int: String]
    /// When companies first moved in at their own site, by their position.
    let arrivals: [Int: LocalDay]

    public init(seed: UInt64 = SampleWorld.usualSeed, scale: Scale) {
        // The version is part of the seed, so that two versions never look alike by chance.
        self.seed = SampleRandom(seed: seed, SampleWorld.version).first
        volumes = SampleVolumes(tenths: scale.tenths)
        let (seed, volumes) = (self.seed, volumes)
        let companies = SampleCompany.all(seed: seed, volumes)
        self.companies = companies
        tenancies = SampleSite.all.indices.map {
            SampleTenancies(seed: seed, site: $0, volumes: volumes, companies: companies)
        }
        var exits: [Int: String] = [:]
        var arrivals: [Int: LocalDay] = [:]
        for tenancy in tenancies.flatMap(\.all) {
            if let day = tenancy.movedIn {
                arrivals[tenancy.company] = min(day, arrivals[tenancy.company] ?? day)
            }
            if let reason = tenancy.exitReason, companies[tenancy.company].standing == .left {
                exits[tenancy.company] = reason
            }
        }
        self.exits = exits
        self.arrivals = arrivals
    }

    /// The day on which a company asked for seats. Who moved in had waited for it, 75 days as a rule and at
    /// the hub 120.
    func received(_ company: SampleCompany) -> LocalDay {
        guard let arrival = arrivals[company.index] else { return company.received }
        var random = SampleRandom(seed: seed, "wait", at: company.index)
        let waits = [15, 25, 35, 45, 55, 65, 75, 85, 100, 125, 160, 230]
        let wait = random.one(of: waits) + random.within(0...9)
        return arrival.adding(days: -(company.site == 0 ? wait * 8 / 5 : wait))
    }

    /// What a site has written itself, in the order in which it is written.
    public func records(of site: SampleSite) -> [SampleRecord] {
        guard let at = SampleSite.all.firstIndex(where: { $0.id == site.id }) else { return [] }
        var author = SampleAuthor(world: self, at: at)
        author.write()
        return author.records
    }

    /// A digest over every record of every site: equal for equal worlds.
    public var digest: String {
        var bytes: [UInt8] = []
        for site in SampleSite.all {
            for record in records(of: site) { bytes += Array(record.canonicalText.utf8) + [0] }
        }
        return "\(Digest256(of: bytes))"
    }
}

extension SampleRandom {
    fileprivate var first: UInt64 {
        var random = self
        return random.next()
    }
}
