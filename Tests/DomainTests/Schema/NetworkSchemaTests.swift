import Causality
import Domain
import Testing

@Suite struct NetworkSchemaTests {
    private static let kindNames = NetworkSchema.kinds.map(\.name)

    private func kind(_ name: String) throws -> RecordKind {
        try #require(NetworkSchema.kind(name))
    }

    @Test func `names are safe in sql and labels are in both languages`() {
        for kind in NetworkSchema.kinds {
            #expect(isSafe(kind.name), "\(kind.name)")
            #expect(!kind.label.zh.isEmpty && !kind.label.en.isEmpty)
            for field in kind.fields {
                #expect(isSafe(field.name), "\(kind.name).\(field.name)")
                #expect(!field.label.zh.isEmpty && !field.label.en.isEmpty)
                #expect(field.label.zh != field.name)
            }
        }
    }

    @Test func `no two kinds and no two fields of a kind answer to one name`() {
        #expect(Set(NetworkSchema.kinds.map(\.name)).count == NetworkSchema.kinds.count)
        #expect(Set(NetworkSchema.kinds.map(\.prefix)).count == NetworkSchema.kinds.count)
        for kind in NetworkSchema.kinds {
            for text in [\Label.zh, \Label.en] {
                let labels = kind.fields.map { $0.label[keyPath: text] }
                #expect(Set(labels).count == labels.count, "\(kind.name)")
            }
            // Columns of files are called by either: a label that is another field's name would take its place.
            for field in kind.fields {
                let others = kind.fields.filter { $0.name != field.name }
                    .flatMap { [$0.label.zh, $0.label.en] }
                #expect(!others.contains(field.name), "\(kind.name).\(field.name)")
            }
            for field in kind.fields {
                let codes = field.type.choices.map(\.code)
                #expect(Set(codes).count == codes.count)
                #expect(codes.allSatisfy { !$0.contains(",") && !$0.contains(" ") })
            }
        }
    }

    @Test func `what a kind refers to exists`() {
        for kind in NetworkSchema.kinds {
            let names = kind.groups.flatMap(\.members) + kind.title + kind.naturalKeys.joined()
            for name in names { #expect(kind.field(name) != nil, "\(kind.name).\(name)") }
            for field in kind.fields {
                guard let referred = field.type.referredKind else { continue }
                #expect(
                    NetworkSchemaTests.kindNames.contains(referred), "\(kind.name).\(field.name)")
            }
        }
    }

    @Test func `a group merges under one policy and is named like no field`() {
        for kind in NetworkSchema.kinds {
            for group in kind.groups {
                #expect(kind.field(group.name) == nil, "\(kind.name).\(group.name)")
                let policies = group.members.compactMap { kind.field($0)?.policy }
                let first = policies.first
                // A currency beside owned amounts follows them: the group has the first's policy.
                let others = zip(group.members, policies).filter { $0.0 != "currency" }.map(\.1)
                #expect(others.allSatisfy { $0 == first }, "\(kind.name).\(group.name)")
            }
        }
    }

    @Test func `every kind has its scope, a note and a way to be retired`() {
        for kind in NetworkSchema.kinds {
            if kind.isEntry {
                // Two branches of a fork may use one name: nothing is for a person to decide there.
                let settled: [MergePolicy] = [.earliest, .latest]
                #expect(kind.fields.allSatisfy { $0.name == "site" || settled.contains($0.policy) })
            } else {
                #expect(kind.field("note") != nil && kind.field("retired") != nil)
            }
            switch kind.scope {
            case .siteOf(let column):
                #expect(kind.field(column)?.type == .site)
                #expect(kind.field(column)?.isRequired == true)
                #expect(kind.field(column)?.policy == .immutable)
            case .cityOf(let column):
                #expect(kind.field(column)?.isRequired == true)
                #expect(kind.field(column)?.policy == .immutable)
            case .fixed: #expect(kind.field("site") == nil)
            }
            let owned = kind.fields.contains { $0.policy.base == .owner }
            if owned, case .fixed = kind.scope { #expect(kind.ownerColumn != nil, "\(kind.name)") }
        }
    }

    @Test func `what must not leave a site lies in its scope`() throws {
        for name in ["phone", "headcount"] {
            for kind in NetworkSchema.kinds where kind.field(name) != nil {
                guard case .siteOf = kind.scope else {
                    Issue.record("\(kind.name).\(name) is copied to other sites")
                    continue
                }
            }
        }
        guard case .cityOf = try kind("city_offer").scope else {
            Issue.record("a city's offer leaves the hub")
            return
        }
        for name in [
            "investment", "gate_review", "fund", "fund_movement", "lp", "lp_follow_on", "valuation",
        ] {
            guard case .fixed(.capital) = try kind(name).scope else {
                Issue.record("\(name) leaves the hub")
                continue
            }
        }
    }

    @Test func `the replica has the same tables and cells`() throws {
        #expect(NetworkSchema.replica.tables.map(\.name) == NetworkSchemaTests.kindNames)
        let term = try #require(NetworkSchema.replica.table("tenancy_term"))
        #expect(term.cell("from_day") == term.cell("to_day"))
        #expect(term.cell("period") == term.cell("to_day"))
        #expect(term.cell("rent") == term.cell("rent_fen"))
        #expect(term.columns.first { $0.name == "rent_fen" }?.storage == .integer)
    }

    @Test func `two sites give one company and one seat the same key`() throws {
        let company = try kind("company")
        #expect(
            company.derivedKey { ["credit_code": "91330523MA2B000191"][$0] }?.text
                == "C-91330523MA2B000191")
        #expect(company.derivedKey { ["credit_code": "91330523MA2B000192"][$0] } == nil)
        #expect(company.derivedKey { _ in nil } == nil)
        let seat = try kind("seat")
        #expect(
            seat.derivedKey { ["site": "anji", "label": "ａ-017 "][$0] }?.text == "S-anji-A-017")
        #expect(try kind("site").derivedKey { ["code": "anji"][$0] }?.text == "anji")
        #expect(try kind("tenancy").derivedKey { _ in "x" } == nil)
    }

    @Test func `a kind is found by name, label and key`() throws {
        for kind in NetworkSchema.kinds {
            #expect(NetworkSchema.kind(kind.name)?.name == kind.name)
            #expect(NetworkSchema.kind(kind.label.zh)?.name == kind.name)
            #expect(NetworkSchema.kind(ofKey: "\(kind.prefix)-1")?.name == kind.name)
        }
        #expect(NetworkSchema.kind("lease") == nil)
        #expect(NetworkSchema.kind(ofKey: "T") == nil)
    }

    @Test func `a required field is not blank`() throws {
        let name = try #require(kind("company").field("legal_name"))
        #expect(name.parse("  ") == .failure(.required))
        #expect(name.parse("演示·澜图") == .success(.text("演示·澜图")))
    }

    private func isSafe(_ name: String) -> Bool {
        let lower = name.utf8.allSatisfy {
            (97...122).contains($0) || (48...57).contains($0) || $0 == 95
        }
        let reserved = ["id", "rowid", "oid", "_rowid_"] + sqliteKeywords
        return lower && name.first?.isLetter == true && !reserved.contains(name)
            && !name.hasPrefix("moso_") && !name.hasPrefix("sqlite_")
    }
}
