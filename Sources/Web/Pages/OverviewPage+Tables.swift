internal import Workflows

extension OverviewPage {
    func siteTable(_ language: Language) -> HTML {
        TableHTML(
            caption: Phrase(
                zh: "在用、已分配和空闲的工位", en: "Seats in service, assigned and free"),
            columns: [
                .short("站点", "Site"), .number("在用", "In service"), .number("已分配", "Assigned"),
                .number("空闲", "Free"), .number("使用率", "Taken"), .text("", ""),
                .short("最近一次改动", "Newest change"),
            ],
            rows: sites.map { site in
                let share = site.seatsAssigned.percent(of: site.seatsInService)
                return [
                    .text(site.name), site.seatsInService.cell(language),
                    site.seatsAssigned.cell(language), site.seatsFree.cell(language), .text(share),
                    Bar.svg(
                        site.seatsAssigned, of: site.seatsInService.high, id: "taken-\(site.code)",
                        label: "\(site.name) \(share)"),
                    age(of: site, language),
                ]
            }
        ).html(language, empty: Phrase(zh: "还没有站点。", en: "There is no site yet."))
    }

    private func age(of site: SiteLine, _ language: Language) -> HTML {
        guard let heard = site.heardMilliseconds else {
            return .text(Phrase(zh: "还没有数据", en: "no data yet").text(language))
        }
        return .element(
            "time",
            [
                .init("datetime", TimeText.rfc3339(heard)),
                .init("title", TimeText.local(heard, in: zone)),
            ]
        ) { TimeText.ago(heard, now: nowMilliseconds).text(language) }
    }

    func conflictTable(_ language: Language) -> HTML {
        TableHTML(
            caption: Phrase(
                zh: "用 moso conflicts show 查看一处", en: "moso conflicts show tells all about one"),
            columns: [
                .short("编号", "Id"), .short("类别", "Kind"), .text("事项", "About"),
                .short("范围", "Scope"),
            ],
            rows: conflicts.map { conflict in
                [
                    .element("code") { conflict.shortID }, .text(conflict.kind.text(language)),
                    .text(conflict.subject.text(language)), .text(conflict.scope.text(language)),
                ]
            }
        ).html(
            language, empty: Phrase(zh: "没有待核对的事项。", en: "Nothing waits for a decision."))
    }

    func endingCounts(_ language: Language) -> HTML {
        let counts = endingCounts.map { days in
            Phrase(
                zh: "\(days.days) 天内 \(days.count.text) 家",
                en: "\(days.count.text) within \(days.days) days")
        }
        if endings.isEmpty { return .empty }
        return .element("p") {
            Phrase(
                zh: counts.map(\.zh).joined(separator: "，") + "。",
                en: counts.map(\.en).joined(separator: ", ") + "."
            ).text(language)
        }
    }

    func endingTable(_ language: Language) -> HTML {
        TableHTML(
            caption: Phrase(zh: "90 天内结束的免租期", en: "Free periods that end within 90 days"),
            columns: [
                .text("企业", "Company"), .short("站点", "Site"), .text("最后一天", "Last day"),
                .number("还剩", "Left"),
            ],
            rows: endings.map { ending in
                [
                    .marked(ending.company, isCertain: ending.isCertain, language),
                    .text(siteName(ending.site)), .days(ending.lastDays, language),
                    .text(ending.daysLeft.days(language)),
                ]
            }
        ).html(
            language,
            empty: Phrase(
                zh: "90 天内没有免租期结束。", en: "No free period ends within 90 days."))
    }

    func waitlistTable(_ language: Language) -> HTML {
        TableHTML(
            caption: Phrase(zh: "按安排的先后", en: "In the order in which they are served"),
            columns: [
                .number("序", "No."), .text("企业", "Company"), .short("站点", "Site"),
                .number("工位", "Seats"), .short("评级", "Rating"), .short("登记日", "Since"),
                .number("已等", "Waiting"), .text("答应的日子", "Promised"),
            ],
            rows: waitlist.enumerated().map { at, line in
                [
                    .text(String(at + 1)),
                    .marked(line.company, isCertain: line.isCertain, language),
                    .text(siteName(line.site)),
                    .text(line.seatsWanted.map { NumberText.grouped(Int($0)) } ?? "–"),
                    .text(line.rating ?? "–"), .text(line.joinedOn),
                    .text(TimeText.days(line.daysWaiting).text(language)),
                    promise(line, language),
                ]
            }
        ).html(language, empty: Phrase(zh: "没有企业在等。", en: "Nobody waits."))
    }

    private func promise(_ line: WaitingLine, _ language: Language) -> HTML {
        if line.daysLate.high == 0 { return .days(line.promisedOn, language) }
        return .element("span", [.class("late")]) {
            HTML.days(line.promisedOn, language)
            " "
            HTML.element("small") {
                let late = line.daysLate.days(language)
                Phrase(zh: "已过 \(late)", en: "\(late) late").text(language)
            }
        }
    }

    func pipelineTable(_ language: Language) -> HTML {
        let stages = pipeline.filter { $0.count.high > 0 }
        let most = stages.map(\.count.high).max() ?? 0
        return TableHTML(
            caption: Phrase(zh: "按评审关", en: "By gate"),
            columns: [
                .short("阶段", "Stage"), .number("项目", "Projects"), .text("", ""),
                .number("申请金额", "Asked for"),
            ],
            rows: stages.enumerated().map { at, stage in
                let name = stage.name.text(language)
                return [
                    .text(name), stage.count.cell(language),
                    Bar.svg(
                        stage.count, of: most, id: "stage-\(at)",
                        label: "\(name) \(stage.count.text)"),
                    .text(stage.askedFen.money(language)),
                ]
            }
        ).html(language, empty: Phrase(zh: "没有投资项目。", en: "There is no investment project."))
    }

    /// What people call a site of which a record names the code.
    private func siteName(_ code: String) -> String {
        sites.first { $0.code == code }?.name ?? code
    }
}
