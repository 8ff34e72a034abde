package import Causality

/// A small schema with every policy, for worlds of random edits, and the next version of it.
package enum WorldSchema {
    package static func of(version: Int) -> ReplicaSchema { version < 2 ? version1 : version2 }

    package static let version1 = ReplicaSchema(
        version: 1, tables: [lease, company, ShareMove.table, ClaimDesk.table])

    private static let lease = lease(labelledBy: .latest)

    private static func lease(labelledBy policy: MergePolicy) -> TableSchema {
        TableSchema(
            name: "lease",
            columns: [
                .init(name: "site", storage: .text, policy: .immutable),
                .init(name: "rent", storage: .integer, policy: .ask),
                .init(name: "label", storage: .text, policy: policy),
                .init(name: "first_seen", storage: .text, policy: .earliest),
                .init(name: "decided", storage: .text, policy: .owner),
                .init(name: "top", storage: .integer, policy: .highest),
                .init(name: "low", storage: .integer, policy: .lowest),
                .init(name: "stage", storage: .text, policy: .furthest(stages)),
                .init(name: "tags", storage: .text, policy: .union),
                .init(name: "visits", storage: .integer, policy: .sum),
                .init(name: "from_day", storage: .text, policy: .ask),
                .init(name: "to_day", storage: .text, policy: .ask),
            ],
            groups: [(name: "period", members: ["from_day", "to_day"])],
            scope: .siteOf(column: "site"))
    }

    /// A column and a table more, and another policy for the label of a lease.
    package static let version2 = ReplicaSchema(
        version: 2,
        tables: [
            lease(labelledBy: .ask), ShareMove.table, ClaimDesk.table,
            TableSchema(
                name: company.name,
                columns: company.columns + [
                    .init(name: "note", storage: .text, policy: .ask)
                ], scope: company.scope, ownerColumn: company.ownerColumn),
            TableSchema(
                name: "visit", columns: [.init(name: "who", storage: .text, policy: .latest)],
                scope: .fixed(.common)),
        ])

    private static let company = TableSchema(
        name: "company",
        columns: [
            .init(name: "name", storage: .text, policy: .ask),
            .init(name: "sectors", storage: .text, policy: .union),
            .init(name: "owner", storage: .text, policy: .latest),
            .init(name: "grade", storage: .integer, policy: .owner),
            .init(name: "contact", storage: .text, policy: .latest, personalSince: 1),
        ], scope: .fixed(.common), ownerColumn: "owner")

    private static let stages = StateOrder(steps: [
        "draft": ["signed"], "signed": ["closed", "extended"], "closed": [], "extended": [],
    ])
}
