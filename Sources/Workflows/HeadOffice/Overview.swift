public import Causality
public import Domain
public import Storage
internal import Wire

/// A figure that undecided values may leave open: from the least to the most it can be.
public struct Range64: Hashable, Sendable {
    public var low: Int64
    public var high: Int64

    public init(_ low: Int64, _ high: Int64) {
        self.low = low
        self.high = high
    }

    public static let zero = Range64(0, 0)
    static let one = Range64(1, 1)

    public var isSettled: Bool { low == high }

    /// `12`, or `10–12` while something is undecided.
    public var text: String { isSettled ? "\(low)" : "\(low)–\(high)" }

    /// How many there are of things that certainly and that possibly are so.
    static func count(_ answers: [(isCertain: Bool, isPossible: Bool)]) -> Range64 {
        Range64(Int64(answers.count { $0.isCertain }), Int64(answers.count { $0.isPossible }))
    }

    /// Of a question answered by 0, 1 or "0 to 1": whether it is not so.
    var negated: Range64 { Range64(1 - high, 1 - low) }

    var isPossible: Bool { high > 0 }
    var isCertain: Bool { low > 0 }

    /// Of two questions answered by 0, 1 or "0 to 1": whether both are so.
    func both(_ other: Range64) -> Range64 { Range64(low * other.low, high * other.high) }

    /// Beyond 64 bits it stays at the greatest or least: no record may bring a report down.
    public mutating func add(_ low: Int64, _ high: Int64) {
        self.low = self.low.addingClamped(low)
        self.high = self.high.addingClamped(high)
    }

    mutating func add(_ other: Range64) { add(other.low, other.high) }
}

extension Int64 {
    func addingClamped(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other < 0 ? .min : .max) : sum
    }
}

extension [Bool] {
    /// 1 where all answers agree on yes, 0 where all say no, else 0 to 1.
    var verdict: Range64 { Range64(allSatisfy { $0 } ? 1 : 0, contains(true) ? 1 : 0) }
}

/// Head office's one view: what all sites hold together, and how old each one's part is.
public struct Overview: Sendable {
    public struct Site: Sendable {
        public let site: SiteID
        public let name: String
        public var seatsInService: Range64
        public var seatsAssigned: Range64
        public var seatsFree: Range64
        /// Up to when everything that the site has written is here, by `Replica.lastHeard`; `nil` when
        /// nothing has ever been heard of it.
        public let heardMilliseconds: UInt64?
    }

    public struct Waiting: Sendable {
        public let key: RecordKey
        /// The entries of the same place under other cards of the company.
        public let others: [RecordKey]
        public let site: String
        public let company: String
        public let joinedOn: String
        public let daysWaiting: Int
        public let seatsWanted: Int64?
        public let rating: String?
        /// The promised days: none, one, or several while that is undecided.
        public let promisedOn: [String]
        /// Days since the promised day has passed; 0 when it has not.
        public let slipDays: Range64
        /// Whether it waits whatever is decided; one that may have left is listed as well.
        public let isCertain: Bool
    }

    public struct FreeEnding: Sendable {
        public let key: RecordKey
        public let site: String
        public let company: String
        /// The last free days, as printed: several while the period is undecided.
        public let lastDays: [String]
        /// Negative where an end that may come to hold has passed.
        public let daysLeft: Range64
        /// Whether it ends in one of these ways whatever is decided.
        public let isCertain: Bool
    }

    public struct Stage: Sendable {
        public let code: String
        public let label: Label
        public var count: Range64
        /// What is asked for, in hundredths of each currency, yuan first. Different money is not added
        /// up, and what is in one currency or another may be in none of them.
        public var asked: [Money]
    }

    /// An amount that may be undecided, in hundredths of a currency.
    public struct Money: Sendable, Hashable {
        /// As `Common.currency` lists them.
        public let currency: String
        public var amount: Range64
    }

    public let nowMilliseconds: UInt64
    public let today: LocalDay
    public let site: SiteID
    public let isHub: Bool
    public let sites: [Site]
    public let waitlist: [Waiting]
    public let freeEndings: [FreeEnding]
    public let pipeline: [Stage]
    public let conflicts: [InboxItem]

    /// How many companies wait.
    public var waiting: Range64 { Range64.count(waitlist.map { ($0.isCertain, true) }) }

    /// How many free periods end within so many days from today.
    public func endings(within days: Int64) -> Range64 {
        Range64.count(
            freeEndings.map { ending in
                let isSure = ending.daysLeft.low >= 0 && ending.daysLeft.high <= days
                return (ending.isCertain && isSure, ending.daysLeft.low <= days)
            })
    }
}

extension Overview {
    /// Reads the view from a replica, all of it from one moment.
    ///
    /// - Parameter shelf: where what takes long to find out is kept from one look to the next.
    public init(
        _ replica: Replica, nowMilliseconds: UInt64, shelf: OfficeShelf = OfficeShelf()
    ) throws {
        let today = LocalDay.from(
            epochMilliseconds: Int64(clamping: nowMilliseconds), offsetSeconds: 8 * 3600)
        self = try shelf.queue.reading(replica, on: today) { open in
            let conflicts = open.items
            let builder = OverviewBuilder(
                replica: replica, conflicts: conflicts, today: today, counts: shelf.counts)
            return Overview(
                nowMilliseconds: nowMilliseconds, today: builder.today,
                site: replica.meta.site, isHub: replica.meta.site == replica.meta.hub,
                sites: try builder.sites(), waitlist: try builder.waitlist(),
                freeEndings: try builder.freeEndings(), pipeline: try builder.pipeline(),
                conflicts: conflicts)
        }
    }
}
