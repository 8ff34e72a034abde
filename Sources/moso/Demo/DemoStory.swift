internal import Workflows

/// The story of the demo: three sites, a network that goes and comes, two edits of one thing, and
/// one view at head office.
///
/// Every step runs the commands that people run, in programs of their own, and what must follow from
/// a step is looked up in their JSON answers. A step that does not lead to what it should ends the
/// demo with a failure: the demo is a test that can be watched.
final class DemoStory {
    let stage: DemoStage
    let ledger: String
    let firstPort: Int
    private(set) var cast = DemoCast()

    init(stage: DemoStage, ledger: String, firstPort: Int) {
        self.stage = stage
        self.ledger = ledger
        self.firstPort = firstPort
    }

    static let steps: [DemoStep] = [
        .init(title: Text.picture, why: Text.pictureWhy) { try $0.openHub() },
        .init(title: Text.start, why: Text.startWhy) { try $0.openSites() },
        .init(title: Text.importLedger, why: Text.importLedgerWhy) { try $0.importLedger() },
        .init(title: Text.travel, why: Text.travelWhy) { try $0.awaitArrival() },
        .init(title: Text.cutOff, why: Text.cutOffWhy) { try $0.cutOff() },
        .init(title: Text.editBoth, why: Text.editBothWhy) { try $0.editAtBothEnds() },
        .init(title: Text.reconnect, why: Text.reconnectWhy) { try $0.reconnect() },
        .init(title: Text.conflicts, why: Text.conflictsWhy) { try $0.showConflicts() },
        .init(title: Text.resolve, why: Text.resolveWhy) { try $0.resolveRent() },
        .init(title: Text.verify, why: Text.verifyWhy) { try $0.verify() },
        .init(title: Text.overview, why: Text.overviewWhy) { try $0.overview() },
    ]

    typealias Text = Catalogue.Demo

    func tell() throws {
        for (at, step) in DemoStory.steps.enumerated() {
            stage.narrator.step(at + 1, of: DemoStory.steps.count, step)
            try step.run(self)
        }
    }

    /// What one may type while the sites run.
    var suggestions: [String] {
        let moso = stage.programs.moso, data = stage.folder(anji)
        return [
            "\(moso) --data \(data) record list tenancy",
            "sqlite3 \(data)/replica.db \"UPDATE seat SET kind='hot' WHERE id='\(cast.seat)'\"",
            "\(moso) --data \(stage.folder(hub)) record show \(cast.seat)",
        ]
    }

    private var hub: DemoSite { .hub }
    private var anji: DemoSite { .anji }

    // MARK: Before the line goes

    /// The hub as it was on the day of the visit, before anybody else is there.
    private func openHub() throws {
        try stage.takePorts(from: firstPort)
        try stage.show(hub, ["init", "--site", hub.name, "--name", hub.label])
        try stage.show(hub, ["sample", "--scale", "0.1", "--author", hub.author])
        let day = ["--as-of", DemoPicture.day]
        for words in [["today"], ["report", "occupancy"], ["report", "graduation"]] {
            try stage.show(hub, words + day)
        }
        let picture = DemoPicture(
            occupancy: try stage.answer(hub, ["report", "occupancy"] + day),
            today: try stage.answer(hub, ["today"] + day),
            tenancies: try stage.answer(hub, ["record", "list", "tenancy"]),
            entries: try stage.answer(hub, ["record", "list", "waitlist_entry"]),
            applications: try stage.answer(hub, ["record", "list", "application"]))
        guard let picture, picture.isThatOfTheVisit else {
            throw DemoProblem.never(Text.pictureIs)
        }
        stage.narrator.say(
            Text.pictureSays(
                assigned: picture.assigned, seats: picture.seats, residents: picture.residents,
                waiting: picture.waiting, visits: picture.visits))
    }

    private func openSites() throws {
        for site in stage.sites.dropFirst() {
            try stage.show(
                site,
                ["init", "--site", site.name, "--hub", hub.name, "--name", site.label])
        }
        for site in stage.sites {
            if site.name != hub.name { try enrol(site) }
            try stage.start(site)
            stage.narrator.say(Text.runs(site.name, address: stage.address(site)))
        }
        try compareWords()
    }

    /// A code from the hub, pasted at the site: from then on both know each other's key.
    private func enrol(_ site: DemoSite) throws {
        let invite = ["enrol", "invite", "--site", site.name, "--at", stage.peerAddress]
        stage.narrator.command(at: hub.name, invite)
        guard let code = try stage.answer(hub, invite)?["code"]?.string else {
            throw DemoProblem.commandFailed(invite, code: 1)
        }
        stage.narrator.output(code + "\n")
        try stage.show(site, ["enrol", "join", "--yes"], input: code + "\n")
    }

    /// As two people do by telephone: the hub shows the words that each site has shown.
    private func compareWords() throws {
        try stage.show(hub, ["enrol", "list"])
        let listed = try stage.answer(hub, ["enrol", "list"])?.array ?? []
        let compared = listed.filter { $0["words"]?.string?.isEmpty == false }
        guard compared.count == stage.sites.count - 1 else {
            throw DemoProblem.never(Text.enrolled)
        }
        stage.narrator.say(Text.sameWords)
    }

    private func importLedger() throws {
        // Refused rows (65) are part of the story; anything else is not.
        try stage.show(
            anji, ["import", ledger, "--author", anji.author], allowing: [0, 65])
        try stage.quietly(
            anji,
            [
                "record", "add", "seat", "label=D-001", "kind=fixed", "state=in-service",
                "--author",
                anji.author,
            ])
        cast = try DemoCast(
            tenancies: try stage.answer(anji, ["record", "list", "tenancy"]),
            seats: try stage.answer(anji, ["record", "list", "seat"]))
    }

    private func awaitArrival() throws {
        try stage.wait(for: Text.arrived(hub.name)) { try holds(hub, cast.seat) }
        for site in stage.sites.dropFirst(2) {
            try stage.wait(for: Text.arrived(site.name)) { try holds(site, cast.company) }
        }
        try stage.show(hub, ["record", "show", cast.tenancy])
    }

    // MARK: Apart

    private func cutOff() throws {
        stage.stop(anji)
        try stage.start(anji, isConnected: false)
    }

    private func editAtBothEnds() throws {
        stage.narrator.say(Text.oneRent)
        try edit(anji, rent: cast.lowerRent, Text.hardship)
        try edit(hub, rent: cast.higherRent, Text.priceList)
        stage.narrator.say(Text.oneSeat)
        try assign(anji, cast.tenancy, cast.company, from: "2027-01-01", to: "2027-07-01")
        try assign(hub, cast.otherTenancy, cast.otherCompany, from: "2027-03-01", to: "2027-09-01")
        for site in [anji, hub] {
            cast.noteAssignments(try stage.answer(site, ["record", "list", "seat_assignment"]))
        }
    }

    private func edit(_ site: DemoSite, rent: String, _ why: Phrase) throws {
        try stage.show(
            site,
            [
                "record", "edit", cast.tenancy, "rent_fen=\(rent)", "--author", site.author,
                "--reason",
                why.text(stage.narrator.language),
            ])
    }

    private func assign(
        _ site: DemoSite, _ tenancy: String, _ company: String, from: String, to: String
    ) throws {
        let values = [
            "site=\(anji.name)", "seat=\(cast.seat)", "tenancy=\(tenancy)", "company=\(company)",
            "from_day=\(from)", "to_day=\(to)",
            // Only the site where the seat stands confirms; the others propose.
            "state=\(site.name == anji.name ? "confirmed" : "proposed")",
        ]
        try stage.show(
            site, ["record", "add", "seat_assignment"] + values + ["--author", site.author])
    }

    // MARK: Together again

    private func reconnect() throws {
        stage.stop(anji)
        try stage.start(anji)
        try stage.wait(for: Text.listed) {
            for site in [hub, anji] {
                guard try conflict(site, \.rent) != nil, try conflict(site, \.seat) != nil
                else { return false }
            }
            return true
        }
    }

    private func showConflicts() throws {
        try stage.show(anji, ["conflicts", "list"])
        try stage.show(hub, ["conflicts", "list"])
        for which in [\ConflictPair.rent, \ConflictPair.seat] {
            let here = try conflict(anji, which), there = try conflict(hub, which)
            guard let here, here.id == there?.id else { throw DemoProblem.never(Text.sameIDs) }
            stage.narrator.say(Text.sameID(here.shortID))
        }
        for site in [anji, hub] {
            for which in [\ConflictPair.rent, \ConflictPair.seat] {
                let id = try conflict(site, which)?.shortID ?? ""
                try stage.show(site, ["conflicts", "show", id])
            }
        }
    }

    private func resolveRent() throws {
        let id = try conflict(hub, \.rent)?.shortID ?? ""
        try stage.show(
            hub,
            [
                "conflicts", "resolve", id, "--take", anji.name, "--author", hub.author, "--reason",
                Text.paperSeen.text(stage.narrator.language),
            ])
        try stage.wait(for: Text.decided) { try conflict(anji, \.rent) == nil }
        try stage.show(anji, ["history", cast.tenancy])
    }

    private func verify() throws {
        try stage.wait(for: Text.equal) {
            for site in stage.sites.dropFirst() where try !agree(site) { return false }
            return true
        }
        for site in stage.sites { try stage.show(site, ["verify"]) }
        stage.narrator.say(Text.equalDigests)
    }

    private func overview() throws { try stage.show(hub, ["overview"]) }

    // MARK: What is asked

    private func holds(_ site: DemoSite, _ record: String) throws -> Bool {
        try stage.answer(site, ["record", "show", record]) != nil
    }

    private func conflict(
        _ site: DemoSite, _ which: KeyPath<ConflictPair, DemoConflict?>
    ) throws -> DemoConflict? {
        let open = try stage.answer(site, ["conflicts", "list"])
        return ConflictPair(in: open, about: cast)[keyPath: which]
    }

    /// Whether a branch and the hub have equal digests of all that the branch holds.
    private func agree(_ site: DemoSite) throws -> Bool {
        let theirs = try digests(site), hubs = try digests(hub)
        return !theirs.isEmpty && theirs.allSatisfy { hubs[$0.key] == $0.value }
    }

    private func digests(_ site: DemoSite) throws -> [String: String] {
        let entries = try stage.answer(site, ["verify"])?["digests"]?.array ?? []
        return entries.reduce(into: [:]) { found, entry in
            if let scope = entry["scope"]?.string { found[scope] = entry["sha256"]?.string }
        }
    }
}
