internal import Causality
internal import Domain

// Recognition.
//
// What makes an incubator or a makerspace is decided elsewhere and changes, so the criteria are data with the
// day from which they hold, and the report says which figure it holds against each. A criterion that needs
// what no record tells (staff, a lease) is listed as open rather than left out: a gap report that is silent
// about a criterion looks as if it were met.

/// One criterion of a recognition.
struct Criterion: Sendable {
    let name: String
    let scheme: Scheme
    let label: Phrase
    let kind: Report.ColumnKind
    /// At least so much: a count, hundredths of a square metre, or basis points.
    let needed: Int64
    /// The criterion that does as well: of the two, one is enough.
    var instead: String?
    /// What is held against it; `nil` where no record says.
    let have: @Sendable (Standing) -> Tally?

    enum Scheme: String, CaseIterable {
        case makerspace
        case incubator
        case specialised

        var label: Phrase {
            switch self {
            case .makerspace: Catalogue.Gap.makerspace
            case .incubator: Catalogue.Gap.incubator
            case .specialised: Catalogue.Gap.specialised
            }
        }

        /// The rule that it is from holds from this day on.
        var since: LocalDay {
            LocalDay(year: self == .makerspace ? 2017 : 2019, month: 1, day: 1) ?? .earliest
        }
    }
}

/// What one site has to show.
struct Standing {
    let figures: TorchFigures
    let months: Int64?
    /// Its card, where it has one.
    let site: RowReference?
    /// Of the residents, how many belong to the sector that most of them have.
    let inOneField: Tally
    /// Everybody who lived here on any day of the twelve months.
    let throughTheYear: Tally

    func tally(_ name: String) -> Tally? { figures.values[name] }

    func share(_ part: String) -> Tally? { share(of: tally(part)) }

    /// In basis points of the companies that live here.
    func share(of part: Tally?) -> Tally? {
        guard let part, let all = tally("companies"), let share = part.share(of: all) else {
            return nil
        }
        return figure(share)
    }

    /// Companies for each 1,000 m², in tenths.
    var density: Tally? {
        guard let area = tally("area_total")?.range, area.low > 0,
            let companies = tally("companies")?.range
        else { return nil }
        return figure(
            Range64(
                companies.low * 1_000_000 / area.high, companies.high * 1_000_000 / area.low))
    }

    var age: Tally? { months.map { figure(Range64($0, $0)) } }

    /// Something that is said of the site as a whole.
    private func figure(_ number: Range64) -> Tally {
        var result = Tally()
        if let site { result.add(number, if: .one, site) } else { result.add(number) }
        return result
    }

    func sum(_ names: [String]) -> Tally {
        names.reduce(into: Tally()) { sum, name in if let part = tally(name) { sum.add(part) } }
    }
}

/// H22: each site against the criteria of a makerspace, an incubator and a specialised incubator: met, or
/// missing by how much.
struct GapReport {
    private let ground: ReportGround

    init(_ ground: ReportGround) { self.ground = ground }

    private typealias Text = Catalogue.Gap

    private static let columns = [
        Report.Column("criterion", Text.criterion, .text, flexible: true),
        Report.Column("needed", Text.needed, .count),
        Report.Column("have", Text.have, .count),
        Report.Column("missing", Text.missing, .count),
        Report.Column("verdict", Catalogue.Heading.verdict, .text),
    ]

    func report() throws -> Report {
        var report = Report(.gap, ground, GapReport.columns)
        for source in ground.sites {
            let standing = try self.standing(source.site)
            for scheme in Criterion.Scheme.allCases where scheme.since <= ground.day {
                let label = Phrase.list([Phrase(verbatim: source.name), scheme.label])
                let group = Report.Group(name: "\(source.site)-\(scheme.rawValue)", label: label)
                let criteria = Criterion.all.filter { $0.scheme == scheme }
                let rows = criteria.map { row($0, standing, group, source.site) }
                report.rows += rows.map(\.row)
                let met = rows.count { $0.verdict == .holds }
                report.checks.append(
                    Report.Check(
                        name: "check_\(group.name)",
                        statement: Text.met(label, met, of: rows.count),
                        verdict: rows.contains { $0.verdict == .fails }
                            ? .fails : met == rows.count ? .holds : .open, records: []))
            }
        }
        report.remarks.append(Text.note)
        return report
    }

    private func row(
        _ criterion: Criterion, _ standing: Standing, _ group: Report.Group, _ site: String
    ) -> (row: Report.Row, verdict: Report.Check.Verdict) {
        let have = criterion.have(standing)
        let other = Criterion.all.first {
            $0.scheme == criterion.scheme && $0.name == criterion.instead
        }
        let suffices = other?.verdict(standing) == .holds
        let verdict = suffices ? .holds : criterion.verdict(standing)
        let cell = { (range: Range64, records: [RowReference]) in
            Report.Cell(.number(range), records, kind: criterion.kind)
        }
        let missing = have.map { tally in
            Range64(
                max(0, criterion.needed - tally.range.high),
                max(0, criterion.needed - tally.range.low))
        }
        let mark: Report.Mark = verdict == .fails ? .bad : verdict == .open ? .attention : .plain
        let row = Report.Row(
            "\(group.name)-\(criterion.name)", group: group, site: site,
            [
                Report.Cell(.text(criterion.label)),
                cell(Range64(criterion.needed, criterion.needed), []),
                have.map { cell($0.range, $0.records) } ?? .none,
                missing.map { $0.high > 0 && !suffices ? cell($0, []) : .none } ?? .none,
                Report.Cell(.text(Text.verdict(verdict)), [], mark),
            ], have?.records ?? [])
        return (row, verdict)
    }

    // MARK: What a site has

    private func standing(_ site: String) throws -> Standing {
        let own = try ground.at(site)
        let figures = try TorchFigures(own)
        let rows = try ground.rows("site", ["code", "opened_on"])
        let record = rows.first { $0.text("code") == site }
        let months = record?.day("opened_on").map {
            Int64(FreePeriod.length(from: $0, to: ground.day).months)
        }
        let cards = try own.cards()
        var fields: [String: Tally] = [:]
        for (company, resident) in figures.residents {
            for sector in cards.sectors(of: company) {
                fields[sector, default: Tally()].add(resident.isHere, resident.stay.row.reference)
            }
        }
        var year: [RecordKey: (Range64, RowReference)] = [:]
        for stay in try Stay.all(own) {
            guard let root = try own.root(stay.row.shown("company")) else { continue }
            let gone = stay.row.falls("moved_out_on", through: ground.day.adding(months: -12))
            let answer = stay.row.exists.both(gone.negated).either(year[root]?.0 ?? .zero)
            year[root] = (answer, stay.row.reference)
        }
        var through = Tally()
        for (answer, record) in year.values { through.add(answer, record) }
        let most = fields.values.max {
            ($0.range.low, $0.range.high) < ($1.range.low, $1.range.high)
        }
        return Standing(
            figures: figures, months: months,
            site: record?.reference,
            inOneField: most ?? Tally(), throughTheYear: through)
    }
}

extension Criterion {
    /// Whether it is met by itself.
    func verdict(_ standing: Standing) -> Report.Check.Verdict {
        guard let range = have(standing)?.range else { return .open }
        if range.low >= needed { return .holds }
        return range.high < needed ? .fails : .open
    }

    private typealias Text = Catalogue.Gap

    static let all: [Criterion] = makerspace + incubator + specialised

    private static let makerspace: [Criterion] = [
        Criterion(
            name: "age", scheme: .makerspace, label: Text.monthsOpen, kind: .count, needed: 18
        ) { $0.age },
        Criterion(
            name: "area", scheme: .makerspace, label: Text.area, kind: .area, needed: 50_000,
            instead: "seats"
        ) { $0.tally("area_total") },
        Criterion(
            name: "seats", scheme: .makerspace, label: Text.seats, kind: .count, needed: 30,
            instead: "area"
        ) { $0.tally("seats") },
        Criterion(
            name: "residents", scheme: .makerspace, label: Text.residents, kind: .count, needed: 20
        ) { $0.throughTheYear },
        Criterion(
            name: "registered", scheme: .makerspace, label: Text.newCompanies, kind: .count,
            needed: 10, instead: "financed"
        ) { $0.tally("companies_new") },
        Criterion(
            name: "financed", scheme: .makerspace, label: Text.financed, kind: .count, needed: 5,
            instead: "registered"
        ) { $0.tally("financed") },
        Criterion(
            name: "events", scheme: .makerspace, label: Text.events, kind: .count, needed: 10
        ) { $0.sum(["clinics", "roadshows"]) },
        unknown("staff", .makerspace, Text.staff, 3),
        unknown("mentors", .makerspace, Text.mentors, 3),
    ]

    private static let incubator: [Criterion] =
        [
            Criterion(
                name: "age", scheme: .incubator, label: Text.monthsOpen, kind: .count, needed: 36
            ) { $0.age },
            Criterion(
                name: "area", scheme: .incubator, label: Text.area, kind: .area, needed: 1_000_000
            ) { $0.tally("area_total") },
            Criterion(
                name: "companies", scheme: .incubator, label: Text.companies, kind: .count,
                needed: 50
            ) { $0.tally("companies") },
            Criterion(
                name: "density", scheme: .incubator, label: Text.density, kind: .decimal(1),
                needed: 30
            ) { $0.density },
            Criterion(
                name: "graduates", scheme: .incubator, label: Text.graduates, kind: .count,
                needed: 20
            ) { $0.tally("graduates_ever") },
        ] + shared(.incubator)

    private static let specialised: [Criterion] =
        [
            Criterion(
                name: "companies", scheme: .specialised, label: Text.companies, kind: .count,
                needed: 30
            ) { $0.tally("companies") },
            Criterion(
                name: "density", scheme: .specialised, label: Text.density, kind: .decimal(1),
                needed: 20
            ) { $0.density },
            Criterion(
                name: "graduates", scheme: .specialised, label: Text.graduates, kind: .count,
                needed: 15
            ) { $0.tally("graduates_ever") },
            Criterion(
                name: "field", scheme: .specialised, label: Text.oneField, kind: .percent,
                needed: 7_500
            ) { $0.share(of: $0.inOneField) },
        ] + shared(.specialised)

    /// What holds for incubators of both kinds.
    private static func shared(_ scheme: Scheme) -> [Criterion] {
        [
            Criterion(
                name: "financed", scheme: scheme, label: Text.financedShare, kind: .percent,
                needed: 1_000
            ) { $0.share("financed") },
            Criterion(
                name: "patents", scheme: scheme, label: Text.patentShare, kind: .percent,
                needed: 3_000
            ) { $0.share("with_patents") },
            unknown("staff", scheme, Text.professionals, 8_000, .percent),
            unknown("fund", scheme, Text.fund, 500),
        ]
    }

    private static func unknown(
        _ name: String, _ scheme: Scheme, _ label: Phrase, _ needed: Int64,
        _ kind: Report.ColumnKind = .count
    ) -> Criterion {
        Criterion(name: name, scheme: scheme, label: label, kind: kind, needed: needed) { _ in nil }
    }
}
