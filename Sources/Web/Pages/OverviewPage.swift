public import Workflows

/// What the overview page shows, as plain data: figures, names and instants, no markup.
public struct OverviewPage: Sendable, Hashable {
    /// A number, or the range it lies in while something is undecided.
    public struct Figure: Sendable, Hashable {
        public let low: Int64
        public let high: Int64

        public init(_ low: Int64, _ high: Int64) {
            self.low = low
            self.high = high
        }

        public init(_ exact: Int64) { self.init(exact, exact) }

        public var isSettled: Bool { low == high }

        static func + (a: Figure, b: Figure) -> Figure { Figure(a.low + b.low, a.high + b.high) }
    }

    /// A site, its seats, and how old its part of the data is.
    public struct SiteLine: Sendable, Hashable {
        public let code: String
        public let name: String
        public let seatsInService: Figure
        public let seatsAssigned: Figure
        public let seatsFree: Figure
        /// Up to when everything that the site has written is here; `nil` when nothing was ever heard
        /// of it.
        public let heardMilliseconds: Int64?

        public init(
            code: String, name: String, seatsInService: Figure, seatsAssigned: Figure,
            seatsFree: Figure, heardMilliseconds: Int64?
        ) {
            self.code = code
            self.name = name
            self.seatsInService = seatsInService
            self.seatsAssigned = seatsAssigned
            self.seatsFree = seatsFree
            self.heardMilliseconds = heardMilliseconds
        }
    }

    /// A company that waits for seats.
    public struct WaitingLine: Sendable, Hashable {
        public let site: String
        public let company: String
        public let joinedOn: String
        public let daysWaiting: Int
        public let seatsWanted: Int64?
        public let rating: String?
        /// The promised days: none, one, or several while that is undecided.
        public let promisedOn: [String]
        /// Days since the promised day; 0 while it is ahead.
        public let daysLate: Figure
        /// Whether it waits whatever is decided.
        public let isCertain: Bool

        public init(
            site: String, company: String, joinedOn: String, daysWaiting: Int,
            seatsWanted: Int64? = nil, rating: String? = nil, promisedOn: [String] = [],
            daysLate: Figure = Figure(0), isCertain: Bool = true
        ) {
            self.site = site
            self.company = company
            self.joinedOn = joinedOn
            self.daysWaiting = daysWaiting
            self.seatsWanted = seatsWanted
            self.rating = rating
            self.promisedOn = promisedOn
            self.daysLate = daysLate
            self.isCertain = isCertain
        }
    }

    /// A period without rent that ends soon.
    public struct EndingLine: Sendable, Hashable {
        public let site: String
        public let company: String
        /// Several while the period is undecided.
        public let lastDays: [String]
        public let daysLeft: Figure
        /// Whether it ends in one of these ways whatever is decided.
        public let isCertain: Bool

        public init(
            site: String, company: String, lastDays: [String], daysLeft: Figure,
            isCertain: Bool = true
        ) {
            self.site = site
            self.company = company
            self.lastDays = lastDays
            self.daysLeft = daysLeft
            self.isCertain = isCertain
        }
    }

    /// How many free periods end within so many days.
    public struct EndingCount: Sendable, Hashable {
        public let days: Int
        public let count: Figure

        public init(days: Int, count: Figure) {
            self.days = days
            self.count = count
        }
    }

    /// One gate of the investment pipeline.
    public struct StageLine: Sendable, Hashable {
        public let name: Phrase
        public let count: Figure
        /// What is asked for, in each currency.
        public let asked: [Money]

        public init(name: Phrase, count: Figure, asked: [Money]) {
            self.name = name
            self.count = count
            self.asked = asked
        }
    }

    /// An amount of one currency, in its hundredths.
    public struct Money: Sendable, Hashable {
        /// ISO 4217.
        public let currency: String
        public let amount: Figure

        public init(currency: String, amount: Figure) {
            self.currency = currency
            self.amount = amount
        }
    }

    /// Something that waits for a person's decision.
    public struct ConflictLine: Sendable, Hashable {
        public let shortID: String
        public let kind: Phrase
        /// Which record and field, or what is wrong.
        public let subject: Phrase
        /// Which sites hold it.
        public let scope: Phrase

        public init(shortID: String, kind: Phrase, subject: Phrase, scope: Phrase) {
            self.shortID = shortID
            self.kind = kind
            self.subject = subject
            self.scope = scope
        }
    }

    /// The site whose replica this is, as people call it.
    public let siteName: String
    public let isHub: Bool
    /// The instant for which the page holds.
    public let nowMilliseconds: Int64
    public let zone: LocalZone
    public let sites: [SiteLine]
    /// How many companies wait.
    public let waiting: Figure
    /// In the order in which the companies are to be served.
    public let waitlist: [WaitingLine]
    /// Within 90 days, the next one first.
    public let endings: [EndingLine]
    /// How many of them end within 30, 60 and 90 days.
    public let endingCounts: [EndingCount]
    public let pipeline: [StageLine]
    /// The first of what waits for a decision.
    public let conflicts: [ConflictLine]
    /// How much waits in all.
    public var openCount: Int
    /// Whether whoever looks may see investments.
    public var showsPipeline = true

    public init(
        siteName: String, isHub: Bool, nowMilliseconds: Int64, zone: LocalZone = .shanghai,
        sites: [SiteLine], waiting: Figure, waitlist: [WaitingLine], endings: [EndingLine],
        endingCounts: [EndingCount], pipeline: [StageLine], conflicts: [ConflictLine]
    ) {
        self.siteName = siteName
        self.isHub = isHub
        self.nowMilliseconds = nowMilliseconds
        self.zone = zone
        self.sites = sites
        self.waiting = waiting
        self.waitlist = waitlist
        self.endings = endings
        self.endingCounts = endingCounts
        self.pipeline = pipeline
        self.conflicts = conflicts
        openCount = conflicts.count
    }
}
