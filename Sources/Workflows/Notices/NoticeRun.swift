internal import Glibc

// When a group is told something: in the morning and in the evening, once a day each, and at once when a promise is
// due or more conflicts are open than the settings allow, once a day each too. It runs every few minutes, by a timer
// or by cron; a machine that was off, or had no network, tells one message for all that it missed.

/// What the settings say of notices.
public struct NoticeSettings: Hashable, Sendable {
    /// As `08:20`, by the machine's clock.
    public var morning: String
    public var evening: String
    /// From how many open conflicts on it is told at once.
    public var conflicts: Int

    public init(morning: String, evening: String, conflicts: Int) {
        self.morning = morning
        self.evening = evening
        self.conflicts = conflicts
    }

    /// Whether a text is a time of a day as it is compared here.
    static func isTime(_ text: String) -> Bool {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2,
            parts.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy { 0x30...0x39 ~= $0 } }),
            let hour = UInt8(parts[0]), let minute = UInt8(parts[1])
        else { return false }
        return hour < 24 && minute < 60
    }
}

/// One run: what is due, to whom it goes, and what became of it.
public struct NoticeRun {
    /// What became of a message to a robot.
    public enum Outcome: Hashable, Sendable {
        case sent
        /// Nothing is due.
        case quiet
        /// Not in this minute: so many were sent, or everybody sends now.
        case postponed
        case failed(String)
    }

    public let figures: NoticeFigures
    public let settings: NoticeSettings
    /// The day and the time by the machine's clock, as `2026-11-26` and `08:20`.
    private let day: String
    private let time: String
    private let moment: UInt64
    private var book: NoticeBook
    private let directory: String

    /// - Parameter local: the moment as `2026-11-26 08:20`.
    public init(
        _ figures: NoticeFigures, _ settings: NoticeSettings, in directory: String, local: String,
        milliseconds now: UInt64
    ) {
        self.figures = figures
        self.settings = settings
        self.directory = directory
        moment = now
        day = String(local.prefix(10))
        time = String(local.suffix(5))
        book = NoticeBook(in: directory)
    }

    /// The occasions that have come and were not told yet today.
    var due: [String] {
        let occasions = [
            ("morning", time >= settings.morning), ("evening", time >= settings.evening),
            ("promises", figures.promises > 0),
            ("conflicts", figures.conflicts >= settings.conflicts),
        ]
        return occasions.filter { $0.1 && book.told[$0.0] != day }.map(\.0)
    }

    /// What would go to each robot now: the text, and of how many messages it is made.
    public func plan(_ kinds: [RobotKind]) -> [(kind: RobotKind, count: Int, text: Phrase)] {
        kinds.compactMap { kind in
            let count = (book.waiting[kind.rawValue] ?? 0) + (figures.isEmpty ? 0 : due.count)
            return count == 0 || figures.isEmpty
                ? nil : (kind, count, figures.text(collapsed: count))
        }
    }

    /// Sends what is due, and writes down what became of it.
    ///
    /// - Parameter post: sends a request; the reason why it failed, `nil` when it was taken.
    /// - Throws: that the book cannot be written. Nothing was sent then.
    public mutating func send(
        to robots: [Robot], _ language: Language, post: (Robot.Request) -> String?
    ) throws(Problem) -> [(kind: RobotKind, outcome: Outcome)] {
        let planned = plan(robots.map(\.kind))
        for (kind, count, _) in planned { book.waiting[kind.rawValue] = count }
        if figures.isEmpty { book.waiting = [:] }
        for occasion in due { book.told[occasion] = day }
        // Before anything is sent: what is told twice is worse than what is told late.
        try keep()
        var outcomes: [(kind: RobotKind, outcome: Outcome)] = []
        for robot in robots {
            guard let plan = planned.first(where: { $0.kind == robot.kind }) else {
                outcomes.append((robot.kind, .quiet))
                continue
            }
            outcomes.append((robot.kind, give(robot, plan.text.text(language), post)))
        }
        try keep()
        return outcomes
    }

    private mutating func give(
        _ robot: Robot, _ text: String, _ post: (Robot.Request) -> String?
    ) -> Outcome {
        let minute = Int(time.suffix(2)) ?? 0
        guard !robot.kind.avoids(minute: minute), book.hasRoom(for: robot.kind, at: moment) else {
            return .postponed
        }
        book.sent[robot.kind.rawValue, default: []].append(moment)
        if let why = post(robot.request(text, atMilliseconds: moment)) { return .failed(why) }
        book.waiting[robot.kind.rawValue] = nil
        return .sent
    }

    private func keep() throws(Problem) {
        guard book.write(in: directory) else {
            throw Problem.fileUnwritable(
                directory + "/" + NoticeBook.name, why: Catalogue.Cause.system(errno))
        }
    }
}
