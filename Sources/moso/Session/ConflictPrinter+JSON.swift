internal import Causality
internal import Domain
internal import Storage
internal import Wire
internal import Workflows

extension ConflictPrinter {
    /// - Parameters:
    ///   - group: the group that a list has put it into.
    ///   - desk: who says what is suggested; `nil` to leave that out.
    func json(
        _ item: InboxItem, group: String? = nil, _ desk: SuggestionDesk? = nil
    ) throws -> JSON {
        let decider = inbox.decider(item)
        var object: [(String, JSON)] = [
            ("id", .string(item.id.description)), ("short_id", .string(item.shortID)),
            ("token", .string(item.id.description)), ("kind", .string(item.kind)),
            ("state", "open"), ("scope", .string(item.scope.name)),
            (
                "decides",
                [
                    "code": .string(decider.code),
                    "sites": .array(decider.sites.map { .string($0.name) }),
                    "here": .bool(decider.admits(replica.meta.site)),
                ]
            ),
            ("opened_at", try openedMilliseconds(item).map { .time(Int64($0)) } ?? .null),
        ]
        switch item.content {
        case .cell(let cell):
            let sides = try inbox.sides(cell)
            if let desk { object.append(("suggestion", json(try desk.suggestion(item, sides)))) }
            object += [
                (
                    "record",
                    [
                        "kind": .string(cell.table), "id": .string(cell.key.text),
                        "label": .string(try recordLabel(cell.table, cell.key)),
                    ]
                ),
                (
                    "field",
                    [
                        "name": .string(cell.cell),
                        "label": .string(CellText(session, table: cell.table).label(cell.cell)),
                        "unit": .optional(
                            NetworkSchema.kind(cell.table)?.field(cell.cell)?.unit.map(
                                session.label)),
                    ]
                ),
                ("base", try inbox.base(cell).map { side($0, cell) } ?? .null),
                ("sides", .array(try sides.map { try json($0, cell) })),
                ("deletes", .array(try inbox.deletes(cell).map { side($0, cell) })),
                ("marks", .array(cell.marks.map { .string($0.description) })),
                ("working", RecordJSON.json(cell.shown, table: cell.table, cell: cell.cell)),
            ]
        case .rule(let finding):
            if desk != nil { object.append(("suggestion", json(nil as Suggestion?))) }
            object += [
                (
                    "rule",
                    [
                        "code": .string(finding.rule.rawValue),
                        "label": .string(session.label(finding.rule.label)),
                        "detail": .string(session.label(finding.detail)),
                    ]
                ),
                (
                    "records",
                    .array(
                        finding.rows.map {
                            ["kind": .string($0.table), "id": .string($0.key.text)]
                        })
                ),
                ("options", .array(finding.options.map { .string(session.label($0.label)) })),
                // What to give as --option for each of them.
                ("option_numbers", .array(finding.numbers.map { .count($0) })),
            ]
        case .fork(let fork): object.append(("fork", fork.json))
        }
        object.append(("assignee", .optional(notes[item.id]?.assignee)))
        object.append(
            ("snoozed_until", .optional(notes[item.id]?.snoozedUntil?.description)))
        object.append(("proposals", .array(proposals(item))))
        if let group { object.append(("group", .string(group))) }
        var result = JSON.Object()
        for (name, value) in object { result[name] = value }
        return .object(result)
    }

    private func proposals(_ item: InboxItem) -> [JSON] {
        (notes[item.id]?.proposals ?? []).map { one in
            [
                "choice": .string(one.choice), "person": .string(one.author),
                "site": .string(one.site.name), "reason": .optional(one.reason),
                "written_at": .time(Int64(one.milliseconds)),
            ]
        }
    }

    /// A side of a cell; of existence with what it did instead of a value.
    private func json(_ one: ConflictSide, _ cell: CellConflict) throws -> JSON {
        guard cell.cell == ConflictID.existence, case .object(var object) = side(one, cell)
        else {
            return side(one, cell)
        }
        switch try inbox.edit(one, cell) {
        case .added: object["did"] = "add"
        case .kept: object["did"] = "keep"
        case .set(let cells):
            object["did"] = "edit"
            let text = CellText(session, table: cell.table)
            object["changes"] = .array(
                cells.map { name, value in
                    [
                        "name": .string(name), "label": .string(text.label(name)),
                        "value": RecordJSON.json(value, table: cell.table, cell: name),
                    ]
                })
        }
        return .object(object)
    }

    func side(_ side: ConflictSide, _ cell: CellConflict) -> JSON {
        var object = JSON.Object()
        object["letter"] = .string(side.letter)
        object["value"] = RecordJSON.json(side.value, table: cell.table, cell: cell.cell)
        object["person"] = .string(side.author)
        object["site"] = .string(side.site.name)
        object["site_label"] = .optional(siteLabels[side.site.name])
        object["op"] = .string(side.dot.description)
        object["written_at"] = .time(Int64(side.milliseconds))
        object["recorded_at"] = .time(Int64(side.recordedMilliseconds))
        object["device_clock_skew_seconds"] = .integer(side.clockAheadSeconds)
        object["reason"] = .optional(side.reason)
        if side.isTrimmed { object["trimmed"] = true }
        if let revival = side.broughtBack {
            object["brought_back"] = [
                "person": .string(revival.author),
                "site": .string(revival.dot.stream.origin.site.name),
                "op": .string(revival.dot.description),
                "written_at": .time(Int64(revival.milliseconds)),
            ]
        }
        return .object(object)
    }
}

extension Fork {
    var json: JSON {
        [
            "stream": .string(stream.description), "seq": .integer(Int64(seq)),
            "settled": .bool(isSettled), "proved": .bool(isProved),
            "branches": .array(
                branches.map { branch in
                    [
                        "name": .string(branch.stream.description),
                        "first": .string(branch.first.description),
                        "transactions": .integer(Int64(branch.count)),
                        "signed": .bool(branch.isSigned),
                    ]
                }),
        ]
    }
}
