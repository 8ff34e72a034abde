internal import ArgumentParser
internal import Causality
internal import Domain
internal import Storage
internal import Wire
internal import Workflows

struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Is everything in step? What waits?")
    @OptionGroup var options: GlobalOptions
    @Flag(help: "Exit with 3 when something needs attention.") var check = false

    func run() throws {
        let session = Session(options)
        let replica = try session.open()
        try replica.sealForeignEdits()
        let peers = try replica.peerRecords()
        let conflicts = try ConflictInbox(replica).items().count
        let held = try replica.heldTransactions().count
        let quarantined = try replica.quarantinedTransactions()
        // Each peer is owed what it may hold, and nothing of another's.
        let waiting =
            try peers.compactMap(\.site).compactMap { site in
                try replica.outbox(for: site) {
                    Entitlement.holds(site, hub: replica.meta.hub, $0)
                }?.count
            }.max() ?? 0
        if options.json {
            session.print(
                "status", site: replica.meta.site,
                [
                    "epoch": .integer(Int64(replica.meta.epoch)),
                    "hub": .string(replica.meta.hub.name),
                    "to_send": .count(waiting), "conflicts": .count(conflicts),
                    "held": .count(held), "quarantined": .count(quarantined.count),
                    "peers": .count(peers.count),
                    "peers_failing": .count(peers.filter { $0.lastError != nil }.count),
                ])
        } else {
            let zh = session.language == .zh
            session.print("\(replica.meta.site)  moso  \(session.local(session.now))")
            session.print(
                waiting == 0
                    ? Phrase(zh: "  ✓ 没有待发送的改动", en: "  ✓ nothing waits to be sent")
                    : Phrase(
                        zh: "  ↑ \(waiting) 批改动待发送（全部已安全保存）",
                        en: "  ↑ \(English.counted(waiting, "change")) to send, all safe here"))
            session.print(
                conflicts == 0
                    ? Phrase(zh: "  ✓ 没有待核对", en: "  ✓ no open conflicts")
                    : Phrase(
                        zh: "  ! \(conflicts) 处待核对：moso conflicts list",
                        en:
                            "  ! \(English.counted(conflicts, "open conflict")): moso conflicts list"
                    ))
            if held > 0 {
                session.print(
                    Phrase(
                        zh: "  ! \(held) 批收到的改动在等待它们的前因",
                        en: "  ! \(English.counted(held, "received change")) held until what they "
                            + "build on has come"))
            }
            for item in quarantined {
                let dot = item.dot?.description
                session.print(
                    Phrase(
                        zh: "  ! 已隔离 \(dot ?? "一条无法辨认的改动")：\(item.why)",
                        en: "  ! put aside \(dot ?? "an unreadable change"): \(item.why)"))
            }
            for peer in peers {
                let name = peer.site?.name ?? peer.url
                let state = peer.lastOKMilliseconds.map(session.ago) ?? (zh ? "从未" : "never")
                session.print(
                    "  \(peer.lastError == nil ? "✓" : "!") \(name)  \(zh ? "上次成功" : "last ok") \(state)"
                )
            }
        }
        if check
            && (conflicts > 0 || !quarantined.isEmpty || peers.contains { $0.lastError != nil })
        {
            throw ArgumentParser.ExitCode(3)
        }
    }
}

struct HistoryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "Who set each field of a record, when and why.")
    @OptionGroup var options: GlobalOptions
    @Argument(help: "The record's key.") var key: String
    @Option(help: "Only this field.") var field: String?

    func run() throws {
        let session = Session(options)
        let replica = try session.open()
        try replica.sealForeignEdits()
        let desk = RecordDesk(replica)
        guard let record = try desk.find(key) else { throw RecordProblem.notFound(key) }
        let writes = try History(replica).writes(record).filter { field == nil || $0.cell == field }
        if options.json {
            return session.print(
                "history", site: replica.meta.site,
                .array(
                    writes.map { write in
                        [
                            "field": .string(write.cell), "value": RecordJSON.json(write.value),
                            "op": .string(write.dot.description), "person": .string(write.author),
                            "site": .string(write.dot.stream.origin.site.name),
                            "written_at": .time(Int64(write.milliseconds)),
                            "reason": .optional(write.reason),
                            "replaces": .array(write.replaces.map { .string($0.description) }),
                        ]
                    }))
        }
        let zh = session.language == .zh
        var table = TextTable([
            .init(zh ? "时间" : "When"), .init(zh ? "字段" : "Field"),
            .init(zh ? "值" : "Value", isFlexible: true), .init(zh ? "谁" : "By"),
            .init(zh ? "分站" : "Site"), .init(zh ? "理由" : "Why", isFlexible: true),
        ])
        for write in writes where !write.value.isNull {
            let type = NetworkSchema.kind(record.table)?.field(write.cell)?.type
            table.add([
                session.local(write.milliseconds), write.cell,
                type?.display(write.value, zh: zh) ?? write.value.description, write.author,
                write.dot.stream.origin.site.name, write.reason ?? "",
            ])
        }
        session.print(table)
    }
}

struct LogCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: "The transactions of this replica in order of arrival.")
    @OptionGroup var options: GlobalOptions

    func run() throws {
        let session = Session(options)
        let replica = try session.open()
        try replica.sealForeignEdits()
        try replica.forEachTransaction { arrival, transaction in
            if options.json {
                session.print(LogJSON.line(transaction, arrival: arrival).text)
            } else {
                session.print(
                    "\(arrival)  \(session.local(transaction.stamp.milliseconds))  \(transaction.dot)  \(transaction.author)  \(transaction.operations.count) ops  \(transaction.reason ?? "")"
                )
            }
        }
        guard options.json else { return }
        for held in try replica.heldTransactions() {
            session.print(LogJSON.held(held).text)
        }
        for item in try replica.quarantinedTransactions() {
            session.print(LogJSON.quarantined(item).text)
        }
    }
}

struct OverviewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "overview", abstract: "The consolidated view of what this site holds.")
    @OptionGroup var options: GlobalOptions

    func run() throws {
        let session = Session(options)
        let replica = try session.open()
        let view = try Overview(replica, nowMilliseconds: session.now)
        if options.json {
            return session.print("overview", site: replica.meta.site, OverviewText.json(view))
        }
        for line in OverviewText(view, session.language).lines(width: Session.width) {
            session.print(line)
        }
    }
}
