internal import Causality
internal import Domain
public import Storage
internal import Wire

/// What a briefing says, in sentences: for the terminal and for the page alike.
public struct BriefingText {
    private typealias Words = Catalogue.Conflicts
    private typealias About = Catalogue.Inspector

    private let briefing: ConflictBriefing
    private let language: Language
    private let stamp: (UInt64) -> String

    /// - Parameter stamp: how a time is written, in milliseconds since 1970 UTC.
    public init(
        _ briefing: ConflictBriefing, _ language: Language,
        stamp: @escaping (UInt64) -> String
    ) {
        self.briefing = briefing
        self.language = language
        self.stamp = stamp
    }

    private var text: CellText? {
        if case .cell(let cell) = briefing.item.content {
            CellText(language, table: cell.table)
        } else {
            nil
        }
    }

    /// How the values of the cell merge.
    public func policy(of cell: CellConflict) -> Phrase {
        let kind = NetworkSchema.kind(cell.table)
        let member = kind?.groups.first { $0.name == cell.cell }?.members.first ?? cell.cell
        let name = kind?.field(member)?.policy.base.name ?? "ask"
        return Catalogue.MergeRule.named(name)
    }

    /// How the sides came to be written apart.
    public var causeLines: [Phrase] {
        guard let cause = briefing.cause else { return [] }
        switch cause.kind {
        case .broughtBack: return [About.broughtBack]
        case .sameSite: return cause.views.first.map { [About.sameSite($0.site.name)] } ?? []
        case .apart: break
        }
        var lines: [Phrase] = []
        if let span = cause.outOfTouch {
            let (from, until) = (stamp(span.from), stamp(span.until))
            // Within one minute the times in the table say as much.
            if from != until {
                lines.append(
                    About.outOfTouch(span.one.name, span.other.name, from: from, until: until))
            }
        }
        for view in cause.views {
            lines.append(
                view.lastNews.map { news in
                    About.lastNews(
                        view.letter, site: view.site.name, from: news.dot.stream.origin.site.name,
                        at: stamp(news.milliseconds))
                } ?? About.noNews(view.letter, site: view.site.name))
        }
        let first = cause.views.compactMap { view in
            view.sawOtherMilliseconds.map { (site: view.site.name, at: $0) }
        }.min { $0.at < $1.at }
        if let first { lines.append(About.firstSaw(first.site, at: stamp(first.at))) }
        for view in cause.views where view.clockAheadSeconds > 0 {
            lines.append(
                About.clockAhead(
                    view.site.name, TimeText.duration(seconds: view.clockAheadSeconds)))
        }
        return lines
    }

    public var suggestion: Phrase {
        briefing.suggestion.map { BriefingText.told($0, take: $0.take) } ?? About.noSuggestion
    }

    /// A suggestion with its ground.
    ///
    /// - Parameter take: what the side that it takes is called where it is shown.
    public static func told(_ suggestion: Suggestion, take: String) -> Phrase {
        switch suggestion.basis {
        case .rule(let rule):
            Catalogue.Rules.suggests(take, rule.name, Phrase(rule.reason))
        case .history(let site, let kept, _):
            About.byHistory(take, site: site.name, count: kept)
        }
    }

    /// Which rules hold whatever is chosen, and which are broken by what.
    public var ruleLines: [Phrase] {
        let rules = Set(briefing.outlooks.flatMap { $0.rules.map(\.rule) })
            .sorted { $0.rawValue < $1.rawValue }
        let checked = rules.map { rule -> Phrase in
            let broken = briefing.outlooks.compactMap { outlook in
                outlook.rules.first { $0.rule == rule }?.broken.map { (outlook.choice, $0) }
            }
            guard !broken.isEmpty else {
                return About.ruleHolds(rule.rawValue, Phrase(rule.label))
            }
            return About.ruleBreaks(
                rule.rawValue, Phrase(rule.label),
                .list(broken.map { About.breaks(About.choice($0.0), Phrase($0.1)) }))
        }
        let refused = briefing.outlooks.compactMap { outlook in
            outlook.refusal.map { About.refused(About.choice(outlook.choice), $0.happened) }
        }
        return checked + refused
    }

    /// The figures in which the choices differ, and what refers to the record.
    public var figureLines: [Phrase] { figureLines(for: .director) }

    /// The same for whoever may not see what all of them are made from.
    func figureLines(for role: Role) -> [Phrase] {
        var names: [RecordFigure.Name] = []
        for figure in briefing.outlooks.flatMap(\.figures)
        where figure.unit != .fen || Permission.allows(role, .commercial) {
            let name = figure.name
            guard !names.contains(name) else { continue }
            names.append(name)
        }
        var lines = names.compactMap { name -> Phrase? in
            let values = briefing.outlooks.compactMap { outlook in
                outlook.figures.first { $0.name == name }.map { (outlook.choice, $0) }
            }
            guard Set(values.map(\.1.amount)).count > 1 else { return nil }
            let told = values.map { "\(About.choice($0).text(language)) \($1.text)" }
            return About.figure(About.named(name), told.joined(separator: " / "))
        }
        if lines.isEmpty, let text {
            lines = briefing.spreads.map {
                About.apart(
                    Phrase(verbatim: text.label($0.field)),
                    text.value($0.field, .integer($0.difference)))
            }
        }
        let counts = briefing.dependents.map { one in
            About.counted(
                Phrase(NetworkSchema.kind(one.kind)?.label ?? Label(verbatim: one.kind)),
                one.count)
        }
        return counts.isEmpty ? lines : lines + [About.dependents(.list(counts))]
    }

    /// What rules would still say after each option, and the figures it changes.
    public var optionLines: [Phrase] {
        briefing.outlooks.map { outlook in
            if let refusal = outlook.refusal {
                return About.refused(About.choice(outlook.choice), refusal.happened)
            }
            let broken = outlook.broken.compactMap { one in
                one.broken.map { About.stillBroken(one.rule.rawValue, Phrase($0)) }
            }
            let figures = outlook.figures.map { About.figure(About.named($0.name), $0.text) }
            let says = broken.isEmpty ? [About.allHold] : broken
            return About.option(outlook.choice, .list(says + figures))
        }
    }

    /// Who wrote a side, and who brought it back.
    public func author(of side: ConflictSide) -> String {
        guard let revival = side.broughtBack else { return side.author }
        return Words.broughtBack(side.author, by: revival.author).text(language)
    }
}

extension RecordFigure {
    /// The amount as people read it: money in yuan.
    public var text: String {
        switch unit {
        case .fen: NumberText.decimal(Int(amount), 2)
        case .months, .days: NumberText.grouped(Int(amount))
        }
    }
}
