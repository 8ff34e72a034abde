internal import Causality
internal import Domain
internal import Storage

extension SampleStories {
    /// K01: head office proposes a seat that its site confirms for somebody else. K07: a seat is confirmed
    /// while head office takes it out of service.
    mutating func tellSeats() throws {
        let plan = world.tenancies[Self.anji]
        let sitting = plan.all.filter { $0.movedOut == nil && $0.movedIn != nil }
        guard sitting.count > 1, plan.firstFree + 1 < plan.seatCount - plan.blocked else { return }
        let seats = [0, 1].map {
            RecordKey(
                checked: "S-\(id(Self.anji))-\(SampleAuthor.label(seat: plan.firstFree + $0))")
        }
        let confirmed = key("seat_assignment", "K01", 1)
        let proposed = key("seat_assignment", "K01", 2)
        try assign("K01", at: Self.anji, confirmed, seats[0], sitting[0], "confirmed")
        try assign("K01", at: 0, proposed, seats[0], sitting[1], "proposed")
        expect(
            "K01", rule: .oneSeatOneAssignment,
            [row("seat_assignment", confirmed), row("seat_assignment", proposed)],
            at: hubAnd(Self.anji))

        let third = key("seat_assignment", "K07")
        try assign("K07", at: Self.anji, third, seats[1], sitting[0], "confirmed")
        try write("K07", at: 0) { draft in
            try draft.set(
                "seat", seats[1], ["state": .text("blocked"), "state_since": day("2023-08-20")])
        }
        expect(
            "K07", rule: .assignedSeatInService,
            [row("seat_assignment", third), row("seat", seats[1])], at: hubAnd(Self.anji))
    }

    private func assign(
        _ story: String, at site: Int, _ key: RecordKey, _ seat: RecordKey,
        _ tenancy: SampleTenancy,
        _ state: String
    ) throws {
        try write(story, at: site) { draft in
            try draft.insert(
                "seat_assignment", key,
                [
                    "site": siteValue(Self.anji), "seat": .key(seat), "tenancy": .key(tenancy.key),
                    "company": .key(world.companies[tenancy.company].key),
                    "from_day": day("2023-09-01"), "to_day": day("2024-03-01"),
                    "state": .text(state),
                ])
        }
    }

    /// K05: two rents for one seat and month. K06: head office gives notice, the site goes on at market
    /// rent. K10: six free months at one site, six more at another. K23: graduated, and no money has come.
    mutating func tellTenancies() throws {
        let (rented, rent) = try nextTenancy()
        for (site, yuan) in [(rented, 900), (0, 1_100)] {
            try write("K05", at: site) {
                try $0.set("tenancy", rent.key, ["rent_fen": .yuan(yuan)])
            }
        }
        expect("K05", cell: "rent_fen", of: row("tenancy", rent.key), at: hubAnd(rented))

        let (torn, tenancy) = try nextTenancy()
        for (site, stage) in [(torn, "market-rent"), (0, "notice")] {
            try write("K06", at: site) {
                try $0.set("tenancy", tenancy.key, ["stage": .text(stage)])
            }
        }
        expect("K06", cell: "stage", of: row("tenancy", tenancy.key), at: hubAnd(torn))

        try tellFreeMonths()

        let (claimed, graduate) = try nextTenancy()
        try write("K23", at: 0) {
            try $0.set("tenancy", graduate.key, ["exit_reason": .text("graduated-funded")])
        }
        try write("K23", at: claimed) {
            try $0.set("tenancy", graduate.key, ["headcount": .count(5)])
        }
        if unproven(graduate) {
            expect(
                "K23", rule: .graduationNeedsEvidence, [row("tenancy", graduate.key)],
                at: hubAnd(claimed))
        } else {
            expectNothing("K23")
        }
    }

    /// Whether nothing on the card proves a graduation: who lives by itself may say that it did.
    private func unproven(_ tenancy: SampleTenancy) -> Bool {
        let site = world.companies[tenancy.company].site
        let card = world.records(of: SampleSite.all[site]).first {
            $0.key == world.companies[tenancy.company].key
        }
        return card?.values["funding_status"]?.text != "self-sufficient"
    }

    private mutating func tellFreeMonths() throws {
        let (site, tenancy) = try nextTenancy()
        let company = world.companies[tenancy.company].key
        let other = site == Self.anji ? 2 : Self.anji
        let terms = try federation.replicas[site].select(
            "SELECT id FROM tenancy_term WHERE company = ?1 AND kind = 'free' AND exception IS NULL",
            [.text(company.text)]
        ).compactMap { $0.first?.text.flatMap { RecordKey($0) } }
        let landed = key("tenancy", "K10")
        let more = key("tenancy_term", "K10")
        try write("K10", at: other) { draft in
            try draft.insert(
                "tenancy", landed,
                [
                    "site": siteValue(other), "company": .key(company), "stage": .text("draft"),
                    "planned_from": day("2024-03-01"), "planned_to": day("2024-08-31"),
                ])
            try draft.insert(
                "tenancy_term", more,
                [
                    "site": siteValue(other), "tenancy": .key(landed), "company": .key(company),
                    "from_day": day("2024-03-01"), "to_day": day("2024-09-01"),
                    "kind": .text("free"),
                ])
        }
        expect(
            "K10", rule: .sixFreeMonths, (terms + [more]).map { row("tenancy_term", $0) },
            at: [id(0)])
    }

    /// K14: the site books a rehearsal, head office a delegation at the same hour.
    mutating func tellRooms() throws {
        let site = 4
        let author = SampleAuthor(world: world, at: site)
        let room = author.key(room: author.rooms[0])
        let company = world.companies.first { $0.site == site && $0.standing == .resident }
        for (number, writer, priority) in [(1, site, "normal"), (2, 0, "delegation")] {
            try write("K14", at: writer) { draft in
                try draft.insert(
                    "booking", key("booking", "K14", number),
                    [
                        "site": siteValue(site), "space": .key(room),
                        "from_at": .text("2024-01-10T14:00"), "to_at": .text("2024-01-10T15:30"),
                        "company": company.map { .key($0.key) } ?? .null,
                        "state": .text("confirmed"), "priority": .text(priority),
                    ])
            }
        }
        expect(
            "K14", rule: .oneRoomOneBooking,
            [1, 2].map { row("booking", key("booking", "K14", $0)) }, at: hubAnd(site))
    }
}
