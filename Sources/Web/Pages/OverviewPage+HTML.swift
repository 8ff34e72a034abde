public import Workflows

extension OverviewPage {
    /// The whole page in one language.
    public func document(in language: Language, refreshSeconds: Int? = nil) -> String {
        PageFrame(
            title: Phrase(zh: "总览", en: "Overview"), siteName: siteName, path: "/",
            language: language, refreshSeconds: refreshSeconds
        ).document {
            HTML.element("h1") { Phrase(zh: "总览", en: "Overview").text(language) }
            freshness(language)
            tiles(language)
            section("sites", Phrase(zh: "各站工位", en: "Seats by site"), language) {
                siteTable(language)
            }
            section("conflicts", Phrase(zh: "待核对", en: "Waiting for a decision"), language) {
                conflictTable(language)
            }
            section("endings", Phrase(zh: "免租期将满", en: "Free periods that end"), language) {
                endingCounts(language)
                endingTable(language)
            }
            section("waitlist", Phrase(zh: "候补名单", en: "Waiting list"), language) {
                waitlistTable(language)
            }
            section("pipeline", Phrase(zh: "投资进度", en: "Investment pipeline"), language) {
                pipelineTable(language)
            }
            footer(language, refreshSeconds)
        }
    }

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

    var asOf: Phrase {
        let time = TimeText.local(nowMilliseconds, in: zone)
        return Phrase(zh: "数据截至 \(time)。", en: "Data as of \(time).")
    }

    private var contributions: Phrase {
        let parts = sites.map { site in
            guard let heard = site.heardMilliseconds else {
                return Phrase(zh: "\(site.name)还没有数据", en: "nothing from \(site.name) yet")
            }
            let age = TimeText.ago(heard, now: nowMilliseconds)
            return Phrase(zh: "\(site.name) \(age.zh)", en: "\(site.name) \(age.en)")
        }
        if parts.isEmpty {
            return Phrase(zh: "还没有任何分站的数据。", en: "There is no data of any site yet.")
        }
        let list = Phrase.list(parts)
        return Phrase(zh: "各站最近一次改动：\(list.zh)。", en: "Newest change of each site: \(list.en).")
    }

    // MARK: The figures in short

    private func tiles(_ language: Language) -> HTML {
        let service = sites.reduce(Figure(0)) { $0 + $1.seatsInService }
        let assigned = sites.reduce(Figure(0)) { $0 + $1.seatsAssigned }
        let free = sites.reduce(Figure(0)) { $0 + $1.seatsFree }
        return .element("dl", [.class("tiles")]) {
            tile(
                Phrase(zh: "工位使用率", en: "Seats taken"),
                .text(assigned.percent(of: service)),
                Phrase(
                    zh: "\(assigned.text) / \(service.text)",
                    en: "\(assigned.text) of \(service.text)"), language)
            tile(
                Phrase(zh: "空闲工位", en: "Free seats"), .text(free.text),
                Phrase(zh: "\(sites.count) 个站点", en: English.counted(sites.count, "site")),
                language)
            tile(
                Phrase(zh: "候补企业", en: "Companies waiting"),
                .text(waiting.text), longestWait, language)
            tile(
                Phrase(zh: "待核对", en: "To decide"), .text(NumberText.grouped(conflicts.count)),
                conflicts.isEmpty
                    ? Phrase(zh: "没有待核对的事项", en: "nothing is open")
                    : Phrase(zh: "未定的数字写成范围", en: "open figures are ranges"), language)
        }
    }

    private var longestWait: Phrase {
        guard let longest = waitlist.map(\.daysWaiting).max() else {
            return Phrase(zh: "没有企业在等", en: "nobody waits")
        }
        let days = TimeText.days(longest)
        return Phrase(zh: "最久等了 \(days.zh)", en: "the longest for \(days.en)")
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
        let open = conflicts.count
        return .element("footer") {
            HTML.element("p") {
                asOf.text(language)
                " "
                Phrase(
                    zh: open == 0 ? "没有待核对的事项。" : "待核对 \(open) 处。",
                    en: open == 0
                        ? "Nothing waits for a decision."
                        : "\(English.counted(open, "item")) \(English.form(open, "waits", "wait")) "
                            + "for a decision."
                ).text(language)
            }
            HTML.element("p", [.class("noprint")]) {
                if refreshSeconds == nil {
                    HTML.element("a", [.href("/?lang=\(language.rawValue)&refresh=60")]) {
                        Phrase(zh: "每分钟自动刷新", en: "Refresh every minute").text(language)
                    }
                } else {
                    HTML.element("a", [.href("/?lang=\(language.rawValue)")]) {
                        Phrase(zh: "停止自动刷新", en: "Stop refreshing").text(language)
                    }
                }
            }
            HTML.element("p", [.class("signature")]) {
                Phrase(zh: "核对人：　　　　　　　　日期：", en: "Checked by:                    Date:")
                    .text(language)
            }
        }
    }
}
