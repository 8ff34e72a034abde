public import Causality
internal import Domain

/// A site of the sample world.
public struct SampleSite: Sendable {
    public let id: SiteID
    let place: String
    /// GB/T 2260.
    let division: String
    let seats: Int
    let squareMetres: Int
    let opened: LocalDay
    /// Its seats count for nothing yet: it is being fitted out.
    let isFittingOut: Bool
    let sponsor: String?

    /// The letters that its contract numbers begin with: of no two sites the same.
    var numberPrefix: String { String(id.name.prefix(3)).uppercased() }
    var name: String { "演示·\(place)分站" }

    private init(
        _ name: String, _ place: String, _ division: String, seats: Int, _ squareMetres: Int,
        opened: String, isFittingOut: Bool = false, sponsor: String? = nil
    ) {
        guard let id = SiteID(name), let day = LocalDay(opened) else {
            preconditionFailure("\(name) is a site, \(opened) a day")
        }
        self.id = id
        self.place = place
        self.division = division
        self.seats = seats
        self.squareMetres = squareMetres
        self.opened = day
        self.isFittingOut = isFittingOut
        self.sponsor = sponsor
    }

    public static var hub: SampleSite { all[0] }

    /// The hub first. Chaoyang lies in the hub's city, though its division code differs from the hub's in
    /// more than the last two digits would tell of another city.
    public static let all: [SampleSite] = [
        .init(
            "beijing", "北京海淀", "110108", seats: 150, 1_050, opened: "2023-05-08",
            sponsor: "330523"),
        .init("anji", "安吉", "330523", seats: 220, 1_800, opened: "2022-06-20"),
        .init("shenzhen", "深圳南山", "440305", seats: 400, 3_000, opened: "2022-06-01"),
        .init("shanghai", "上海徐汇", "310104", seats: 360, 2_700, opened: "2022-06-01"),
        .init("suzhou", "苏州虎丘", "320505", seats: 280, 2_100, opened: "2022-06-15"),
        .init("tianjin", "天津滨海", "120116", seats: 240, 2_000, opened: "2022-07-01"),
        .init("chengdu", "成都武侯", "510107", seats: 300, 2_400, opened: "2022-06-10"),
        .init("xian", "西安雁塔", "610113", seats: 240, 1_900, opened: "2022-07-01"),
        .init("wuhan", "武汉洪山", "420111", seats: 260, 2_000, opened: "2022-06-20"),
        .init("hangzhou", "杭州余杭", "330110", seats: 300, 2_300, opened: "2022-06-01"),
        .init(
            "hefei", "合肥蜀山", "340104", seats: 150, 1_300, opened: "2023-10-08",
            isFittingOut: true),
        .init("chaoyang", "北京朝阳", "110105", seats: 100, 900, opened: "2022-07-01"),
    ]
}

/// Days that the whole world turns about.
enum SampleDays {
    private static func day(_ text: String) -> LocalDay {
        guard let day = LocalDay(text) else { preconditionFailure("\(text) is a day") }
        return day
    }

    /// The day of the reporter's visit.
    static let today = day("2023-08-11")
    static let first = day("2022-06-01")
    static func firstDay(of year: Int) -> LocalDay { day("\(year)-01-01") }
    static let last = day("2024-06-30")
    static let heat = day("2023-06-01")
}
