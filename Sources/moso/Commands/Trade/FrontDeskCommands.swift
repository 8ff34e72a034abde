internal import ArgumentParser
internal import Causality
internal import Domain
internal import Storage
internal import Workflows

private typealias Text = Catalogue.TradeFlag

struct BookCommand: TradeCommand {
    static let configuration = CommandConfiguration("book", Catalogue.Help.book, alias: "订会议室")
    @OptionGroup var options: GlobalOptions
    @OptionGroup var write: WriteOptions
    @Argument(help: Text.room.help("ROOM")) var room: String
    @Argument(help: Text.day.help("DAY")) var day: String
    @Argument(help: Text.hours.help("14:00-15:30")) var hours: String
    @Option(name: .named("for", "企业"), help: Text.company.help("COMPANY")) var company: String?
    @Option(name: .named("purpose", "用途"), help: Text.purpose.help("TEXT")) var purpose: String?
    @Option(name: .named("people", "人数"), help: Text.people.help("N")) var people: Int?
    @Option(name: .named("priority", "优先级"), help: Text.roomPriority.help("CODE")) var priority:
        String?

    func act(_ desk: TradeDesk) throws -> TradeOutcome {
        let day = try desk.day(day, flag: "DAY")
        let times = hours.split { "-~至到–—".contains($0) }.map { LocalMinute.time(String($0)) }
        guard times.count == 2, let first = times[0], let last = times[1],
            let from = LocalMinute(day, hour: first.hour, minute: first.minute),
            let to = LocalMinute(day, hour: last.hour, minute: last.minute)
        else { throw Problem.usage(Text.notHours(hours), help: "moso book --help") }
        return try desk.book(
            room, from: from, to: to, company: company, purpose: purpose, people: people,
            priority: priority)
    }
}

struct RoomsCommand: ParsableCommand {
    static let configuration = CommandConfiguration("rooms", Catalogue.Help.rooms, alias: "会议室")
    @OptionGroup var options: GlobalOptions
    @Argument(help: Text.day.help("DAY")) var day: String?

    func run() throws {
        let session = try Session(options)
        let desk = try session.trade()
        let day = try desk.day(day, flag: "DAY") ?? desk.now.day
        let booked = try desk.rooms(on: day)
        session.document("rooms", desk.desk.replica, .array(booked.map { json($0, session) }))
        guard !booked.isEmpty else {
            return session.printer.remark(Catalogue.Trade.noBookings(day))
        }
        typealias Words = Catalogue.Trade
        var table = TextTable([
            session.column(Words.room, flexible: true), session.column(Words.time),
            session.column(Words.holder, flexible: true),
            session.column(Words.purpose, flexible: true), session.column(Words.state),
            session.column(Words.booking),
        ])
        for one in booked {
            table.add([
                one.room, "\(one.from.clock)–\(one.to.clock)", one.holder, one.purpose,
                session.text(one.state), one.key.text,
            ])
        }
        session.printer.table(table)
    }

    private func json(_ one: TradeDesk.Booked, _ session: Session) -> JSON {
        [
            "id": .string(one.key.text), "room": .string(one.room),
            "from": .string(one.from.stored), "to": .string(one.to.stored),
            "holder": .string(one.holder), "purpose": .string(one.purpose),
            "state": .string(session.text(one.state)), "displaced": .bool(one.isDisplaced),
        ]
    }
}

struct CancelCommand: TradeCommand {
    static let configuration = CommandConfiguration("cancel", Catalogue.Help.cancel, alias: "取消预订")
    @OptionGroup var options: GlobalOptions
    @OptionGroup var write: WriteOptions
    @Argument(help: Catalogue.Flag.recordKey.help("ID")) var key: String

    func act(_ desk: TradeDesk) throws -> TradeOutcome { try desk.cancel(key) }
}

struct VisitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        "visit", Catalogue.Help.visit, [VisitStart.self, VisitEnd.self, VisitNext.self],
        alias: "接待")
}

struct VisitStart: TradeCommand {
    static let configuration = CommandConfiguration("start", Catalogue.Help.visitStart, alias: "开始")
    @OptionGroup var options: GlobalOptions
    @OptionGroup var write: WriteOptions
    @Argument(help: Text.visitKind.help("KIND")) var kind: String
    @Argument(help: Text.organisation.help("WHO")) var organisation: String?
    @Option(name: .named("city", "城市"), help: Text.city.help("CODE")) var city: String?
    @Option(name: .named("people", "人数"), help: Text.people.help("N")) var people: Int?
    @Flag(name: .named("planned", "预约"), help: Text.planned.help) var planned = false

    func act(_ desk: TradeDesk) throws -> TradeOutcome {
        try desk.visitStart(
            kind: kind, from: organisation, city: city, people: people, isPlanned: planned)
    }
}

struct VisitEnd: TradeCommand {
    static let configuration = CommandConfiguration("end", Catalogue.Help.visitEnd, alias: "结束")
    @OptionGroup var options: GlobalOptions
    @OptionGroup var write: WriteOptions
    @Argument(help: Text.visit.help("ID")) var visit: String?
    @Option(name: .named("topics", "议题"), help: Text.topics.help("TEXT")) var topics: String?
    @Option(name: .named("people", "人数"), help: Text.people.help("N")) var people: Int?

    func act(_ desk: TradeDesk) throws -> TradeOutcome {
        try desk.visitEnd(visit, topics: topics, people: people)
    }
}

struct VisitNext: TradeCommand {
    static let configuration = CommandConfiguration("next", Catalogue.Help.visitNext, alias: "后续")
    @OptionGroup var options: GlobalOptions
    @OptionGroup var write: WriteOptions
    @Argument(help: Text.step.help("TEXT")) var text: String
    @Option(name: .named("who", "谁"), help: Text.who.help("NAME")) var who: String
    @Option(name: .named("by", "期限"), help: Text.due.help("DAY")) var by: String?
    @Option(name: .named("visit", "接待"), help: Text.visit.help("ID")) var visit: String?

    func act(_ desk: TradeDesk) throws -> TradeOutcome {
        try desk.visitNext(text, visit: visit, owner: who, by: try desk.day(by, flag: "--by"))
    }
}

struct FixCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        "fix", Catalogue.Help.fix,
        [FixReport.self, FixDone.self, FixConfirm.self, FixReopen.self],
        alias: "报修")
}

struct FixReport: TradeCommand {
    static let configuration = CommandConfiguration("report", Catalogue.Help.fixReport, alias: "登记")
    @OptionGroup var options: GlobalOptions
    @OptionGroup var write: WriteOptions
    @Argument(help: Text.place.help("PLACE")) var place: String
    @Argument(help: Text.category.help("WHAT")) var category: String
    @Option(name: .named("severity", "紧急"), help: Text.severity.help("1-4")) var severity: Int?
    @Option(name: .named("note", "备注"), help: Text.note.help("TEXT")) var note: String?
    @Flag(name: .named("block", "停用"), help: Text.block.help) var block = false

    func act(_ desk: TradeDesk) throws -> TradeOutcome {
        try desk.fix(
            place, category: category, severity: severity, note: note, blocksSeat: block)
    }
}

struct FixDone: TradeCommand {
    static let configuration = CommandConfiguration("done", Catalogue.Help.fixDone, alias: "完工")
    @OptionGroup var options: GlobalOptions
    @OptionGroup var write: WriteOptions
    @Argument(help: Text.order.help("ID")) var order: String
    func act(_ desk: TradeDesk) throws -> TradeOutcome { try desk.repair(order, .done) }
}

struct FixConfirm: TradeCommand {
    static let configuration = CommandConfiguration(
        "confirm", Catalogue.Help.fixConfirm, alias: "销单")
    @OptionGroup var options: GlobalOptions
    @OptionGroup var write: WriteOptions
    @Argument(help: Text.order.help("ID")) var order: String
    func act(_ desk: TradeDesk) throws -> TradeOutcome { try desk.repair(order, .confirmed) }
}

struct FixReopen: TradeCommand {
    static let configuration = CommandConfiguration("reopen", Catalogue.Help.fixReopen, alias: "返修")
    @OptionGroup var options: GlobalOptions
    @OptionGroup var write: WriteOptions
    @Argument(help: Text.order.help("ID")) var order: String
    func act(_ desk: TradeDesk) throws -> TradeOutcome { try desk.repair(order, .reopened) }
}
