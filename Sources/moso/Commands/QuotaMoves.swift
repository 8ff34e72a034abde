internal import ArgumentParser
internal import Causality
internal import Domain
internal import Storage
internal import Workflows

extension QuotaCommand {
    struct Grant: ParsableCommand {
        static let configuration = CommandConfiguration("grant", Catalogue.Help.quotaGrant)
        @OptionGroup var move: QuotaMoveOptions
        @Argument(help: Catalogue.Flag.pool.help("POOL")) var pool: String
        @Argument(help: Catalogue.Flag.amount.help("AMOUNT")) var amount: String
        @Option(help: Catalogue.Flag.quotaName.help("NAME")) var name: String?
        @Option(help: Catalogue.Flag.quotaUnit.help) var unit: QuotaUnitChoice?

        func run() throws {
            let description = name.flatMap { name in
                unit.map { QuotaDesk.Description(name: name, unit: QuotaUnit(code: $0.rawValue)) }
            }
            try move.run { desk, _ in
                [try desk.grant(pool, amount, description)]
            } tell: {
                Catalogue.Quota.granted($0.last(.grant), $0.name)
            }
        }
    }

    struct Withdraw: ParsableCommand {
        static let configuration = CommandConfiguration("withdraw", Catalogue.Help.quotaWithdraw)
        @OptionGroup var move: QuotaMoveOptions
        @Argument(help: Catalogue.Flag.pool.help("POOL")) var pool: String
        @Argument(help: Catalogue.Flag.amount.help("AMOUNT")) var amount: String

        func run() throws {
            try move.run { desk, _ in
                [try desk.withdraw(pool, amount, reason: move.why)]
            } tell: {
                Catalogue.Quota.withdrawn($0.last(.withdraw), $0.name)
            }
        }
    }

    struct Lend: ParsableCommand {
        static let configuration = CommandConfiguration("lend", Catalogue.Help.quotaLend)
        @OptionGroup var move: QuotaMoveOptions
        @Argument(help: Catalogue.Flag.pool.help("POOL")) var pool: String
        @Argument(help: Catalogue.Flag.amount.help("AMOUNT")) var amount: String
        @Option(help: Catalogue.Flag.lendTo.help("SITE")) var to: String

        func run() throws {
            guard let site = SiteID(to) else { throw Problem.siteName(to) }
            try move.run { desk, _ in
                [try desk.lend(pool, amount, to: site, reason: move.why)]
            } tell: {
                Catalogue.Quota.lent($0.last(.lend), $0.name, to: to)
            }
        }
    }

    /// A loan to the hub.
    struct Return: ParsableCommand {
        static let configuration = CommandConfiguration("return", Catalogue.Help.quotaReturn)
        @OptionGroup var move: QuotaMoveOptions
        @Argument(help: Catalogue.Flag.pool.help("POOL")) var pool: String
        @Argument(help: Catalogue.Flag.amount.help("AMOUNT")) var amount: String

        func run() throws {
            try move.run { desk, _ in
                [try desk.lend(pool, amount, to: desk.replica.meta.hub, reason: move.why)]
            } tell: {
                Catalogue.Quota.lent($0.last(.lend), $0.name, to: $0.hub.name)
            }
        }
    }

    struct Spend: ParsableCommand {
        static let configuration = CommandConfiguration("spend", Catalogue.Help.quotaSpend)
        @OptionGroup var move: QuotaMoveOptions
        @Argument(help: Catalogue.Flag.pool.help("POOL")) var pool: String
        @Argument(help: Catalogue.Flag.amount.help("AMOUNT")) var amount: String

        func run() throws {
            try move.run { desk, session in
                let why = try move.reasonNeeded(
                    session, command: "moso quota spend \(pool) \(amount)")
                return [try desk.spend(pool, amount, reason: why)]
            } tell: {
                Catalogue.Quota.spent($0.last(.spend), $0.name)
            }
        }
    }

    struct Release: ParsableCommand {
        static let configuration = CommandConfiguration("release", Catalogue.Help.quotaRelease)
        @OptionGroup var move: QuotaMoveOptions
        @Argument(help: Catalogue.Flag.quotaMove.help("MOVE")) var spend: String
        @Argument(help: Catalogue.Flag.amount.help("AMOUNT")) var amount: String?

        func run() throws {
            try move.run { desk, _ in
                [try desk.release(spend, amount, reason: move.why)]
            } tell: {
                Catalogue.Quota.released($0.last(.release), $0.name)
            }
        }
    }

    struct Ask: ParsableCommand {
        static let configuration = CommandConfiguration("ask", Catalogue.Help.quotaAsk)
        @OptionGroup var move: QuotaMoveOptions
        @Argument(help: Catalogue.Flag.pool.help("POOL")) var pool: String
        @Argument(help: Catalogue.Flag.amount.help("AMOUNT")) var amount: String?
        @Option(help: Catalogue.Flag.askFrom.help("SITE")) var from: String?
        @Flag(help: Catalogue.Flag.askWithdraw.help) var withdraw = false

        func run() throws {
            if let from, SiteID(from) == nil { throw Problem.siteName(from) }
            let site = from.flatMap { SiteID($0) }
            switch (amount, withdraw) {
            case (nil, false):
                throw Problem.usage(
                    Catalogue.Usage.argumentMissing("AMOUNT"), help: "moso quota ask --help")
            case (let amount?, true):
                throw Problem.usage(
                    Catalogue.Usage.onlyOne(of: [amount, "--withdraw"]),
                    help: "moso quota ask --help")
            case (let amount?, false):
                try move.run { desk, _ in
                    [try desk.ask(pool, amount, of: site, reason: move.why)]
                } tell: {
                    Catalogue.Quota.asked($0.last(.ask), $0.name, of: from ?? $0.hub.name)
                }
            case (nil, true):
                try move.run { desk, _ in
                    [try desk.withdrawAsk(pool, of: site, reason: move.why)]
                } tell: {
                    Catalogue.Quota.askWithdrawn($0.name, of: from ?? $0.hub.name)
                }
            }
        }
    }

    struct Witness: ParsableCommand {
        static let configuration = CommandConfiguration("witness", Catalogue.Help.quotaWitness)
        @OptionGroup var move: QuotaMoveOptions
        @Argument(help: Catalogue.Flag.quotaOrigin.help("EPOCH")) var origin: String
        @Flag(help: Catalogue.Flag.toHub.help) var toHub = false
        @Flag(help: Catalogue.Flag.unheard.help) var unheard = false

        func run() throws {
            try move.run { desk, session in
                let why = try move.reasonNeeded(session, command: "moso quota witness \(origin)")
                return try desk.witness(origin, toHub: toHub, unheard: unheard, reason: why)
            } tell: {
                Catalogue.Quota.witnessed(origin, $0.name)
            }
        }
    }

    struct Dismiss: ParsableCommand {
        static let configuration = CommandConfiguration("dismiss", Catalogue.Help.quotaDismiss)
        @OptionGroup var move: QuotaMoveOptions
        @Argument(help: Catalogue.Flag.quotaMove.help("MOVE")) var disputed: String

        func run() throws {
            try move.run { desk, session in
                let why = try move.reasonNeeded(session, command: "moso quota dismiss \(disputed)")
                return [try desk.dismiss(disputed, reason: why)]
            } tell: {
                Catalogue.Quota.dismissed(disputed, $0.name)
            }
        }
    }
}

/// What a new quota may count.
enum QuotaUnitChoice: String, CaseIterable, ExpressibleByArgument {
    case yuan = "CNY"
    case usDollar = "USD"
    case hongKongDollar = "HKD"
    case euro = "EUR"
    case singaporeDollar = "SGD"
    case count
}
