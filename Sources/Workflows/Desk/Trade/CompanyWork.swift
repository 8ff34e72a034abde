public import Domain
internal import Causality
internal import Storage

// What is learned about companies, and what is done for them.

extension TradeDesk {
    /// What the founder says about money.
    public func funding(
        _ typed: String, round: String, status: String, amount: String?, currency: String?,
        closed: LocalDay?, evidence: [String]
    ) throws -> TradeOutcome {
        let company = try company(typed)
        let name = try name(company)
        let known = try records("funding_round", of: company, where: "1").first {
            desk.value($0, "round")?.text == round
        }
        let status = try value("funding_round", "status", status)
        guard status.text != "closed" || closed != nil && !evidence.isEmpty || known != nil else {
            throw Problem.usage(Catalogue.Trade.closedNeedsEvidence, help: "moso funding --help")
        }
        var plan = TradePlan(self)
        let values: [String: Value?] = [
            "status": status, "closed_on": .day(closed),
            "amount_fen": try amount.map { try value("funding_round", "amount_fen", $0) },
            "currency": amount == nil
                ? nil : try value("funding_round", "currency", currency ?? "CNY"),
            "evidence": evidence.isEmpty ? nil : SetText.value(of: evidence),
        ]
        if let known {
            try plan.set(known, values)
        } else {
            try plan.add(
                "funding_round",
                values.merging(["company": .text(company.key.text), "round": .text(round)]) { $1 })
        }
        if let standing = Self.fundingStatus[status.text ?? ""] {
            try plan.set(
                company, ["funding_status": .text(standing), "funding_as_of": .day(today)])
        }
        return try carryOut(
            plan,
            Catalogue.Trade.funded(
                name, round: round,
                status: try stateName("funding_round", "status", status.text ?? "")),
            next: status.text == "closed" ? Catalogue.Trade.fundedNext(name) : nil)
    }

    /// What a round says of its company; a rumour says nothing.
    private static let fundingStatus = [
        "raising": "raising", "term-sheet": "raising", "closed": "just-closed", "failed": "none",
    ]

    public func milestone(
        _ typed: String, kind: String, title: String, on day: LocalDay?, identifier: String?,
        isPublic: Bool
    ) throws -> TradeOutcome {
        let company = try company(typed)
        let kind = try value("milestone", "kind", kind)
        if let identifier,
            let row = try replica.select(
                "SELECT id FROM milestone WHERE kind = ?1 AND identifier = ?2 AND retired IS NULL",
                [kind, .text(identifier)]
            ).first, let there = row[0].text
        {
            throw Problem.milestoneCounted(identifier, there)
        }
        var plan = TradePlan(self)
        try plan.add(
            "milestone",
            [
                "company": .text(company.key.text), "kind": kind, "title": .text(title),
                "happened_on": .day(day ?? today), "identifier": .string(identifier),
                "is_public": .integer(isPublic ? 1 : 0),
            ])
        return try carryOut(
            plan,
            Catalogue.Trade.achieved(
                try name(company), try stateName("milestone", "kind", kind.text ?? ""), title))
    }

    /// The expert that a name stands for, or a part of it that only one has.
    private func expert(_ typed: String) throws -> Record {
        if let found = try desk.find(typed, in: "expert") { return found }
        let found = try replica.select(
            """
            SELECT id FROM expert WHERE retired IS NULL AND instr(name, ?1) > 0 ORDER BY id LIMIT 9
            """, [.text(TypedText.trimmed(typed))]
        ).compactMap { row in
            try row[0].text.flatMap { RecordKey($0) }.flatMap { try replica.record("expert", $0) }
        }
        guard let first = found.first else { throw Problem.noExpert(typed) }
        guard found.count == 1 else {
            throw Problem.ambiguous(
                typed, count: found.count, candidates: found.map(\.key.text),
                lines: try found.map { try desk.line($0) })
        }
        return first
    }

    /// A scientist helped, for however few minutes.
    public func expert(
        _ typed: String, company other: String, minutes: Int?, question: String?, outcome: String?
    ) throws -> TradeOutcome {
        let company = try company(other)
        let expert = try expert(typed)
        let resident = try records("tenancy", of: company, where: "1").contains {
            TenancyRules.active.contains(desk.value($0, "stage")?.text ?? "")
        }
        var plan = TradePlan(self)
        try plan.add(
            "expert_session",
            [
                "company": .text(company.key.text), "expert": .text(expert.key.text),
                "requested_on": .day(today),
                "held_at": minutes == nil ? nil : .text(now.stored),
                "minutes": try minutes.map { try value("expert_session", "minutes", "\($0)") },
                "kind": .text(minutes == nil ? "booked" : "ad-hoc"),
                "question": .string(question),
                "outcome": try outcome.map { try value("expert_session", "outcome", $0) },
                "before_residency": .integer(resident ? 0 : 1),
            ])
        return try carryOut(
            plan,
            Catalogue.Trade.advised(
                try desk.title(expert), try name(company), minutes: minutes))
    }

    /// Somebody in industry has a problem.
    public func demand(
        _ asker: String, problem: String, industry: String?, tags: String?
    ) throws -> TradeOutcome {
        var plan = TradePlan(self)
        let id = try plan.add(
            "demand",
            [
                "asker": .text(asker), "problem": try value("demand", "problem", problem),
                "industry": .string(industry), "state": .text("raised"),
                "technology_wanted": try tags.map { try value("demand", "technology_wanted", $0) },
            ])
        return try carryOut(
            plan, Catalogue.Trade.demanded(asker, id: id.text),
            next: Catalogue.Trade.demandedNext(id.text)
        ).about(id)
    }

    /// The same pair is one match, whoever proposes it.
    public func match(_ typed: String, with other: String, score: Int?) throws -> TradeOutcome {
        guard let demand = try desk.find(typed, in: "demand") else { throw Problem.noRecord(typed) }
        let company = try company(other)
        let key = RecordKey("DM-\(demand.key)-\(company.key)")
        if let key, try replica.record("demand_match", key) != nil {
            throw Problem.recordExists(
                id: key.text, kind: Phrase(try desk.kind("demand_match").label))
        }
        var plan = TradePlan(self)
        try plan.add(
            "demand_match",
            [
                "demand": .text(demand.key.text), "company": .text(company.key.text),
                "proposed_by": .string(author), "proposed_on": .day(today),
                "score": try score.map { try value("demand_match", "score", "\($0)") },
                "state": .text("proposed"),
            ])
        let state = desk.value(demand, "state")?.text ?? "raised"
        if ["raised", "clarified", "published"].contains(state) {
            try plan.set(demand, ["state": .text("matched")])
        }
        return try carryOut(
            plan, Catalogue.Trade.matched(try desk.title(demand), try name(company)))
    }
}
