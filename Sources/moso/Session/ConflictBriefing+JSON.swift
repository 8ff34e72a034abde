internal import Causality
internal import Domain
internal import Storage
internal import Wire
internal import Workflows

extension ConflictPrinter {
    /// One conflict with all that bears on deciding it.
    func json(_ briefing: ConflictBriefing) throws -> JSON {
        guard case .object(var object) = try json(briefing.item) else { return .null }
        object["concurrency"] = briefing.cause.map { json($0, briefing.base) } ?? .null
        object["policy"] = .optional(policy(briefing.item))
        object["rules"] = .array(briefing.outlooks.flatMap(rules))
        object["consequences"] = .array(consequences(briefing))
        object["refused"] = .array(
            briefing.outlooks.compactMap { outlook in
                outlook.refusal.map {
                    [
                        "choice": .string(outlook.choice), "code": .string($0.code.rawValue),
                        "message": .string(session.text($0.happened)),
                    ]
                }
            })
        object["dependents"] = .array(
            briefing.dependents.map {
                ["kind": .string($0.kind), "count": .integer(Int64($0.count))]
            })
        object["similar"] = [
            "count": .integer(Int64(briefing.similar.count)),
            "query": .string("moso conflicts list --like \(briefing.item.shortID)"),
        ]
        object["suggestion"] = json(briefing.suggestion)
        object["resolutions"] = .array(try resolutions(briefing.item))
        if !briefing.records.isEmpty {
            object["sides"] = .array(try briefing.records.map(json))
        }
        return .object(object)
    }

    private func policy(_ item: InboxItem) -> String? {
        guard case .cell(let cell) = item.content, let kind = NetworkSchema.kind(cell.table) else {
            return nil
        }
        let member = kind.groups.first { $0.name == cell.cell }?.members.first ?? cell.cell
        return kind.field(member)?.policy.base.name
    }

    private func json(_ record: ConflictBriefing.RuleRecord) throws -> JSON {
        var object = JSON.Object()
        object["letter"] = .string(record.letter)
        object["kind"] = .string(record.row.table)
        object["id"] = .string(record.row.key.text)
        object["label"] = .string(try recordLabel(record.row.table, record.row.key))
        object["person"] = .string(record.write.author)
        object["site"] = .string(record.write.site.name)
        object["op"] = .string(record.write.dot.description)
        object["written_at"] = .time(Int64(record.write.milliseconds))
        object["reason"] = .optional(record.write.reason)
        if !record.changes.isEmpty {
            object["changes"] = .array(
                record.changes.map { cell, value in
                    [
                        "name": .string(cell),
                        "value": RecordJSON.json(value, table: record.row.table, cell: cell),
                    ]
                })
        }
        return .object(object)
    }

    private func json(_ cause: ConflictCause, _ base: ConflictSide?) -> JSON {
        let offline = cause.offline(hub: replica.meta.hub)
        let time = { (at: UInt64?) -> JSON in at.map { .time(Int64($0)) } ?? .null }
        return [
            "explanation_code": .string(cause.kind.rawValue),
            "offline_site": .optional(offline?.site.name),
            "offline_from": time(offline?.lastNews?.milliseconds),
            "offline_until": time(cause.endedMilliseconds),
            "apart_from": time(cause.outOfTouch?.from),
            "apart_until": time(cause.outOfTouch?.until),
            "common_ancestor_ops": .array(
                [base].compactMap { $0.map { .string($0.dot.description) } }),
            "views": .array(
                cause.views.map { view in
                    [
                        "letter": .string(view.letter), "site": .string(view.site.name),
                        "wrote_at": .time(Int64(view.wroteMilliseconds)),
                        "last_news_at": time(view.lastNews?.milliseconds),
                        "last_news_op": .optional(view.lastNews?.dot.description),
                        "saw_other_at": time(view.sawOtherMilliseconds),
                        "device_clock_skew_seconds": .integer(view.clockAheadSeconds),
                    ]
                }),
        ]
    }

    private func rules(_ outlook: ChoiceOutlook) -> [JSON] {
        outlook.rules.map { outcome in
            [
                "choice": .string(outlook.choice), "code": .string(outcome.rule.rawValue),
                "label": .string(session.label(outcome.rule.label)),
                "result": outcome.broken == nil ? "holds" : "broken",
                "detail": .optional(outcome.broken.map(session.label)),
            ]
        }
    }

    /// Each figure with what it comes to under each choice.
    private func consequences(_ briefing: ConflictBriefing) -> [JSON] {
        var names: [RecordFigure.Name] = []
        for figure in briefing.outlooks.flatMap(\.figures) where !names.contains(figure.name) {
            names.append(figure.name)
        }
        return names.map { name in
            var values = JSON.Object()
            var unit = RecordFigure.Unit.fen
            for outlook in briefing.outlooks {
                guard let figure = outlook.figures.first(where: { $0.name == name }) else {
                    continue
                }
                unit = figure.unit
                values[outlook.choice] =
                    unit == .fen
                    ? .money(Fen(figure.amount).description, currency: Fen.currency)
                    : .integer(figure.amount)
            }
            return [
                "what": .string(name.rawValue),
                "label": .string(session.text(Catalogue.Inspector.named(name))),
                "unit": .string(unit.rawValue), "values": .object(values),
            ]
        }
    }

    /// Of a field what was decided before, and undone, or decided in another way by somebody who had not
    /// seen it.
    private func resolutions(_ item: InboxItem) throws -> [JSON] {
        guard case .cell(let cell) = item.content else { return [] }
        return try inbox.resolutions(of: cell).map { made in
            [
                "id": .string(TransactionName.short(made.dot)),
                "op": .string(made.dot.description),
                "value": RecordJSON.json(made.value, table: cell.table, cell: cell.cell),
                "person": .string(made.author),
                "site": .string(made.dot.stream.origin.site.name),
                "written_at": .time(Int64(made.milliseconds)), "reason": .optional(made.reason),
            ]
        }
    }

    /// What is suggested, as JSON has it, or that nothing is.
    func json(_ suggestion: Suggestion?) -> JSON {
        guard let suggestion else { return ["take": .null, "basis": "none"] }
        switch suggestion.basis {
        case .rule(let rule):
            return [
                "take": .string(suggestion.take), "basis": .string(suggestion.basisCode),
                "reason_code": .string(rule.name), "version": .integer(Int64(rule.version)),
                "reason": .string(session.label(rule.reason)),
            ]
        case .history(let site, let kept, let count):
            return [
                "take": .string(suggestion.take), "basis": .string(suggestion.basisCode),
                "site": .string(site.name), "kept": .integer(Int64(kept)),
                "of": .integer(Int64(count)),
            ]
        }
    }
}
