internal import Workflows

extension OverviewPage.Figure {
    /// `1,284`, or `12–14` while something is undecided.
    var text: String {
        isSettled
            ? NumberText.grouped(Int(low))
            : "\(NumberText.grouped(Int(low)))–\(NumberText.grouped(Int(high)))"
    }

    /// The share of a whole of which this is a part: `82.4 %`, `81.0–82.4 %`; `-` of nothing.
    func percent(of whole: OverviewPage.Figure) -> String {
        let most = NumberText.percent(Int(min(high, whole.low)), of: Int(whole.low))
        guard !isSettled || !whole.isSettled, whole.low > 0 else { return most }
        return NumberText.percent(Int(low), of: Int(whole.high)).dropLast(2) + "–" + most
    }

    /// The figure as a number of days: `34 days`, `34–94 days`.
    func days(_ language: Language) -> String {
        isSettled
            ? TimeText.days(Int(low)).text(language)
            : Catalogue.Page.days(text).text(language)
    }

    /// The figure, and where it is a range the word that says why.
    func cell(_ language: Language) -> HTML {
        isSettled ? .text(text) : .open(text, language)
    }

    /// The same as the way to the records that it was made from.
    ///
    /// - Parameters:
    ///   - opens: whether the visitor may see them.
    ///   - name: what the report calls this figure.
    ///   - site: whose part it is; `nil` for all.
    func cell(
        _ language: Language, _ opens: Bool, _ kind: ReportKind, _ name: String, _ site: String?
    ) -> HTML {
        guard opens, high > 0 else { return cell(language) }
        return .element("a", [.href(ReportAddress.list(kind, name, site: site))]) {
            cell(language)
        }
    }

    /// - Parameter text: what stands for the figure, as a share does; else the figure.
    func link(_ opens: Bool, _ kind: ReportKind, _ name: String, text other: String? = nil) -> HTML
    {
        guard opens, high > 0 else { return .text(other ?? text) }
        return .element("a", [.href(ReportAddress.list(kind, name, site: nil))]) { other ?? text }
    }
}

extension OverviewPage.Money {
    /// Ten thousands in Chinese and ones in English: `1,200 万元`, `300 万美元`; `¥12,000,000`,
    /// `USD 3,000,000`.
    func text(_ language: Language) -> String {
        let ends = amount.isSettled ? [amount.low] : [amount.low, amount.high]
        let range = ends.map { Self.number($0, language) }.joined(separator: "–")
        return switch language {
        case .zh: "\(range) 万\(Catalogue.Overview.unit(currency).zh)"
        case .en: currency == "CNY" ? "¥\(range)" : "\(currency) \(range)"
        }
    }

    private static func number(_ hundredths: Int64, _ language: Language) -> String {
        switch language {
        case .en: return NumberText.grouped(Int(hundredths / 100))
        case .zh:
            let wan = Int(hundredths / 1_000_000)
            let rest = Int(hundredths % 1_000_000)
            return rest == 0
                ? NumberText.grouped(wan)
                : NumberText.decimal(Int((hundredths + 5_000) / 10_000), 2)
        }
    }
}

extension HTML {
    /// A name; with the word that says so where it is undecided whether it counts at all.
    static func marked(_ name: String, isCertain: Bool, _ language: Language) -> HTML {
        isCertain ? .text(name) : open(name, language)
    }

    /// Days, of which several are undecided.
    static func days(_ days: [String], _ language: Language) -> HTML {
        guard days.count > 1 else { return .text(days.first ?? "–") }
        return open(Catalogue.Page.either(days).text(language), language)
    }

    static func open(_ text: String, _ language: Language) -> HTML {
        .element("span", [.class("open")]) {
            text
            " "
            HTML.element("small") { Catalogue.Page.undecided.text(language) }
        }
    }
}
