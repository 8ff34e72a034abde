internal import Workflows

/// The pictures of head office, each with its numbers as text, drawn here.
struct ChartsPage {
    let charts: OfficeCharts
    let page: PageRequest

    static let path = "/charts"
    private typealias Words = Catalogue.Charts
    private var language: Language { page.language }

    func html() -> String {
        page.frame(Words.title).document {
            HTML.element("p", [.class("crumbs")]) {
                HTML.element("a", [.href(ReportAddress.path)]) {
                    Catalogue.Site.reports.text(language)
                }
            }
            HTML.element("h1") { Words.title.text(language) }
            HTML.element("p", [.class("fresh")]) { "\(charts.day)" }
            section("sync", Words.sync, Words.syncHint) {
                StripTable(charts: charts, page: page).html
            }
            section("endings", Words.endings, nil) { endings }
            section("occupancy", Words.occupancy, Words.occupancyHint) { occupancy }
            if !charts.money.isEmpty {
                section("money", Words.money, Words.moneyHint) {
                    MoneyChart(charts: charts, page: page).html
                }
            }
            section("queue", Words.queue, nil) { queue }
            HTML.element("p", [.class("signature")]) { Catalogue.Page.signature.text(language) }
        }
    }

    private func section(
        _ id: String, _ title: Phrase, _ hint: Phrase?, @HTML.Builder _ content: () -> HTML
    ) -> HTML {
        .element("section", [.init("id", id), .init("aria-labelledby", "\(id)-title")]) {
            HTML.element("h2", [.init("id", "\(id)-title")]) { title.text(language) }
            if let hint { HTML.element("p", [.class("fresh")]) { hint.text(language) } }
            content()
        }
    }

    private func link(_ name: String, _ range: Range64) -> HTML {
        guard range.high > 0 else { return .text("0") }
        let text = OverviewPage.Figure(range).cell(language)
        return .element("a", [.href("\(ChartsPage.path)?list=\(name.percentEncoded)")]) { text }
    }

    // MARK: Endings

    private var endings: HTML {
        let shown = charts.sites.indices.filter { at in
            charts.endings.contains { $0.counts[at].high > 0 }
        }
        let most = charts.endings.map(total).map(\.high).max() ?? 0
        return TableHTML(
            caption: Words.endings,
            columns: [.short(Words.month)]
                + shown.map { .number(Phrase(verbatim: charts.sites[$0].name)) }
                + [.number(Catalogue.Word.total), .text(nil)],
            rows: shown.isEmpty
                ? []
                : charts.endings.map { month in
                    let sum = OverviewPage.Figure(total(month))
                    return [.text(month.month)]
                        + shown.map { at in
                            link(
                                "endings/\(month.month)/\(charts.sites[at].code)", month.counts[at])
                        }
                        + [
                            link("endings/\(month.month)", total(month)),
                            Bar.svg(
                                sum, of: most, id: "endings-\(month.month)",
                                label: "\(month.month) \(sum.text)"),
                        ]
                }, isTitled: true
        ).html(language, empty: Words.noEndings)
    }

    private func total(_ month: OfficeCharts.EndingMonth) -> Range64 {
        month.counts.reduce(into: Range64(0, 0)) { $0.add($1.low, $1.high) }
    }

    // MARK: Occupancy

    private var occupancy: HTML {
        TableHTML(
            caption: Words.occupancy,
            columns: [
                .short(Catalogue.Page.site), .number(Words.today), .number(Words.yearAgo),
                .text(nil),
            ],
            rows: charts.occupancy.map { site in
                [
                    .element("a", [.href(ReportAddress.report(.occupancy, site: site.site))]) {
                        site.name
                    }, today(site), .text(percent(site.yearAgo)),
                    PairedBar.svg(
                        PairedBar.Part(site.today), PairedBar.Part(site.yearAgo), of: 10_000,
                        id: "occupancy-\(site.site)",
                        label: Words.paired(site.name, percent(site.today), percent(site.yearAgo))
                            .text(language)),
                ]
            }, isTitled: true
        ).html(language, empty: Catalogue.Page.noSite)
    }

    private func today(_ site: OfficeCharts.Occupancy) -> HTML {
        let text = percent(site.today)
        guard let share = site.today, share.high > 0 else { return .text(text) }
        return .element(
            "a", [.href(ReportAddress.list(.occupancy, "assigned", site: site.site))]
        ) { text }
    }

    private func percent(_ share: Range64?) -> String {
        guard let share else { return "–" }
        let texts = [share.low, share.high].map { NumberText.percent(Int($0), of: 10_000) }
        return share.isSettled ? texts[1] : "\(texts[0].dropLast(2))–\(texts[1])"
    }

    // MARK: The queue

    private var queue: HTML {
        let most = Int64(charts.weeks.map { max($0.opened, $0.settled ?? 0) }.max() ?? 0)
        return HTML([
            .element("p") {
                if let oldest = charts.oldestMilliseconds {
                    HTML.element("a", [.href(QueueAddress.path)]) {
                        Words.oldest(
                            TimeText.ago(Int64(clamping: oldest), now: page.nowMilliseconds)
                        ).text(language)
                    }
                } else {
                    Catalogue.Queue.nothing.text(language)
                }
            },
            TableHTML(
                caption: Words.queue,
                columns: [
                    .short(Words.week), .number(Words.opened), .number(Words.settled), .text(nil),
                ],
                rows: charts.weeks.map { week in
                    [
                        .text("\(week.from)"), .text(NumberText.grouped(week.opened)),
                        .text(week.settled.map { NumberText.grouped($0) } ?? "–"),
                        PairedBar.svg(
                            .exact(Int64(week.opened)), .exact(Int64(week.settled ?? 0)), of: most,
                            id: "week-\(week.from)",
                            label: Words.weekly(week.opened, week.settled).text(language)),
                    ]
                }, isTitled: true
            ).html(language, empty: Catalogue.Queue.nothing),
            charts.weeks.contains { $0.settled == nil }
                ? .element("p", [.class("fresh")]) { Words.settledUnknown.text(language) } : .empty,
        ])
    }
}

/// Which hours of each site are here: solid where it wrote, empty where it wrote nothing, hatched where nobody here
/// knows.
struct StripTable {
    let charts: OfficeCharts
    let page: PageRequest

    private typealias Words = Catalogue.Charts
    private var language: Language { page.language }

    var html: HTML {
        TableHTML(
            caption: Words.sync,
            columns: [
                .short(Catalogue.Page.site), .text(Words.sevenDays), .number(Words.missing),
                .short(Catalogue.Page.upTo),
            ],
            rows: charts.strips.map { strip in
                let missing = strip.hours.count { $0 == .missing }
                return [
                    .element("a", [.href(ReportAddress.report(.freshness))]) { strip.name },
                    svg(strip, missing),
                    missing == 0
                        ? .text("0")
                        : .element("a", [.href(ReportAddress.report(.freshness))]) {
                            Words.hours(missing).text(language)
                        }, age(strip),
                ]
            }, isTitled: true
        ).html(language, empty: Catalogue.Page.noSite)
    }

    private func age(_ strip: OfficeCharts.Strip) -> HTML {
        guard let heard = strip.heardMilliseconds.map({ Int64(clamping: $0) }) else {
            return .text(Catalogue.Page.noDataYet.text(language))
        }
        return .element(
            "time",
            [
                .init("datetime", TimeText.rfc3339(heard)), .init("title", TimeText.local(heard)),
            ]
        ) { TimeText.ago(heard, now: page.nowMilliseconds).text(language) }
    }

    private func svg(_ strip: OfficeCharts.Strip, _ missing: Int) -> HTML {
        let wrote = strip.hours.count { $0 == .wrote }
        let label = Words.strip(strip.name, wrote: wrote, missing: missing).text(language)
        let id = "strip-\(strip.site)"
        let count = strip.hours.count
        return .element(
            "svg",
            [
                .class("bar wide"), .init("viewBox", "0 0 \(count) 14"), .init("role", "img"),
                .init("preserveAspectRatio", "none"), .init("aria-label", label),
            ]
        ) {
            HTML.element("title") { label }
            Drawing.hatch(id, width: 3)
            Drawing.rect("rail", x: 0, width: count, height: 14)
            for run in runs(strip.hours) where run.hour != .quiet {
                if run.hour == .wrote {
                    Drawing.rect("fill", x: run.at, width: run.length, height: 14)
                } else {
                    Drawing.hatched(id, x: run.at, width: run.length, height: 14)
                }
            }
            for day in 1..<max(2, count / 24) {
                Drawing.rect("tick", x: day * 24, width: 1, height: 14)
            }
        }
    }

    private func runs(
        _ hours: [OfficeCharts.Hour]
    ) -> [(hour: OfficeCharts.Hour, at: Int, length: Int)] {
        var runs: [(hour: OfficeCharts.Hour, at: Int, length: Int)] = []
        for (at, hour) in hours.enumerated() {
            if runs.last?.hour == hour {
                runs[runs.count - 1].length += 1
            } else {
                runs.append((hour, at, 1))
            }
        }
        return runs
    }
}

/// What was promised and paid, summed up over the months: two steps, each with the band in which it lies while
/// something is undecided.
struct MoneyChart {
    let charts: OfficeCharts
    let page: PageRequest

    private typealias Words = Catalogue.Charts
    private var language: Language { page.language }
    private static let width = 480, height = 200, left = 4, top = 14

    var html: HTML {
        HTML([
            svg,
            .element("p", [.class("legend")]) {
                HTML.element("span", [.class("key-committed")]) { Words.committed.text(language) }
                " "
                HTML.element("span", [.class("key-paid")]) { Words.paid.text(language) }
                if charts.otherCurrencies > 0 {
                    " · "
                    Words.otherCurrencies(charts.otherCurrencies).text(language)
                }
            },
            .element("details") {
                HTML.element("summary") { Words.asTable.text(language) }
                table
            },
        ])
    }

    private var most: Int64 {
        max(1, charts.money.map { max($0.committed.high, $0.paid.high) }.max() ?? 1)
    }

    private func money(_ range: Range64) -> String {
        OverviewPage.Money(currency: "CNY", amount: .init(range.low, range.high)).text(language)
    }

    private func link(_ name: String, _ sum: Range64) -> HTML {
        guard sum.high > 0 else { return .text(money(sum)) }
        return .element("a", [.href("\(ChartsPage.path)?list=\(name.percentEncoded)")]) {
            money(sum)
        }
    }

    private var label: String {
        guard let last = charts.money.last else { return Words.money.text(language) }
        return Words.moneyTold(last.month, money(last.committed), money(last.paid)).text(language)
    }

    private var svg: HTML {
        .element(
            "svg",
            [
                .class("chart"), .init("viewBox", "0 0 480 240"), .init("role", "img"),
                .init("aria-label", label),
            ]
        ) {
            HTML.element("title") { Words.money.text(language) }
            HTML.element("desc") { label }
            Drawing.hatch("money-band", width: 6)
            for share in [0, 1, 2] { grid(share) }
            steps("committed", charts.money.map(\.committed))
            steps("paid", charts.money.map(\.paid))
            for at in stride(from: 0, to: charts.money.count, by: 6) {
                Drawing.text(charts.money[at].month, x: x(at), y: 234)
            }
        }
    }

    private func grid(_ half: Int) -> HTML {
        let value = most / 2 * Int64(half)
        return HTML([
            Drawing.rect("rail", x: 0, y: y(value), width: MoneyChart.width, height: 1),
            Drawing.text(money(Range64(value, value)), x: MoneyChart.left, y: y(value) - 3),
        ])
    }

    private func x(_ month: Int) -> Int { MoneyChart.width * month / max(1, charts.money.count) }

    private func y(_ value: Int64) -> Int {
        let span = MoneyChart.height - MoneyChart.top
        let part = Double(value) / Double(most) * Double(span)
        return MoneyChart.height - Int(part.rounded())
    }

    private func steps(_ name: StaticString, _ values: [Range64]) -> HTML {
        var line = ""
        for (at, value) in values.enumerated() {
            line += "\(at == 0 ? "M" : "L")\(x(at)) \(y(value.low)) L\(x(at + 1)) \(y(value.low)) "
        }
        return HTML(
            values.enumerated().filter { !$0.element.isSettled }.map { at, value in
                Drawing.hatched(
                    "money-band", x: x(at), y: y(value.high), width: x(at + 1) - x(at),
                    height: max(1, y(value.low) - y(value.high)))
            } + [.element("path", [.class(name), .init("d", line)]) { HTML.empty }])
    }

    private var table: HTML {
        TableHTML(
            caption: Words.money,
            columns: [.short(Words.month), .number(Words.committed), .number(Words.paid)],
            rows: charts.money.map {
                [
                    .text($0.month), link("committed/\($0.month)", $0.committed),
                    link("paid/\($0.month)", $0.paid),
                ]
            }, isTitled: true
        ).html(language, empty: Catalogue.RecordPage.none)
    }
}
