internal import ArgumentParser
internal import Causality
internal import Domain
internal import Workflows

private typealias Text = Catalogue.DeskFlag
private typealias Trade = Catalogue.TradeFlag

struct ClinicCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        "clinic", Catalogue.Help.clinic, [ClinicAdd.self, ClinicList.self],
        defaultSubcommand: ClinicList.self, alias: "法务门诊")
}

struct ClinicAdd: TradeCommand {
    static let configuration = CommandConfiguration("add", Catalogue.Help.clinicAdd, alias: "登记")
    @OptionGroup var options: GlobalOptions
    @OptionGroup var write: WriteOptions
    @Argument(help: Text.firm.help("FIRM")) var firm: String
    @Argument(help: Text.companies.help("COMPANY")) var companies: [String] = []
    @Option(name: .named("on", "日期"), help: Trade.day.help("DAY")) var on: String?
    @Option(name: .named("lawyers", "律师"), help: Text.lawyers.help("LIST")) var lawyers: String?
    @Option(name: .named("topics", "议题"), help: Text.clinicTopics.help("LIST")) var topics: String?
    @Option(name: .named("minutes", "分钟"), help: Text.clinicMinutes.help("N")) var minutes: Int?
    @Flag(name: .named("advised", "已答复"), help: Text.advised.help) var advised = false
    @Option(name: .named("follow-up", "后续"), help: Text.followUp.help("TEXT")) var followUp: String?

    func act(_ desk: TradeDesk) throws -> TradeOutcome {
        var wish = TradeDesk.Clinic()
        wish.companies = companies
        wish.day = try desk.day(on, flag: "--on")
        wish.lawyers = lawyers
        wish.topics = topics
        wish.minutes = minutes
        wish.advised = advised
        wish.followUp = followUp
        return try desk.clinic(firm, wish)
    }
}

struct ClinicList: ParsableCommand {
    static let configuration = CommandConfiguration("list", Catalogue.Help.clinicList, alias: "列表")
    @OptionGroup var options: GlobalOptions
    @Option(name: .named("since", "起"), help: Text.since.help("DAY")) var since: String?

    func run() throws {
        let session = try Session(options)
        let desk = try session.trade()
        let since =
            try desk.day(since, flag: "--since") ?? desk.now.day.adding(days: -90)
        let lines = try desk.clinics(since: since)
        session.document("clinics", desk.desk.replica, .array(lines.map(json)))
        guard !lines.isEmpty else { return session.printer.remark(Catalogue.Trade.noClinics) }
        let label = { (field: String) in
            Phrase(
                NetworkSchema.kind("legal_clinic")?.field(field)?.label ?? Label(verbatim: field))
        }
        var table = TextTable([
            session.column(Catalogue.Heading.id), session.column(label("held_on")),
            session.column(label("law_firm"), flexible: true),
            session.column(label("companies"), flexible: true),
            session.column(label("topics"), flexible: true),
            session.column(label("minutes"), .right),
        ])
        for line in lines {
            table.add([
                line.key.text, "\(line.day)", line.firm,
                session.text(Phrase.list(line.companies.map { Phrase(verbatim: $0) })),
                line.topics.joined(separator: " "), line.minutes.map { "\($0)" } ?? "-",
            ])
        }
        session.printer.table(table)
    }

    private func json(_ line: TradeDesk.ClinicLine) -> JSON {
        [
            "id": .string(line.key.text), "held_on": .string("\(line.day)"),
            "law_firm": .string(line.firm),
            "companies": .array(line.companies.map { .string($0) }),
            "topics": .array(line.topics.map { .string($0) }),
            "minutes": line.minutes.map { .integer($0) } ?? .null,
            "follow_up": .optional(line.followUp),
        ]
    }
}
