internal import Causality
internal import Domain
internal import Storage
internal import Workflows

/// Members and trimming as tables, sentences and JSON.
struct MemberPrinter {
    private let session: Session
    private let replica: Replica

    private typealias Text = Catalogue.Members

    init(_ session: Session, _ replica: Replica) {
        self.session = session
        self.replica = replica
    }

    func list(_ members: Members) {
        guard !members.views.isEmpty else { return session.printer.remark(Text.none) }
        var table = TextTable([
            session.column(Catalogue.Heading.site), session.column(Text.standing),
            session.column(Text.acknowledged), session.column(Text.lastHeard),
            session.column(Catalogue.Heading.by),
            session.column(Catalogue.Heading.reason, flexible: true),
        ])
        for view in members.views {
            table.add([
                view.site.name, session.text(Text.name(view.standing)),
                session.text(acknowledged(view)),
                view.heardMilliseconds.map { session.stamp($0) } ?? "-",
                view.step?.author ?? "", session.told(reason: view.step?.reason),
            ])
        }
        session.printer.table(table)
        for view in members.views
        where view.notTakenIn > 0 && view.standing?.counts ?? false {
            session.printer.remark(
                Text.notTakenIn(view.site.name, Int(clamping: view.notTakenIn)), mark: .attention,
                indent: 2)
        }
        for view in members.views where isHub && view.mayLapse(now: session.now) {
            let age = TimeText.age(
                from: Int64(view.heardMilliseconds ?? 0), to: Int64(session.now))
            session.printer.remark(Text.mayLapse(view.site.name, silent: age), indent: 2)
        }
    }

    private var isHub: Bool { replica.meta.site == replica.meta.hub }

    private func acknowledged(_ view: MemberView) -> Phrase {
        if view.site == replica.meta.site { return Text.thisSite }
        guard view.standing?.counts ?? false else { return Text.doesNotCount }
        switch view.obstacle {
        case .silent: return Text.notYet
        case .behindSteps: return Text.behindSteps
        case .noMembers, .notCounted, nil: break
        }
        guard let lacks = view.lacks else { return Text.notYet }
        return lacks == 0 ? Text.everything : Text.lacks(lacks)
    }

    static func json(_ view: MemberView) -> JSON {
        [
            "site": .string(view.site.name), "standing": .optional(view.standing?.rawValue),
            "counts": .bool(view.standing?.counts ?? false),
            "lacks": view.lacks.map { .integer(Int64(clamping: $0)) } ?? .null,
            "obstacle": .optional(view.obstacle.map { "\($0)" }),
            "not_taken_in": .count(Int(clamping: view.notTakenIn)),
            "last_heard": view.heardMilliseconds.map { .time(Int64($0)) } ?? .null,
            "step": view.step.map { step in
                [
                    "kind": .string(step.kind.rawValue), "op": .string(step.dot.description),
                    "person": .string(step.author), "reason": .optional(step.reason),
                    "written_at": .time(Int64(step.milliseconds)),
                ]
            } ?? .null,
        ]
    }

    /// What is stable, by scope.
    static func stable(_ replica: Replica) throws -> [JSON] {
        try replica.stability().sorted { $0.key < $1.key }.map { scope, stability in
            [
                "scope": .string(scope.name),
                "vector": .array(
                    stability.vector.entries.map { .string("\($0.stream):\($0.seq)") }),
            ]
        }
    }

    // MARK: Trimming

    func tell(_ report: TrimReport, _ members: Members, dryRun: Bool, age: Int64) throws {
        typealias Trim = Catalogue.Trim
        let printer = session.printer
        let span = TimeText.duration(seconds: age / 1_000)
        printer.say(
            dryRun
                ? Trim.would(report.trimmed, bytes: report.bytes, graves: report.graves, span)
                : Trim.done(report.trimmed, bytes: report.bytes, graves: report.graves, span),
            mark: dryRun ? nil : .done)
        let needed = report.scopes.values.reduce(0) { $0 + $1.needed }
        if needed > 0 { printer.remark(Trim.needed(needed), indent: 2) }
        if !report.awaitsHub.isEmpty {
            printer.remark(
                Trim.awaitsHub(replica.meta.hub.name, report.awaitsHub.sorted().map(\.name)),
                mark: .waiting, indent: 2)
        }
        for (_, ahead) in report.ahead.sorted(by: { $0.key < $1.key }) {
            printer.remark(
                Trim.ahead(
                    ahead.dot.description, stamped: session.stamp(ahead.stampMilliseconds),
                    from: session.stamp(ahead.noticedMilliseconds)), mark: .waiting, indent: 2)
        }
        if members.views.isEmpty {
            return printer.remark(isHub ? Trim.listBegins : Trim.noList(replica.meta.hub.name))
        }
        for view in members.holdingUp {
            printer.remark(
                view.notTakenIn > 0
                    ? Text.notTakenIn(view.site.name, Int(clamping: view.notTakenIn))
                    : Trim.waitsFor(view.site.name, acknowledged(view)), mark: .waiting, indent: 2)
        }
    }

    func json(_ report: TrimReport, _ members: Members, dryRun: Bool) throws -> JSON {
        let horizon = try replica.horizon()
        return [
            "dry_run": .bool(dryRun), "trimmed": .count(report.trimmed),
            "bytes": .count(report.bytes), "graves": .count(report.graves),
            "scopes": .array(
                report.scopes.sorted { $0.key < $1.key }.map { scope, part in
                    [
                        "scope": .string(scope.name), "within": .count(part.within),
                        "trimmed": .count(part.trimmed), "bytes": .count(part.bytes),
                        "needed": .count(part.needed),
                    ]
                }),
            "horizon": .array(horizon.entries.map { .string("\($0.stream):\($0.seq)") }),
            "waits_for": .array(members.holdingUp.map(MemberPrinter.json)),
            "waits_for_hub": .array(report.awaitsHub.sorted().map { .string($0.name) }),
            "stamped_ahead": .array(
                report.ahead.sorted { $0.key < $1.key }.map { scope, ahead in
                    [
                        "scope": .string(scope.name), "op": .string(ahead.dot.description),
                        "stamped": .time(Int64(clamping: ahead.stampMilliseconds)),
                        "counts_from": .time(Int64(clamping: ahead.noticedMilliseconds)),
                    ]
                }),
        ]
    }
}
