internal import ArgumentParser
internal import Domain
internal import Glibc
internal import Workflows

private typealias Text = Catalogue.DeskFlag
private typealias Trade = Catalogue.TradeFlag

struct AssignCommand: TradeCommand {
    static let configuration = CommandConfiguration("assign", Catalogue.Help.assign, alias: "分配工位")
    @OptionGroup var options: GlobalOptions
    @OptionGroup var write: WriteOptions
    @Argument(help: Trade.company.help("COMPANY")) var company: String
    @Argument(help: Trade.seatRange.help("SEATS")) var seats: [String]
    @Option(name: .named("from", "自"), help: Trade.from.help("DAY")) var from: String?
    @Option(name: .named("to", "至"), help: Trade.to.help("DAY")) var to: String?
    @Option(name: .named("site", "分站"), help: Text.place.help("SITE")) var site: String?

    func act(_ desk: TradeDesk) throws -> TradeOutcome {
        try desk.assign(
            company, seats, at: site, from: try desk.day(from, flag: "--from"),
            to: try desk.day(to, flag: "--to"))
    }
}

struct ReleaseCommand: TradeCommand {
    static let configuration = CommandConfiguration(
        "release", Catalogue.Help.release, alias: "释放工位")
    @OptionGroup var options: GlobalOptions
    @OptionGroup var write: WriteOptions
    @Argument(help: Trade.seatRange.help("SEATS")) var seats: [String]
    @Option(name: .named("on", "日期"), help: Trade.lastDay.help("DAY")) var on: String?

    func act(_ desk: TradeDesk) throws -> TradeOutcome {
        try desk.release(seats, on: try desk.day(on, flag: "--on"))
    }
}

struct TransferCommand: TradeCommand {
    static let configuration = CommandConfiguration(
        "transfer", Catalogue.Help.transfer, alias: "转站")
    @OptionGroup var options: GlobalOptions
    @OptionGroup var write: WriteOptions
    @Argument(help: Trade.company.help("COMPANY")) var company: String
    @Argument(help: Text.target.help("SITE")) var site: String
    @Option(name: .named("on", "日期"), help: Trade.lastDay.help("DAY")) var on: String?
    @Option(name: .named("seats", "工位"), help: Text.newSeats.help("N")) var seats: Int?
    @Option(name: .named("handover", "交接单"), help: Trade.handover.help("TEXT")) var handover:
        String?

    func act(_ desk: TradeDesk) throws -> TradeOutcome {
        try desk.transfer(
            company, to: site, on: try desk.day(on, flag: "--on"), seats: seats,
            handover: handover)
    }
}

struct StampCommand: TradeCommand {
    static let configuration = CommandConfiguration("stamp", Catalogue.Help.stamp, alias: "盖章")
    @OptionGroup var options: GlobalOptions
    @OptionGroup var write: WriteOptions
    @Argument(help: Text.stampWhat.help("WHAT")) var what: String
    @Option(name: .named("box", "档案盒"), help: Text.box.help("BOX")) var box: String?
    @Option(name: .named("scan", "扫描件"), help: Text.scan.help("FILE")) var scan: String?
    @Option(name: .named("title", "标题"), help: Trade.title.help("TITLE")) var title: String?
    @Option(name: .named("pages", "页数"), help: Text.pages.help("N")) var pages: Int?

    /// A scan is read whole, once, for its hash.
    private static let bytesMost = 256 << 20

    func act(_ desk: TradeDesk) throws -> TradeOutcome {
        var paper = TradeDesk.Paper()
        paper.box = box
        paper.title = title
        paper.pages = pages
        if let scan {
            guard let bytes = File.read(scan, most: Self.bytesMost) else {
                throw Problem.fileUnreadable(scan, why: Catalogue.Cause.system(errno))
            }
            paper.scan = bytes
        }
        return try desk.stamp(what, paper)
    }
}
