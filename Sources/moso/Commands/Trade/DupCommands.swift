internal import ArgumentParser
internal import Causality
internal import Domain
internal import Workflows

private typealias Text = Catalogue.DeskFlag
private typealias Words = Catalogue.Trade

struct DupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        "dup", Catalogue.Help.dup, [DupList.self, DupLink.self, DupUnlink.self], alias: "查重")
}

struct DupList: ParsableCommand {
    static let configuration = CommandConfiguration("list", Catalogue.Help.dupList, alias: "列表")
    @OptionGroup var options: GlobalOptions
    @Argument(help: Text.card.help("COMPANY")) var company: String?

    func run() throws {
        let session = try Session(options)
        let desk = try session.trade()
        let found = try desk.likenesses(of: company)
        session.document(
            "dup", desk.desk.replica, .array(found.map { json($0, session) }))
        guard let first = found.first else {
            return session.printer.remark(Words.noDuplicates)
        }
        var table = TextTable([
            session.column(Words.company, flexible: true),
            session.column(Words.company, flexible: true),
            session.column(Words.why, flexible: true), session.column(Words.conflict),
        ])
        for one in found {
            table.add([
                "\(one.first.name) \(one.first.key)", "\(one.second.name) \(one.second.key)",
                session.text(one.why), one.conflict ?? "-",
            ])
        }
        session.printer.table(table)
        session.printer.remark(Words.linkHint(first.first.key.text, first.second.key.text))
    }

    private func json(_ one: TradeDesk.Likeness, _ session: Session) -> JSON {
        let cards: [JSON] = [one.first, one.second].map {
            ["id": .string($0.key.text), "name": .string($0.name)]
        }
        return [
            "cards": .array(cards), "why": .string(session.text(one.why)),
            "conflict": .optional(one.conflict),
        ]
    }
}

struct DupLink: TradeCommand {
    static let configuration = CommandConfiguration("link", Catalogue.Help.dupLink, alias: "合并")
    @OptionGroup var options: GlobalOptions
    @OptionGroup var write: WriteOptions
    @Argument(help: Text.card.help("COMPANY")) var one: String
    @Argument(help: Text.card.help("OTHER")) var other: String
    @Option(name: .named("reason", "理由"), help: Catalogue.Flag.reason.help("TEXT")) var reason:
        String?

    func act(_ desk: TradeDesk) throws -> TradeOutcome {
        try desk.link(one, other, reason: reason)
    }
}

struct DupUnlink: TradeCommand {
    static let configuration = CommandConfiguration("unlink", Catalogue.Help.dupUnlink, alias: "分开")
    @OptionGroup var options: GlobalOptions
    @OptionGroup var write: WriteOptions
    @Argument(help: Text.card.help("COMPANY")) var one: String
    @Argument(help: Text.card.help("OTHER")) var other: String
    @Option(name: .named("reason", "理由"), help: Catalogue.Flag.reason.help("TEXT")) var reason:
        String?

    func act(_ desk: TradeDesk) throws -> TradeOutcome {
        try desk.unlink(one, other, reason: reason)
    }
}
