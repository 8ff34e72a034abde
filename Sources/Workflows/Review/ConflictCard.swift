internal import Causality
internal import Domain
internal import Storage
internal import Wire

/// One conflict with all that bears on deciding it, as a page shows it.
public struct ConflictCard: Sendable {
    /// What one side wrote.
    public struct Side: Sendable {
        /// `A`, `B`, `base`; empty for a delete.
        public let letter: String
        public let value: String
        public let author: String
        public let site: String
        public let when: String
        public let reason: String
        /// Whether it is the value shown until somebody decides.
        public let isShown: Bool
        /// The record, where the sides are records that together break a rule.
        public let record: RecordName?

        public init(
            letter: String, value: String, author: String, site: String, when: String,
            reason: String, isShown: Bool = false, record: RecordName? = nil
        ) {
            self.letter = letter
            self.value = value
            self.author = author
            self.site = site
            self.when = when
            self.reason = reason
            self.isShown = isShown
            self.record = record
        }
    }

    /// One way to decide, as a button sends it.
    public struct Choice: Sendable {
        /// `take:A`, `option:1`.
        public let code: String
        public let label: Phrase
        /// Whether there is a ground to suggest it.
        public let isSuggested: Bool

        public init(code: String, label: Phrase, isSuggested: Bool = false) {
            self.code = code
            self.label = label
            self.isSuggested = isSuggested
        }
    }

    /// A fact with its title.
    public struct Fact: Sendable {
        public let title: Phrase
        public let lines: [Phrase]

        public init(title: Phrase, lines: [Phrase]) {
            self.title = title
            self.lines = lines
        }
    }

    /// The whole id, which the form sends back.
    public let token: String
    public let shortID: String
    public let kind: Phrase
    /// The field with its unit, or the rule.
    public let about: String
    public var records: [RecordName] = []
    /// What a rule says of these records.
    public var detail: Phrase?
    public let waited: Phrase
    public var sides: [Side] = []
    public var facts: [Fact] = []
    public var choices: [Choice] = []
    /// Whether another value can be typed.
    public var takesValue = false
    /// Whether this site and this viewer decide it.
    public var mayDecide = false
    public let decider: Phrase
    /// What is noted about it.
    public var assignee: String?
    public var snoozedUntil: String?
    public var proposals: [Phrase] = []
    /// How many others are of its pattern, and the sites whose values could be taken in all of them.
    public var similar = 0
    public var bulkSites: [String] = []
    /// Its place among what waits, from 1, and its neighbours.
    public var place = 1
    public var count = 1
    public var previous: String?
    public var next: String?

    public init(
        token: String, shortID: String, kind: Phrase, about: String, waited: Phrase,
        decider: Phrase
    ) {
        self.token = token
        self.shortID = shortID
        self.kind = kind
        self.about = about
        self.waited = waited
        self.decider = decider
    }
}

extension ReviewDesk {
    /// The card of a conflict.
    ///
    /// - Parameter text: its id, or as much of it as is needed.
    public func card(_ text: String) throws -> ConflictCard {
        let seen = try replica.seenConflicts()
        let (items, since) = try open()
        let item = try inbox.exact(try item(text, among: items))
        let briefing = try ConflictBriefing(
            item, inbox, among: items, seen: seen, nowMilliseconds: viewer.nowMilliseconds)
        let at = items.firstIndex { $0.id == item.id } ?? 0
        var card = ConflictCard(
            token: item.id.description, shortID: item.shortID, kind: kind(item),
            about: aboutWithUnit(item), waited: waited(item, since),
            decider: briefing.decider.told)
        card.records = try rows(of: item).map(name)
        card.detail = detail(item)
        card.sides = try sides(briefing)
        card.facts = facts(briefing)
        card.choices = choices(briefing)
        card.takesValue = takesValue(item)
        card.mayDecide = isDecidedHere(item) && item.mayBeDecided(by: viewer.role)
        let note = try ReviewNotes(replica)[item.id]
        card.assignee = note?.assignee
        card.snoozedUntil = note?.snoozedUntil.map { "\($0)" }
        card.proposals = (note?.proposals ?? []).map {
            Phrase(verbatim: "\($0.author) · \($0.site.name): \($0.choice) \($0.reason ?? "")")
        }
        card.similar = item.similar(among: items).count
        if case .cell(let cell) = item.content, cell.cell != ConflictID.existence, card.similar > 0
        {
            card.bulkSites = Set(cell.siblings.map(\.dot.stream.origin.site.name)).sorted()
        }
        card.place = at + 1
        card.count = items.count
        card.previous = at > 0 ? items[at - 1].id.description : nil
        card.next = at + 1 < items.count ? items[at + 1].id.description : nil
        return card
    }

    private func kind(_ item: InboxItem) -> Phrase { Catalogue.Conflicts.named(kind: item.kind) }

    private func aboutWithUnit(_ item: InboxItem) -> String {
        guard case .cell(let cell) = item.content else { return about(item) }
        return CellText(language, table: cell.table).labelWithUnit(cell.cell)
    }

    private func detail(_ item: InboxItem) -> Phrase? {
        switch item.content {
        case .rule(let finding): Phrase(finding.detail)
        case .fork(let fork): Catalogue.Fork.what(site: fork.stream.origin.site.name)
        case .cell: nil
        }
    }

    private func takesValue(_ item: InboxItem) -> Bool {
        guard case .cell(let cell) = item.content else { return false }
        return NetworkSchema.kind(cell.table)?.field(cell.cell) != nil
    }

    // MARK: Sides

    private func sides(_ briefing: ConflictBriefing) throws -> [ConflictCard.Side] {
        let words = words(briefing)
        if case .cell(let cell) = briefing.item.content {
            let text = CellText(language, table: cell.table)
            let isExistence = cell.cell == ConflictID.existence
            let all = [briefing.base].compactMap { $0 } + briefing.deletes + briefing.sides
            let shown = isExistence ? nil : briefing.sides.first { $0.value == cell.shown }?.dot
            return try all.map { side in
                let value =
                    side.letter.isEmpty
                    ? Catalogue.Conflicts.deleted.text(language)
                    : try inbox.told(side, cell, text)
                return self.side(
                    side, value, words, isShown: side.dot == shown && side.letter != "base")
            }
        }
        return try briefing.records.map { one in
            side(
                one.write,
                one.changes.isEmpty ? try name(one.row).title : one.told(language), words,
                isShown: false,
                record: try name(one.row))
        }
    }

    private func side(
        _ side: ConflictSide, _ value: String, _ words: BriefingText, isShown: Bool,
        record: RecordName? = nil
    ) -> ConflictCard.Side {
        ConflictCard.Side(
            letter: side.letter, value: value, author: words.author(of: side),
            site: side.site.name, when: viewer.stamp(side.milliseconds),
            reason: ReasonText.told(side.reason, language), isShown: isShown, record: record)
    }

    private func words(_ briefing: ConflictBriefing) -> BriefingText {
        BriefingText(briefing, language, stamp: viewer.stamp)
    }

    // MARK: What bears on it

    private func facts(_ briefing: ConflictBriefing) -> [ConflictCard.Fact] {
        typealias Words = Catalogue.Conflicts
        typealias About = Catalogue.Inspector
        let words = words(briefing)
        var facts: [(Phrase, [Phrase])] = []
        switch briefing.item.content {
        case .cell(let cell):
            let isExistence = cell.cell == ConflictID.existence
            let why = isExistence ? Words.deleteNotSeen : Words.neitherSaw
            facts.append((Words.whyBoth, [why] + words.causeLines))
            facts.append((About.dependsOnIt, words.figureLines(for: viewer.role)))
            facts.append((Words.rules, words.ruleLines))
            facts.append((Words.policy, [words.policy(of: cell)]))
        case .rule(let finding):
            if briefing.cause != nil {
                facts.append((Words.whyBoth, [Words.neitherSaw] + words.causeLines))
            }
            facts.append((Words.rules, [Phrase(finding.rule.explanation)]))
            facts.append((About.afterwards, words.optionLines))
        case .fork(let fork):
            facts.append((Words.whyBoth, [Catalogue.Fork.toDo(site: fork.stream.origin.site.name)]))
        }
        facts.append((About.suggested, [words.suggestion]))
        facts.append((About.decides, [briefing.decider.told]))
        return facts.filter { !$0.1.isEmpty }.map { ConflictCard.Fact(title: $0.0, lines: $0.1) }
    }

    private func choices(_ briefing: ConflictBriefing) -> [ConflictCard.Choice] {
        typealias Words = Catalogue.Queue
        let suggested = briefing.suggestion?.take
        switch briefing.item.content {
        case .cell(let cell) where cell.cell == ConflictID.existence:
            return [
                .init(code: "take:keep", label: Words.keepRecord, isSuggested: false),
                .init(code: "take:delete", label: Words.deleteRecord, isSuggested: false),
            ]
        case .cell:
            let sides = briefing.sides.map {
                ConflictCard.Choice(
                    code: "take:\($0.letter)", label: Words.use($0.letter, of: $0.site.name),
                    isSuggested: $0.letter == suggested)
            }
            guard let base = briefing.base, !base.isTrimmed else { return sides }
            return sides + [.init(code: "take:base", label: Words.useBase, isSuggested: false)]
        case .rule(let finding):
            return zip(finding.numbers, finding.options).map {
                .init(code: "option:\($0)", label: Phrase($1.label), isSuggested: false)
            }
        case .fork: return []
        }
    }
}
