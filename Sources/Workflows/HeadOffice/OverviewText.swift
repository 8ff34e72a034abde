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

    private typealias Text = Catalogue.Overview
    private typealias Heading = Catalogue.Heading

    private func say(_ phrase: Phrase) -> String { phrase.text(language) }

    private func column(
        _ title: Phrase, _ alignment: TextTable.Alignment = .left, flexible: Bool = false
    ) -> TextTable.Column {
        TextTable.Column(say(title), alignment, isFlexible: flexible)
    }

    /// How much of the queue is shown to people at a glance; the whole of it is a report.
    private static let waitlistMost = 12

    /// - Parameter isWhole: whether lists are not cut.
    public func lines(width: Int?, isWhole: Bool = false) -> [String] {
        let title = say(Text.title(now: TimeText.local(Int64(view.nowMilliseconds))))
        var lines = [title + (view.isHub ? "" : say(Text.branchOnly))]
        lines += section(Text.occupancy, occupancy, width)
        let shown = isWhole ? view.waitlist.count : Self.waitlistMost
        lines += section(Text.waitlist(view.waiting.text), waitlist(shown), width)
        if view.waitlist.count > shown {
            lines.append("  " + say(Text.moreWait(view.waitlist.count - shown)))
        }
        let counts = [30, 60, 90].map { days in
            say(Text.within(days: days, view.endings(within: Int64(days)).text))
        }
        lines += ["", ([say(Text.freePeriods)] + counts).joined(separator: "  ")]
        lines += endings.lines(width: width, indent: 2)
        lines += section(Text.pipeline, pipeline, width)
        let ids = view.conflicts.prefix(8).map(\.shortID)
        let open = say(Text.conflicts(view.conflicts.count))
        lines += ["", ids.isEmpty ? open : open + "  " + ids.joined(separator: " ")]
        return lines
    }

    private func section(_ title: Phrase, _ table: TextTable, _ width: Int?) -> [String] {
        ["", say(title)] + (table.isEmpty ? ["  —"] : table.lines(width: width, indent: 2))
    }

    /// Days as one text: several of them are undecided.
    private func days(_ days: [String]) -> String {
        days.count > 1 ? say(Catalogue.Word.undecided(days)) : days.first ?? ""
    }

    /// Whether something counts at all may be undecided.
    private func marked(_ name: String, _ isCertain: Bool) -> String {
        isCertain ? name : say(Text.mayCount(name))
    }

    private var occupancy: TextTable {
        var table = TextTable([
            column(Heading.site), column(Text.inService, .right),
            column(Heading.assigned, .right), column(Heading.free, .right), column(Heading.asOf),
        ])
        for site in view.sites {
            let heard = site.heardMilliseconds.map {
                TimeText.ago(Int64($0), now: Int64(view.nowMilliseconds))
            }
            table.add([
                site.name, site.seatsInService.text, site.seatsAssigned.text, site.seatsFree.text,
                say(heard ?? Text.neverHeard),
            ])
        }
        return table
    }

    private func waitlist(_ most: Int) -> TextTable {
        var table = TextTable([
            TextTable.Column("#", .right), column(Heading.company, flexible: true),
            column(Heading.site), column(Text.days, .right), column(Text.seats, .right),
            column(Text.rating), column(Text.promised), column(Text.slip, .right),
        ])
        for (at, entry) in view.waitlist.prefix(most).enumerated() {
            table.add([
                "\(at + 1)", .init(marked(entry.company, entry.isCertain)), .init(entry.site),
                "\(entry.daysWaiting)", .init(entry.seatsWanted.map(String.init) ?? ""),
                .init(entry.rating?.uppercased() ?? ""), .init(days(entry.promisedOn)),
                .init(entry.slipDays.isPossible ? entry.slipDays.text : ""),
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
                .init(ending.site), .init(marked(ending.company, ending.isCertain)),
                .init(say(Text.until(days(ending.lastDays)))),
                .init(say(Text.days(ending.daysLeft.text))),
            ])
        }
        return table
    }

    private var pipeline: TextTable {
        var table = TextTable([
            column(Text.stage), column(Text.projects, .right), column(Text.asked, .right),
        ])
        for stage in view.pipeline where stage.count != .zero {
            let asked = stage.asked.map { say(Text.money($0)) }
            table.add([
                say(Phrase(stage.label)), stage.count.text, asked.joined(separator: " + "),
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
        let money = { (money: Overview.Money) -> JSON in
            let side = { JSON.money(Fen($0).description, currency: money.currency) }
            return money.amount.isSettled
                ? side(money.amount.low)
                : ["from": side(money.amount.low), "to": side(money.amount.high)]
        }
        let sites: [JSON] = view.sites.map { site in
            [
                "site": .string(site.site.name), "label": .string(site.name),
                "seats_in_service": range(site.seatsInService),
                "seats_assigned": range(site.seatsAssigned), "seats_free": range(site.seatsFree),
                "heard_at": site.heardMilliseconds.map { .time(Int64($0)) } ?? .null,
            ]
        }
        let waitlist: [JSON] = view.waitlist.enumerated().map { at, entry in
            [
                "position": .count(at + 1), "id": .string(entry.key.text),
                "also": .array(entry.others.map { .string($0.text) }),
                "company": .string(entry.company), "site": .string(entry.site),
                "joined_on": .string(entry.joinedOn), "days_waiting": .count(entry.daysWaiting),
                "promised_on": .array(entry.promisedOn.map { .string($0) }),
                "slip_days": range(entry.slipDays), "is_certain": .bool(entry.isCertain),
            ]
        }
        let endings: [JSON] = view.freeEndings.map { ending in
            [
                "site": .string(ending.site), "company": .string(ending.company),
                "last_day": .string(ending.lastDays.first ?? ""),
                "last_days": .array(ending.lastDays.map { .string($0) }),
                "days_left": range(ending.daysLeft), "is_certain": .bool(ending.isCertain),
            ]
        }
        let pipeline: [JSON] = view.pipeline.map { stage in
            [
                "stage": .string(stage.code), "count": range(stage.count),
                "asked": .array(stage.asked.map(money)),
            ]
        }
        return [
            "sites": .array(sites), "waiting": range(view.waiting), "waitlist": .array(waitlist),
            "free_endings": .array(endings),
            "free_ending_within": [
                "30": range(view.endings(within: 30)), "60": range(view.endings(within: 60)),
                "90": range(view.endings(within: 90)),
            ],
            "pipeline": .array(pipeline),
            "conflicts": .array(view.conflicts.map { .string($0.shortID) }),
        ]
    }
}
