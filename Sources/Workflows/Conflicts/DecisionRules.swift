public import Causality
public import Domain
internal import Glibc
internal import Storage
public import Wire

// Rules of decision.
//
// People settle the same sort of conflict the same way again and again: a branch decides the rents of its own
// units. Such a habit can be written down as a rule. A rule suggests, and decides only when somebody runs it
// over what is open; each decision it led to says so, and is taken back like any other. Before a rule is
// switched on it is tried on what people have decided: where it would have decided otherwise, that is shown,
// and it stays off unless somebody insists. What is switched on is the text of the rule: change a word of it,
// and it has to be tried again.

/// Whether a rule is on at a site.
public enum RuleStanding: Sendable {
    case on
    /// Switched on, but its text was changed since: off until it is tried again.
    case changed
    case off
}

/// One rule of `rules.toml`.
public struct DecisionRule: Sendable, Hashable {
    /// Which side it takes.
    public enum Take: Hashable, Sendable {
        /// That of the site which the record belongs to.
        case siteOwner
        case hub
        case site(SiteID)
        case highest
        case lowest
        case latest
        case earliest

        init?(_ word: String) {
            switch word {
            case "site-owner": self = .siteOwner
            case "hub": self = .hub
            case "highest": self = .highest
            case "lowest": self = .lowest
            case "latest": self = .latest
            case "earliest": self = .earliest
            default:
                guard word.hasPrefix("site:"), let site = SiteID(String(word.dropFirst(5))) else {
                    return nil
                }
                self = .site(site)
            }
        }

        static let words = [
            "site-owner", "hub", "highest", "lowest", "latest", "earliest", "site:NAME",
        ]

        public var word: String {
            switch self {
            case .siteOwner: "site-owner"
            case .hub: "hub"
            case .site(let site): "site:\(site.name)"
            case .highest: "highest"
            case .lowest: "lowest"
            case .latest: "latest"
            case .earliest: "earliest"
            }
        }
    }

    public let name: String
    /// Raised by people when they mean something else by the name.
    public let version: Int
    public let table: String
    /// The cell: a field, or the group that a field is in.
    public let cell: String
    public let take: Take
    /// Only where the sides are no further apart than this; `nil` for any.
    public let apartMost: Int64?
    public let reason: Label
    /// The line where it begins.
    public let line: Int

    /// What is switched on: the digest of all that the rule says.
    public var digest: Digest256 {
        let says = [
            name, "\(version)", table, cell, take.word, apartMost.map { "\($0)" } ?? "",
            reason.zh, reason.en,
        ]
        return Digest256(of: Array(says.joined(separator: "\n").utf8))
    }

    /// The side that it takes of a conflict; `nil` where it says nothing.
    public func side(
        of sides: [ConflictSide], table: String, cell: String, owner: SiteID?, hub: SiteID
    ) -> ConflictSide? {
        guard table == self.table, cell == self.cell, sides.count > 1 else { return nil }
        if let apartMost {
            let numbers = sides.compactMap(\.value.integer)
            guard numbers.count == sides.count, let most = numbers.max(), let least = numbers.min()
            else { return nil }
            let apart = most.subtractingReportingOverflow(least)
            guard !apart.overflow, apart.partialValue <= apartMost else { return nil }
        }
        let of = { (site: SiteID?) -> ConflictSide? in
            let found = sides.filter { $0.site == site }
            return found.count == 1 ? found[0] : nil
        }
        switch take {
        case .siteOwner: return owner.flatMap(of)
        case .hub: return of(hub)
        case .site(let site): return of(site)
        case .highest: return RuleOrder.extreme(sides) { $0 > $1 }
        case .lowest: return RuleOrder.extreme(sides) { $0 < $1 }
        case .latest: return sides.max { $0.milliseconds < $1.milliseconds }
        case .earliest: return sides.min { $0.milliseconds < $1.milliseconds }
        }
    }
}

private enum RuleOrder {
    /// The side whose number precedes all others; `nil` without numbers or when two are equal.
    static func extreme(
        _ sides: [ConflictSide], _ precedes: (Int64, Int64) -> Bool
    ) -> ConflictSide? {
        let numbered = sides.compactMap { side in side.value.integer.map { (side, $0) } }
        guard numbered.count == sides.count else { return nil }
        let best = numbered.filter { one in
            numbered.allSatisfy { one.1 == $0.1 || precedes(one.1, $0.1) }
        }
        return best.count == 1 ? best[0].0 : nil
    }
}

/// The rules of a file, and the limits of bulk decisions that it sets.
public struct DecisionRules: Sendable {
    public let path: String?
    public let rules: [DecisionRule]
    public let limits: BulkPlan.Limits

    /// No file, no rules.
    public static let none = DecisionRules(path: nil, rules: [], limits: BulkPlan.Limits())

    private init(path: String?, rules: [DecisionRule], limits: BulkPlan.Limits) {
        self.path = path
        self.rules = rules
        self.limits = limits
    }

    private static let ruleKeys = [
        "name", "version", "kind", "field", "take", "apart_most", "reason_zh", "reason_en",
    ]
    private static let bulkKeys = ["max_count", "max_apart", "min_age"]

    /// The rules that hold here: of the file that `MOSO_RULES` names, else of the first that is there of `rules.toml` beside
    /// the configuration, beside the replica, and of the machine. No file, no rules.
    ///
    /// - Parameters:
    ///   - config: the path of the configuration; `nil` for none.
    ///   - data: the folder of the replica.
    /// - Throws: the problem with the text.
    public static func inForce(config: String?, data: String) throws(Problem) -> DecisionRules {
        let named = Machine.variables()["MOSO_RULES"].flatMap { $0.isEmpty ? nil : $0 }
        let beside = config.map { path in
            path.lastIndex(of: "/").map { String(path[...$0]) + "rules.toml" } ?? "rules.toml"
        }
        let places = [beside, data + "/rules.toml", "/etc/moso/rules.toml"].compactMap { $0 }
        for path in named.map({ [$0] }) ?? places {
            guard let bytes = File.read(path, most: 1 << 20) else {
                let cause = errno
                // Where the file was named, or something stands there, nobody meant that there are no rules.
                if named == nil, File.kind(path) == nil { continue }
                throw .fileUnreadable(path, why: Catalogue.Cause.system(cause))
            }
            return try DecisionRules(String(decoding: bytes, as: UTF8.self), path: path)
        }
        return .none
    }

    /// - Throws: the problem with the text: line, column, what was meant.
    public init(_ text: String, path: String) throws(Problem) {
        do throws(TOMLFault) {
            var rules: [DecisionRule] = []
            var limits = BulkPlan.Limits()
            for section in try PlainTOML.sections(of: text) {
                switch section.name {
                case "rule":
                    let rule = try DecisionRules.rule(section)
                    if let earlier = rules.first(where: { $0.name == rule.name }) {
                        throw TOMLFault(
                            line: section.line, column: 1,
                            what: Catalogue.Rules.nameTaken(rule.name, line: earlier.line))
                    }
                    rules.append(rule)
                case "bulk": limits = try DecisionRules.limits(section)
                default:
                    throw TOMLFault(
                        line: section.line, column: 1,
                        what: Catalogue.Rules.unknownSection(section.name),
                        meant: Nearness.nearest(to: section.name, among: ["rule", "bulk"]))
                }
            }
            self.init(path: path, rules: rules, limits: limits)
        } catch {
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            let line = lines.indices.contains(error.line - 1) ? String(lines[error.line - 1]) : ""
            throw .rulesFile(
                path, line: error.line, column: error.column, text: line, what: error.what,
                didYouMean: error.meant)
        }
    }

    private static func check(
        _ section: TOMLSection, _ known: [String]
    ) throws(TOMLFault) {
        for (key, place) in section.keys.sorted(by: { $0.value.line < $1.value.line })
        where !known.contains(key) {
            throw TOMLFault(
                line: place.line, column: place.column, what: Catalogue.Rules.unknownKey(key),
                meant: Nearness.nearest(to: key, among: known))
        }
    }

    private static func text(
        _ key: String, _ section: TOMLSection
    ) throws(TOMLFault) -> String {
        guard let found = section.keys[key] else {
            throw TOMLFault(
                line: section.line, column: 1, what: Catalogue.Rules.missing(key))
        }
        guard case .text(let text) = found.value.content, !text.isEmpty else {
            throw TOMLFault(
                line: found.value.line, column: found.value.column,
                what: Catalogue.Rules.wantsText(key))
        }
        return text
    }

    private static func number(
        _ key: String, _ section: TOMLSection
    ) throws(TOMLFault) -> Int? {
        guard let found = section.keys[key] else { return nil }
        guard case .number(let number) = found.value.content, number >= 0 else {
            throw TOMLFault(
                line: found.value.line, column: found.value.column,
                what: Catalogue.Rules.wantsNumber(key))
        }
        return number
    }

    /// An amount in yuan, as fen.
    private static func fen(_ key: String, _ section: TOMLSection) throws(TOMLFault) -> Int64? {
        guard let yuan = try number(key, section) else { return nil }
        let fen = Int64(yuan).multipliedReportingOverflow(by: 100)
        guard !fen.overflow else {
            let place = section.keys[key]?.value
            throw TOMLFault(
                line: place?.line ?? section.line, column: place?.column ?? 1,
                what: Catalogue.Rules.wantsNumber(key))
        }
        return fen.partialValue
    }

    private static func rule(_ section: TOMLSection) throws(TOMLFault) -> DecisionRule {
        try check(section, ruleKeys)
        let wrong = { (key: String, what: Phrase, meant: String?) in
            let place = section.keys[key]?.value
            return TOMLFault(
                line: place?.line ?? section.line, column: place?.column ?? 1, what: what,
                meant: meant)
        }
        let kindName = try text("kind", section)
        guard let kind = NetworkSchema.kind(kindName) else {
            throw wrong(
                "kind", Catalogue.Rules.noKind(kindName),
                Nearness.nearest(to: kindName, among: NetworkSchema.kinds.map(\.name)))
        }
        let fieldName = try text("field", section)
        guard kind.field(fieldName) != nil else {
            throw wrong(
                "field", Catalogue.Rules.noField(fieldName, kind: kind.name),
                Nearness.nearest(to: fieldName, among: kind.fields.map(\.name)))
        }
        let word = try text("take", section)
        guard let take = DecisionRule.Take(word) else {
            throw wrong(
                "take", Catalogue.Rules.noTake(word),
                Nearness.nearest(to: word, among: DecisionRule.Take.words))
        }
        guard let version = try number("version", section) else {
            throw TOMLFault(
                line: section.line, column: 1, what: Catalogue.Rules.missing("version"))
        }
        let cell = kind.groups.first { $0.members.contains(fieldName) }?.name ?? fieldName
        return DecisionRule(
            name: try text("name", section), version: version, table: kind.name, cell: cell,
            take: take, apartMost: try fen("apart_most", section),
            reason: Label(try text("reason_zh", section), try text("reason_en", section)),
            line: section.line)
    }

    private static func limits(
        _ section: TOMLSection
    ) throws(TOMLFault) -> BulkPlan.Limits {
        try check(section, bulkKeys)
        var limits = BulkPlan.Limits()
        if let count = try number("max_count", section) { limits.countMost = count }
        if let fen = try fen("max_apart", section) { limits.amountMost = fen }
        if section.keys["min_age"] != nil {
            let span = try text("min_age", section)
            guard let milliseconds = TimeText.span(span) else {
                let place = section.keys["min_age"]?.value
                throw TOMLFault(
                    line: place?.line ?? section.line, column: place?.column ?? 1,
                    what: Catalogue.Rules.wantsSpan("min_age"))
            }
            limits.ageLeastMilliseconds = milliseconds
        }
        return limits
    }

    public func rule(_ name: String) -> DecisionRule? { rules.first { $0.name == name } }
}
