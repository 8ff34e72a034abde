internal import Causality
internal import Domain
internal import Storage

/// H20: how old what is known of each site is, and how much waits to be sent to it.
struct FreshnessReport {
    private let ground: ReportGround

    init(_ ground: ReportGround) { self.ground = ground }

    private typealias Text = Catalogue.Report

    private static let columns = [
        Report.Column("site", Catalogue.Heading.site, .text, flexible: true),
        Report.Column("heard", Text.lastHeard, .date),
        Report.Column("age", Catalogue.Heading.age, .text),
        Report.Column("freshness", Catalogue.Heading.state, .text),
        Report.Column("to_send", Catalogue.Heading.toSend, .count),
        Report.Column("records", Catalogue.Heading.records, .count),
        Report.Column("error", Text.lastError, .text, flexible: true),
    ]

    func report() throws -> Report {
        var report = Report(.freshness, ground, FreshnessReport.columns)
        let errors = try self.errors()
        let counts = try self.counts()
        let order: [Report.Freshness] = [.silent, .late, .fresh]
        let sites = ground.sites.sorted { a, b in
            let place = { (source: Report.Source) in order.firstIndex(of: source.freshness) ?? 0 }
            return (place(a), a.heardMilliseconds ?? 0, a.site)
                < (place(b), b.heardMilliseconds ?? 0, b.site)
        }
        report.rows = try sites.map { try line($0, errors[$0.site], counts[$0.site] ?? 0) }
        for freshness in order {
            let rows = zip(sites, report.rows).filter { $0.0.freshness == freshness }.map(\.1)
            report.count(freshness.rawValue, Text.freshness(freshness), rows)
        }
        return report
    }

    private func line(
        _ source: Report.Source, _ error: String?, _ records: Int64
    ) throws -> Report.Row {
        let at = source.heardMilliseconds.map { Int64(clamping: $0) }
        let now = Int64(clamping: ground.nowMilliseconds)
        let offset = LocalZone.shanghai.secondsFromUTC
        return Report.Row(
            source.site, site: source.site,
            [
                Report.Cell(.text(verbatim: source.name)),
                Report.Cell(
                    at.map {
                        .moment(LocalMinute.from(epochMilliseconds: $0, offsetSeconds: offset))
                    }
                        ?? .none),
                Report.Cell(
                    .text(at.map { TimeText.ago($0, now: now) } ?? Catalogue.Overview.neverHeard)),
                Report.Cell(.text(Text.freshness(source.freshness)), [], mark(source.freshness)),
                Report.Cell(.count(try toSend(source.site))), Report.Cell(.count(records)),
                Report.Cell(.text(verbatim: error)),
            ])
    }

    private func mark(_ freshness: Report.Freshness) -> Report.Mark {
        switch freshness {
        case .fresh: .plain
        case .late: .attention
        case .silent: .bad
        }
    }

    /// Of this site's own transactions that it may have, how many it has not said to hold; `nil` for one
    /// that has never said anything, and for this site itself.
    private func toSend(_ name: String) throws -> Int64? {
        let replica = ground.replica
        guard let site = SiteID(name), site != replica.meta.site else { return nil }
        return try replica.outbox(for: site, try replica.scopesShared(with: site))
            .map { Int64($0.count) }
    }

    private func errors() throws -> [String: String] {
        var errors: [String: String] = [:]
        for peer in try ground.replica.peerRecords() {
            if let site = peer.site, let error = peer.lastError { errors[site.name] = error }
        }
        return errors
    }

    /// How many records lie in each site's own scope.
    private func counts() throws -> [String: Int64] {
        var counts: [String: Int64] = [:]
        for kind in NetworkSchema.kinds {
            guard case .siteOf = kind.scope else { continue }
            for row in try ground.replica.select(
                "SELECT site, count(*) FROM \"\(kind.name)\" GROUP BY site")
            { counts[row[0].text ?? "", default: 0] += row[1].integer ?? 0 }
        }
        return counts
    }
}
