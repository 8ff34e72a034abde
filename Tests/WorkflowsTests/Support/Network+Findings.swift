import Causality
import Domain
import Storage
import Testing
import Wire

@testable import Workflows

/// What a story looks at when the sites have met.
extension Network {
    /// The findings of a rule at these sites: with one id at each of them, and the same however they are
    /// looked for.
    func findings(_ rule: RuleID, at sites: [String]) throws -> [Finding] {
        let found = try sites.map { site in
            try ConflictInbox(self[site]).items().compactMap { item -> (ConflictID, Finding)? in
                guard case .rule(let finding) = item.content, finding.rule == rule else {
                    return nil
                }
                #expect(item.kind == rule.conflictKind)
                return (item.id, finding)
            }
        }
        for other in found.dropFirst() {
            #expect(other.map(\.0) == found[0].map(\.0), "one id at every site")
        }
        for site in sites {
            let check = RuleCheck(self[site])
            #expect(
                try check.findings().map(\.id).sorted() == check.allFindings().map(\.id).sorted())
        }
        return found[0].map(\.1)
    }

    /// Decides the only finding of a rule by an option, after which nothing is left of it at any of the sites.
    func decide(_ rule: RuleID, _ option: String, at sites: [String]) throws {
        let finding = try #require(try findings(rule, at: sites).first)
        let at = try #require(finding.options.firstIndex { $0.code == option })
        _ = try ConflictInbox(self[sites[0]]).resolve(
            finding, option: finding.numbers[at], author: "李娜", reason: "问过了")
        try meet()
        #expect(try findings(rule, at: sites).isEmpty)
    }

    /// What a field shows, which is the same at each of the sites.
    func shown(_ key: RecordKey, _ field: String, at sites: [String]) throws -> Value? {
        let values = try sites.map { try shown(key, field, at: $0) }
        for value in values { #expect(value == values[0], "\(field) of \(key)") }
        return values[0]
    }
}
