internal import ArgumentParser
internal import Causality
internal import Domain
internal import Storage
internal import Workflows

private typealias Text = Catalogue.TradeFlag

struct EnquiryCommand: TradeCommand {
    static let configuration = CommandConfiguration("enquiry", Catalogue.Help.enquiry, alias: "问询")
    @OptionGroup var options: GlobalOptions
    @OptionGroup var write: WriteOptions
    @Argument(help: Text.company.help("COMPANY")) var company: String
    @Option(name: .named("seats", "工位"), help: Text.seats.help("N")) var seats: Int?
    @Option(name: .named("contact", "联系人"), help: Text.contact.help("NAME")) var contact: String?
    @Option(name: .named("sectors", "行业"), help: Text.sectors.help("LIST")) var sectors: String?
    @Option(name: .named("note", "备注"), help: Text.note.help("TEXT")) var note: String?

    func act(_ desk: TradeDesk) throws -> TradeOutcome {
        try desk.enquiry(company, seats: seats, contact: contact, sectors: sectors, note: note)
    }
}

struct ApplyCommand: TradeCommand {
    static let configuration = CommandConfiguration("apply", Catalogue.Help.apply, alias: "入驻申请")
    @OptionGroup var options: GlobalOptions
    @OptionGroup var write: WriteOptions
    @Argument(help: Text.company.help("COMPANY")) var company: String
    @Option(name: .named("seats", "工位"), help: Text.seats.help("N")) var seats: Int?
    @Option(name: .named("from", "自"), help: Text.from.help("DAY")) var from: String?
    @Option(name: .named("channel", "渠道"), help: Text.channel.help("HOW")) var channel: String?
    @Option(name: .named("contact", "联系人"), help: Text.contact.help("NAME")) var contact: String?
    @Option(name: .named("sectors", "行业"), help: Text.sectors.help("LIST")) var sectors: String?

    func act(_ desk: TradeDesk) throws -> TradeOutcome {
        try desk.apply(
            company, seats: seats, from: try desk.day(from, flag: "--from"), channel: channel,
            contact: contact, sectors: sectors)
    }
}

struct ScreenCommand: TradeCommand {
    static let configuration = CommandConfiguration("screen", Catalogue.Help.screen, alias: "初审")
    @OptionGroup var options: GlobalOptions
    @OptionGroup var write: WriteOptions
    @Argument(help: Text.company.help("COMPANY")) var company: String
    @Option(name: .named("team", "团队"), help: Text.score.help("1-5")) var team: Int?
    @Option(name: .named("technology", "技术"), help: Text.score.help("1-5")) var technology: Int?
    @Option(name: .named("ai", "AI"), help: Text.score.help("1-5")) var ai: Int?
    @Option(name: .named("need", "空间"), help: Text.score.help("1-5")) var need: Int?
    @Flag(name: .named("interview", "面谈"), help: Text.interview.help) var interview = false
    @Flag(name: .named("accept", "通过"), help: Text.accept.help) var accept = false
    @Flag(name: .named("decline", "不通过"), help: Text.decline.help) var decline = false
    @Option(name: .named("reason", "理由"), help: Catalogue.Flag.reason.help("TEXT")) var reason:
        String?

    func act(_ desk: TradeDesk) throws -> TradeOutcome {
        guard [interview, accept, decline].count(where: { $0 }) <= 1 else {
            throw Problem.usage(
                Catalogue.Usage.onlyOne(of: ["--interview", "--accept", "--decline"]))
        }
        let scores = [
            "team_score": team, "technology_score": technology, "ai_core_score": ai,
            "need_score": need,
        ].compactMapValues { $0 }
        return try desk.screen(
            company, scores: scores,
            outcome: decline ? .declined : accept ? .accepted : interview ? .interview : nil,
            reason: reason)
    }
}

struct QueueCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        "queue", Catalogue.Help.queue,
        [QueueList.self, QueueJoin.self, QueueLeave.self, QueueUp.self, QueueNext.self],
        defaultSubcommand: QueueList.self, alias: "排队")
}

struct QueueList: ParsableCommand {
    static let configuration = CommandConfiguration("list", Catalogue.Help.queueList, alias: "列表")
    @OptionGroup var options: GlobalOptions

    func run() throws {
        let session = try Session(options)
        let desk = try session.trade()
        let waiting = try desk.queue()
        session.document(
            "queue", desk.desk.replica, .array(waiting.enumerated().map { json($0 + 1, $1) }))
        guard !waiting.isEmpty else { return session.printer.remark(Catalogue.Trade.nobodyWaits) }
        typealias Words = Catalogue.Trade
        var table = TextTable([
            session.column(Words.place, .right), session.column(Words.company, flexible: true),
            session.column(Words.seats, .right), session.column(Words.rating),
            session.column(Words.priority), session.column(Words.waited, .right),
            session.column(Words.promisedDay), session.column(Words.slip, .right),
            session.column(Words.state),
        ])
        for (at, one) in waiting.enumerated() {
            table.add([
                "\(at + 1)", one.company, one.seats.map { "\($0)" } ?? "-",
                one.rating?.uppercased() ?? "-", shown("priority", one.priority, session),
                "\(one.daysWaiting)", one.promised?.description ?? "-",
                one.slip == 0 ? "-" : "\(one.slip)", shown("state", one.state, session),
            ])
        }
        session.printer.table(table)
        for one in waiting where !one.others.isEmpty {
            session.printer.remark(
                Catalogue.Report.standsOnce(
                    Phrase(verbatim: one.company), others: one.others.map(\.text),
                    since: one.joined?.description))
        }
        for one in waiting where !one.overtakenBy.isEmpty {
            session.printer.remark(Words.overtaken(one.company, by: one.overtakenBy))
        }
    }

    private func shown(_ field: String, _ code: String, _ session: Session) -> String {
        session.shown(NetworkSchema.kind("waitlist_entry")?.field(field), .text(code))
    }

    private func json(_ place: Int, _ one: TradeDesk.Waiting) -> JSON {
        [
            "place": .integer(Int64(place)), "id": .string(one.entry.text),
            "also": .array(one.others.map { .string($0.text) }),
            "company": .string(one.company),
            "seats": one.seats.map { .integer(Int64($0)) } ?? .null,
            "rating": .optional(one.rating), "priority": .string(one.priority),
            "joined": .optional(one.joined?.description),
            "days_waiting": .integer(Int64(one.daysWaiting)),
            "promised": .optional(one.promised?.description),
            "slip_days": .integer(Int64(one.slip)), "state": .string(one.state),
            "overtaken_by": .array(one.overtakenBy.map { .string($0) }),
        ]
    }
}

struct QueueJoin: TradeCommand {
    static let configuration = CommandConfiguration("join", Catalogue.Help.queueJoin, alias: "加入")
    @OptionGroup var options: GlobalOptions
    @OptionGroup var write: WriteOptions
    @Argument(help: Text.company.help("COMPANY")) var company: String
    @Option(name: .named("seats", "工位"), help: Text.seats.help("N")) var seats: Int?
    @Option(name: .named("fewest", "最少"), help: Text.fewest.help("N")) var fewest: Int?
    @Option(name: .named("rating", "评级"), help: Text.rating.help("A|B|C")) var rating: String?
    @Option(name: .named("joined", "排队日"), help: Text.joined.help("DAY")) var joined: String?

    func act(_ desk: TradeDesk) throws -> TradeOutcome {
        try desk.join(
            company, seats: seats, fewest: fewest, rating: rating,
            since: try desk.day(joined, flag: "--joined"))
    }
}

struct QueueLeave: TradeCommand {
    static let configuration = CommandConfiguration("leave", Catalogue.Help.queueLeave, alias: "退出")
    @OptionGroup var options: GlobalOptions
    @OptionGroup var write: WriteOptions
    @Argument(help: Text.company.help("COMPANY")) var company: String
    @Option(name: .named("reason", "理由"), help: Catalogue.Flag.reason.help("TEXT")) var reason:
        String

    func act(_ desk: TradeDesk) throws -> TradeOutcome {
        try desk.leaveQueue(company, reason: reason)
    }
}

struct QueueUp: TradeCommand {
    static let configuration = CommandConfiguration("up", Catalogue.Help.queueUp, alias: "插队")
    @OptionGroup var options: GlobalOptions
    @OptionGroup var write: WriteOptions
    @Argument(help: Text.company.help("COMPANY")) var company: String
    @Option(name: .named("reason", "理由"), help: Catalogue.Flag.reason.help("TEXT")) var reason:
        String
    @Option(name: .named("second", "第二人"), help: Text.second.help("NAME")) var second: String?
    @Flag(name: .named("exception", "特批"), help: Text.isException.help) var exception = false

    func act(_ desk: TradeDesk) throws -> TradeOutcome {
        try desk.moveUp(company, isException: exception, reason: reason, second: second)
    }
}

struct QueueNext: ParsableCommand {
    static let configuration = CommandConfiguration("next", Catalogue.Help.queueNext, alias: "叫号")
    @OptionGroup var options: GlobalOptions
    @Option(name: .named("seats", "工位"), help: Text.freeSeats.help("N")) var seats: Int?

    func run() throws {
        let session = try Session(options)
        let desk = try session.trade()
        guard let next = try desk.next(seats: seats) else {
            session.document("queue.next", desk.desk.replica, .null)
            return session.printer.say(Catalogue.Trade.nobodyWaits)
        }
        session.document(
            "queue.next", desk.desk.replica,
            ["id": .string(next.entry.text), "company": .string(next.company)])
        session.printer.say(Catalogue.Trade.nextOne(next.company, seats: next.seats))
        session.printer.remark(
            Catalogue.Trade.callHint(next.company, seats: next.seats, from: desk.now.day), indent: 2
        )
    }
}

struct PromiseCommand: TradeCommand {
    static let configuration = CommandConfiguration("promise", Catalogue.Help.promise, alias: "承诺")
    @OptionGroup var options: GlobalOptions
    @OptionGroup var write: WriteOptions
    @Argument(help: Text.company.help("COMPANY")) var company: String
    @Argument(help: Text.day.help("DAY")) var day: String
    @Option(name: .named("after", "等"), help: Text.after.help("COMPANY")) var after: String?
    @Option(name: .named("told", "告知"), help: Text.told.help("HOW")) var told: String?

    func act(_ desk: TradeDesk) throws -> TradeOutcome {
        try desk.promise(
            company, on: try desk.day(day, flag: "DAY"), after: after, told: told)
    }
}

struct OfferCommand: TradeCommand {
    static let configuration = CommandConfiguration("offer", Catalogue.Help.offer, alias: "发入驻通知")
    @OptionGroup var options: GlobalOptions
    @OptionGroup var write: WriteOptions
    @Argument(help: Text.company.help("COMPANY")) var company: String
    @Option(name: .named("seats", "工位"), help: Text.seats.help("N")) var seats: Int?
    @Option(name: .named("from", "自"), help: Text.from.help("DAY")) var from: String?
    @Option(name: .named("answer-by", "答复"), help: Text.answerBy.help("DAY")) var answerBy: String?
    @Flag(name: .named("accepted", "接受"), help: Text.accepted.help) var accepted = false
    @Flag(name: .named("declined", "不接受"), help: Text.declined.help) var declined = false

    func act(_ desk: TradeDesk) throws -> TradeOutcome {
        if accepted || declined { return try desk.answer(company, accepts: accepted) }
        guard let answerBy else {
            throw Problem.usage(Text.offerNeeds, help: "moso offer --help")
        }
        return try desk.offer(
            company, seats: seats, from: try desk.day(from, flag: "--from"),
            answerBy: try desk.day(answerBy, flag: "--answer-by"))
    }
}
