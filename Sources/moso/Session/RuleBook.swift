internal import Domain
internal import Glibc
internal import Wire
internal import Workflows

/// Where a site keeps its rules of decision, and which of them are on.
///
/// `rules.on` stands beside the replica and holds a line for each: name, version, digest of all that the rule
/// says, who switched it on and when. A rule whose text was changed since is off.
struct RuleBook {
    let rules: DecisionRules
    private let switches: String
    private let on: [String: String]

    init(_ session: Session) throws(Problem) {
        rules = try DecisionRules.inForce(
            config: session.options.configurationPath, data: session.dataDirectory)
        switches = session.dataDirectory + "/rules.on"
        let text = File.read(switches, most: 1 << 20).map { String(decoding: $0, as: UTF8.self) }
        var on: [String: String] = [:]
        for line in (text ?? "").split(separator: "\n") {
            let words = line.split(separator: " ")
            if let name = words.first { on[String(name)] = String(line) }
        }
        self.on = on
    }

    func standing(_ rule: DecisionRule) -> RuleStanding {
        guard let line = on[rule.name] else { return .off }
        return line.split(separator: " ").contains("\(rule.digest)") ? .on : .changed
    }

    /// Who switched a rule on, and when; `nil` for one that is off.
    func switchedOn(_ rule: DecisionRule) -> (author: String, milliseconds: UInt64)? {
        guard standing(rule) == .on, let words = on[rule.name]?.split(separator: " ", maxSplits: 4),
            words.count == 5, let at = TimeText.instant(String(words[3]))
        else { return nil }
        return (String(words[4]), UInt64(max(0, at)))
    }

    var enabled: [DecisionRule] { rules.rules.filter { standing($0) == .on } }

    /// The rules that are on, for what goes on without them: a mistake in their file is told, and is in
    /// nobody's way.
    static func enabled(telling session: Session) -> [DecisionRule] {
        do {
            return try RuleBook(session).enabled
        } catch {
            session.printer.tell(error)
            return []
        }
    }

    func named(_ name: String) throws(Problem) -> DecisionRule {
        guard let rule = rules.rule(name) else {
            throw .noRule(
                name, didYouMean: Nearness.nearest(to: name, among: rules.rules.map(\.name)))
        }
        return rule
    }

    func set(_ rule: DecisionRule, on isOn: Bool, by author: String, at now: UInt64) throws {
        var lines = on
        lines[rule.name] =
            isOn
            ? "\(rule.name) \(rule.version) \(rule.digest) \(TimeText.rfc3339(Int64(now))) \(author)"
            : nil
        let text = lines.values.sorted().map { $0 + "\n" }.joined()
        guard File.write(switches, Array(text.utf8)) else {
            throw Problem.fileUnwritable(switches, why: Catalogue.Cause.system(errno))
        }
    }
}
