internal import ArgumentParser
internal import Causality
internal import Domain
internal import Workflows

private typealias Text = Catalogue.DeskFlag
private typealias Trade = Catalogue.TradeFlag

struct FactsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        "facts", Catalogue.Help.facts, [FactsAdd.self, FactsChase.self], alias: "年度数据")
}

struct FactsAdd: TradeCommand {
    static let configuration = CommandConfiguration("add", Catalogue.Help.factsAdd, alias: "登记")
    @OptionGroup var options: GlobalOptions
    @OptionGroup var write: WriteOptions
    @Argument(help: Trade.company.help("COMPANY")) var company: String
    @Argument(help: Text.year.help("YEAR")) var year: Int
    @Option(name: .named("revenue", "营收"), help: Text.revenue.help("YUAN")) var revenue: String?
    @Option(name: .named("profit", "利润"), help: Text.profit.help("YUAN")) var profit: String?
    @Option(name: .named("loss", "亏损"), help: Text.loss.help("YUAN")) var loss: String?
    @Option(name: .named("research", "研发"), help: Text.research.help("YUAN")) var research: String?
    @Option(name: .named("tax", "税费"), help: Text.taxPaid.help("YUAN")) var tax: String?
    @Option(name: .named("exports", "出口"), help: Text.exports.help("YUAN")) var exports: String?
    @Option(name: .named("grants", "补助"), help: Text.grants.help("YUAN")) var grants: String?
    @Option(name: .named("investment", "投资"), help: Text.investment.help("YUAN")) var investment:
        String?
    @Option(name: .named("people", "人数"), help: Text.staff.help("N")) var people: String?
    @Option(name: .named("applied", "申请"), help: Text.applied.help("N")) var applied: String?
    @Option(name: .named("granted", "授权"), help: Text.granted.help("N")) var granted: String?
    @Option(name: .named("held", "拥有"), help: Text.held.help("N")) var held: String?
    @Option(name: .named("contracts", "技术合同"), help: Text.contracts.help("N")) var contracts:
        String?
    @Option(name: .named("signed-by", "签字人"), help: Text.signedBy.help("NAME")) var signedBy:
        String?

    func act(_ desk: TradeDesk) throws -> TradeOutcome {
        try desk.facts(
            company, year: year,
            [
                "revenue_fen": revenue, "profit_fen": profit, "loss_fen": loss,
                "research_fen": research, "tax_fen": tax, "exports_fen": exports,
                "grants_fen": grants, "investment_fen": investment, "people": people,
                "ip_applied": applied, "ip_granted": granted, "ip_held": held,
                "technology_contracts": contracts, "signed_by": signedBy,
            ].compactMapValues { $0 })
    }
}

struct FactsChase: ParsableCommand {
    static let configuration = CommandConfiguration("chase", Catalogue.Help.factsChase, alias: "催收")
    @OptionGroup var options: GlobalOptions
    @Argument(help: Text.year.help("YEAR")) var year: Int

    func run() throws {
        let session = try Session(options)
        let desk = try session.trade()
        let owing = try desk.owing(year: year)
        session.document(
            "facts.chase", desk.desk.replica,
            .array(
                owing.map {
                    [
                        "company": .string($0.company), "contact": .optional($0.contact),
                        "has_sheet": .bool($0.sheet != nil),
                    ]
                }))
        guard !owing.isEmpty else { return session.printer.remark(Catalogue.Trade.allTold(year)) }
        let contact = NetworkSchema.kind("company")?.field("contact")?.label
        var table = TextTable([
            session.column(Catalogue.Trade.company, flexible: true),
            session.column(contact.map { Phrase($0) } ?? Catalogue.Heading.name),
            session.column(Catalogue.Trade.state),
        ])
        for one in owing {
            table.add([
                one.company, one.contact ?? "-", one.sheet.map { session.text($0) } ?? "-",
            ])
        }
        session.printer.table(table)
        session.printer.remark(Catalogue.Trade.owing(owing.count, year))
    }
}
