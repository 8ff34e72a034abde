internal import Causality

/// X26: a version of a city's offer that was answered does not move.
///
/// Whoever edits it elsewhere, not knowing of the answer, has made a variant of that version: `1b`. It is
/// shown as a difference to what was answered; the talks go on about the latest version, into which the
/// difference may be taken.
public enum OfferRule {
    /// - Parameter offers: of one city, not retired.
    public static func findings(_ offers: [RowFact]) -> [Finding] {
        let latest = offers.max {
            ($0.integer("version") ?? 0, $0.key) < ($1.integer("version") ?? 0, $1.key)
        }
        return offers.byKey.compactMap { offer in
            guard let text = offer.text("answered_clauses") else { return nil }
            let answered = TakenDown.clauses(in: text)
            let moved = GovernmentKinds.clauses.filter {
                offer.values[$0] ?? .null != answered[$0] ?? .null
            }
            guard !moved.isEmpty else { return nil }
            return finding(offer, moved, answered, latest == offer ? nil : latest)
        }
    }

    private static func finding(
        _ offer: RowFact, _ moved: [String], _ answered: [String: Value], _ latest: RowFact?
    ) -> Finding {
        let version = offer.integer("version") ?? 0
        let told = moved.map { difference($0, answered[$0] ?? .null, offer.values[$0] ?? .null) }
        let back = moved.map { name in
            ResolutionOption.Write(
                row: offer.row, column: name, value: answered[name] ?? .null)
        }
        let into = latest.map { latest in
            let next = latest.integer("version") ?? 0
            return ResolutionOption(
                "into-\(next)",
                Label(
                    "第 \(version) 版恢复，改动写进第 \(next) 版",
                    "put version \(version) back, and take the changes into version \(next)"),
                writes: back
                    + moved.map { name in
                        .init(
                            row: latest.row, column: name, value: offer.values[name] ?? .null)
                    })
        }
        return Finding(
            .answeredOfferStands, rows: [offer.row] + (latest.map { [$0.row] } ?? []),
            columns: moved + ["version", "answered_clauses", "retired"],
            detail: Label(
                "第 \(version) 版已答复，又有 \(version)b 版：\(told.map(\.zh).joined(separator: "；"))",
                "version \(version) was answered, and there is a version \(version)b: "
                    + told.map(\.en).joined(separator: "; ")),
            options: [
                ResolutionOption(
                    "as-answered",
                    Label(
                        "第 \(version) 版恢复为答复时的条款，\(version)b 版留在历史里",
                        "put version \(version) back as it was answered; \(version)b stays in history"
                    ),
                    writes: back)
            ] + [into].compactMap { $0 })
    }

    private static func difference(_ name: String, _ old: Value, _ new: Value) -> Label {
        guard let field = GovernmentKinds.offer.field(name) else { return Label(verbatim: name) }
        let (before, after) = (field.type.display(old), field.type.display(new))
        return Label(
            "\(field.label.zh) \(before.zh) → \(after.zh)",
            "\(field.label.en) \(before.en) → \(after.en)")
    }
}
