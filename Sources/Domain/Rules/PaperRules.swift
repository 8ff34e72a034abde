public import Causality

/// X18 and X20: what paper says, holds.
public enum PaperRules {
    /// X18: an accepted offer of a city has its stamped document. Until then: accepted, paper missing.
    ///
    /// - Parameter offers: not retired.
    public static func unstamped(_ offers: [RowFact]) -> [Finding] {
        offers.byKey.compactMap { offer in
            guard ["accepted", "signed"].contains(offer.text("answer")),
                !offer.isFilled("stamped_document")
            else { return nil }
            return Finding(
                .offerHasPaper, rows: [offer.row],
                columns: ["answer", "stamped_document", "retired"],
                detail: Label("已接受，缺盖章文件", "accepted, paper missing"),
                options: [
                    ResolutionOption(
                        "declined", Label("改为已谢绝", "make it declined"), offer.row, "answer",
                        .text("declined")),
                    ResolutionOption(
                        "lapsed", Label("改为已失效", "make it lapsed"), offer.row, "answer",
                        .text("lapsed")),
                ])
        }
    }

    /// X20: figures that were stamped do not move; what changes later is an adjustment beside them.
    ///
    /// - Parameters:
    ///   - years: rows of `company_year`, not retired.
    ///   - arrival: from which site a figure of a year came, and on which day it was written.
    public static func moved(
        _ years: [RowFact], arrival: (RowFact, String) -> (site: String, day: LocalDay)?
    ) -> [Finding] {
        years.byKey.compactMap { year in
            guard let stamped = year.text("stamped_figures") else { return nil }
            let frozen = figures(stamped)
            let moved = OutcomeKinds.figures.filter { name in
                frozen[name] != (year.values[name] ?? .null).integer
            }
            guard !moved.isEmpty else { return nil }
            return Finding(
                .frozenYearStands, rows: [year.row],
                columns: moved + ["stamped_figures", "retired"],
                detail: Label(
                    "盖章之后又改了 \(moved.count) 个数字：以盖章为准，差额记为年度调整",
                    "\(moved.count) figures were changed after the stamp: the stamped ones stand, "
                        + "and a difference is an adjustment"),
                options: options(year, moved, frozen, arrival))
        }
    }

    private static func options(
        _ year: RowFact, _ moved: [String], _ frozen: [String: Int64],
        _ arrival: (RowFact, String) -> (site: String, day: LocalDay)?
    ) -> [ResolutionOption] {
        let back = moved.map { name in
            ResolutionOption.Write(
                row: year.row, column: name, value: frozen[name].map { .integer($0) } ?? .null)
        }
        let added = moved.compactMap { name in
            arrival(year, name).flatMap { adjustment(year, name, frozen[name] ?? 0, $0) }
        }
        let putBack = ResolutionOption(
            "as-stamped", Label("恢复为盖章时的数字", "put back what was stamped"), writes: back)
        guard added.count == moved.count else { return [putBack] }
        return [
            ResolutionOption(
                "adjust",
                Label(
                    "以盖章为准，差额记为年度调整", "the stamped ones stand; record the difference beside them"),
                writes: back, additions: added), putBack,
        ]
    }

    /// The row that tells of a late figure beside the stamped one. Two sites that decide alike make one.
    private static func adjustment(
        _ year: RowFact, _ name: String, _ stamped: Int64,
        _ arrival: (site: String, day: LocalDay)
    ) -> ResolutionOption.Addition? {
        let now = year.integer(name) ?? 0
        let (difference, isTooLarge) = now.subtractingReportingOverflow(stamped)
        guard !isTooLarge, let site = year.values["site"],
            let key = RecordKey("YA-\(year.key)-\(name)-\(stamped)-\(now)")
        else { return nil }
        return ResolutionOption.Addition(
            row: RowReference("year_adjustment", key),
            values: [
                "site": site, "company_year": .text(year.key.text), "figure": .text(name),
                "difference": .integer(difference), "adjusted_on": .text(arrival.day.description),
                "reason": .text("late delivery from \(arrival.site), written on \(arrival.day)"),
            ])
    }

    /// The figures of a year in one text, for the day on which they are stamped: `people=12 tax_fen=…`.
    public static func stamp(_ value: (String) -> Value?) -> String {
        OutcomeKinds.figures.compactMap { name in
            value(name)?.integer.map { "\(name)=\($0)" }
        }.joined(separator: " ")
    }

    /// What `stamp` wrote down, by the names of the fields; what is no figure is left out.
    public static func figures(_ stamped: String) -> [String: Int64] {
        let pairs = stamped.split(separator: " ").compactMap { part -> (String, Int64)? in
            let sides = part.split(separator: "=")
            guard sides.count == 2, let number = Int64(sides[1]) else { return nil }
            return (String(sides[0]), number)
        }
        return Dictionary(pairs) { first, _ in first }
    }
}
