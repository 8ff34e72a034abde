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
        public let seatsInService: Int64
        public let seatsAssigned: Figure
        public let seatsFree: Figure
        /// When the newest change of the site that is here was made; `nil` when there is none.
        public let heardMilliseconds: Int64?

        public init(
            code: String, name: String, seatsInService: Int64, seatsAssigned: Figure,
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
        public let promisedOn: String?
        /// Days since the promised day; 0 while it is ahead.
        public let daysLate: Int

        public init(
            site: String, company: String, joinedOn: String, daysWaiting: Int,
            seatsWanted: Int64? = nil, rating: String? = nil, promisedOn: String? = nil,
            daysLate: Int = 0
        ) {
            self.site = site
            self.company = company
            self.joinedOn = joinedOn
            self.daysWaiting = daysWaiting
            self.seatsWanted = seatsWanted
            self.rating = rating
            self.promisedOn = promisedOn
            self.daysLate = daysLate
        }
    }

    /// A period without rent that ends soon.
    public struct EndingLine: Sendable, Hashable {
        public let site: String
        public let company: String
        public let lastDay: String
        public let daysLeft: Int

        public init(site: String, company: String, lastDay: String, daysLeft: Int) {
            self.site = site
            self.company = company
            self.lastDay = lastDay
            self.daysLeft = daysLeft
        }
    }

    /// One gate of the investment pipeline.
    public struct StageLine: Sendable, Hashable {
        public let name: Phrase
        public let count: Figure
        /// What is asked for, in fen.
        public let askedFen: Figure

        public init(name: Phrase, count: Figure, askedFen: Figure) {
            self.name = name
            self.count = count
            self.askedFen = askedFen
        }
    }

    /// Something that waits for a person's decision.
    public struct ConflictLine: Sendable, Hashable {
        public let shortID: String
        public let kind: Phrase
        /// Which record and field, or what is wrong.
        public let subject: Phrase
        public let scope: String

        public init(shortID: String, kind: Phrase, subject: Phrase, scope: String) {
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
    /// In the order in which the companies are to be served.
    public let waitlist: [WaitingLine]
    /// Within 90 days, the next one first.
    public let endings: [EndingLine]
    public let pipeline: [StageLine]
    public let conflicts: [ConflictLine]

    public init(
        siteName: String, isHub: Bool, nowMilliseconds: Int64, zone: LocalZone = .shanghai,
        sites: [SiteLine], waitlist: [WaitingLine], endings: [EndingLine],
        pipeline: [StageLine], conflicts: [ConflictLine]
    ) {
        self.siteName = siteName
        self.isHub = isHub
        self.nowMilliseconds = nowMilliseconds
        self.zone = zone
        self.sites = sites
        self.waitlist = waitlist
        self.endings = endings
        self.pipeline = pipeline
        self.conflicts = conflicts
    }
}
