internal import Workflows

/// Pieces of pictures as SVG. Colours and patterns are classes of the style sheet, because the policy of the pages allows
/// no style elsewhere.
enum Drawing {
    static func rect(
        _ name: StaticString, x: Int, y: Int = 0, width: Int, height: Int
    ) -> HTML {
        .element("rect", [.class(name)] + place(x, y, width, height)) { HTML.empty }
    }

    /// A pattern of stripes, which reads without colour.
    static func hatch(_ id: String, width: Int) -> HTML {
        .element("defs") {
            HTML.element(
                "pattern",
                [
                    .init("id", id), .init("width", "\(width)"), .init("height", "14"),
                    .init("patternUnits", "userSpaceOnUse"),
                ]
            ) { rect("hatch", x: 0, width: max(1, width / 2), height: 14) }
        }
    }

    static func hatched(
        _ id: String, x: Int, y: Int = 0, width: Int, height: Int
    ) -> HTML {
        .element("rect", [.init("fill", "url(#\(id))")] + place(x, y, width, height)) { HTML.empty }
    }

    static func text(_ text: String, x: Int, y: Int) -> HTML {
        .element("text", [.init("x", "\(x)"), .init("y", "\(y)")]) { text }
    }

    private static func place(
        _ x: Int, _ y: Int, _ width: Int, _ height: Int
    ) -> [HTML.Attribute] {
        [
            .init("x", "\(x)"), .init("y", "\(y)"), .init("width", "\(width)"),
            .init("height", "\(height)"),
        ]
    }
}

/// Two bars one above the other: solid what is now, outlined what it is held against.
enum PairedBar {
    struct Part {
        let low: Int64
        let high: Int64

        static func exact(_ value: Int64) -> Part { Part(low: value, high: value) }

        init(low: Int64, high: Int64) {
            self.low = low
            self.high = high
        }

        init(_ range: Range64?) { self.init(low: range?.low ?? 0, high: range?.high ?? 0) }
    }

    static func svg(_ one: Part, _ other: Part, of whole: Int64, id: String, label: String) -> HTML
    {
        .element(
            "svg",
            [
                .class("bar pair"), .init("viewBox", "0 0 1000 20"), .init("role", "img"),
                .init("preserveAspectRatio", "none"), .init("aria-label", label),
            ]
        ) {
            HTML.element("title") { label }
            Drawing.hatch(id, width: 12)
            Drawing.rect("rail", x: 0, width: 1000, height: 20)
            Drawing.rect("fill", x: 0, y: 1, width: permille(one.low, whole), height: 9)
            band(one, whole, id, y: 1)
            Drawing.rect("second", x: 0, y: 11, width: permille(other.low, whole), height: 8)
            band(other, whole, id, y: 11)
        }
    }

    private static func band(_ part: Part, _ whole: Int64, _ id: String, y: Int) -> HTML {
        let (low, high) = (permille(part.low, whole), permille(part.high, whole))
        guard high > low else { return .empty }
        return Drawing.hatched(id, x: low, y: y, width: high - low, height: 8)
    }

    private static func permille(_ part: Int64, _ whole: Int64) -> Int {
        whole > 0 ? Int(max(0, min(1000, Double(part) / Double(whole) * 1000))) : 0
    }
}
