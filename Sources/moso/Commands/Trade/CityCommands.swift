internal import ArgumentParser
internal import Domain
internal import Workflows

private typealias Text = Catalogue.DeskFlag
private typealias Trade = Catalogue.TradeFlag

struct OfferGovCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        "offer-gov", Catalogue.Help.offerGov, [OfferGovAdd.self, OfferGovAnswer.self],
        alias: "政府条件")
}

struct OfferGovAdd: TradeCommand {
    static let configuration = CommandConfiguration("add", Catalogue.Help.offerGovAdd, alias: "登记")
    @OptionGroup var options: GlobalOptions
    @OptionGroup var write: WriteOptions
    @Argument(help: Text.offerCity.help("CITY")) var city: String
    @Option(name: .named("name", "名称"), help: Text.cityName.help("NAME")) var name: String?
    @Option(name: .named("release", "版本"), help: Text.offerVersion.help("N")) var release: Int?
    @Option(name: .named("space", "面积"), help: Text.space.help("M2")) var space: String?
    @Option(name: .named("years", "年限"), help: Text.spaceYears.help("N")) var years: String?
    @Option(name: .named("money", "资金"), help: Text.money.help("YUAN")) var money: String?
    @Option(name: .named("fund", "基金"), help: Text.fund.help("YUAN")) var fund: String?
    @Option(name: .named("share", "出资比例"), help: Text.fundShare.help("PERCENT")) var share: String?
    @Option(name: .named("tax", "减免比例"), help: Text.tax.help("PERCENT")) var tax: String?
    @Option(name: .named("tax-years", "减免年限"), help: Text.taxYears.help("N")) var taxYears: String?
    @Option(name: .named("growth", "增量奖励"), help: Text.growth.help("TIMES")) var growth: String?
    @Option(name: .named("housing", "住房"), help: Text.housing.help("N")) var housing: String?
    @Option(name: .named("schooling", "入学"), help: Text.schooling.help("TEXT")) var schooling:
        String?
    @Option(name: .named("other", "其他"), help: Text.otherClauses.help("TEXT")) var other: String?
    @Option(name: .named("asks", "要求"), help: Text.asks.help("TEXT")) var asks: String?
    @Option(name: .named("text", "原文"), help: Text.verbatim.help("TEXT")) var text: String?
    @Option(name: .named("form", "形式"), help: Text.form.help("CODE")) var form: String?
    @Option(name: .named("dated", "日期"), help: Text.dated.help("DAY")) var dated: String?
    @Option(name: .named("valid-until", "有效期至"), help: Text.validUntil.help("DAY")) var validUntil:
        String?
    @Option(name: .named("visit", "接待"), help: Trade.visit.help("ID")) var visit: String?

    func act(_ desk: TradeDesk) throws -> TradeOutcome {
        var offer = TradeDesk.CityOffer()
        offer.clauses = [
            "space_area": space, "space_years": years, "startup_money_fen": money,
            "fund_size_fen": fund, "tax_years": taxYears, "growth_multiple": growth,
            "housing_units": housing, "schooling": schooling, "other_clauses": other,
            "asked_in_return": asks, "clause_text": text,
        ].compactMapValues { $0 }
        offer.shares = ["fund_share_bp": share, "tax_share_bp": tax].compactMapValues { $0 }
        offer.cityName = name
        offer.version = release
        offer.form = form
        offer.dated = try desk.day(dated, flag: "--dated")
        offer.validUntil = try desk.day(validUntil, flag: "--valid-until")
        offer.visit = visit
        return try desk.cityOffer(city, offer)
    }
}

struct OfferGovAnswer: TradeCommand {
    static let configuration = CommandConfiguration(
        "answer", Catalogue.Help.offerGovAnswer, alias: "答复")
    @OptionGroup var options: GlobalOptions
    @OptionGroup var write: WriteOptions
    @Argument(help: Text.offer.help("OFFER")) var offer: String
    @Argument(help: Text.answer.help("ANSWER")) var answer: String
    @Option(name: .named("reason", "理由"), help: Catalogue.Flag.reason.help("TEXT")) var reason:
        String?

    func act(_ desk: TradeDesk) throws -> TradeOutcome {
        try desk.answerCity(offer, answer, reason: reason)
    }
}

struct PolicyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        "policy", Catalogue.Help.policy, [PolicyAdd.self, PolicyMove.self], alias: "政策")
}

struct PolicyAdd: TradeCommand {
    static let configuration = CommandConfiguration("add", Catalogue.Help.policyAdd, alias: "登记")
    @OptionGroup var options: GlobalOptions
    @OptionGroup var write: WriteOptions
    @Argument(help: Text.policyTitle.help("TITLE")) var title: String
    @Option(name: .named("body", "单位"), help: Text.body.help("WHO")) var body: String?
    @Option(name: .named("number", "文号"), help: Text.documentNumber.help("NUMBER")) var number:
        String?
    @Option(name: .named("level", "级别"), help: Text.level.help("CODE")) var level: String?
    @Option(name: .named("division", "区划"), help: Text.division.help("CODE")) var division: String?
    @Option(name: .named("issued", "发布"), help: Text.issued.help("DAY")) var issued: String?
    @Option(name: .named("status", "状态"), help: Text.policyStatus.help("CODE")) var status: String?
    @Option(name: .named("from", "生效"), help: Text.validFrom.help("DAY")) var from: String?
    @Option(name: .named("to", "失效"), help: Trade.to.help("DAY")) var to: String?
    @Option(name: .named("points", "要点"), help: Text.points.help("LIST")) var points: String?
    @Option(name: .named("sectors", "行业"), help: Trade.sectors.help("LIST")) var sectors: String?
    @Option(name: .named("deadlines", "截止"), help: Text.deadlines.help("LIST")) var deadlines:
        String?
    @Option(name: .named("link", "网址"), help: Text.link.help("URL")) var link: String?

    func act(_ desk: TradeDesk) throws -> TradeOutcome {
        try desk.policy(
            title,
            [
                "issuing_body": body, "document_number": number, "level": level,
                "division_code": division, "status": status, "points": points,
                "sectors": sectors, "deadlines": deadlines, "link": link,
            ].compactMapValues { $0 },
            issued: try desk.day(issued, flag: "--issued"),
            from: try desk.day(from, flag: "--from"), to: try desk.day(to, flag: "--to"))
    }
}

struct PolicyMove: TradeCommand {
    static let configuration = CommandConfiguration(
        "status", Catalogue.Help.policyMove, alias: "状态")
    @OptionGroup var options: GlobalOptions
    @OptionGroup var write: WriteOptions
    @Argument(help: Text.policy.help("POLICY")) var policy: String
    @Argument(help: Text.policyStatus.help("STATUS")) var status: String
    @Option(name: .named("on", "日期"), help: Trade.day.help("DAY")) var on: String?
    @Option(name: .named("from", "生效"), help: Text.validFrom.help("DAY")) var from: String?
    @Option(name: .named("to", "失效"), help: Trade.to.help("DAY")) var to: String?

    func act(_ desk: TradeDesk) throws -> TradeOutcome {
        try desk.policyMoves(
            policy, to: status, on: try desk.day(on, flag: "--on"),
            from: try desk.day(from, flag: "--from"), until: try desk.day(to, flag: "--to"))
    }
}
