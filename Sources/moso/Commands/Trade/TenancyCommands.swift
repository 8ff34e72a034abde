internal import ArgumentParser
internal import Causality
internal import Domain
internal import Storage
internal import Workflows

private typealias Text = Catalogue.TradeFlag

struct SeatsCommand: ParsableCommand {
    static let configuration = CommandConfiguration("seats", Catalogue.Help.seats, alias: "工位")
    @OptionGroup var options: GlobalOptions
    @Argument(help: Text.day.help("DAY")) var day: String?
    @Flag(name: .named("free", "空"), help: Text.onlyFree.help) var free = false

    func run() throws {
        let session = try Session(options)
        let desk = try session.trade()
        let day = try desk.day(day, flag: "DAY") ?? desk.now.day
        let all = try desk.seats(on: day)
        let shown = all.filter { !free || $0.holder == nil && !$0.isBlocked }
        session.document("seats", desk.desk.replica, .array(shown.map(json)))
        var table = TextTable([
            session.column(Catalogue.Trade.seat),
            session.column(Catalogue.Trade.holder, flexible: true),
            session.column(Catalogue.Trade.until),
        ])
        for seat in shown {
            table.add([
                seat.label,
                seat.holder
                    ?? session.text(
                        seat.isBlocked ? Catalogue.Trade.blocked : Catalogue.Trade.free),
                seat.last?.description ?? "",
            ])
        }
        session.printer.table(table)
        let blocked = all.filter { $0.isBlocked && $0.holder == nil }.count
        let taken = all.filter { $0.holder != nil }.count
        session.printer.remark(
            Catalogue.Trade.seatCount(
                free: all.count - taken - blocked, taken: taken, blocked: blocked))
    }

    private func json(_ seat: TradeDesk.SeatToday) -> JSON {
        [
            "id": .string(seat.key.text), "label": .string(seat.label),
            "holder": .optional(seat.holder), "last": .optional(seat.last?.description),
            "blocked": .bool(seat.isBlocked),
        ]
    }
}

struct SignCommand: TradeCommand {
    static let configuration = CommandConfiguration("sign", Catalogue.Help.sign, alias: "签约")
    @OptionGroup var options: GlobalOptions
    @OptionGroup var write: WriteOptions
    @Argument(help: Text.company.help("COMPANY")) var company: String
    @Option(name: .named("from", "自"), help: Text.from.help("DAY")) var from: String?
    @Option(name: .named("to", "至"), help: Text.to.help("DAY")) var to: String?
    @Option(name: .named("seats", "工位"), help: Text.seats.help("N")) var seats: Int?
    @Option(name: .named("number", "合同号"), help: Text.number.help("NUMBER")) var number: String?

    func act(_ desk: TradeDesk) throws -> TradeOutcome {
        try desk.sign(
            company, from: try desk.day(from, flag: "--from") ?? desk.now.day,
            to: try desk.day(to, flag: "--to"), seats: seats, number: number)
    }
}

struct MoveInCommand: TradeCommand {
    static let configuration = CommandConfiguration("move-in", Catalogue.Help.moveIn, alias: "入驻")
    @OptionGroup var options: GlobalOptions
    @OptionGroup var write: WriteOptions
    @Argument(help: Text.company.help("COMPANY")) var company: String
    @Argument(help: Text.seatRange.help("SEATS")) var seats: [String]
    @Option(name: .named("from", "自"), help: Text.from.help("DAY")) var from: String?
    @Option(name: .named("free", "免租"), help: Text.free.help("MONTHS")) var free: Int = 0
    @Option(name: .named("exception", "特批"), help: Text.exception.help("TEXT")) var exception:
        String?
    @Option(name: .named("number", "合同号"), help: Text.number.help("NUMBER")) var number: String?
    @Option(name: .named("leave-rule", "离场条件"), help: Text.leaveRule.help("TEXT"))
    var leaveRule: String?
    @Option(
        name: .named("transferred-from", "转自"), help: Catalogue.DeskFlag.origin.help("TENANCY"))
    var transferredFrom: String?

    func act(_ desk: TradeDesk) throws -> TradeOutcome {
        guard (0...60).contains(free) else {
            throw Problem.usage(Text.freeRange(free), help: "moso move-in --help")
        }
        var wish = TradeDesk.MoveIn()
        wish.seats = seats
        wish.from = try desk.day(from, flag: "--from")
        wish.freeMonths = free
        wish.exception = exception
        wish.number = number
        wish.leaveRule = leaveRule
        wish.transferredFrom = transferredFrom
        return try desk.moveIn(company, wish)
    }
}

struct ExtendCommand: TradeCommand {
    static let configuration = CommandConfiguration("extend", Catalogue.Help.extend, alias: "续期")
    @OptionGroup var options: GlobalOptions
    @OptionGroup var write: WriteOptions
    @Argument(help: Text.company.help("COMPANY")) var company: String
    @Option(name: .named("months", "月"), help: Text.months.help("N")) var months: Int?
    @Option(name: .named("to", "至"), help: Text.to.help("DAY")) var to: String?
    @Option(name: .named("rent", "租金"), help: Text.rent.help("YUAN")) var rent: String?
    @Flag(name: .named("free", "免租"), help: Text.isFree.help) var free = false
    @Option(name: .named("exception", "特批"), help: Text.exception.help("TEXT")) var exception:
        String?

    func act(_ desk: TradeDesk) throws -> TradeOutcome {
        try desk.extend(
            company, months: months, to: try desk.day(to, flag: "--to"), rent: rent, isFree: free,
            exception: exception)
    }
}

struct MarketCommand: TradeCommand {
    static let configuration = CommandConfiguration("market", Catalogue.Help.market, alias: "转正价")
    @OptionGroup var options: GlobalOptions
    @OptionGroup var write: WriteOptions
    @Argument(help: Text.company.help("COMPANY")) var company: String
    @Option(name: .named("rent", "租金"), help: Text.rent.help("YUAN")) var rent: String
    @Option(name: .named("from", "自"), help: Text.from.help("DAY")) var from: String?
    @Option(name: .named("to", "至"), help: Text.to.help("DAY")) var to: String?

    func act(_ desk: TradeDesk) throws -> TradeOutcome {
        try desk.market(
            company, rent: rent, from: try desk.day(from, flag: "--from"),
            to: try desk.day(to, flag: "--to"))
    }
}

struct NoticeCommand: TradeCommand {
    static let configuration = CommandConfiguration("notice", Catalogue.Help.notice, alias: "通知搬离")
    @OptionGroup var options: GlobalOptions
    @OptionGroup var write: WriteOptions
    @Argument(help: Text.company.help("COMPANY")) var company: String
    @Option(name: .named("by", "期限"), help: Text.leaveBy.help("DAY")) var by: String
    @Option(name: .named("reason", "理由"), help: Catalogue.Flag.reason.help("TEXT")) var reason:
        String

    func act(_ desk: TradeDesk) throws -> TradeOutcome {
        try desk.notice(company, by: try desk.day(by, flag: "--by"), reason: reason)
    }
}

struct MoveOutCommand: TradeCommand {
    static let configuration = CommandConfiguration("move-out", Catalogue.Help.moveOut, alias: "退租")
    @OptionGroup var options: GlobalOptions
    @OptionGroup var write: WriteOptions
    @Argument(help: Text.company.help("COMPANY")) var company: String
    @Option(name: .named("on", "日期"), help: Text.lastDay.help("DAY")) var on: String?
    @Option(name: .named("because", "原因"), help: Text.exitReason.help("CODE")) var because: String?
    @Option(name: .named("moved-to", "搬往"), help: Text.movedTo.help("PLACE")) var movedTo: String?
    @Option(name: .named("handover", "交接单"), help: Text.handover.help("TEXT")) var handover: String?

    func act(_ desk: TradeDesk) throws -> TradeOutcome {
        try desk.moveOut(
            company, on: try desk.day(on, flag: "--on"), exit: because, to: movedTo,
            handover: handover)
    }
}

struct GraduateCommand: TradeCommand {
    static let configuration = CommandConfiguration(
        "graduate", Catalogue.Help.graduate, alias: "毕业")
    @OptionGroup var options: GlobalOptions
    @OptionGroup var write: WriteOptions
    @Argument(help: Text.company.help("COMPANY")) var company: String
    @Flag(name: .named("profitable", "盈利"), help: Text.profitable.help) var profitable = false
    @Option(name: .named("evidence", "依据"), help: Text.evidence.help("PAPER")) var evidence:
        [String] = []

    func act(_ desk: TradeDesk) throws -> TradeOutcome {
        try desk.graduate(
            company, reason: profitable ? "graduated-profitable" : "graduated-funded",
            evidence: evidence)
    }
}
