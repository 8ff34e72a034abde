internal import Causality
internal import Foundation
internal import Sync

/// Runs one history on the production core, each site on a SQLite file of its own.
///
/// A second program, written from the specification alone, is told the same history and the answers
/// are compared: see `docs/simulation.md` for the form of both.
package struct HistoryRun {
    private let request: HistoryRequest
    private let schema: ReplicaSchema
    private let scratch = Scratch()
    private var sites: [String: SQLiteSite] = [:]
    private var refused: [Int] = []
    /// For each step that is an edit, how many transactions its site had applied before it.
    private var applied: [JSONValue] = []

    package init(_ request: HistoryRequest) throws {
        self.request = request
        schema = try request.schema.replicaSchema()
        let hub = try HistoryRun.site(request.hub)
        for name in request.sites {
            sites[name] = try SQLiteSite(
                HistoryRun.site(name), hub: hub, schema: schema,
                directory: scratch.path + "/" + name)
        }
    }

    /// Answers one line; a request that cannot be understood is answered by `{"error":…}`.
    package static func answer(line: String) -> String {
        do {
            let request = try JSONDecoder().decode(HistoryRequest.self, from: Data(line.utf8))
            var run = try HistoryRun(request)
            return try run.answer().text
        } catch {
            return JSONValue.object(["error": .string("\(error)")]).text
        }
    }

    private static func site(_ name: String) throws -> SiteID {
        guard let site = SiteID(name) else { throw RequestError("\(name) is no site") }
        return site
    }

    private func site(_ name: String?) throws -> SQLiteSite {
        guard let name, let site = sites[name] else {
            throw RequestError("no such site: \(name ?? "none is named")")
        }
        return site
    }

    package mutating func answer() throws -> JSONValue {
        for (at, step) in request.steps.enumerated() {
            let isEdit = step.kind == .edit
            applied.append(isEdit ? .number(try site(step.site).count) : .null)
            try run(step, at)
        }
        var answers: [String: JSONValue] = [:]
        for (name, site) in sites { answers[name] = try SiteAnswer(site).json }
        return .object([
            "sites": .object(answers), "refused": .array(refused.map { .number($0) }),
            "applied": .array(applied),
        ])
    }

    private mutating func run(_ step: HistoryRequest.Step, _ at: Int) throws {
        switch step.kind {
        case .edit:
            let site = try site(step.site)
            if let wall = step.wallMilliseconds { site.clock.milliseconds = wall }
            do {
                _ = try site.edit(
                    step.operations ?? [], author: step.author ?? "", reason: step.reason)
            } catch is EditRefusal {
                refused.append(at)
            }
        case .crash: try site(step.site).crash()
        case .deliver, .redeliver, .shuffleDeliver: try deliver(step)
        }
    }

    private func deliver(_ step: HistoryRequest.Step) throws {
        let (from, to) = (try site(step.from), try site(step.to))
        var records = try from.offers(to: to, all: step.kind == .redeliver)
        if step.kind == .shuffleDeliver {
            var order = SeededGenerator(seed: step.seed ?? 0)
            order.shuffle(&records)
        }
        if let limit = step.limit { records = Array(records.prefix(max(0, limit))) }
        _ = try to.apply(records, from: from.identity().origin.site, try from.shared(with: to))
    }
}

extension SQLiteSite {
    /// How many transactions it has applied.
    fileprivate var count: UInt64 {
        get throws { try vector { _ in true }.entries.reduce(0) { $0 + $1.seq } }
    }
}
