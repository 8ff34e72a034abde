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
        let view = view(ask)
        guard view.digest == digest else { return .otherwise(view) }
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
}
