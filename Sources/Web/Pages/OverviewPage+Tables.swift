internal import Workflows

extension OverviewPage {
    /// - Parameter opens: whether each figure leads to the records that it was made from.
    func siteTable(_ language: Language, _ opens: Bool) -> HTML {
        TableHTML(
            caption: Catalogue.Page.seatsAll,
            columns: [
                .short(Catalogue.Page.site), .number(Catalogue.Page.inService),
                .number(Catalogue.Page.assigned),
                .number(Catalogue.Page.free), .number(Catalogue.Page.taken), .text(nil),
                .short(Catalogue.Page.upTo),
            ],
            rows: sites.map { site in
                let share = site.seatsAssigned.percent(of: site.seatsInService)
                return [
                    .text(site.name),
                    site.seatsInService.cell(language, opens, .occupancy, "in_service", site.code),
                    site.seatsAssigned.cell(language, opens, .occupancy, "assigned", site.code),
                    site.seatsFree.cell(language, opens, .occupancy, "free", site.code),
                    opens && site.seatsAssigned.high > 0
                        ? .element(
                            "a",
                            [.href(ReportAddress.list(.occupancy, "assigned", site: site.code))]
                        ) { share } : .text(share),
                    Bar.svg(
                        site.seatsAssigned, of: site.seatsInService.high, id: "taken-\(site.code)",
                        label: "\(site.name) \(share)"),
                    age(of: site, language),
                ]
            }
        ).html(language, empty: Catalogue.Page.noSite)
    }

    private func age(of site: SiteLine, _ language: Language) -> HTML {
        guard let heard = site.heardMilliseconds else {
            return .text(Catalogue.Page.noDataYet.text(language))
        }
        return .element(
            "time",
            [
                .init("datetime", TimeText.rfc3339(heard)),
                .init("title", TimeText.local(heard, in: zone)),
            ] + OverviewPage.mark(hours: (nowMilliseconds - heard) / 3_600_000)
        ) { TimeText.ago(heard, now: nowMilliseconds).text(language) }
    }

    /// Amber after a day without news of a site, red after three.
    private static func mark(hours: Int64) -> [HTML.Attribute] {
        hours >= 72 ? [.class("late")] : hours >= 24 ? [.class("open")] : []
    }

    func conflictTable(_ language: Language) -> HTML {
        TableHTML(
            caption: Catalogue.Page.howToSeeOne,
            columns: [
                .short(Catalogue.Page.id), .short(Catalogue.Page.kind), .text(Catalogue.Page.about),
                .short(Catalogue.Page.scope),
            ],
            rows: conflicts.prefix(OverviewPage.conflictsShown).map { conflict in
                [
                    .element("a", [.href(QueueAddress.card(conflict.shortID))]) {
                        conflict.shortID
                    }, .text(conflict.kind.text(language)),
                    .text(conflict.subject.text(language)), .text(conflict.scope.text(language)),
                ]
            }
        ).html(
            language, empty: Catalogue.Page.nothingOpen)
    }

    func endingCounts(_ language: Language, _ opens: Bool) -> HTML {
        let counts = endingCounts.map { days in
            Catalogue.Page.ending(days.count.text, within: days.days)
        }
        if endings.isEmpty { return .empty }
        let told = Catalogue.Page.sentence(counts).text(language)
        return .element("p") {
            if opens {
                HTML.element("a", [.href(ReportAddress.report(.freePeriods))]) { told }
            } else {
                HTML.text(told)
            }
        }
    }

    func endingTable(_ language: Language, _ opens: Bool) -> HTML {
        TableHTML(
            caption: Catalogue.Page.endings,
            columns: [
                .text(Catalogue.Page.company), .short(Catalogue.Page.site),
                .text(Catalogue.Page.lastDay),
                .number(Catalogue.Page.left),
            ],
            rows: endings.map { ending in
                [
                    .marked(ending.company, isCertain: ending.isCertain, language),
                    .text(siteName(ending.site)), .days(ending.lastDays, language),
                    leading(opens, .freePeriods) { .text(ending.daysLeft.days(language)) },
                ]
            }
        ).html(
            language,
            empty: Catalogue.Page.noneEnds)
    }

    func waitlistTable(_ language: Language, _ opens: Bool) -> HTML {
        TableHTML(
            caption: Catalogue.Page.inOrder,
            columns: [
                .number(Catalogue.Page.place), .text(Catalogue.Page.company),
                .short(Catalogue.Page.site),
                .number(Catalogue.Page.seats), .short(Catalogue.Page.rating),
                .short(Catalogue.Page.since),
                .number(Catalogue.Page.waiting), .text(Catalogue.Page.promised),
            ],
            rows: waitlist.enumerated().map { at, line in
                [
                    leading(opens, .waitlist) { .text(String(at + 1)) },
                    .marked(line.company, isCertain: line.isCertain, language),
                    .text(siteName(line.site)),
                    line.seatsWanted.map { seats in
                        leading(opens, .waitlist) { .text(NumberText.grouped(Int(seats))) }
                    } ?? .text("–"),
                    .text(line.rating ?? "–"), .text(line.joinedOn),
                    leading(opens, .waitlist) {
                        .text(TimeText.days(line.daysWaiting).text(language))
                    },
                    promise(line, language),
                ]
            }
        ).html(language, empty: Catalogue.Page.nobodyIsWaiting)
    }

    private func promise(_ line: WaitingLine, _ language: Language) -> HTML {
        if line.daysLate.high == 0 { return .days(line.promisedOn, language) }
        return .element("span", [.class("late")]) {
            HTML.days(line.promisedOn, language)
            " "
            HTML.element("small") {
                let late = line.daysLate.days(language)
                Catalogue.Page.late(late).text(language)
            }
        }
    }

    func pipelineTable(_ language: Language, _ opens: Bool) -> HTML {
        let stages = pipeline.filter { $0.count.high > 0 }
        let most = stages.map(\.count.high).max() ?? 0
        return TableHTML(
            caption: Catalogue.Page.byGate,
            columns: [
                .short(Catalogue.Page.stage), .number(Catalogue.Page.projects), .text(nil),
                .number(Catalogue.Page.askedFor),
            ],
            rows: stages.enumerated().map { at, stage in
                let name = stage.name.text(language)
                return [
                    opens
                        ? .element("a", [.href(ReportAddress.report(.funnel))]) { name }
                        : .text(name),
                    leading(opens, .funnel) { stage.count.cell(language) },
                    Bar.svg(
                        stage.count, of: most, id: "stage-\(at)",
                        label: "\(name) \(stage.count.text)"),
                    stage.asked.isEmpty
                        ? .text("–")
                        : leading(opens, .funnel) {
                            .text(
                                stage.asked.map { $0.text(language) }.joined(separator: " + "))
                        },
                ]
            }
        ).html(language, empty: Catalogue.Page.noProject)
    }

    /// What leads to the report in which it stands with the records behind it.
    private func leading(_ opens: Bool, _ kind: ReportKind, _ content: () -> HTML) -> HTML {
        opens
            ? .element("a", [.href(ReportAddress.report(kind))]) { content() } : content()
    }

    /// What people call a site of which a record names the code.
    private func siteName(_ code: String) -> String {
        sites.first { $0.code == code }?.name ?? code
    }
}
