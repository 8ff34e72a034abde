internal import ArgumentParser
internal import Causality
internal import Domain
internal import Storage
internal import Wire
internal import Workflows

struct HistoryCommand: ParsableCommand {
    static let configuration = CommandConfiguration("history", Catalogue.Help.history, alias: "历史")
    @OptionGroup var options: GlobalOptions
    @Argument(help: Catalogue.Flag.recordKey.help("ID")) var key: String
    @Option(help: Catalogue.Flag.field.help("FIELD")) var field: String?
    @Option(help: Catalogue.Flag.since.help("TIME")) var since: String?

    func run() throws {
        let session = try Session(options)
        let from = try session.since(since)
        let replica = try session.open()
        let desk = RecordDesk(replica)
        let (table, key) = try desk.everExisting(key)
        let kind = try desk.kind(table)
        let cell = try field.map { name in
            if kind.groups.contains(where: { $0.name == name }) { return name }
            let column = try desk.known(field: name, of: kind).name
            return kind.groups.first { $0.members.contains(column) }?.name ?? column
        }
        let writes = try History(replica).everything(table, key).filter {
            (cell == nil || $0.cell == cell) && $0.milliseconds >= from ?? 0
        }
        session.document("history", replica, .array(writes.map { json(table, $0) }))
        // A new record writes every field; those left empty are no change that anybody made.
        let told = writes.filter {
            $0.state == .valueTrimmed || $0.state == .erasure || !$0.value.isNull
                || !$0.replaces.isEmpty
        }
        if told.isEmpty {
            return session.printer.remark(Catalogue.History.none(id: key.text))
        }
        let record = try replica.record(table, key)
        session.printer.remark(
            Catalogue.History.title(
                id: key.text,
                label: try record.map { try desk.title($0, in: session.language) }
                    ?? session.label(kind.label),
                count: told.count))
        if record == nil { session.printer.remark(Catalogue.History.deletedNow, indent: 2) }
        session.printer.table(rows(session, table, told))
        if writes.contains(where: \.isTrimmed) {
            session.printer.remark(Catalogue.History.olderTrimmed)
        }
    }

    private func rows(
        _ session: Session, _ kind: String, _ writes: [CellWriteRecord]
    ) -> TextTable {
        typealias Heading = Catalogue.Heading
        var table = TextTable([
            session.column(Heading.when), session.column(Heading.field, flexible: true),
            session.column(Heading.value, flexible: true), session.column(Heading.by),
            session.column(Heading.site), session.column(Heading.id),
            session.column(Heading.reason, flexible: true),
        ])
        let shown = CellText(session, table: kind)
        for write in writes {
            table.add([
                .init(session.stamp(write.milliseconds)), .init(shown.label(write.cell)),
                value(write, shown, session), .init(write.author),
                .init(write.dot.stream.origin.site.name),
                .init(TransactionName.short(write.dot)), .init(session.told(reason: write.reason)),
            ])
        }
        return table
    }

    private func value(
        _ write: CellWriteRecord, _ shown: CellText, _ session: Session
    ) -> TextTable.Cell {
        if write.cell == ConflictID.existence {
            let isThere = write.value != .integer(0)
            return .init(session.text(isThere ? Catalogue.Undo.kept : Catalogue.Undo.absent))
        }
        return switch write.state {
        case .whole, .trimmed: shown.cell(write.cell, write.value)
        case .valueTrimmed: .init(session.text(Catalogue.History.trimmed))
        case .erasure: .init(session.text(Catalogue.History.erasure))
        }
    }

    private func json(_ table: String, _ write: CellWriteRecord) -> JSON {
        let isExistence = write.cell == ConflictID.existence
        return [
            "field": .string(write.cell),
            "kind": isExistence
                ? write.value == .integer(0) ? "delete" : "keep"
                : write.state == .erasure ? "erase" : "write",
            "value": isExistence
                ? .null : RecordJSON.json(write.value, table: table, cell: write.cell),
            "op": .string(write.dot.description),
            "id": .string(TransactionName.short(write.dot)), "person": .string(write.author),
            "site": .string(write.dot.stream.origin.site.name),
            "written_at": .time(Int64(write.milliseconds)), "reason": .optional(write.reason),
            "replaces": write.isTrimmed
                ? .null : .array(write.replaces.map { .string($0.description) }),
        ]
    }
}

struct LogCommand: ParsableCommand {
    static let configuration = CommandConfiguration("log", Catalogue.Help.log, alias: "追溯")
    @OptionGroup var options: GlobalOptions
    @Option(help: Catalogue.Flag.since.help("TIME")) var since: String?

    func run() throws {
        let session = try Session(options)
        let from = try session.since(since) ?? 0
        let replica = try session.open()
        if options.json { return try printJSON(session, replica, from) }
        try printRows(session, replica, from)
    }

    /// One transaction a line, as docs and outsiders expect them: without an envelope around.
    private func printJSON(_ session: Session, _ replica: Replica, _ from: UInt64) throws {
        var held = HeldLog()
        try replica.forEachTransaction { arrival, transaction in
            held.note(transaction)
            guard transaction.stamp.milliseconds >= from else { return }
            session.printer.writeAnswer(
                LogJSON.line(
                    transaction, arrival: arrival,
                    effective: try replica.effectiveStamp(of: transaction.dot)
                ).text)
        }
        for line in try held.lines(replica, from: from) { session.printer.writeAnswer(line.text) }
        for item in try replica.quarantinedTransactions() {
            session.printer.writeAnswer(LogJSON.quarantined(item).text)
        }
    }

    private func printRows(_ session: Session, _ replica: Replica, _ from: UInt64) throws {
        typealias Heading = Catalogue.Heading
        var table = TextTable([
            session.column(Heading.arrival, .right), session.column(Heading.when),
            session.column(Heading.operation), session.column(Heading.writes, .right),
            session.column(Heading.by), session.column(Heading.reason, flexible: true),
        ])
        var streams: Set<Causality.Stream> = []
        try replica.forEachTransaction { arrival, transaction in
            guard transaction.stamp.milliseconds >= from else { return }
            streams.insert(transaction.dot.stream)
            table.add([
                "\(arrival)", session.stamp(transaction.stamp.milliseconds),
                transaction.dot.description,
                transaction.isTrimmed
                    ? "-"
                    : transaction.isVoid
                        ? session.text(Catalogue.Log.void) : "\(transaction.operations.count)",
                transaction.author, session.told(reason: transaction.reason),
            ])
        }
        if table.isEmpty { return session.printer.remark(Catalogue.Log.empty) }
        session.printer.table(table)
        session.printer.remark(
            Catalogue.Log.summary(transactions: table.rows.count, streams: streams.count))
    }
}

struct OverviewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        "overview", Catalogue.Help.overview, alias: "总览")
    @OptionGroup var options: GlobalOptions

    func run() throws {
        let session = try Session(options)
        let replica = try session.open()
        let view = try Overview(replica, nowMilliseconds: session.now)
        session.document("overview", replica, OverviewText.json(view))
        OverviewText(view, session.language).lines(
            width: session.printer.answerRules.width, isWhole: session.printer.mode == .plain
        ).forEach(session.printer.line)
    }
}
