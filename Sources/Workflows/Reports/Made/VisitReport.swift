internal import Causality
internal import Domain

/// H13: groups received in each of the last twelve weeks, by kind, with their heads, our hours, walk-ins
/// and cities. A delegation that two sites wrote down counts once.
struct VisitReport {
    private let ground: ReportGround
    private static let weeks = 12

    init(_ ground: ReportGround) { self.ground = ground }

    private typealias Text = Catalogue.Report
    private static let kinds =
        NetworkSchema.kind("visit")?.field("kind")?.type.choices.map(\.code) ?? []

    private static var columns: [Report.Column] {
        [
            Report.Column("week", Text.week, .text),
            Report.Column("groups", Text.visitGroups, .count),
            Report.Column("people", .field("visit", "people"), .count),
            Report.Column("hours", Text.staffHours, .decimal(1)),
            Report.Column("walk_ins", Text.walkIns, .count),
            Report.Column("repeats", Text.repeats, .count),
            Report.Column("cities", Text.cities, .count),
        ] + kinds.map { Report.Column($0, .choice("visit", "kind", $0), .count) }
    }

    func report() throws -> Report {
        var report = Report(.visits, ground, VisitReport.columns)
        let monday = ground.day.adding(days: 1 - ground.day.weekday.rawValue)
        let first = monday.adding(days: -7 * (VisitReport.weeks - 1))
        let visits = try Received.all(ground, from: first)
        for week in 0..<VisitReport.weeks {
            let start = monday.adding(days: -7 * week)
            let inWeek = visits.filter { start <= $0.day && $0.day < start.adding(days: 7) }
            report.rows.append(row(start, inWeek))
        }
        let all = Tally(visits)
        report.figure("groups", Text.visitGroups, .count, all.cell)
        let government = Tally(visits.filter { $0.kind == "government" })
        report.figure(
            "government_share", Text.governmentShare, .percent,
            Report.Cell(.range(government.share(of: all)), government.records))
        var steps = Tally()
        for note in try ground.rows(
            "record_note", ["about", "kind", "happened_on", "done_on"],
            where: """
                kind = 'next-step' AND about LIKE 'VI-%' AND happened_on <= ?2
                    AND (done_on IS NULL OR done_on > ?2)
                """, [.text("\(ground.day)")])
        where note.text("about")?.hasPrefix("VI-") ?? false {
            steps.add(note.exists, note.reference)
        }
        report.figure("open_steps", Text.openSteps, .count, steps.cell)
        report.remarks.append(Text.visitNote)
        return report
    }

    private func row(_ start: LocalDay, _ visits: [Received]) -> Report.Row {
        let name = "\(start.week.year)-W\(start.week.week < 10 ? "0" : "")\(start.week.week)"
        let records = visits.flatMap(\.records)
        let tally = { (test: (Received) -> Bool) in Tally(visits.filter(test)).cell }
        var people = Range64.zero
        var minutes: Int64 = 0
        for visit in visits {
            people.add(visit.people)
            minutes = minutes.addingClamped(visit.minutes)
        }
        let cities = Set(visits.compactMap(\.city)).count
        let tenths = minutes / 6
        return Report.Row(
            name,
            [
                // Five and more is told in words too: paper and pipes have no colours.
                Report.Cell(
                    .text(visits.count >= 5 ? Text.busyWeek(name) : Phrase(verbatim: name))),
                Report.Cell(
                    .number(Tally(visits).range), records, visits.count >= 5 ? .attention : .plain),
                Report.Cell(.number(people), records),
                Report.Cell(.number(Range64(tenths, tenths)), records), tally { $0.isWalkIn },
                tally { $0.isRepeat },
                Report.Cell(.count(cities), visits.filter { $0.city != nil }.flatMap(\.records)),
            ] + VisitReport.kinds.map { kind in tally { $0.kind == kind } }, records)
    }
}

/// One delegation, however many wrote it down.
struct Received {
    let day: LocalDay
    let kind: String
    let city: String?
    let people: Range64
    let minutes: Int64
    let isWalkIn: Bool
    let isRepeat: Bool
    let records: [RowReference]
    let exists: Range64

    /// Those from a day on, up to the ground's day, each once (X19).
    static func all(_ ground: ReportGround, from first: LocalDay) throws -> [Received] {
        let rows = try ground.rows(
            "visit",
            [
                "site", "arrived_at", "is_planned", "kind", "city", "people", "host_minutes",
                "same_visit", "repeat_of", "organisation",
            ], where: "arrived_at >= ?2 AND arrived_at < ?3",
            [.text("\(first)"), .text("\(ground.day.adding(days: 1))")], order: "arrived_at")
        let places = Dictionary(uniqueKeysWithValues: zip(rows.map(\.key), rows.indices))
        return VisitRule.once(rows.map(\.fact)).compactMap { counted in
            // The first that came in is the one that is shown.
            let found = counted.visits.compactMap { places[$0.key] }.sorted().map { rows[$0] }
            guard let row = found.first, let day = row.moment("arrived_at")?.day, first <= day,
                day <= ground.day
            else { return nil }
            return Received(row, found, day)
        }
    }

    /// Of the ones that are one: people and minutes the largest.
    private init(_ row: FactRow, _ all: [FactRow], _ day: LocalDay) {
        self.day = day
        kind = row.text("kind") ?? "other"
        city = all.compactMap { $0.text("city") }.first
        let heads = all.compactMap { $0.number("people") }
        people = Range64(heads.map(\.low).max() ?? 0, heads.map(\.high).max() ?? 0)
        minutes = all.compactMap { $0.shown("host_minutes").integer }.max() ?? 0
        isWalkIn = all.contains { $0.shown("is_planned") == .integer(0) }
        isRepeat = all.contains { !SetText.elements(of: $0.shown("repeat_of")).isEmpty }
        records = all.map(\.reference)
        exists = all.map(\.exists).reduce(.zero) { $0.either($1) }
    }
}

extension Tally {
    init(_ visits: [Received]) {
        for visit in visits { add(visit.exists, visit.records[0]) }
    }
}
