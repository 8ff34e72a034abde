internal import Workflows

/// A horizontal bar as SVG: a solid part for what is certain and a hatched one for what is
/// undecided, so that it also reads without colour and on paper.
enum Bar {
    /// - Parameter id: makes the hatching's name unique on the page.
    static func svg(_ figure: OverviewPage.Figure, of whole: Int64, id: String, label: String)
        -> HTML
    {
        let certain = permille(figure.low, whole)
        let possible = permille(figure.high, whole)
        return .element(
            "svg",
            [
                .class("bar"), .init("viewBox", "0 0 1000 12"), .init("role", "img"),
                .init("preserveAspectRatio", "none"), .init("aria-label", label),
            ]
        ) {
            HTML.element("title") { label }
            HTML.element("defs") {
                HTML.element(
                    "pattern",
                    [
                        .init("id", id), .init("width", "12"), .init("height", "12"),
                        .init("patternUnits", "userSpaceOnUse"),
                    ]
                ) {
                    rect([.class("hatch"), .init("width", "5"), .init("height", "12")])
                }
            }
            rect([.class("rail"), .init("width", "1000"), .init("height", "12")])
            rect([.class("fill"), .init("width", String(certain)), .init("height", "12")])
            if possible > certain {
                rect([
                    .init("fill", "url(#\(id))"), .init("x", String(certain)),
                    .init("width", String(possible - certain)), .init("height", "12"),
                ])
            }
        }
    }

    private static func rect(_ attributes: [HTML.Attribute]) -> HTML {
        .element("rect", attributes) { HTML.empty }
    }

    private static func permille(_ part: Int64, _ whole: Int64) -> Int64 {
        whole > 0 ? max(0, min(1000, part * 1000 / whole)) : 0
    }
}
