internal import ArgumentParser
internal import Domain
internal import Workflows

private typealias Text = Catalogue.TradeFlag

struct FundingCommand: TradeCommand {
    static let configuration = CommandConfiguration(
        "funding", Catalogue.Help.funding, alias: "融资动态")
    @OptionGroup var options: GlobalOptions
    @OptionGroup var write: WriteOptions
    @Argument(help: Text.company.help("COMPANY")) var company: String
    @Argument(help: Text.round.help("ROUND")) var round: String
    @Argument(help: Text.roundStatus.help("STATUS")) var status: String
    @Option(name: .named("amount", "金额"), help: Text.amount.help("YUAN")) var amount: String?
    @Option(name: .named("currency", "币种"), help: Text.currency.help("CODE")) var currency: String?
    @Option(name: .named("closed", "完成日"), help: Text.closed.help("DAY")) var closed: String?
    @Option(name: .named("evidence", "依据"), help: Text.evidence.help("PAPER")) var evidence:
        [String] = []

    func act(_ desk: TradeDesk) throws -> TradeOutcome {
        try desk.funding(
            company, round: round, status: status, amount: amount, currency: currency,
            closed: try desk.day(closed, flag: "--closed"), evidence: evidence)
    }
}

struct MilestoneCommand: TradeCommand {
    static let configuration = CommandConfiguration(
        "milestone", Catalogue.Help.milestone, alias: "成果")
    @OptionGroup var options: GlobalOptions
    @OptionGroup var write: WriteOptions
    @Argument(help: Text.company.help("COMPANY")) var company: String
    @Argument(help: Text.milestoneKind.help("KIND")) var kind: String
    @Argument(help: Text.title.help("TITLE")) var title: String
    @Option(name: .named("on", "日期"), help: Text.day.help("DAY")) var on: String?
    @Option(name: .named("identifier", "编号"), help: Text.identifier.help("NUMBER")) var identifier:
        String?
    @Flag(name: .named("public", "公开"), help: Text.isPublic.help) var isPublic = false

    func act(_ desk: TradeDesk) throws -> TradeOutcome {
        try desk.milestone(
            company, kind: kind, title: title, on: try desk.day(on, flag: "--on"),
            identifier: identifier, isPublic: isPublic)
    }
}

struct ExpertCommand: TradeCommand {
    static let configuration = CommandConfiguration("expert", Catalogue.Help.expert, alias: "专家辅导")
    @OptionGroup var options: GlobalOptions
    @OptionGroup var write: WriteOptions
    @Argument(help: Text.expert.help("EXPERT")) var expert: String
    @Argument(help: Text.company.help("COMPANY")) var company: String
    @Option(name: .named("minutes", "分钟"), help: Text.minutes.help("N")) var minutes: Int?
    @Option(name: .named("question", "问题"), help: Text.question.help("TEXT")) var question: String?
    @Option(name: .named("outcome", "结果"), help: Text.outcome.help("CODE")) var outcome: String?

    func act(_ desk: TradeDesk) throws -> TradeOutcome {
        try desk.expert(
            expert, company: company, minutes: minutes, question: question, outcome: outcome)
    }
}

struct DemandCommand: TradeCommand {
    static let configuration = CommandConfiguration("demand", Catalogue.Help.demand, alias: "产业需求")
    @OptionGroup var options: GlobalOptions
    @OptionGroup var write: WriteOptions
    @Argument(help: Text.asker.help("WHO")) var asker: String
    @Argument(help: Text.problem.help("PROBLEM")) var problem: String
    @Option(name: .named("industry", "行业"), help: Text.industry.help("NAME")) var industry: String?
    @Option(name: .named("technology", "技术"), help: Text.technology.help("LIST")) var technology:
        String?

    func act(_ desk: TradeDesk) throws -> TradeOutcome {
        try desk.demand(asker, problem: problem, industry: industry, tags: technology)
    }
}

struct MatchCommand: TradeCommand {
    static let configuration = CommandConfiguration("match", Catalogue.Help.match, alias: "对接")
    @OptionGroup var options: GlobalOptions
    @OptionGroup var write: WriteOptions
    @Argument(help: Text.demand.help("DEMAND")) var demand: String
    @Argument(help: Text.company.help("COMPANY")) var company: String
    @Option(name: .named("score", "匹配度"), help: Text.score.help("1-5")) var score: Int?

    func act(_ desk: TradeDesk) throws -> TradeOutcome {
        try desk.match(demand, with: company, score: score)
    }
}
