internal import Causality
internal import Domain
internal import Storage

// Which form is made of which records.
extension TradeDesk {
    /// A form, filled in.
    ///
    /// - Parameter typed: the company, the record's key, or the seats that it is for.
    public func paper(
        _ kind: PaperKind, _ typed: [String], language: Language
    ) throws -> PaperForm {
        guard let first = typed.first else {
            throw Problem.usage(Catalogue.Paper.whatFor(kind.title), help: "moso print --help")
        }
        switch kind {
        case .agreement, .moveIn, .moveOut: return try tenancyPaper(kind, first, language)
        case .queue: return try waitingPaper(first, language)
        case .visit: return try visitPaper(first, language)
        case .fix:
            let order = try record(first, "work_order")
            var form = PaperForm(kind: kind, about: order.key.text)
            form.facts = try facts(
                order,
                [
                    "seat", "space", "category", "severity", "reported_by", "reported_at", "note",
                    "assigned_to", "state", "done_at",
                ], language)
            form.signatures = [Catalogue.Paper.mender, Catalogue.Paper.reporter]
            return form
        case .review: return try reviewPaper(first, language)
        case .labels:
            var form = PaperForm(kind: kind, about: "")
            form.labels = try seats(typed).map(\.label)
            return form
        }
    }

    private func record(_ typed: String, _ kind: String) throws -> Record {
        guard let found = try desk.find(typed, in: kind) else { throw Problem.noRecord(typed) }
        return found
    }

    /// Fields in words; what is not known is left as a line to be filled in.
    private func facts(
        _ record: Record, _ names: [String], _ language: Language
    ) throws -> [PaperForm.Fact] {
        let kind = try desk.kind(record.table)
        return try names.compactMap { name in
            guard let field = kind.field(name) else { return nil }
            return PaperForm.Fact(
                label: Phrase(field.label), value: try said(field, of: record, language) ?? "")
        }
    }

    // MARK: Tenancies

    private func tenancyPaper(
        _ kind: PaperKind, _ typed: String, _ language: Language
    ) throws -> PaperForm {
        let stages = TenancyRules.active.union(["draft", "signed"])
        let tenancy = try contract(typed, in: kind == .moveOut ? stages.union(["closed"]) : stages)
        let card = try desk.value(tenancy, "company")?.text.flatMap { RecordKey($0) }
            .flatMap { try replica.record("company", $0) }
        var form = PaperForm(
            kind: kind, about: desk.value(tenancy, "number")?.text ?? tenancy.key.text)
        if let card {
            form.facts = try facts(card, ["legal_name", "credit_code"], language)
        }
        form.facts += try facts(
            tenancy,
            kind == .moveOut
                ? [
                    "moved_in_on", "moved_out_on", "exit_reason", "exit_to", "deposit_fen",
                    "handover",
                ]
                : [
                    "planned_from", "planned_to", "moved_in_on", "seat_count", "rent_fen",
                    "deposit_fen", "leave_rule", "notice_days", "contact", "phone",
                ], language)
        form.tables = [
            try seatTable(tenancy), try termTable(tenancy, language),
        ]
        form.signatures = Catalogue.Paper.bothSides
        return form
    }

    private func seatTable(_ tenancy: Record) throws -> PaperForm.Table {
        let rows = try assignments(of: tenancy).map { assignment -> [String] in
            let seat = try desk.value(assignment, "seat")?.text.flatMap { RecordKey($0) }
                .flatMap { try replica.record("seat", $0) }
            let label = seat.flatMap { desk.value($0, "label")?.text } ?? ""
            return [label] + days(assignment, "from_day", "to_day")
        }.sorted { $0[0] < $1[0] }
        return PaperForm.Table(
            title: Catalogue.Trade.seats,
            header: [
                Catalogue.Trade.seat, .field("seat_assignment", "from_day"),
                Catalogue.Paper.lastDay,
            ], rows: rows)
    }

    private func termTable(
        _ tenancy: Record, _ language: Language
    ) throws -> PaperForm.Table {
        let keys = try replica.select(
            """
            SELECT id FROM tenancy_term WHERE tenancy = ?1 AND retired IS NULL
            ORDER BY from_day, id
            """, [.text(tenancy.key.text)])
        let kind = try desk.kind("tenancy_term")
        let rows = try keys.compactMap { row -> [String]? in
            guard
                let term = try row[0].text.flatMap({ RecordKey($0) })
                    .flatMap({ try replica.record("tenancy_term", $0) })
            else { return nil }
            let words = try ["kind", "rent_fen", "rent_basis"].map { name in
                try kind.field(name).flatMap { try said($0, of: term, language) } ?? ""
            }
            return [words[0]] + days(term, "from_day", "to_day") + words.dropFirst()
        }
        return PaperForm.Table(
            title: Phrase(kind.label),
            header: [
                .field("tenancy_term", "kind"), .field("tenancy_term", "from_day"),
                Catalogue.Paper.lastDay, .field("tenancy_term", "rent_fen"),
                .field("tenancy_term", "rent_basis"),
            ], rows: rows)
    }

    /// The first and the last day of something, as people write them.
    private func days(_ record: Record, _ from: String, _ to: String) -> [String] {
        let end = desk.value(record, to)?.text.flatMap { LocalDay($0) }
        return [
            desk.value(record, from)?.text ?? "", end?.adding(days: -1).description ?? "",
        ]
    }

    // MARK: The queue, visits, reviews

    private func waitingPaper(_ typed: String, _ language: Language) throws -> PaperForm {
        let entry = try waiting(try company(typed))
        var form = PaperForm(kind: .queue, about: try name(entry))
        let place = try queue().firstIndex { $0.entry == entry.key }.map { "\($0 + 1)" } ?? ""
        form.facts =
            [PaperForm.Fact(label: Catalogue.Trade.place, value: place)]
            + (try facts(
                entry,
                ["joined_on", "seats_wanted", "min_acceptable", "promised_on", "promised_by"],
                language))
        form.signatures = [Catalogue.Paper.desk, Catalogue.Paper.date]
        return form
    }

    private func visitPaper(_ typed: String, _ language: Language) throws -> PaperForm {
        let visit = try record(typed, "visit")
        var form = PaperForm(kind: .visit, about: visit.key.text)
        form.facts = try facts(
            visit,
            [
                "arrived_at", "left_at", "kind", "organisation", "city", "departments", "leader",
                "people", "hosts", "topics",
            ], language)
        let steps = try replica.select(
            """
            SELECT coalesce(content, ''), coalesce(person, ''), coalesce(due_on, '')
            FROM record_note
            WHERE about = ?1 AND kind = 'next-step' AND retired IS NULL ORDER BY due_on, id
            """, [.text(visit.key.text)])
        form.tables = [
            PaperForm.Table(
                title: .choice("record_note", "kind", "next-step"),
                header: [
                    .field("record_note", "content"), .field("record_note", "person"),
                    .field("record_note", "due_on"),
                ], rows: steps.map { $0.map { $0.text ?? "" } })
        ]
        form.signatures = [Catalogue.Paper.desk, Catalogue.Paper.date]
        return form
    }

    /// A form to be filled in by a reviewer: what is asked, and nothing of what others said.
    private func reviewPaper(_ typed: String, _ language: Language) throws -> PaperForm {
        let project = try record(typed, "investment")
        var form = PaperForm(kind: .review, about: project.key.text)
        let kind = try desk.kind("gate_review")
        form.facts = try facts(project, ["company", "round"], language)
        form.facts += ["gate", "reviewer", "organisation", "scores", "opinion", "conditions"]
            .compactMap { name in
                kind.field(name).map { PaperForm.Fact(label: Phrase($0.label), value: "") }
            }
        form.choices =
            (kind.field("verdict")?.type.choices.map { Phrase($0.label) } ?? [])
            + [Catalogue.Paper.noInterest]
        form.signatures = [Catalogue.Paper.reviewer, Catalogue.Paper.date]
        return form
    }
}
