internal import Causality
internal import Domain

/// The consolidated view as lines for a terminal, and as JSON.
public struct OverviewText {
    private let view: Overview
    private let language: Language

    public init(_ view: Overview, _ language: Language) {
        self.view = view
        self.language = language
    }

    private func say(_ zh: String, _ en: String) -> String { language == .zh ? zh : en }

    private func label(_ label: Label) -> String { say(label.zh, label.en) }

    public func lines(width: Int?) -> [String] {
        var lines = [
            say("总览　", "Overview  ") + TimeText.local(Int64(view.nowMilliseconds))
                + (view.isHub ? "" : say("（仅本站数据）", " (this site's data only)"))
        ]
        lines += section(say("入驻率", "Occupancy"), occupancy, width)
        lines += section(say("排队", "Waitlist"), waitlist, width)
        lines += [
            "",
            say("免租到期", "Free periods ending")
                + [30, 60, 90].map {
                    "  \($0) \(say("天内", "days")): \(view.endings(within: $0).count)"
                }
                .joined(),
        ]
        lines += endings.lines(width: width, indent: 2)
        lines += section(say("投资漏斗", "Investment pipeline"), pipeline, width)
        lines += [
            "",
            say("待核对 ", "Open conflicts ") + "\(view.conflicts.count)"
                + (view.conflicts.isEmpty
                    ? "" : "  " + view.conflicts.prefix(8).map(\.shortID).joined(separator: " ")),
        ]
        return lines
    }

    private func section(_ title: String, _ table: TextTable, _ width: Int?) -> [String] {
        ["", title] + (table.isEmpty ? ["  —"] : table.lines(width: width, indent: 2))
    }

    private var occupancy: TextTable {
        var table = TextTable([
            .init(say("分站", "Site")), .init(say("可用", "In service"), .right),
            .init(say("已分配", "Assigned"), .right), .init(say("空闲", "Free"), .right),
            .init(say("数据截至", "As of")),
        ])
        for site in view.sites {
            table.add([
                site.name, "\(site.seatsInService)", site.seatsAssigned.text, site.seatsFree.text,
                site.heardMilliseconds.map {
                    TimeText.ago(Int64($0), now: Int64(view.nowMilliseconds)).text(language)
                } ?? say("从未收到", "never heard"),
            ])
        }
        return table
    }

    private var waitlist: TextTable {
        var table = TextTable([
            .init("#", .right), .init(say("企业", "Company"), isFlexible: true),
            .init(say("分站", "Site")), .init(say("已等天数", "Days"), .right),
            .init(say("工位", "Seats"), .right), .init(say("评级", "Rating")),
            .init(say("承诺日", "Promised")), .init(say("已逾期", "Slip"), .right),
        ])
        for (at, entry) in view.waitlist.enumerated() {
            table.add([
                "\(at + 1)", entry.company, entry.site, "\(entry.daysWaiting)",
                entry.seatsWanted.map(String.init) ?? "", entry.rating?.uppercased() ?? "",
                entry.promisedOn ?? "", entry.slipDays > 0 ? "\(entry.slipDays)" : "",
            ])
        }
        return table
    }

    private var endings: TextTable {
        var table = TextTable(
            [.init(""), .init("", isFlexible: true), .init(""), .init("", .right)],
            hasHeader: false)
        for ending in view.freeEndings.prefix(10) {
            table.add([
                ending.site, ending.company, say("至 ", "until ") + ending.lastDay,
                say("\(ending.daysLeft) 天", "\(ending.daysLeft) d"),
            ])
        }
        return table
    }

    private var pipeline: TextTable {
        var table = TextTable([
            .init(say("阶段", "Stage")), .init(say("项目", "Projects"), .right),
            .init(say("拟融金额（元）", "Asked (yuan)"), .right),
        ])
        for stage in view.pipeline where stage.count != .zero {
            let low = Fen(stage.askedFen.low).description
            let high = Fen(stage.askedFen.high).description
            table.add([
                label(stage.label), stage.count.text, low == high ? low : "\(low)–\(high)",
            ])
        }
        return table
    }

    // MARK: JSON

    public static func json(_ view: Overview) -> JSON {
        let range = { (range: Range64) -> JSON in
            range.isSettled
                ? .integer(range.low) : ["from": .integer(range.low), "to": .integer(range.high)]
        }
        let sites: [JSON] = view.sites.map { site in
            [
                "site": .string(site.site.name), "label": .string(site.name),
                "seats_in_service": .integer(site.seatsInService),
                "seats_assigned": range(site.seatsAssigned), "seats_free": range(site.seatsFree),
                "heard_at": site.heardMilliseconds.map { .time(Int64($0)) } ?? .null,
            ]
        }
        let waitlist: [JSON] = view.waitlist.enumerated().map { at, entry in
            [
                "position": .count(at + 1), "id": .string(entry.key.text),
                "company": .string(entry.company), "site": .string(entry.site),
                "joined_on": .string(entry.joinedOn), "days_waiting": .count(entry.daysWaiting),
                "slip_days": .count(entry.slipDays),
            ]
        }
        let endings: [JSON] = view.freeEndings.map { ending in
            [
                "site": .string(ending.site), "company": .string(ending.company),
                "last_day": .string(ending.lastDay), "days_left": .count(ending.daysLeft),
            ]
        }
        let pipeline: [JSON] = view.pipeline.map { stage in
            [
                "stage": .string(stage.code), "count": range(stage.count),
                "asked_fen": range(stage.askedFen),
            ]
        }
        return [
            "sites": .array(sites), "waitlist": .array(waitlist),
            "free_endings": .array(endings), "pipeline": .array(pipeline),
            "conflicts": .array(view.conflicts.map { .string($0.shortID) }),
        ]
    }
}
