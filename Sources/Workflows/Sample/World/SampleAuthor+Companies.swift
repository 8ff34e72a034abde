internal import Causality
internal import Domain

extension SampleAuthor {
    mutating func writeCompanies() {
        for company in companies { writeCard(company) }
        writePeople()
        writeApplications()
    }

    private mutating func writeCard(_ company: SampleCompany) {
        var random = random("card", company.index)
        let exit = world.exits[company.index]
        let funding = funding(company, exit, &random)
        let isRegistered = company.creditCode != nil
        let isHouseSpinOff = company.isHouse && company.place == 1
        add(
            "company", company.key,
            [
                ("legal_name", .text(company.legalName)),
                ("display_name", .text(company.displayName)),
                ("credit_code", company.creditCode.map { .text($0) }),
                ("kind", .text(isHouseSpinOff || isRegistered ? "company" : "team")),
                ("founded_on", isRegistered ? .day(company.founded) : nil),
                ("registered_division", isRegistered ? .text(here.division) : nil),
                ("sectors", .set(company.sectors)),
                (
                    "origin",
                    .text(
                        isHouseSpinOff
                            ? "spin-off"
                            : random.weighted([
                                ("walk-in", 40), ("recommended", 40), ("landed", 12),
                                ("relocated", 8),
                            ]))
                ),
                (
                    "stage",
                    .text(
                        exit == "graduated-profitable"
                            ? "profitable"
                            : random.weighted([
                                ("idea", 10), ("seed", 25), ("angel", 35), ("pre-a", 20), ("a", 10),
                            ]))
                ),
                ("funding_status", .text(funding.status)),
                ("funding_as_of", .day(SampleDays.today.adding(days: -random.within(0...60)))),
                ("home_site", company.standing == .outside ? nil : site),
                ("note", funding.note.map { .text($0) }),
            ])
    }

    private func funding(
        _ company: SampleCompany, _ exit: String?, _ random: inout SampleRandom
    ) -> (status: String, note: String?) {
        if company.isHouse { return SampleHouse.funding(company.place) }
        switch exit {
        case "graduated-funded": return ("just-closed", nil)
        case "graduated-profitable": return ("self-sufficient", nil)
        default:
            return (
                random.weighted([("none", 60), ("raising", 30), ("self-sufficient", 10)]), nil
            )
        }
    }

    /// Two for each company, then a third for some.
    private mutating func writePeople() {
        let counted = companies.isEmpty ? 0 : count("person", isOpen: false)
        for number in 0..<counted {
            let company = companies[number % companies.count]
            var random = random("person", number)
            let role = SampleWords.roles[number / companies.count % SampleWords.roles.count]
            let isSpinOff = company.isHouse && company.place == 1 && role == "技术负责人"
            add(
                "person",
                [
                    ("site", site), ("name", .text("\(company.displayName)\(role)")),
                    ("title", .text(role)), ("organisation", .text(company.displayName)),
                    (
                        "roles",
                        isSpinOff
                            ? .set([
                                "\(company.displayName)/首席科学家/2023-05-01", "演示智能研究院/教授/2019-09-01",
                            ]) : .set(["\(company.displayName)/\(role)"])
                    ),
                    // Numbers that begin so belong to nobody.
                    ("phone", .text("120\((at * 1_000_000 + number).padded(to: 8))")),
                    ("email", .text("p\(number)@\(here.id.name).example.com")),
                    ("company", .key(company.key)),
                    ("consent_purpose", random.chance(80) ? .text("联系入驻事宜") : nil),
                    ("consent_on", .day(world.received(company))), ("consent_how", .text("登记表签字")),
                ])
        }
    }

    private mutating func writeApplications() {
        let applicants = companies.filter { $0.standing != .outside }
        for company in applicants { writeApplication(company, isAgain: false) }
        // Whoever waited or was declined had often asked before.
        let others = applicants.filter { $0.standing == .waiting || $0.standing == .declined }
        let left = count("application", isOpen: false) - applicants.count
        guard left > 0, !others.isEmpty else { return }
        for number in 0..<left {
            writeApplication(others[number % others.count], isAgain: true, number)
        }
    }

    private mutating func writeApplication(
        _ company: SampleCompany, isAgain: Bool, _ number: Int = 0
    ) {
        var random = random(isAgain ? "again" : "application", company.index &+ number * 7)
        let first = world.received(company)
        let received = isAgain ? first.adding(days: -95 - number % 40) : first
        let state =
            isAgain ? random.one(of: ["expired", "withdrawn"]) : state(of: company, &random)
        let isDecided = ["accepted", "waitlisted", "admitted", "declined"].contains(state)
        let isFirstAsk = isHub && company.standing == .resident && company.place == 0
        let key = RecordKey(
            sample: "application", here.id.name + (isAgain ? "-b\(number)" : ""), company.index)
        add(
            "application", key,
            [
                ("site", site), ("company", .key(company.key)),
                ("sites_wanted", .set([here.id.name])),
                ("received_on", .day(received)),
                (
                    "channel",
                    .text(
                        isFirstAsk
                            ? "construction-visit"
                            : random.one(of: ["walk-in", "wechat", "mail", "referral"]))
                ),
                ("seats_wanted", .count(company.asked)),
                ("wanted_from", .day(received.adding(days: random.within(14...90)))),
                ("technology", .text(company.sectors[0])), ("state", .text(state)),
                ("decided_by", isDecided ? staff(0) : nil),
                (
                    "decided_on",
                    isDecided ? .day(received.adding(days: random.within(5...20))) : nil
                ),
                (
                    "decision_reason",
                    isDecided
                        ? .text(
                            SampleWords.reasons[state == "declined" ? 2 + number % 3 : number % 2])
                        : nil
                ),
            ])
    }

    private func state(of company: SampleCompany, _ random: inout SampleRandom) -> String {
        switch company.standing {
        case .resident, .left: "admitted"
        case .waiting:
            company.hasOnlyAsked
                ? random.one(of: ["enquiry", "received", "screening", "interview"]) : "waitlisted"
        default: random.chance(70) ? "declined" : "withdrawn"
        }
    }
}
