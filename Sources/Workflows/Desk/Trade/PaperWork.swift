internal import Causality
internal import Domain
internal import Storage
internal import Wire

// Paper.
//
// What is signed and stamped lies in a box; what moso keeps is that it exists, where it lies, and the
// hash of its scan. A contract's paper hangs on the contract. That of a city's offer hangs on the offer,
// which the hub alone holds, and says nothing of it itself.

extension TradeDesk {
    /// What is known of a paper beside what it is about.
    public struct Paper: Sendable {
        public var title: String?
        /// Where it lies, as `3-12`; a paper with a box is filed.
        public var box: String?
        public var pages: Int?
        /// The scan's bytes.
        public var scan: [UInt8]?

        public init() {}
    }

    /// A contract, or a city's offer, has its stamp.
    ///
    /// - Parameter typed: a company, whose contract is meant; a contract's number or key; an offer's key.
    public func stamp(_ typed: String, _ paper: Paper) throws -> TradeOutcome {
        if typed.uppercased().hasPrefix("GO-") {
            guard let offer = try desk.find(typed.uppercased(), in: "city_offer") else {
                throw Problem.noRecord(typed)
            }
            return try stampOffer(offer, paper)
        }
        let tenancy = try contract(
            typed, in: TenancyRules.active.union(["draft", "signed"]))
        var plan = TradePlan(self)
        let number = desk.value(tenancy, "number")?.text ?? tenancy.key.text
        let filed = try file(
            paper, about: tenancy, kind: "agreement", title: number,
            site: desk.value(tenancy, "site")?.text, &plan)
        var values: [String: Value?] = [
            "documents": union(desk.value(tenancy, "documents"), filed.key.text)
        ]
        if desk.value(tenancy, "stage")?.text ?? "draft" == "draft" {
            values["stage"] = .text("signed")
        }
        try plan.set(tenancy, values)
        return try carryOut(
            plan, Catalogue.Trade.stamped(number, box: filed.box, document: filed.key.text),
            next: filed.box == nil
                ? Catalogue.Trade.stampedNext(typed)
                : filed.isNew && paper.scan == nil ? Catalogue.Trade.scanNext(typed) : nil
        ).about(filed.key)
    }

    private func stampOffer(_ offer: Record, _ paper: Paper) throws -> TradeOutcome {
        var plan = TradePlan(self)
        let title = try name(offer)
        // It lies in this site's scope, where the offer's key says nothing but that there is one.
        let filed = try file(
            paper, about: nil, kind: "offer", title: paper.box ?? today.description, site: site,
            &plan)
        var values: [String: Value?] = ["stamped_document": .text(filed.key.text)]
        if desk.value(offer, "written_form")?.text != "stamped" {
            values["written_form"] = .text("stamped")
        }
        try plan.set(offer, values)
        return try carryOut(
            plan, Catalogue.Trade.stamped(title, box: filed.box, document: filed.key.text),
            next: Catalogue.Trade.compareOffers
        ).about(filed.key)
    }

    /// The contract that a company, a number or a key stands for, in one of these stages.
    func contract(_ typed: String, in stages: Set<String>) throws -> Record {
        if let key = RecordKey(typed), let record = try replica.record("tenancy", key) {
            if let reason = desk.value(record, "retired")?.text {
                throw Problem.recordRetired(id: key.text, reason: reason)
            }
            return try checked(record, typed, in: stages)
        }
        let numbered = try replica.select(
            "SELECT id FROM tenancy WHERE upper(number) = ?1 AND retired IS NULL",
            [.text(TypedText.normalised(typed).uppercased())]
        ).compactMap { row in
            try row[0].text.flatMap { RecordKey($0) }.flatMap { try replica.record("tenancy", $0) }
        }
        if numbered.count == 1 { return try checked(numbered[0], typed, in: stages) }
        let company = try company(typed)
        return try tenancy(of: company, in: stages)
    }

    private func checked(
        _ contract: Record, _ typed: String, in stages: Set<String>
    ) throws -> Record {
        let stage = desk.value(contract, "stage")?.text ?? "draft"
        guard stages.contains(stage) else {
            throw Problem.contractStage(
                typed, contract.key.text, is: try stateName("tenancy", "stage", stage))
        }
        return contract
    }

    /// The document of a paper, after what is planned.
    private struct FiledPaper {
        let key: RecordKey
        let box: String?
        let isNew: Bool
    }

    /// The document for a paper, new or the one that is there.
    private func file(
        _ paper: Paper, about: Record?, kind: String, title: String, site: String?,
        _ plan: inout TradePlan
    ) throws -> FiledPaper {
        let hash = paper.scan.map { "\(Digest256(of: $0))" }
        let goal = paper.box == nil ? "stamped" : "filed"
        var values: [String: Value?] = [
            "box": .string(paper.box), "sha256": .string(hash),
            "bytes": .count(paper.scan?.count),
            "pages": try paper.pages.map { try value("document", "pages", "\($0)") },
        ]
        if let there = try document(about, hash) {
            // What lies in a box stays filed, whatever is added to it.
            if let state = desk.value(there, "state")?.text, state != goal, state != "filed" {
                values["state"] = .text(goal)
            }
            if let title = paper.title { values["title"] = .text(title) }
            try plan.set(there, values)
            let known = desk.value(there, "box")?.text
            return FiledPaper(key: there.key, box: paper.box ?? known, isNew: false)
        }
        values["state"] = .text(goal)
        values["title"] = try value("document", "title", paper.title ?? title)
        values["kind"] = .text(kind)
        values["about"] = .string(about?.key.text)
        values["site"] = .string(site)
        return FiledPaper(key: try plan.add("document", values), box: paper.box, isNew: true)
    }

    /// The document that is there: with this scan, else the only one about a record that has no scan.
    private func document(_ about: Record?, _ hash: String?) throws -> Record? {
        let known = try hash.flatMap { hash in
            try replica.select(
                "SELECT id FROM document WHERE sha256 = ?1 AND retired IS NULL ORDER BY id",
                [.text(hash)]
            ).first?[0].text.flatMap { RecordKey($0) }
                .flatMap { try replica.record("document", $0) }
        }
        if let known {
            let of = desk.value(known, "about")?.text
            guard of == about?.key.text else {
                throw Problem.paperKnown(known.key.text, of: of)
            }
            return known
        }
        guard let about else { return nil }
        let open = try replica.select(
            """
            SELECT id FROM document WHERE about = ?1 AND kind = 'agreement' AND retired IS NULL
                AND (sha256 IS NULL OR ?2 IS NULL) ORDER BY id
            """, [.text(about.key.text), hash.map { .text($0) } ?? .null])
        guard open.count == 1 else { return nil }
        return try open[0][0].text.flatMap { RecordKey($0) }
            .flatMap { try replica.record("document", $0) }
    }

    /// A set with one element more.
    func union(_ set: Value?, _ element: String) -> Value {
        SetText.value(of: SetText.elements(of: set ?? .null) + [element])
    }
}
