// The one place where text becomes HTML.
//
// Names of companies, reasons and notes come from people and from other sites. They enter a page
// only through `HTML.text` and attribute values, and both escape. Names of elements and attributes
// are `StaticString`, so nothing that was read from a record can become markup, and there is no way
// to put ready-made markup into a page.

/// A piece of a page.
public struct HTML: Sendable, Hashable {
    /// The markup so far. Written here only.
    public private(set) var markup: String

    private init(markup: String) { self.markup = markup }

    public static let empty = HTML(markup: "")

    /// Text as people read it.
    public static func text(_ text: String) -> HTML { HTML(markup: escaped(text)) }

    /// The pieces one after the other.
    public init(_ pieces: [HTML]) { markup = pieces.map(\.markup).joined() }

    /// `<name …>content</name>`
    public static func element(
        _ name: StaticString, _ attributes: [Attribute] = [], @Builder _ content: () -> HTML
    ) -> HTML {
        HTML(markup: "<\(name)\(opened(attributes))>\(content().markup)</\(name)>")
    }

    /// An element without content and end tag, such as `meta`.
    public static func void(_ name: StaticString, _ attributes: [Attribute]) -> HTML {
        HTML(markup: "<\(name)\(opened(attributes))>")
    }

    /// The whole document, with the declaration that keeps browsers from guessing.
    public func document() -> String { "<!DOCTYPE html>\n" + markup + "\n" }

    private static func opened(_ attributes: [Attribute]) -> String {
        attributes.map { " \($0.name)=\"\(escaped($0.value))\"" }.joined()
    }

    /// The five characters with a meaning in text and in quoted values; and the controls that HTML
    /// does not allow, as the replacement character, so that a page is always well formed.
    private static func escaped(_ text: String) -> String {
        var markup = ""
        markup.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": markup += "&amp;"
            case "<": markup += "&lt;"
            case ">": markup += "&gt;"
            case "\"": markup += "&quot;"
            case "'": markup += "&#39;"
            case "\t", "\n": markup.unicodeScalars.append(scalar)
            case "\0"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{202A}"..."\u{202E}",
                "\u{2066}"..."\u{2069}":
                markup += "\u{FFFD}"
            default: markup.unicodeScalars.append(scalar)
            }
        }
        return markup
    }

    /// A name of an attribute and its value, which is escaped when written.
    public struct Attribute: Sendable {
        let name: StaticString
        let value: String

        public init(_ name: StaticString, _ value: String) {
            self.name = name
            self.value = value
        }

        public static func `class`(_ name: StaticString) -> Attribute {
            Attribute("class", "\(name)")
        }

        /// The single key that leads to the element, for whoever has the page's script.
        static func key(_ key: String) -> Attribute { Attribute("aria-keyshortcuts", key) }

        /// A link within this server. Paths come from us, so a `javascript:` cannot come in.
        public static func href(_ path: String) -> Attribute {
            precondition(
                isOwn(path) || path.hasPrefix("#") || path.hasPrefix("?"),
                "links stay on this server")
            return Attribute("href", path)
        }

        /// A file of this server.
        public static func src(_ path: String) -> Attribute {
            precondition(isOwn(path), "scripts are our own")
            return Attribute("src", path)
        }

        /// Where a form is sent, within this server.
        public static func action(_ path: String) -> Attribute {
            precondition(isOwn(path), "forms stay on this server")
            return Attribute("action", path)
        }

        /// Whether a path leads to this server: two slashes would name another.
        static func isOwn(_ path: String) -> Bool {
            path.hasPrefix("/") && !path.hasPrefix("//") && !path.hasPrefix("/\\")
                && path.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value != 0x7F }
        }
    }

    @resultBuilder
    public enum Builder {
        public static func buildBlock(_ pieces: HTML...) -> HTML { HTML(pieces) }
        public static func buildArray(_ pieces: [HTML]) -> HTML { HTML(pieces) }
        public static func buildOptional(_ piece: HTML?) -> HTML { piece ?? .empty }
        public static func buildEither(first: HTML) -> HTML { first }
        public static func buildEither(second: HTML) -> HTML { second }
        public static func buildExpression(_ piece: HTML) -> HTML { piece }
        public static func buildExpression(_ text: String) -> HTML { .text(text) }
    }
}
