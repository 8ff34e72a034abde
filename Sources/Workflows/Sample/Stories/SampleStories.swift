internal import Causality
internal import Domain
internal import Storage

// The second pass: the sound world is broken on purpose.
//
// Each story is written at two sites that have heard everything of each other so far and nothing since,
// as a person at either would have written it. What must follow when they meet is worked out here from
// what was written, not from what a merge makes of it, so that the two can be compared: nothing missed,
// nothing invented. A story that ends without a question is told as well: its silence is what is tested.

/// Writes the stories into a federation and says what they must come to.
public struct SampleStories {
    let world: SampleWorld
    let federation: SampleFederation
    public private(set) var expected: [ExpectedConflict] = []
    /// Stories that leave nothing to decide.
    public private(set) var quiet: [String] = []
    private let settled: [(site: Int, tenancy: SampleTenancy)]
    /// How many of them stories have taken.
    private var taken = 0

    public init(_ world: SampleWorld, in federation: SampleFederation) throws {
        self.world = world
        self.federation = federation
        settled = SampleSite.all.indices.dropFirst().flatMap { site in
            world.tenancies[site].all.filter { $0.stage == "moved-in" }.map { (site, $0) }
        }
        try tellSeats()
        try tellTenancies()
        try tellCompanies()
        try tellRooms()
        try tellPaper()
        try tellQuietOnes()
    }

    /// The file that a queue is compared with.
    public var json: JSON {
        [
            "version": .string(SampleWorld.version),
            "conflicts": .array(expected.map(\.json)),
            "quiet": .array(quiet.map { .string($0) }),
        ]
    }

    // MARK: Means

    static let anji = 1

    func id(_ site: Int) -> SiteID { SampleSite.all[site].id }
    func siteValue(_ site: Int) -> Value { .text(id(site).name) }
    var everywhere: [SiteID] { SampleSite.all.map(\.id) }
    func hubAnd(_ site: Int) -> [SiteID] { [id(0), id(site)] }

    func write(
        _ story: String, at site: Int, _ body: (Draft) throws -> Void
    ) throws {
        let author = site == 0 ? "演示·总部运营" : "演示·\(SampleSite.all[site].place)站长"
        try federation.replicas[site].edit(author: author, reason: story, body)
    }

    mutating func expect(
        _ story: String, rule: RuleID, _ rows: [RowReference], at sites: [SiteID]
    ) {
        expected.append(
            ExpectedConflict(
                story: story, what: rule.rawValue, isRule: true, rows: rows, sites: sites))
    }

    mutating func expect(
        _ story: String, cell: String, of row: RowReference, at sites: [SiteID]
    ) {
        expected.append(
            ExpectedConflict(story: story, what: cell, isRule: false, rows: [row], sites: sites))
    }

    mutating func expectNothing(_ story: String) { quiet.append(story) }

    /// A tenancy of a branch whose people sit free of rent, each given out once.
    mutating func nextTenancy() throws -> (site: Int, tenancy: SampleTenancy) {
        guard taken < settled.count else { throw Problem.sampleTenancies(found: settled.count) }
        defer { taken += 1 }
        return settled[taken]
    }

    func key(_ kind: String, _ story: String, _ number: Int = 1) -> RecordKey {
        RecordKey(sample: kind, story.lowercased(), number)
    }

    func row(_ kind: String, _ key: RecordKey) -> RowReference { RowReference(kind, key) }

    func day(_ text: String) -> Value { .text(text) }
}
