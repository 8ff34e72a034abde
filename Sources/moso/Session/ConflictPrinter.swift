internal import Causality
internal import Domain
internal import Storage
internal import Wire
internal import Workflows

/// Conflicts as lines, tables and JSON.
struct ConflictPrinter {
    let session: Session
    let replica: Replica
    let desk: RecordDesk
    let inbox: ConflictInbox
    let notes: ReviewNotes
    /// What sites are called, by their codes; only for programs, which are told both.
    let siteLabels: [String: String]

    typealias Words = Catalogue.Conflicts
    typealias About = Catalogue.Inspector
    typealias Heading = Catalogue.Heading

    init(_ session: Session, _ replica: Replica) throws {
        self.session = session
        self.replica = replica
        desk = RecordDesk(replica)
        inbox = ConflictInbox(replica)
        notes = try ReviewNotes(replica)
        siteLabels =
            session.printer.mode == .json
            ? try ConflictPrinter.siteLabels(replica, session.language) : [:]
    }

    private static func siteLabels(
        _ replica: Replica, _ language: Language
    ) throws -> [String: String] {
        let rows = try replica.select("SELECT code, name_zh, name_en FROM site ORDER BY id")
        let (own, other) = language == .zh ? (1, 2) : (2, 1)
        return rows.reduce(into: [:]) { found, row in
            if let code = row[0].text, let name = row[own].text ?? row[other].text {
                found[code] = name
            }
        }
    }

    /// This day where the site is.
    var today: LocalDay {
        .from(
            epochMilliseconds: Int64(session.now),
            offsetSeconds: LocalZone.shanghai.secondsFromUTC)
    }

    /// Whether somebody has put it off to a day that has not come.
    func isSnoozed(_ item: InboxItem) -> Bool { notes[item.id]?.isSnoozed(on: today) ?? false }

    /// When a conflict was first found open here; `nil` for one that was just found.
    func openedMilliseconds(_ item: InboxItem) throws -> UInt64? {
        OpenSince(try replica.seenConflict(item.id).map { [$0] } ?? []).milliseconds(of: item)
    }

    /// For how long a conflict has been open here; 0 for one that was just found.
    func openMilliseconds(_ item: InboxItem) throws -> Int64 {
        try openedMilliseconds(item).map { Int64(session.now) - Int64($0) } ?? 0
    }

    func waited(_ item: InboxItem) throws -> Phrase {
        TimeText.age(seconds: max(0, try openMilliseconds(item) / 1_000))
    }

    func recordLabel(_ table: String, _ key: RecordKey) throws -> String {
        guard let record = try replica.record(table, key) else { return key.text }
        let title = try desk.title(record, in: session.language)
        return title == key.text ? title : "\(key) \(title)"
    }

    /// A record's key and title; where there is little room, the title.
    private func recordCell(_ table: String, _ key: RecordKey) throws -> TextTable.Cell {
        let short = try replica.record(table, key).map {
            try desk.title($0, in: session.language)
        }
        return .init(try recordLabel(table, key), short: short)
    }

    /// What a conflict is about, in a word or two: its field, its rule, or that it is a fork.
    func about(_ item: InboxItem) -> Phrase {
        switch item.content {
        case .cell(let cell):
            Phrase(verbatim: CellText(session, table: cell.table).label(cell.cell))
        case .rule(let finding):
            Phrase(verbatim: finding.rule.rawValue + " ").joined(Phrase(finding.rule.label))
        case .fork: Catalogue.Fork.kind
        }
    }

    func told(_ decider: ConflictDecider) -> Phrase { decider.told }

    // MARK: The list

    /// What is suggested has a column where anything is, and for programs always.
    func table(_ items: [InboxItem], _ desk: SuggestionDesk) throws -> TextTable {
        let rows = try items.map { try row($0, desk) }
        let hasSuggestions =
            session.printer.mode == .plain
            || rows.contains { $0.last?.text != ConflictPrinter.none }
        var table = TextTable(
            [
                session.column(Heading.id), session.column(Heading.record, flexible: true),
                session.column(Heading.fieldOrRule, flexible: true),
                session.column(Heading.sides, flexible: true), session.column(Heading.waited),
                session.column(About.decides, optional: true),
            ] + (hasSuggestions ? [session.column(About.suggested, optional: true)] : []))
        for row in rows { table.add(hasSuggestions ? row : row.dropLast()) }
        return table
    }

    /// Where nothing is suggested.
    private static let none = "-"

    /// A conflict's cells, what is suggested last.
    func row(_ item: InboxItem, _ desk: SuggestionDesk) throws -> [TextTable.Cell] {
        var known: [ConflictSide] = []
        if case .cell(let cell) = item.content { known = try inbox.sides(cell) }
        let (record, sides) = try recordAndSides(item, known)
        return try [
            .init(item.shortID), record, .init(session.text(about(item))), sides,
            .init(session.text(waited(item))), .init(deciderCell(inbox.decider(item))),
            .init(suggestionCell(item, known, desk)),
        ]
    }

    /// `A (anji)` by a rule; by history how many decisions speak for it stands behind. Where neither says
    /// anything, what a person proposes, behind the name.
    private func suggestionCell(
        _ item: InboxItem, _ sides: [ConflictSide], _ desk: SuggestionDesk
    ) throws -> String {
        guard let found = try desk.suggestion(item, sides),
            let side = sides.first(where: { $0.letter == found.take })
        else {
            return notes[item.id]?.proposals.last.map { "\($0.author): \($0.choice)" }
                ?? ConflictPrinter.none
        }
        let ground =
            switch found.basis {
            case .rule: ""
            case .history(_, let kept, let count): " \(kept)/\(count)"
            }
        return "\(side.letter) (\(side.site.name))" + ground
    }

    /// The sites alone: a column has no room for more.
    private func deciderCell(_ decider: ConflictDecider) -> String {
        decider.sites.isEmpty
            ? session.text(About.anybody) : decider.sites.map(\.name).joined(separator: " / ")
    }

    /// The record concerned, and what its sides say.
    ///
    /// - Parameter sides: those of a cell's conflict, where they are known already.
    func recordAndSides(
        _ item: InboxItem, _ sides: [ConflictSide]? = nil
    ) throws -> (TextTable.Cell, TextTable.Cell) {
        switch item.content {
        case .cell(let cell):
            let text = CellText(session, table: cell.table)
            let gone = try inbox.deletes(cell).map {
                "\($0.site) \(session.text(Words.deleted))"
            }
            let all = try sides ?? inbox.sides(cell)
            let words =
                try gone + all.map { side in "\(side.site) \(try told(side, cell, text))" }
            return (
                try recordCell(cell.table, cell.key),
                .init(words.joined(separator: " / "), isFirm: text.isFirm(cell.cell))
            )
        case .rule(let finding):
            let records = try finding.rows.map { try recordLabel($0.table, $0.key) }
            let titles = try finding.rows.map {
                let cell = try recordCell($0.table, $0.key)
                return cell.short ?? cell.text
            }
            return (
                .init(records.joined(separator: " / "), short: titles.joined(separator: " / ")),
                .init(session.label(finding.detail))
            )
        case .fork(let fork):
            let what = Catalogue.Fork.record(stream: fork.stream.description, seq: fork.seq)
            return (.init(fork.stream.origin.site.name), .init(session.text(what)))
        }
    }

    /// A side's value; of existence, what it did.
    func told(_ side: ConflictSide, _ cell: CellConflict, _ text: CellText) throws -> String {
        try inbox.told(side, cell, text, arrow: session.printer.marks.arrow)
    }
}
