internal import Causality
internal import Domain
internal import Storage
internal import Wire

// What is noted about a conflict without deciding it, and many of one pattern decided at once.

/// What would be decided together.
public struct BulkView: Sendable {
    public struct Line: Sendable {
        public let token: String
        public let shortID: String
        public let record: String
        /// What is taken; why it is left for a person, where nothing is.
        public let value: String
        public let exception: Phrase?

        public init(
            token: String, shortID: String, record: String, value: String, exception: Phrase?
        ) {
            self.token = token
            self.shortID = shortID
            self.record = record
            self.value = value
            self.exception = exception
        }
    }

    /// The conflict from whose card this was asked.
    public let token: String
    public let about: String
    /// The site whose values are taken.
    public let take: String
    public var choices: [Line] = []
    /// The first of those that are left for a person, and how many there are.
    public var exceptions: [Line] = []
    public var exceptionsCount = 0
    /// How many more fit, and wait for another press.
    public var beyond = 0
    public var rentEffect: Phrase?
    /// Stands for all that would be decided.
    public var digest = ""

    public init(token: String, about: String, take: String) {
        self.token = token
        self.about = about
        self.take = take
    }

    public static let linesShown = 100
    /// So many are decided by one press at most, fewer where the office's rules say so.
    public static let most = BulkPlan.Limits().countMost
}

/// What became of many decided at once.
public enum BulkOutcome: Sendable {
    case decided(PageDecision)
    /// They are others by now.
    case otherwise(BulkView)
    /// Nobody said why: of many at once that is asked for.
    case reasonless(BulkView)
}

extension ReviewDesk {
    /// Notes whose a conflict is and until when it rests.
    ///
    /// - Parameters:
    ///   - assignee: a name; empty takes it from whoever it was given to; `nil` leaves it.
    ///   - days: for how many days it rests, 0 to wake it; `nil` leaves it.
    public func note(_ token: String, assignee: String?, days: Int?) throws {
        let items = try open().items
        let item = try item(token, among: items)
        guard item.mayBeDecided(by: viewer.role) else { throw Problem.roleMayNot(viewer.role) }
        var entries: [ReviewNotes.Entry] = []
        if let assignee {
            let name = assignee.trimmedOfBlanks
            guard name.isEmpty || Person.name(name) == name else { throw Problem.personName(name) }
            // Nothing is written that is so already.
            let known = try ReviewNotes(replica)[item.id]?.assignee ?? ""
            if name != known { entries.append(.assignee(name)) }
        }
        if let days {
            guard 0...ReviewDesk.daysMost ~= days else {
                throw Problem.usage(Catalogue.Noting.daysOutOfRange(ReviewDesk.daysMost))
            }
            entries.append(.snooze(days == 0 ? nil : today.adding(days: days)))
        }
        guard !entries.isEmpty else { return }
        _ = try ReviewNotes.write(
            entries, about: item, replica, author: viewer.name, reason: nil)
    }

    private static let daysMost = 365

    // MARK: Many at once

    /// What taking one site's values in all conflicts of the same pattern would decide; nothing is written.
    ///
    /// - Parameter limits: those of the office's rules.
    public func bulk(
        _ token: String, take: String, limits: BulkPlan.Limits = BulkPlan.Limits()
    ) throws -> BulkView {
        try plan(token, take, limits).view
    }

    /// Decides what was shown under this digest, as one action that one undo takes back.
    public func decideAll(
        _ token: String, take: String, shown digest: String, reason: String,
        limits: BulkPlan.Limits = BulkPlan.Limits()
    ) throws -> BulkOutcome {
        let (view, plan) = try plan(token, take, limits)
        guard view.digest == digest, !view.choices.isEmpty else { return .otherwise(view) }
        let why = reason.trimmedOfBlanks
        guard !why.isEmpty else { return .reasonless(view) }
        let made: [Dot]
        do {
            made = try inbox.decide(plan, author: viewer.name, reason: why)
        } catch StorageError.changedSinceSeen {
            return .otherwise(try self.plan(token, take, limits).view)
        }
        return .decided(
            PageDecision(
                shortID: Catalogue.Noting.several(plan.choices.count).text(language),
                field: Phrase(verbatim: view.about), value: take,
                name: made.first.map(TransactionName.short) ?? "",
                dot: made.first?.description ?? "", next: nil))
    }

    private func plan(
        _ token: String, _ take: String, _ limits: BulkPlan.Limits
    ) throws -> (view: BulkView, plan: BulkPlan) {
        let (items, since) = try open()
        let item = try item(token, among: items)
        guard item.mayBeDecided(by: viewer.role) else { throw Problem.roleMayNot(viewer.role) }
        let plan = try BulkPlan(
            [item] + item.similar(among: items), inbox,
            ages: { item in
                let opened = since.milliseconds(of: item) ?? viewer.nowMilliseconds
                return Int64(clamping: viewer.nowMilliseconds) - Int64(clamping: opened)
            }, limits: limits, limit: min(BulkView.most, limits.countMost), today: today
        ) { sides, _ in
            let found = sides.filter { $0.site.name == take }
            return found.count == 1 ? found[0] : nil
        }
        var view = BulkView(token: item.id.description, about: about(item), take: take)
        view.choices = try plan.choices.map { choice in
            line(
                choice.item, try record(choice.item),
                try inbox.told(
                    choice.side, choice.conflict,
                    CellText(language, table: choice.conflict.table)), nil)
        }
        view.exceptions = try plan.exceptions.prefix(BulkView.linesShown).map { item, why in
            line(item, try record(item), "", Catalogue.Noting.left(why, limits))
        }
        view.exceptionsCount = plan.exceptions.count
        view.beyond = plan.beyondLimit
        view.rentEffect = plan.rentEffect.map {
            Catalogue.Bulk.effect(($0 > 0 ? "+" : "") + NumberText.decimal(Int(clamping: $0), 2))
        }
        view.digest = String(
            Digest256(
                of: Array(
                    plan.choices.map { "\($0.item.id) \($0.side.dot)" }.joined(separator: "\n").utf8
                )
            ).description.prefix(32))
        return (view, plan)
    }

    private func record(_ item: InboxItem) throws -> String {
        try rows(of: item).map { try name($0).title }.joined(separator: "，")
    }

    private func line(
        _ item: InboxItem, _ record: String, _ value: String, _ exception: Phrase?
    ) -> BulkView.Line {
        BulkView.Line(
            token: item.id.description, shortID: item.shortID, record: record, value: value,
            exception: exception)
    }
}
