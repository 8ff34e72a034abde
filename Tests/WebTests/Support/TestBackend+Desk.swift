import Domain
import Synchronization
import Web
import Workflows

/// The pages of a branch, over plain values.
extension TestBackend {
    var isHub: Bool { !isBranch.withLock { $0 } }

    func line() -> OutboxLine {
        let text = standing.withLock { $0 }
        var line = OutboxLine(
            dot: "anji.1/site/anji:9", when: "2026-11-24 09:00", author: text, reason: text)
        line.records = [
            RecordName(
                kind: "company", kindLabel: Phrase(zh: "企业", en: "company"), key: "C-7", title: text
            )
        ]
        line.fields = text
        line.place = .hereOnly
        line.mayTakeBack = true
        return line
    }

    func today(for viewer: Viewer) async throws -> TodayView {
        let text = standing.withLock { $0 }
        var view = TodayView(day: "2026-11-24")
        view.parts = [
            .init(
                name: "promises", label: Phrase(zh: "到期承诺", en: "Promises due"), count: 9,
                lines: [
                    .init(
                        when: "2026-11-24", what: text, detail: text, site: text,
                        record: ("company", "C-7"), mark: .bad)
                ])
        ]
        (view.toDecide, view.mine, view.unsent) = (3, 1, 14)
        view.recent = [line()]
        view.additions =
            viewer.role.may(.write, kind: "company")
            ? [
                KindLine(
                    name: "company", label: Phrase(zh: "企业", en: "company"), count: 0,
                    area: .network)
            ] : []
        return view
    }

    func outbox(page: Int, for viewer: Viewer) async throws -> OutboxView {
        OutboxView(lines: [line()], count: 14, page: page)
    }

    func takeBack(_ dot: String, for viewer: Viewer) async throws {
        takenBack.withLock { $0.append([dot, viewer.name]) }
    }

    func importable(for viewer: Viewer) async throws -> [KindLine] {
        viewer.role.may(.write, .network) ? try await kinds(for: viewer) : []
    }

    private func view(_ ask: ImportAsk) -> ImportView {
        let text = standing.withLock { $0 }
        var view = ImportView(
            fileName: ask.fileName, recognised: Phrase(verbatim: text),
            digest: isOtherwise.withLock { $0 } ? "d2" : "d1")
        (view.added, view.refusedCount) = (2, 1)
        view.differences = [.init(record: text, field: text, before: text, after: text)]
        view.refused = [.init(line: 3, trouble: text, remedy: text)]
        view.refusedFile = (Array("a,b\n".utf8), "csv")
        return view
    }

    func preview(_ ask: ImportAsk, for viewer: Viewer) async throws -> ImportView { view(ask) }

    func bring(
        _ ask: ImportAsk, shown digest: String, for viewer: Viewer
    ) async throws -> ImportOutcome {
        let before = beforeBringing.withLock { work in
            defer { work = nil }
            return work
        }
        try await before?()
        var view = view(ask)
        if brought.withLock({ !$0.isEmpty }) { (view.added, view.changed) = (0, 0) }
        guard view.digest == digest, !view.writesNothing else { return .otherwise(view) }
        brought.withLock { $0.append(ask) }
        return .written(dot: "anji.1/site/anji:10", view)
    }

    private func sheet() -> Sheet {
        Sheet(name: "x", header: ["a"], rows: [[.text(standing.withLock { $0 })]])
    }

    func outboxSheet(for viewer: Viewer) async throws -> Sheet { sheet() }

    func sheet(_ ask: RecordAsk, for viewer: Viewer) async throws -> Sheet {
        _ = try await records(ask, for: viewer)
        return sheet()
    }

    func sheet(_ ask: QueueAsk, for viewer: Viewer) async throws -> Sheet { sheet() }

    func wholeSheet(_ kind: String, for viewer: Viewer) async throws -> Sheet {
        _ = try await records(RecordAsk(kind: kind), for: viewer)
        return sheet()
    }

    // MARK: Head office

    func journal(_ ask: JournalAsk, for viewer: Viewer) async throws -> JournalView {
        guard viewer.role.may(.see, .audit) else { throw Problem.roleMayNot(viewer.role) }
        var view = JournalView()
        view.lines = [
            .init(change: line(), site: standing.withLock { $0 }, decision: nil)
        ]
        (view.next, view.sites) = ("anji.1/site/anji:7", ["anji"])
        return view
    }

    func journalSheet(_ ask: JournalAsk, for viewer: Viewer) async throws -> Sheet { sheet() }

    func settingLines() -> [SettingLine] {
        let text = standing.withLock { $0 }
        return [
            SettingLine(
                key: text, value: text, source: Phrase(verbatim: text),
                meaning: Phrase(verbatim: text))
        ]
    }

    func note(
        _ token: String, assignee: String?, days: Int?, for viewer: Viewer
    ) async throws {
        guard viewer.role.may(.decide, .site) else { throw Problem.roleMayNot(viewer.role) }
        decided.withLock {
            $0.append(["note", token, assignee ?? "-", days.map { "\($0)" } ?? "-"])
        }
    }

    func bulk(_ token: String, take: String, for viewer: Viewer) async throws -> BulkView {
        let text = standing.withLock { $0 }
        var view = BulkView(token: token, about: text, take: take)
        view.choices = [
            .init(token: "C-1", shortID: "C-1", record: text, value: text, exception: nil)
        ]
        view.exceptions = view.choices
        (view.exceptionsCount, view.beyond) = (1_081, 1_070)
        view.digest = isOtherwise.withLock { $0 } ? "d2" : "d1"
        return view
    }

    func decideAll(
        _ token: String, take: String, shown digest: String, reason: String, for viewer: Viewer
    ) async throws -> BulkOutcome {
        let view = try await bulk(token, take: take, for: viewer)
        guard view.digest == digest else { return .otherwise(view) }
        guard !reason.isEmpty else { return .reasonless(view) }
        decided.withLock { $0.append(["all", token, take, reason]) }
        return .decided(
            PageDecision(
                shortID: "C-1", field: Phrase(verbatim: "x"), value: take, name: "R-1",
                dot: "anji.1/site/anji:11", next: nil))
    }

    func charts(for viewer: Viewer) async throws -> OfficeCharts {
        OfficeCharts(day: LocalDay.from(epochMilliseconds: OverviewPage.now, offsetSeconds: 28_800))
    }

    func chartList(_ name: String, for viewer: Viewer) async throws -> FigureList {
        FigureList(title: Phrase(verbatim: standing.withLock { $0 }), records: line().records)
    }

    func guest(_ site: String?, for viewer: Viewer) async throws -> GuestView {
        let text = standing.withLock { $0 }
        var view = GuestView(
            siteName: viewer.site ?? site ?? "-", day: "2026-11-24", heardMilliseconds: nil)
        view.occupancy = [.init(label: Phrase(verbatim: text), text: text)]
        view.residents = [.init([text, text])]
        view.visits = [.init([text, text, text])]
        view.policies = [.init([text, text, text])]
        (view.totals, view.year) = ([.init(label: Phrase(verbatim: text), text: text)], text)
        return view
    }
}
