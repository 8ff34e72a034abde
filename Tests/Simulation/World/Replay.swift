internal import Causality
internal import Foundation

/// What the sites of a world keep their records in.
package enum StoreKind: String, CaseIterable, Sendable {
    /// Plain values.
    case model
    /// SQLite files on disks that keep what they promise; runs and ends as `model` does.
    case sqlite
    /// SQLite files on disks that fail and lose their power.
    case disk
}

/// What a run came to.
package struct Outcome: Sendable {
    package let traceHash: String
    package let counters: Counters
    package let violation: Violation?
    /// Every site's rows at the end, as a text that equal states share; empty unless asked for.
    package let state: String
}

/// Runs scenarios, by seed or as they were kept.
package enum Replay {
    /// - Parameters:
    ///   - templates: kept from run to run, they save making the same replicas again.
    ///   - disksIgnoreSyncs: the control of what is said about power cuts: promises must break.
    package static func run(
        _ scenario: Scenario, on kind: StoreKind, templates: ReplicaTemplates? = nil,
        wantsState: Bool = false, disksIgnoreSyncs: Bool = false
    ) -> Outcome {
        let scratch = kind == .model ? nil : Scratch()
        let templates = templates ?? ReplicaTemplates()
        let members =
            scenario.isSigned == true
            ? scenario.sites.compactMap { SiteID($0) } + [World.hostile].compactMap(\.self) : nil
        var world: World?
        var violation: Violation?
        do {
            let made = try World(scenario) { site, hub, schema in
                guard let scratch else {
                    return ModelSite(
                        site, hub: hub, schema: schema, seed: scenario.seed)
                }
                let made = try SQLiteSite(
                    site, hub: hub, schema: schema,
                    directory: scratch.path + "/" + site.name, seed: scenario.seed,
                    templates: templates, members: members)
                made.disk.ignoresSyncs = disksIgnoreSyncs
                return made
            }
            world = made
            try made.run()
        } catch let broken as Violation {
            violation = broken
        } catch {
            violation = Violation("I0", "the run itself failed: \(error)")
        }
        return Outcome(
            traceHash: world?.traceHash ?? "", counters: world?.counters ?? Counters(),
            violation: violation,
            state: wantsState ? (try? world?.stateText()) ?? "" : "")
    }

    package static func run(
        seed: UInt64, crowd: Int? = nil, on kind: StoreKind, templates: ReplicaTemplates? = nil,
        wantsState: Bool = false
    ) -> Outcome {
        run(
            RandomScenario.make(seed: seed, hasDisks: kind == .disk, crowd: crowd), on: kind,
            templates: templates, wantsState: wantsState)
    }

    /// The command that repeats a run.
    package static func command(seed: UInt64, crowd: Int? = nil, on kind: StoreKind) -> String {
        "moso-sim run --store \(kind.rawValue) --seed \(seed)"
            + (crowd.map { " --sites \($0)" } ?? "")
    }

    package static func read(_ json: String) throws -> Scenario {
        try JSONDecoder().decode(Scenario.self, from: Data(json.utf8))
    }

    package static func write(_ scenario: Scenario) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // One event a line reads and compares well.
        let events = try scenario.events.map {
            String(decoding: try encoder.encode($0), as: UTF8.self)
        }
        var head = scenario
        head.events = []
        let text = String(decoding: try encoder.encode(head), as: UTF8.self)
        return text.replacing(
            "\"events\":[]", with: "\"events\":[\n\(events.joined(separator: ",\n"))]")
            + "\n"
    }
}

extension World {
    /// Shown rows of every site, sorted.
    package func stateText() throws -> String {
        var lines: [String] = []
        for site in sites where !site.isDown {
            let shown = try site.store.shownRows()
            for place in shown.keys.sorted() {
                let state = try site.store.exactState(of: place)
                let dots = state.liveDots.sorted().map(\.description).joined(separator: " ")
                let values = (shown[place] ?? []).map { "\($0)" }.joined(separator: "|")
                lines.append("\(site.id) \(place) \(values) \(dots)")
            }
            lines += try site.store.inbox().map { "\(site.id) \($0.place) \($0.cell) \($0.id)" }
                .sorted()
        }
        return lines.joined(separator: "\n")
    }
}
