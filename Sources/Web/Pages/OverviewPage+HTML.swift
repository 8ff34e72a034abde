public import Workflows

extension OverviewPage {
    /// The whole page in one language.
    public func document(
        in language: Language, visitor: Visitor? = nil, standing: Phrase? = nil,
        refreshSeconds: Int? = nil, isHub: Bool = true
    ) -> String {
        var frame = PageFrame(
            title: Catalogue.Page.overview, siteName: siteName, path: OverviewPage.path,
            language: language, visitor: visitor, standing: standing, isHub: isHub,
            refreshSeconds: refreshSeconds
        )
        frame.asOf = asOf
        return frame.document {
            let opens = visitor?.role.may(.see, .reports) ?? true
            HTML.element("h1") { Catalogue.Page.overview.text(language) }
            freshness(language)
            tiles(language, opens)
            section("sites", Catalogue.Page.seatsBySite, language) {
                siteTable(language, opens)
            }
            section("conflicts", Catalogue.Page.open, language) {
                conflictTable(language)
                if openCount > OverviewPage.conflictsShown {
                    HTML.element("p") {
                        HTML.element("a", [.href(QueueAddress.path)]) {
                            Catalogue.Page.allToDecide(openCount).text(language)
                        }
                    }
                }
            }
            section("endings", Catalogue.Page.endingSoon, language) {
                endingCounts(language, opens)
                endingTable(language, opens)
            }
            section("waitlist", Catalogue.Page.waitingList, language) {
                waitlistTable(language, opens)
            }
            if showsPipeline {
                section("pipeline", Catalogue.Page.investmentPipeline, language) {
                    pipelineTable(language, opens)
                }
            }
            footer(language, refreshSeconds)
        }
    }

    static let path = "/overview"

    /// Of what waits so many stand on this page.
    public static let conflictsShown = 20

    private func section(
        _ id: String, _ title: Phrase, _ language: Language, @HTML.Builder _ content: () -> HTML
    ) -> HTML {
        .element("section", [.init("id", id), .init("aria-labelledby", "\(id)-title")]) {
            HTML.element("h2", [.init("id", "\(id)-title")]) { title.text(language) }
            content()
        }
    }

    // MARK: How old it is

    /// The sentence that is always there: until when the data reaches, and whose may be missing.
    private func freshness(_ language: Language) -> HTML {
        .element("p", [.class("fresh")]) {
            HTML.element("strong") { asOf.text(language) }
            " "
            contributions.text(language)
        }
    }

    /// The oldest of what went in; whose part is missing altogether is told beside it.
    var asOf: Phrase {
        let oldest = sites.compactMap(\.heardMilliseconds).min() ?? nowMilliseconds
        let time = TimeText.local(min(oldest, nowMilliseconds), in: zone)
        return Catalogue.Page.asOf(time)
    }

    private var contributions: Phrase {
        let parts = sites.map { site in
            guard let heard = site.heardMilliseconds else {
                return Catalogue.Page.nothingFrom(site.name)
            }
            let age = TimeText.ago(heard, now: nowMilliseconds)
            return Catalogue.Page.age(of: site.name, age)
        }
        if parts.isEmpty {
            return Catalogue.Page.noDataAtAll
        }
        let list = Phrase.list(parts)
        return Catalogue.Page.ages(list)
    }

    // MARK: The figures in short

    /// - Parameter opens: whether each figure leads to the records that it was made from.
    private func tiles(_ language: Language, _ opens: Bool) -> HTML {
        let service = sites.reduce(Figure(0)) { $0 + $1.seatsInService }
        let assigned = sites.reduce(Figure(0)) { $0 + $1.seatsAssigned }
        let free = sites.reduce(Figure(0)) { $0 + $1.seatsFree }
        return .element("dl", [.class("tiles")]) {
            tile(
                Catalogue.Page.seatsTaken,
                assigned.link(
                    opens, .occupancy, "assigned", text: assigned.percent(of: service)),
                Catalogue.Page.part(assigned.text, of: service.text), language)
            tile(
                Catalogue.Page.freeSeats, free.link(opens, .occupancy, "free"),
                Catalogue.Page.sites(sites.count),
                language)
            tile(
                Catalogue.Page.companiesWaiting,
                opens && waiting.high > 0
                    ? .element("a", [.href(ReportAddress.report(.waitlist))]) { waiting.text }
                    : .text(waiting.text), longestWait, language)
            tile(
                Catalogue.Page.toDecide,
                .element("a", [.href(QueueAddress.path)]) { NumberText.grouped(openCount) },
                openCount == 0
                    ? Catalogue.Page.noneOpen
                    : Catalogue.Page.rangesWhileOpen, language)
        }
    }

    private var longestWait: Phrase {
        guard let longest = waitlist.map(\.daysWaiting).max() else {
            return Catalogue.Page.nobodyWaits
        }
        let days = TimeText.days(longest)
        return Catalogue.Page.longest(days)
    }

    private func tile(
        _ name: Phrase, _ figure: HTML, _ note: Phrase, _ language: Language
    ) -> HTML {
        .element("div") {
            HTML.element("dt") { name.text(language) }
            HTML.element("dd") {
                HTML.element("b") { figure }
                HTML.element("small") { note.text(language) }
            }
        }
    }

    // MARK: Foot

    private func footer(_ language: Language, _ refreshSeconds: Int?) -> HTML {
        let open = openCount
        let standing = open == 0 ? Catalogue.Page.nothingOpen : Catalogue.Page.toDecide(open)
        return .element("footer") {
            HTML.element("p") {
                asOf.text(language)
                " "
                standing.text(language)
            }
            HTML.element("p", [.class("noprint")]) {
                if refreshSeconds == nil {
                    HTML.element("a", [.href("\(OverviewPage.path)?refresh=60")]) {
                        Catalogue.Page.refreshEveryMinute.text(language)
                    }
                } else {
                    HTML.element("a", [.href(OverviewPage.path)]) {
                        Catalogue.Page.stopRefreshing.text(language)
                    }
                }
            }
            HTML.element("p", [.class("signature")]) {
                Catalogue.Page.signature
                    .text(language)
            }
        }
    }
}
