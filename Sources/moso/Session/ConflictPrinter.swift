internal import Causality
internal import Domain
internal import Storage
internal import Wire
internal import Workflows

/// Conflicts as lines, tables and JSON.
struct ConflictPrinter {
    let session: Session
    let replica: Replica
    private let desk: RecordDesk
    private let inbox: ConflictInbox

    init(_ session: Session, _ replica: Replica) {
        self.session = session
        self.replica = replica
        desk = RecordDesk(replica)
        inbox = ConflictInbox(replica)
    }

    /// A value of a conflict's cell as people read it.
    func display(_ cell: CellConflict, _ value: Value) -> String {
        let kind = NetworkSchema.kind(cell.table)
        let zh = session.language == .zh
        if let group = kind?.groups.first(where: { $0.name == cell.cell }) {
            guard case .tuple(let members) = value else { return "—" }
            return zip(group.members, members).map { name, member in
                kind?.field(name)?.type.display(member, zh: zh) ?? member.description
            }.joined(separator: " – ")
        }
        let text = kind?.field(cell.cell)?.type.display(value, zh: zh) ?? value.description
        return text.isEmpty ? "—" : text
    }

    func fieldLabel(_ cell: CellConflict) -> String {
        if cell.cell == ConflictID.existence {
            return session.language == .zh ? "存废" : "existence"
        }
        return NetworkSchema.kind(cell.table)?.field(cell.cell).map { session.label($0.label) }
            ?? cell.cell
    }

    func recordLabel(_ table: String, _ key: RecordKey) throws -> String {
        guard let record = try replica.record(table, key) else { return key.text }
        let title = try desk.title(record)
        return title == key.text ? title : "\(key) \(title)"
    }

    func table(_ items: [InboxItem]) throws -> TextTable {
        let zh = session.language == .zh
        var table = TextTable([
            .init(zh ? "编号" : "Id"), .init(zh ? "记录" : "Record", isFlexible: true),
            .init(zh ? "字段 / 规则" : "Field / rule", isFlexible: true),
            .init(zh ? "两边" : "Sides", isFlexible: true),
        ])
        for item in items {
            switch item.content {
            case .cell(let cell):
                let sides = try inbox.sides(cell).map { side in
                    "\(side.dot.stream.origin.site) \(display(cell, side.value))"
                }
                table.add([
                    item.shortID, try recordLabel(cell.table, cell.key), fieldLabel(cell),
                    sides.joined(separator: " / "),
                ])
            case .rule(let finding):
                table.add([
                    item.shortID,
                    try finding.rows.map { try recordLabel($0.table, $0.key) }
                        .joined(separator: " / "),
                    "\(finding.rule.rawValue) \(session.label(finding.rule.label))",
                    session.label(finding.detail),
                ])
            }
        }
        return table
    }

    func lines(_ item: InboxItem) throws -> [String] {
        switch item.content {
        case .cell(let cell): try lines(item, cell)
        case .rule(let finding): try lines(item, finding)
        }
    }

    private func lines(_ item: InboxItem, _ cell: CellConflict) throws -> [String] {
        let zh = session.language == .zh
        var lines = [
            "\(item.shortID)  \(zh ? "待处理" : "open")  \(try recordLabel(cell.table, cell.key))  \(fieldLabel(cell))"
        ]
        var table = TextTable([
            .init(""), .init(zh ? "值" : "value"), .init(zh ? "谁" : "by"),
            .init(zh ? "分站" : "site"), .init(zh ? "时间" : "written"), .init(zh ? "理由" : "why"),
            .init(zh ? "操作" : "operation"),
        ])
        let sides = try inbox.sides(cell)
        let base = try inbox.base(cell)
        for side in [base].compactMap({ $0 }) + sides {
            table.add([
                side.letter == "base" ? (zh ? "共同起点" : "base") : side.letter,
                cell.cell == ConflictID.existence ? "" : display(cell, side.value), side.author,
                side.dot.stream.origin.site.name, session.local(side.milliseconds),
                side.reason ?? "", side.dot.description,
            ])
        }
        lines += table.lines(width: nil, indent: 2)
        for mark in cell.marks { lines.append("  \(zh ? "删除" : "deleted by") \(mark)") }
        lines.append(
            zh
                ? "  为什么同时发生：这几次修改互相都没有看到对方。先后不决定这个字段。"
                : "  Why both happened: none of these changes had seen the other. Order does not decide this field."
        )
        let choices =
            cell.cell == ConflictID.existence
            ? ["--take keep", "--take delete"]
            : sides.map { "--take \($0.letter)" } + (base == nil ? [] : ["--take base"])
                + ["--set …"]
        lines.append(
            "  \(zh ? "选择" : "Choose")  moso conflicts resolve \(item.shortID) \(choices.joined(separator: " | ")) --reason …"
        )
        return lines
    }

    private func lines(_ item: InboxItem, _ finding: Finding) throws -> [String] {
        let zh = session.language == .zh
        var lines = [
            "\(item.shortID)  \(zh ? "待处理" : "open")  \(finding.rule.rawValue)  \(session.label(finding.rule.label))",
            "  \(session.label(finding.detail))",
        ]
        for row in finding.rows { lines.append("  - \(try recordLabel(row.table, row.key))") }
        for (at, option) in finding.options.enumerated() {
            lines.append("  \(at + 1)  \(session.label(option.label))")
        }
        lines.append(
            "  \(zh ? "选择" : "Choose")  moso conflicts resolve \(item.shortID) --option N --reason …")
        return lines
    }

    func json(_ item: InboxItem) throws -> JSON {
        var object: [(String, JSON)] = [
            ("id", .string(item.id.description)), ("short_id", .string(item.shortID)),
            ("kind", .string(item.kind)), ("state", "open"), ("scope", .string(item.scope.name)),
        ]
        switch item.content {
        case .cell(let cell):
            object += [
                ("record", [
                    "kind": .string(cell.table), "id": .string(cell.key.text),
                    "label": .string(try recordLabel(cell.table, cell.key)),
                ]),
                ("field", ["name": .string(cell.cell), "label": .string(fieldLabel(cell))]),
                ("base", try inbox.base(cell).map(side) ?? .null),
                ("sides", .array(try inbox.sides(cell).map(side))),
                ("marks", .array(cell.marks.map { .string($0.description) })),
                ("working", RecordJSON.json(cell.shown)),
            ]
        case .rule(let finding):
            object += [
                ("rule", [
                    "code": .string(finding.rule.rawValue),
                    "label": .string(session.label(finding.rule.label)),
                    "detail": .string(session.label(finding.detail)),
                ]),
                ("records", .array(
                    finding.rows.map {
                        ["kind": .string($0.table), "id": .string($0.key.text)]
                    })),
                ("options", .array(finding.options.map { .string(session.label($0.label)) })),
            ]
        }
        var result = JSON.Object()
        for (name, value) in object { result[name] = value }
        return .object(result)
    }

    private func side(_ side: ConflictSide) -> JSON {
        [
            "letter": .string(side.letter), "value": RecordJSON.json(side.value),
            "person": .string(side.author), "site": .string(side.dot.stream.origin.site.name),
            "op": .string(side.dot.description), "written_at": .time(Int64(side.milliseconds)),
            "reason": .optional(side.reason),
        ]
    }
}
