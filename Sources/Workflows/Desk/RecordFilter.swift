public import Causality
public import Domain
public import Storage

/// A condition such as `site=anji and rent_fen>=900`: comparisons of a field and a value, joined by
/// `and`. A value with blanks stands in quotation marks. An empty value means *not filled in*.
///
/// An undecided field matches when one of its values does, because leaving the record out would
/// decide for the other side. Nothing is less or greater than a field that is empty.
public struct RecordFilter {
    private struct Term {
        let field: String
        let comparison: Comparison
        let value: Value
        /// Whether the values are companies, of which several cards may be one.
        let isCompany: Bool
    }

    enum Comparison: String, CaseIterable {
        // Longer signs first: `<=` begins with `<`.
        case notEqual = "!="
        case atMost = "<="
        case atLeast = ">="
        case equal = "="
        case less = "<"
        case greater = ">"
    }

    private let terms: [Term]
    private let desk: RecordDesk

    /// - Throws: the problem with it: an unknown field, a value of the wrong type, another form.
    public init(_ text: String, of kind: RecordKind, _ desk: RecordDesk) throws {
        self.desk = desk
        terms = try RecordFilter.parts(of: text).map { part in
            guard let (name, sign, typed) = RecordFilter.split(part) else {
                throw Problem.usage(
                    Catalogue.Usage.notCondition(part), help: "moso record list --help")
            }
            let field = try desk.known(field: name, of: kind)
            let value = try desk.parse(field, typed, kind: kind.name)
            let isCompany = field.type == .reference(kind: "company")
            return Term(
                field: field.name, comparison: sign,
                value: isCompany ? try desk.company(of: value) : value, isCompany: isCompany)
        }
    }

    public func matches(_ record: Record) throws -> Bool {
        try terms.allSatisfy { term in
            try desk.values(record, term.field).contains { value in
                let value = term.isCompany ? try desk.company(of: value) : value
                return RecordFilter.holds(value, term)
            }
        }
    }

    private static func holds(_ value: Value, _ term: Term) -> Bool {
        switch term.comparison {
        case .equal: return value == term.value
        case .notEqual: return value != term.value
        case .less, .greater, .atMost, .atLeast: break
        }
        guard !value.isNull, !term.value.isNull else { return false }
        return switch term.comparison {
        case .less: isOrdered(value, term.value)
        case .greater: isOrdered(term.value, value)
        case .atMost: !isOrdered(term.value, value)
        default: !isOrdered(value, term.value)
        }
    }

    /// Whether `a` stands before `b`: empty ones, then numbers, then text by code point.
    public static func isOrdered(_ a: Value, _ b: Value) -> Bool {
        if let one = a.integer, let other = b.integer { return one < other }
        if let one = a.text, let other = b.text {
            return one.unicodeScalars.lexicographicallyPrecedes(other.unicodeScalars)
        }
        return rank(a) < rank(b)
    }

    private static func rank(_ value: Value) -> Int {
        value.isNull ? 0 : value.integer != nil ? 1 : value.text != nil ? 2 : 3
    }

    // MARK: Reading

    /// The comparisons, which `and` separates outside of quotation marks.
    static func parts(of text: String) -> [String] {
        var parts: [String] = [""]
        var quote: Character?
        for word in text.split(separator: " ", omittingEmptySubsequences: false) {
            if quote == nil, word.lowercased() == "and" {
                parts.append("")
                continue
            }
            for character in word where character == "'" || character == "\"" {
                if quote == nil { quote = character } else if quote == character { quote = nil }
            }
            parts[parts.count - 1] += (parts[parts.count - 1].isEmpty ? "" : " ") + word
        }
        return parts.map(trimmed)
    }

    static func split(_ part: String) -> (field: String, Comparison, value: String)? {
        guard let at = part.firstIndex(where: { "!=<>".contains($0) }),
            let sign = Comparison.allCases.first(where: { part[at...].hasPrefix($0.rawValue) })
        else { return nil }
        let name = trimmed(part[..<at])
        var value = trimmed(part[at...].dropFirst(sign.rawValue.count))
        if let quote = value.first, quote == "'" || quote == "\"" {
            guard value.count >= 2, value.last == quote else { return nil }
            value = String(value.dropFirst().dropLast())
        }
        return name.isEmpty ? nil : (name, sign, value)
    }

    private static func trimmed(_ text: some StringProtocol) -> String {
        var text = Substring(text)
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
