internal import Causality
public import Domain
internal import Storage

// What governments say: policies, which everybody may read, and offers, which the hub alone holds. An
// offer has versions; one that was answered does not move any more, and the city's next word is the
// next version.

extension TradeDesk {
    // MARK: Offers

    /// The clauses of an offer as they were typed; by the name of the field.
    public struct CityOffer: Sendable {
        public var clauses: [String: String] = [:]
        /// Shares in per cent, as `30` or `12.5%`.
        public var shares: [String: String] = [:]
        public var cityName: String?
        public var form: String?
        public var dated: LocalDay?
        public var validUntil: LocalDay?
        public var visit: String?
        public var version: Int?

        public init() {}
    }

    /// Notes what a city offers, as its next version.
    ///
    /// - Parameter typed: six digits of the division code, or the name of a city that has offered before.
    public func cityOffer(_ typed: String, _ offer: CityOffer) throws -> TradeOutcome {
        let city = try city(typed)
        let latest = try offers(of: city.text ?? "").last
        let version = offer.version ?? (latest.map { $0.version + 1 } ?? 1)
        if let there = try offers(of: city.text ?? "").first(where: { $0.version == version }) {
            throw Problem.recordExists(
                id: there.record.key.text, kind: Phrase(try desk.kind("city_offer").label))
        }
        var values: [String: Value?] = [
            "city": city, "version": try value("city_offer", "version", "\(version)"),
            "city_name": .string(
                offer.cityName
                    ?? latest.flatMap { desk.value($0.record, "city_name")?.text }
                    ?? (typed == city.text ? nil : typed)),
            "dated": .day(offer.dated ?? today), "valid_until": .day(offer.validUntil),
            "written_form": try value("city_offer", "written_form", offer.form ?? "spoken"),
            "answer": .text("considering"), "kept_by": .text(replica.meta.hub.name),
            "visit": try offer.visit.map { .text(try openVisit($0).key.text) },
        ]
        for (field, typed) in offer.clauses {
            values[field] = try value("city_offer", field, typed)
        }
        for (field, typed) in offer.shares { values[field] = try share(typed, field) }
        let told = offer.clauses.count + offer.shares.count
        guard told > 0 else {
            throw Problem.usage(
                Catalogue.Trade.offerWithoutClauses, help: "moso offer-gov add --help")
        }
        var plan = TradePlan(self)
        let id = try plan.add("city_offer", values)
        let name = values["city_name"].flatMap { $0?.text } ?? typed
        return try carryOut(
            plan, Catalogue.Trade.cityOffered(name, version: version, clauses: told),
            next: Catalogue.Trade.cityOfferedNext(id.text)
        ).about(id)
    }

    /// A share typed in per cent, in basis points.
    private func share(_ typed: String, _ field: String) throws -> Value {
        let text = TypedText.normalised(typed)
        let number = text.hasSuffix("%") ? String(text.dropLast()) : text
        guard case .success(.integer(let points)) = FieldType.decimal(places: 2).parse(number),
            (0...10_000).contains(points)
        else {
            throw Problem.usage(
                Catalogue.Trade.notAShare(typed), help: "moso offer-gov add --help")
        }
        return .integer(points)
    }

    private func city(_ typed: String) throws -> Value {
        let text = TypedText.trimmed(typed)
        let known = try replica.select(
            "SELECT DISTINCT city FROM city_offer WHERE city_name = ?1 AND retired IS NULL",
            [.text(text)])
        return known.count == 1 ? known[0][0] : try value("city_offer", "city", text)
    }

    private func offers(of city: String) throws -> [(record: Record, version: Int)] {
        try replica.select(
            """
            SELECT id, version FROM city_offer WHERE city = ?1 AND retired IS NULL
            ORDER BY version, id
            """, [.text(city)]
        ).compactMap { row in
            guard
                let record = try row[0].text.flatMap({ RecordKey($0) })
                    .flatMap({ try replica.record("city_offer", $0) })
            else { return nil }
            return (record, row[1].integer.flatMap { Int(exactly: $0) } ?? 0)
        }
    }

    /// Our answer to a city: to the last version of its offer, or to the one whose key is given.
    public func answerCity(
        _ typed: String, _ answer: String, reason: String?
    ) throws -> TradeOutcome {
        let offer: Record
        if typed.uppercased().hasPrefix("GO-") {
            guard let named = try desk.find(typed.uppercased(), in: "city_offer") else {
                throw Problem.noRecord(typed)
            }
            offer = named
        } else {
            guard let last = try offers(of: try city(typed).text ?? "").last else {
                throw Problem.noOffer(typed)
            }
            offer = last.record
        }
        let answer = try value("city_offer", "answer", answer)
        let code = answer.text ?? ""
        guard code != "declined" || reason?.isEmpty == false else {
            throw Problem.reasonMissing(
                command: "moso offer-gov answer \(typed) declined", mayBeNone: false)
        }
        var plan = TradePlan(self)
        try plan.set(offer, ["answer": answer, "answer_reason": .string(reason)])
        let lacksPaper =
            ["accepted", "signed"].contains(code)
            && desk.value(offer, "stamped_document")?.isNull ?? true
        return try carryOut(
            plan,
            Catalogue.Trade.cityAnswered(
                try name(offer), try stateName("city_offer", "answer", code)),
            next: lacksPaper
                ? Catalogue.Trade.paperMissing(offer.key.text) : Catalogue.Trade.compareOffers,
            reason: reason
        ).about(offer.key)
    }

    // MARK: Policies

    /// What is known of a policy, as it was typed; by the name of the field.
    public func policy(
        _ title: String, _ typed: [String: String], issued: LocalDay?, from: LocalDay?,
        to: LocalDay?
    ) throws -> TradeOutcome {
        var values: [String: Value?] = [
            "title": try value("policy", "title", title), "issued_on": .day(issued),
            "valid_from": .day(from), "valid_to": .day(to),
            "kept_by": .text(replica.meta.hub.name),
        ]
        for (field, text) in typed { values[field] = try value("policy", field, text) }
        let status = values["status"].flatMap { $0?.text } ?? "issued"
        values["status"] = .text(status)
        guard status != "draft" || from == nil && to == nil else {
            throw Problem.draftInForce(title)
        }
        if let there = try known(values) {
            throw Problem.recordExists(
                id: there.text, kind: Phrase(try desk.kind("policy").label))
        }
        var plan = TradePlan(self)
        let id = try plan.add("policy", values)
        return try carryOut(
            plan,
            Catalogue.Trade.policyNoted(
                title, try stateName("policy", "status", status), from: from, to: to),
            next: status == "draft"
                ? Catalogue.Trade.draftNext(id.text) : Catalogue.Trade.policyNext
        ).about(id)
    }

    /// The policy with this body and number, or with this title of this day.
    private func known(_ values: [String: Value?]) throws -> RecordKey? {
        let text = { (field: String) in values[field].flatMap { $0?.text } }
        var found: [[Value]] = []
        if let body = text("issuing_body"), let number = text("document_number") {
            found = try replica.select(
                """
                SELECT id FROM policy WHERE issuing_body = ?1 AND document_number = ?2
                    AND retired IS NULL ORDER BY id
                """, [.text(body), .text(number)])
        }
        if found.isEmpty, let title = text("title") {
            found = try replica.select(
                """
                SELECT id FROM policy WHERE title = ?1 AND issued_on IS ?2 AND retired IS NULL
                ORDER BY id
                """, [.text(title), text("issued_on").map { .text($0) } ?? .null])
        }
        return found.first?[0].text.flatMap { RecordKey($0) }
    }

    /// A draft is issued, an issued policy amended, or one has run out.
    public func policyMoves(
        _ typed: String, to status: String, on day: LocalDay?, from: LocalDay?, until: LocalDay?
    ) throws -> TradeOutcome {
        let policy = try policyNamed(typed)
        let status = try value("policy", "status", status)
        let code = status.text ?? ""
        var plan = TradePlan(self)
        try plan.set(
            policy,
            [
                "status": status, "issued_on": code == "issued" ? .day(day ?? today) : nil,
                "valid_from": .day(from),
                "valid_to": .day(until ?? (code == "expired" ? day ?? today : nil)),
            ])
        return try carryOut(
            plan,
            Catalogue.Trade.policyNoted(
                try name(policy), try stateName("policy", "status", code), from: from, to: until),
            next: Catalogue.Trade.policyNext
        ).about(policy.key)
    }

    private func policyNamed(_ typed: String) throws -> Record {
        if let found = try desk.find(typed, in: "policy") { return found }
        let found = try replica.select(
            """
            SELECT id FROM policy WHERE retired IS NULL
                AND (instr(title, ?1) > 0 OR document_number = ?1) ORDER BY id LIMIT 9
            """, [.text(typed)]
        ).compactMap { row in
            try row[0].text.flatMap { RecordKey($0) }.flatMap { try replica.record("policy", $0) }
        }
        guard let first = found.first else { throw Problem.noPolicy(typed) }
        guard found.count == 1 else {
            throw Problem.ambiguous(
                typed, count: found.count, candidates: found.map(\.key.text),
                lines: try found.map { try desk.line($0) })
        }
        return first
    }
}
